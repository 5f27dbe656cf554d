"""Whole nodes in random schedules: nothing that must hold is ever violated, and what is broken on purpose is found.

GUARDIAN_EMU_SCHEDULES says how many schedules are played, GUARDIAN_EMU_SEED replays one of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from simulation.background import SCHEDULES, Background, played
from simulation.schedules import play

from guardian_emu.kernel import accounting, regroup
from guardian_emu.kernel.globalupdate import GlobalUpdate
from guardian_emu.kernel.membership import Membership

ENOUGH_TO_CATCH = 10_000
ONCE_VIOLATED = (
    124, 336, 867, 1213, 1308, 1464, 1559, 1829, 1893, 2255, 3608, 3640, 3665, 4751, 6099, 6766, 8820, 9427,
    34729, 49675, 136141, 201043, 314797, 346075, 491572, 691972, 941709,
)  # fmt: skip
"""Schedules that found something while the protocols were written."""


@pytest.mark.requires(
    "RG-01", "RG-02", "RG-03", "RG-04", "RG-05", "SB-01", "SB-02", "SB-03", "SB-04", "SB-05", "SB-06", "PN-01",
    "PN-02", "PN-03", "PN-04", "PN-06", "FD-03", "FD-04", "FD-06", "FD-08", "GU-02", "GU-05", "GU-06", "GU-07",
    "GU-09", "DC-02", "PR-06", "PR-07", "XY-02", "NM-08",
)  # fmt: skip
@pytest.mark.timeout(0)
def test_no_schedule_violates_an_invariant(schedules: Background) -> None:
    found, kinds = schedules.result()
    print(f"{sum(kinds.values())} schedules: {kinds}")
    assert not found, "\n".join(
        f"GUARDIAN_EMU_SEED={one.seed} ({one.kind}, {one.cpus} CPUs): {one.violation}" for one in sorted(found)
    )
    assert sum(kinds.values()) == SCHEDULES
    assert len(kinds) == 5


@pytest.mark.parametrize("seed", [int(os.environ.get("GUARDIAN_EMU_SEED", 0)) or ONCE_VIOLATED[0], *ONCE_VIOLATED[1:]])
def test_a_schedule_that_once_found_something_passes(seed: int) -> None:
    assert play(seed).violation == ""


def test_a_seed_plays_the_same_schedule_again() -> None:
    from simulation import schedules
    from simulation.simulation import Simulation

    def trace(seed: int) -> list[str]:
        seen: list[str] = []

        class Traced(Simulation):
            def observe(self, cpu: int, action: Any) -> None:
                seen.append(f"{self.now:.3f} {cpu} {action}")
                super().observe(cpu, action)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(schedules, "Simulation", Traced)
            patch.setattr(accounting, "julian_now", lambda: 0)  # the one clock that is not passed in
            play(seed)
        return seen

    for seed in (11, 12, 13, 14, 15):
        assert trace(seed) == trace(seed) != []


def _higher_half_lives(group: frozenset[int], before: frozenset[int]) -> bool:
    """Of two halves the one without the tie-breaker goes on."""
    return 2 * len(group) > len(before) or (2 * len(group) == len(before) and min(before) not in group)


def _any_half_lives(group: frozenset[int], before: frozenset[int]) -> bool:
    """There is no tie-breaker."""
    return 2 * len(group) >= len(before)


def _locker_forgets(self: GlobalUpdate) -> list[Any]:
    """A new locker does not finish what its predecessor had begun."""
    self._round = self._repeat = self._holder = None
    return self._ask() if self._own else []


def _nobody_is_buried(self: Membership, cpu: int, incarnation: int) -> bool:
    """What comes from a CPU that was declared down is not poisoned."""
    return False


BROKEN: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "tie-break-of-the-wrong-half": (regroup, "may_live", _higher_half_lives),
    "no-tie-breaker": (regroup, "may_live", _any_half_lives),
    "locker-succession": (GlobalUpdate, "_succeed", _locker_forgets),
    "poison-check": (Membership, "is_buried", _nobody_is_buried),
}


@pytest.mark.requires("SB-03", "GU-06", "FD-06", "FD-08")
@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_broken_on_purpose_is_found(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place, name, mutant = BROKEN[broken]
    monkeypatch.setattr(place, name, mutant)
    caught = next((outcome for outcome in played(1, ENOUGH_TO_CATCH) if outcome.violation), None)
    assert caught is not None
    print(f"{broken}: seed {caught.seed} ({caught.kind}): {caught.violation}")
