"""What the demonstration concludes from what requesters and ledger say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guardian_emu.demo import script, verdict
from guardian_emu.demo.timing import Takeover
from guardian_emu.errors import UsageError

LINES = [
    "requester 1: sent 10 replied 10 lost 0 duplicated 0 failed 0",
    "something else",
    "requester 2: sent 20 replied 20 lost 0 duplicated 0 failed 0",
]
TAKEOVER = Takeover("halt", 0, 1.0, 2.0, 3.0)


def test_requests_of_all_requesters_are_added_up() -> None:
    assert verdict.count(verdict.summaries(LINES), 30) == verdict.Requests(30, 30, 0, 0)


def test_an_acknowledged_request_that_the_ledger_does_not_hold_is_lost() -> None:
    assert verdict.count(verdict.summaries(LINES), 29).lost == 1


def test_an_entry_that_nobody_sent_is_a_duplicate() -> None:
    assert verdict.count(verdict.summaries(LINES), 31).duplicated == 1


def test_a_request_without_a_reply_is_lost() -> None:
    requesters = verdict.summaries(["requester 1: sent 10 replied 9 lost 0 duplicated 0 failed 1"])
    assert verdict.count(requesters, 9).lost == 1


@pytest.mark.parametrize(
    ("requests", "takeovers", "valid"),
    [
        (verdict.Requests(10, 10, 0, 0), [TAKEOVER], True),
        (verdict.Requests(10, 10, 1, 0), [TAKEOVER], False),
        (verdict.Requests(10, 10, 0, 1), [TAKEOVER], False),
        (verdict.Requests(10, 10, 0, 0), [], False),
        (verdict.Requests(10, 10, 0, 0), [TAKEOVER._replace(first_reply_ms=None)], False),
        (verdict.Requests(0, 0, 0, 0), [TAKEOVER], False),
    ],
)
def test_a_result_is_valid_only_when_everything_was_seen_and_nothing_lost(
    requests: verdict.Requests, takeovers: list[Takeover], valid: bool
) -> None:
    assert verdict.result("embedded", "host", requests, takeovers, expected=1)["valid"] is valid


def test_the_newest_result_is_the_latest(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        verdict.write(tmp_path / name, {"run": name})
    assert json.loads((tmp_path / "latest" / "result.json").read_text()) == {"run": "b"}


def test_a_plan_of_faults_may_repeat_one() -> None:
    assert script.faults_of("2*halt, stop") == ("halt", "halt", "stop")


@pytest.mark.parametrize("text", ["", "melt", "x*halt", "halt,", "-1*halt"])
def test_a_plan_with_an_unknown_fault_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        script.faults_of(text)
