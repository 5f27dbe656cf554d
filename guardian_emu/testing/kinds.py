"""Which kinds of event a node tells, for a wait that names one."""

from __future__ import annotations

import difflib

from guardian_emu.errors import UsageError

KINDS = frozenset(
    (
        "cpu-down", "cpu-up", "suspected", "poisoned", "halted", "takeover", "process-created", "process-ended",
        "path-down", "path-up", "refused", "output", "restarted", "not-restarted", "expand", "regroup", "poison-sent",
        "unexpected-packet", "sequence-error", "fabric-down", "fabric-up", "fabric-still-down",
    )
)  # fmt: skip


def check(kind: str) -> None:
    """Raises UsageError for a kind that no node ever tells: nobody could wait for it long enough."""
    if kind in KINDS:
        return
    near = difflib.get_close_matches(kind, KINDS, 1)
    step = f"write {near[0]}" if near else f"the kinds are {', '.join(sorted(KINDS))}"
    raise UsageError("there is no event of this kind", kind, "a typing error", step)
