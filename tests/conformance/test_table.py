"""The table of what is proved."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conformance.table import (
    CHAPTER,
    Conformance,
    in_scope,
    known_procedures,
    known_requirements,
    names_in,
    with_tables,
)

from guardian_emu.wire.procedures import NOT_OFFERED, PROCEDURES


def report(test: str, outcome: str, *properties: tuple[str, str], when: str = "call") -> pytest.TestReport:
    return pytest.TestReport(
        test,
        ("", 0, ""),
        {},
        outcome=outcome,  # type: ignore[arg-type]
        longrepr=None,
        when=when,  # type: ignore[arg-type]
        user_properties=list(properties),
    )


def told(*reports: pytest.TestReport) -> dict[str, dict[str, dict[str, object]]]:
    conformance = Conformance(None)
    for one in reports:
        conformance.pytest_runtest_logreport(one)
    return conformance.results()


def test_a_requirement_passes_fails_or_is_missing() -> None:
    ids = told(
        report("a", "passed", ("requires", "FS-01"), ("requires", "FS-02"), ("requires", "FS-03")),
        report("b", "failed", ("requires", "FS-02")),
        report("c", "skipped", ("requires", "FS-03"), ("requires", "FS-04")),
    )["ids"]
    assert ids["FS-01"]["result"] == "pass"
    assert ids["FS-02"] == {"title": known_requirements()["FS-02"], "result": "fail", "tests": ["a", "b"]}
    assert ids["FS-03"]["result"] == "pass"
    assert ids["FS-04"] == {"title": known_requirements()["FS-04"], "result": "missing", "tests": ["c"]}
    assert ids["FS-05"]["result"] == "missing"
    assert list(ids) == list(known_requirements())


def test_a_test_that_fails_after_it_passed_proves_nothing() -> None:
    ids = told(
        report("a", "passed", ("requires", "FS-01")),
        report("a", "failed", ("requires", "FS-01"), when="teardown"),
    )["ids"]
    assert ids["FS-01"]["result"] == "fail"


def test_a_procedure_is_implemented_when_the_library_exports_it_and_has_tests_that_ran() -> None:
    procedures = told(
        report("a", "passed", ("procedure", "FILE_OPEN_")),
        report("b", "passed", ("procedure", "FILE_OPEN_"), ("procedure", "LOCKREC")),
        report("c", "skipped", ("procedure", "FILE_OPEN_")),
    )["procedures"]
    assert procedures["FILE_OPEN_"] == {"implemented": True, "tests": 2, "result": "pass"}
    assert procedures["LOCKREC"]["implemented"] is False
    assert procedures["FILE_CLOSE_"] == {"implemented": True, "tests": 0, "result": "missing"}
    assert set(procedures) == {procedure.name for procedure in PROCEDURES} | set(NOT_OFFERED)


def test_the_chapter_has_every_requirement_of_the_scope_and_every_procedure() -> None:
    names = names_in(CHAPTER.read_text(encoding="utf-8"))
    assert names["requirements"] == [name for name in known_requirements() if in_scope(name)], "run: make conformance"
    assert names["procedures and their tests"] == known_procedures(), "run: make conformance"


def test_the_chapter_tells_the_results() -> None:
    results = told(report("tests/x/test_y.py::a", "passed", ("requires", "FS-01"), ("procedure", "FILE_OPEN_")))
    text = with_tables(CHAPTER.read_text(encoding="utf-8"), results)
    assert "| FS-01 | sync ids grow with requests that cannot be repeated | pass | `test_y.py` 1 |\n" in text
    assert "| FS-02 | path retry resends with the same sync id | missing |  |\n" in text
    assert "| `FILE_OPEN_` | yes | pass | 1 |\n" in text
    assert "| `LOCKREC` | no: disk files are not there yet | | |\n" in text


def test_a_run_writes_the_file(tmp_path: Path) -> None:
    file = tmp_path / "build" / "conformance.json"
    command = [sys.executable, "-m", "pytest", "-q", f"--conformance={file}", "tests/topology/test_schema.py"]
    done = subprocess.run(command, cwd=CHAPTER.parents[1], check=True, capture_output=True, text=True)
    written = json.loads(file.read_text())
    assert set(written) == {"ids", "procedures"}
    assert written["ids"]["NM-01"]["result"] == "pass"
    assert all(test.startswith("tests/topology/test_schema.py::") for test in written["ids"]["NM-01"]["tests"])
    assert written["ids"]["FS-01"]["tests"] == []
    assert f"written to {file}" in done.stdout
