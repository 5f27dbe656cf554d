"""Pairs that are stopped as one: their name goes first, their members one by one, the news last (R-60, R-64)."""

from __future__ import annotations

from typing import NamedTuple

from ..wire.handle import ProcessHandle
from .entries import Entry
from .names import Names
from .systemmessages import Death

NEVER_STARTED = 4

Key = tuple[str, int]


class Farewell(NamedTuple):
    """A death to be told of. After the ``last`` member's the ancestor of the name is told."""

    death: Death
    entry: Entry
    last: bool


class _Release:
    def __init__(self) -> None:
        self.entry: Entry | None = None
        self.death: Death | None = None
        self.gone: list[ProcessHandle] = []
        self.early: list[Death] = []


class Releases:
    """Waits for the ends of the members of released names, for the deletion message is their proof (DL-10).

    Guarantee: each death is given out once, after the release has been applied here; the last one as such.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._open: dict[Key, _Release] = {}

    def released(self, entry: Entry, death: Death) -> list[Farewell]:
        """The name was released; ``death`` is what its members die of. What is to be told now."""
        if not entry.members():
            return []
        release = self._open.setdefault(entry.key, _Release())
        release.entry, release.death = entry, death
        early, release.early = release.early, []
        return [self._take(entry.key, release, one) for one in early]

    def member_gone(self, name: str, handle: ProcessHandle, death: Death) -> list[Farewell]:
        """A member is dead. It may be known here before the release is. What is to be told now."""
        key = (name, handle.sequence)
        if key not in self._open and not self._names.find(*key):
            return []
        release = self._open.setdefault(key, _Release())
        if release.entry is None:
            release.early.append(death)
            return []
        return [self._take(key, release, death)]

    def cpu_down(self, cpu: int) -> list[Farewell]:
        """Members in that CPU are dead, and of them only the ancestor is told, when they were the last."""
        farewells = []
        for key, release in list(self._open.items()):
            for handle in release.entry.members() if release.entry else []:
                if handle.cpu == cpu and handle not in release.gone and release.death:
                    death = release.death._replace(handle=handle.pack())
                    farewells.append(self._take(key, release, death))
        return farewells

    def _take(self, key: Key, release: _Release, death: Death) -> Farewell:
        assert release.entry is not None and release.death is not None
        if death.code == NEVER_STARTED:
            death = release.death._replace(handle=death.handle)
        release.gone += [handle for handle in release.entry.members() if handle.pack() == death.handle]
        last = len(release.gone) >= len(release.entry.members())
        if last:
            del self._open[key]
        return Farewell(death, release.entry, last)
