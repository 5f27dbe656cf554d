"""Which faults stand: each is written into the session's state before it is done, so that nobody has to remember."""

from __future__ import annotations

import json
import time
from typing import Any

from guardian_emu.chaos.faults import Fault, from_json
from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch.launcher import Launcher

PREFIX = "fault-"


class Journal:
    """The faults of one session.

    Guarantee: what was registered stands here until it is erased, whatever becomes of the process that registered it;
    a fault is registered once, however often.
    """

    def __init__(self, launcher: Launcher) -> None:
        self._launcher = launcher

    def register(self, fault: Fault) -> None:
        """Write down that the fault has to be undone. Returns when that is certain."""
        key = PREFIX + fault.key
        if key not in self._launcher.notes():
            self._launcher.note(key, json.dumps({"at": time.time_ns(), "fault": fault.to_json()}))

    def erase(self, fault: Fault) -> None:
        """It need not be undone any more."""
        self._launcher.erase(PREFIX + fault.key)

    def standing(self) -> list[Fault]:
        """The faults that have to be undone, the oldest first."""
        texts = (text for key, text in self._launcher.notes().items() if key.startswith(PREFIX))
        entries = sorted(map(_entry, texts), key=lambda entry: int(entry["at"]))
        return [from_json(entry["fault"]) for entry in entries]


def _entry(text: str) -> dict[str, Any]:
    try:
        entry: dict[str, Any] = json.loads(text)
        int(entry["at"]), dict(entry["fault"])
    except (KeyError, TypeError, ValueError) as problem:
        raise EnvironmentProblem(
            "the session's journal of faults cannot be read",
            text,
            f"it is damaged ({problem})",
            "take the session down",
        ) from problem
    return entry
