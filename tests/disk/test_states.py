from __future__ import annotations

import itertools

import pytest

from guardian_emu.disk.states import Standing, Substate, Verdict, compare, may_serve_alone

MIRROR = {
    Verdict.FIRST_SERVES: Verdict.SECOND_SERVES,
    Verdict.SECOND_SERVES: Verdict.FIRST_SERVES,
    Verdict.BOTH_SERVE: Verdict.BOTH_SERVE,
    Verdict.NEITHER: Verdict.NEITHER,
    Verdict.DIVERGED: Verdict.DIVERGED,
}


@pytest.mark.requires("DK-11")
def test_the_newer_half_wins() -> None:
    old, new = Standing(3, 900, False, True), Standing(4, 20, True, True)
    assert compare(old, new) is Verdict.SECOND_SERVES
    assert compare(old, old._replace(number=901)) is Verdict.SECOND_SERVES
    assert compare(old, old) is Verdict.BOTH_SERVE


def test_two_halves_that_each_went_on_alone_are_for_an_operator_to_decide() -> None:
    assert compare(Standing(7, 9, True, True), Standing(8, 900, True, True)) is Verdict.DIVERGED


@pytest.mark.requires("DK-10")
def test_a_half_in_the_middle_of_a_revive_never_serves() -> None:
    revived, old = Standing(9, 900, False, False), Standing(1, 1, False, True)
    assert compare(revived, old) is Verdict.SECOND_SERVES
    assert compare(revived, revived) is Verdict.NEITHER
    for ordered in (False, True):
        assert may_serve_alone(revived, ordered) is Substate.PREMATURE_TAKEOVER


def test_a_lone_half_serves_when_no_other_can_be_newer_or_when_it_was_ordered() -> None:
    beside, alone = Standing(3, 9, False, True), Standing(3, 9, True, True)
    assert may_serve_alone(beside) is Substate.INACCESSIBLE
    assert may_serve_alone(beside, ordered=True) is Substate.NONE
    assert may_serve_alone(alone) is Substate.NONE


def test_both_halves_come_to_the_same_verdict() -> None:
    standings = [Standing(g, n, a, w) for g, n, a, w in itertools.product((1, 2), (1, 2), (False, True), (False, True))]
    for first, second in itertools.product(standings, repeat=2):
        assert compare(second, first) is MIRROR[compare(first, second)]
