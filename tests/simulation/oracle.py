"""Who has to survive a partition, worked out from the rules alone (SB-01 to SB-04, PN-01 to PN-04)."""

from __future__ import annotations

import itertools

Hears = dict[int, set[int]]
"""For each CPU those whose packets reach it over one fabric or another, itself included."""


def survivors(cpus: int, hears: Hears) -> set[int] | None:
    """The group that lives; an empty one when none may. None where the rules alone leave it open.

    Each CPU that hears less than half of all, or half without CPU 0, halts. Of those that are left the largest group in
    which all hear one another lives, the one of the lowest numbers if several are as large. It is left open when
    those that are left do not all hear of one another: then it depends on who learns what in time; and when they are
    too few together: then it depends on whose halt they see.
    """
    everybody = range(cpus)
    left = [cpu for cpu in everybody if _may_live(hears[cpu], cpus)]
    if left and not _may_live(set(left), cpus):
        return None
    if not left:
        return set()
    if any(set(left) - _reached(cpu, left, hears) for cpu in left):
        return None
    for size in range(len(left), 0, -1):
        for group in itertools.combinations(left, size):
            if all(b in hears[a] for a, b in itertools.permutations(group, 2)):
                return set(group)
    raise AssertionError("a group of one always hears itself")


def _may_live(group: set[int], cpus: int) -> bool:
    return 2 * len(group) > cpus or (2 * len(group) == cpus and 0 in group)


def _reached(listener: int, left: list[int], hears: Hears) -> set[int]:
    """Of whom a CPU hears, directly or through others."""
    known, fresh = {listener}, {listener}
    while fresh:
        fresh = {cpu for one in fresh for cpu in hears[one] if cpu in left} - known
        known |= fresh
    return known
