"""The framework of the conformance programs can fail, and says why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conformance.items import SourceFile
from conformance.programs import Outcome, Program, SourceError, checks_of, node_of

from guardian_emu.cc.toolchain import Abi

Run = Callable[..., list[Outcome]]


@pytest.fixture
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    """Runs a program from its text; the outcomes of all its checks."""

    def outcomes(text: str, patience: float = 60) -> list[Outcome]:
        source = tmp_path / "broken.c"
        source.write_text(f'#include "check.h"\n{text}')
        program = Program(source, Abi.HOST, patience)
        return [program.outcome(check, node_of(request.config)) for check in checks_of(source)]

    return outcomes


def test_a_check_that_fails_fails_with_places_and_values_and_goes_on(run: Run) -> None:
    failed, passed = run(
        """
CHECK("fails", "FS-01", "WRITEX") {
    EXPECT_EQUAL(1 + 1, 3);
    EXPECT_TEXT("is", 2, "was");
    EXPECT_BYTES("ab", "ac", 2);
    REQUIRE(own_cpu() == 9);
    check_say("never");
}
CHECK("passes", "", "") {
    EXPECT_EQUAL(2, 2);
}
"""
    )
    assert failed.failures == [
        "broken.c:4: 1 + 1 is 2, expected 3 (3)",
        'broken.c:5: "is" is "is" (length 2), expected "was"',
        'broken.c:6: "ab" is 6162 , expected 6163 ',
        "broken.c:7: own_cpu() == 9",
    ]
    assert failed.logged
    assert not passed.failures


def test_a_check_that_crashes_fails_alone(run: Run) -> None:
    passed, crashed, ended, after = run(
        """
CHECK("first", "", "") { EXPECT(1); }
CHECK("crashes", "", "") { printf("now\\n"); abort(); }
CHECK("ends", "", "") { exit(0); }
CHECK("after", "", "") { EXPECT(1); }
"""
    )
    assert not passed.failures
    assert "completion code 5" in crashed.failures[0]
    assert "now" in crashed.said
    assert "completion code 0" in ended.failures[0]
    assert not after.failures


def test_a_check_that_hangs_fails_after_a_while(run: Run) -> None:
    hanging, after = run(
        """
CHECK("hangs", "", "") { for (;;) PROCESS_DELAY_(1000000); }
CHECK("goes on", "", "") { EXPECT(1); }
""",
        patience=4,
    )
    assert hanging.failures == ["no end of this check within 4 s"]
    assert not after.failures


def test_what_a_check_leaves_behind_is_gone_for_the_next(run: Run) -> None:
    body = """{
    partner left;
    short file;
    REQUIRE_EQUAL(start_partner(&left, "$LEFT", 1, ""), 0);
    file = open_partner(&left, 0, 1);
    EXPECT_EQUAL(file, 1);
    listen(1, 1, 0);
}"""
    outcomes = run(f'CHECK("one", "", "") {body}\nCHECK("two", "", "") {body}\n')
    assert [outcome.failures for outcome in outcomes] == [[], []]


def test_requirements_and_procedures_of_a_check_are_those_of_its_source(tmp_path: Path) -> None:
    source = tmp_path / "some.c"
    source.write_text('CHECK("a long "\n      "sentence \\"quoted\\"", "FS-01 R-21",\n      "WRITEX REPLYX") {\n}\n')
    (check,) = checks_of(source)
    assert check.sentence == 'a long sentence "quoted"'
    assert check.requirements == ("FS-01", "R-21")
    assert check.procedures == ("WRITEX", "REPLYX")


@pytest.mark.parametrize("text", ['CHECK("a", "", "") {}\nCHECK("a", "", "") {}\n', 'CHECK("a", NAME, "") {}\n'])
def test_a_source_that_cannot_be_understood_is_an_error(tmp_path: Path, text: str) -> None:
    source = tmp_path / "some.c"
    source.write_text(text)
    with pytest.raises(SourceError, match=r"some\.c"):
        checks_of(source)


def test_an_unknown_requirement_or_procedure_is_an_error_of_collection(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    source = tmp_path / "some.c"
    for line in ('CHECK("a", "FS-99", "") {}\n', 'CHECK("a", "", "WRITEZ") {}\n'):
        source.write_text(line)
        file = SourceFile.from_parent(request.session, path=source)
        with pytest.raises((pytest.Collector.CollectError, pytest.UsageError), match=r"FS-99|WRITEZ"):
            list(file.collect())
