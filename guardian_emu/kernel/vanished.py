"""Names that vanished with a CPU while it is still open whether their ancestors may be told."""

from __future__ import annotations

from collections.abc import Callable

from ..wire.handle import ProcessHandle
from .actions import Json
from .entries import Change, Entry
from .names import Names

AGAIN_SECONDS = 0.05

Key = tuple[str, int]
Confirm = Callable[[Json, float], None]


class Vanished:
    """What this CPU has to find out before it tells an ancestor of a name that was lost with a CPU.

    An update that adds the backup may be on its way, and then the name lives on. So an update ``lost`` asks, in the
    order of all updates, and what is gone then is gone for good. ``confirm`` is called to start that update so many
    seconds from now.
    """

    def __init__(self, names: Names, is_here: Callable[[ProcessHandle], bool], confirm: Confirm) -> None:
        self._names = names
        self._is_here = is_here
        self._confirm = confirm
        self._open: dict[Key, Entry] = {}

    def noticed(self, changes: list[Change]) -> None:
        """These changes came with the death of a CPU, or with an update that met one."""
        for before, after in changes:
            if after:
                self._open.pop(after.key, None)
            if before and before.primary and (after is None or after.key != before.key):
                self._open[before.key] = before
        self._ask(0.0)

    def confirmed(self, gone: list[list[str | int]], asked: list[list[str | int]]) -> list[Entry]:
        """The update was applied, ``gone`` of those ``asked`` about were so at the locker; who is gone for good."""
        for_good = []
        for name, sequence in asked:
            key = (str(name), int(sequence))
            if self._names.find(*key):
                self._open.pop(key, None)
            elif key in self._open and [name, sequence] in gone:
                for_good.append(self._open.pop(key))
        if self._open:
            self._ask(AGAIN_SECONDS)  # the locker has not heard of the CPU's death yet
        return for_good

    def _ask(self, delay: float) -> None:
        here = []
        for key, entry in list(self._open.items()):
            ancestor = self._names.ancestor(entry)
            if ancestor is None:
                del self._open[key]
            elif self._is_here(ancestor):
                here.append(list(key))
        if here:
            self._confirm({"do": "lost", "name": "", "names": here}, delay)
