"""Expectations as JUnit XML."""

from __future__ import annotations

from xml.etree import ElementTree

from guardian_emu.chaos.report.junit import Expectation, Verdict, document


def test_each_expectation_is_a_case_with_its_verdict() -> None:
    text = document(
        "a <suite>",
        [
            Expectation("came true", Verdict.TRUE, "3 sent, 0 lost", 0.25),
            Expectation("did not & had to", Verdict.FALSE, "1 lost"),
            Expectation("nobody knows", Verdict.UNKNOWN, "no reply\x00 was \x1b[1mrecorded"),
        ],
    )
    root = ElementTree.fromstring(text)
    assert {name: root.get(name) for name in ("name", "tests", "failures", "errors", "time")} == {
        "name": "a <suite>", "tests": "3", "failures": "1", "errors": "1", "time": "0.250",
    }  # fmt: skip
    good, bad, unknown = root
    assert (good.get("name"), good.get("time"), good.findtext("system-out")) == ("came true", "0.250", "3 sent, 0 lost")
    assert [child.tag for child in good] == ["system-out"]
    assert (bad.get("name"), bad.find("failure").get("message")) == ("did not & had to", "1 lost")  # type: ignore[union-attr]
    assert unknown.find("error").get("message") == "no reply\ufffd was \ufffd[1mrecorded"  # type: ignore[union-attr]
