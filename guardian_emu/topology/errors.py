"""What can be wrong with a topology file, each finding with its place in the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from guardian_emu.errors import TopologyError, render

SHOWN_PROBLEMS = 50
"""How many problems of one file are printed; the rest is counted."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a topology file. Lines and columns count from 1, as editors do."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Refused(ValueError):
    """A value that its own syntax or range refuses, before anybody knows where it stands."""

    def __init__(self, what: str, cause: str, next_step: str) -> None:
        super().__init__(what, cause, next_step)
        self.what = what
        self.cause = cause
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.what}; {self.cause}; {self.next_step}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding: where, what, the offending value, the likely cause, the next step."""

    place: Place
    what: str
    value: str
    cause: str
    next_step: str

    def __str__(self) -> str:
        return render(f"{self.place}: {self.what}", self.value, self.cause, self.next_step)

    def to_json(self) -> dict[str, object]:
        """The finding as JSON values."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "what": self.what,
            "value": self.value,
            "cause": self.cause,
            "next-step": self.next_step,
        }


class BadTopology(TopologyError):
    """A topology file that cannot be used.

    Guarantee: ``problems`` holds everything that was found, at least one, sorted by place; ``str()`` shows each with
    file, line and column.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        first = self.problems[0]
        super().__init__(first.what, first.value, first.cause, first.next_step)
        self.args = (self.problems,)

    def __str__(self) -> str:
        parts = [str(problem) for problem in self.problems[:SHOWN_PROBLEMS]]
        if len(self.problems) > SHOWN_PROBLEMS:
            parts.append(f"and {len(self.problems) - SHOWN_PROBLEMS} more")
        if len(self.problems) > 1:
            parts.append(f"{len(self.problems)} problems in {self.problems[0].place.file}")
        return "\n".join(parts)

    def to_json(self) -> dict[str, object]:
        """All problems as JSON values."""
        return {"problems": [problem.to_json() for problem in self.problems]}


class NoTopology(TopologyError):
    """Nothing, or more than one thing, answers to the name by which a topology was asked for."""


class Report:
    """Collects the problems of one file, so that all of them are told at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._problems: list[Problem] = []

    @property
    def clean(self) -> bool:
        """Whether nothing was found so far."""
        return not self._problems

    def add(self, place: Place, what: str, value: str, cause: str, next_step: str) -> None:
        """Note one problem and go on."""
        self._problems.append(Problem(place, what, value, cause, next_step))

    def refuse(self, place: Place, value: str, refused: Refused) -> None:
        """Note that the value at ``place`` was refused."""
        self.add(place, refused.what, value, refused.cause, refused.next_step)

    def stop(self, place: Place, what: str, value: str, cause: str, next_step: str) -> BadTopology:
        """The error to raise when nothing after this problem can be read."""
        self.add(place, what, value, cause, next_step)
        return BadTopology(self._problems)

    def settle(self) -> None:
        """Raise BadTopology when anything was found."""
        if self._problems:
            raise BadTopology(self._problems)
