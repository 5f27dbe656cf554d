"""Tests made of conformance programs: one of every check, for each ABI."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conformance.programs import Check, Outcome, Program, SourceError, checks_of, node_of, program_name
from conformance.table import known_requirements

from guardian_emu.cc import toolchain
from guardian_emu.cc.toolchain import Abi
from guardian_emu.wire.procedures import PROCEDURES

PROGRAMS = Path(__file__).parent / "programs"
_PROCEDURES = {procedure.name for procedure in PROCEDURES}


class SourceFile(pytest.File):
    """A program's source."""

    def collect(self) -> Iterator[pytest.Item]:
        same = [other.name for other in PROGRAMS.glob("*.c") if program_name(other) == program_name(self.path)]
        if len(same) > 1 or program_name(self.path) == "partner":
            raise self.CollectError(f"{self.path.name}: the first seven letters are those of another program: {same}")
        try:
            checks = checks_of(self.path)
        except SourceError as error:
            raise self.CollectError(str(error)) from error
        for check in checks:
            self._know(check)
        for abi in (Abi.HOST, Abi.NONSTOP):
            program = Program(self.path, abi)
            for check in checks:
                item = CheckItem.from_parent(self, name=f"{check.sentence}[{abi}]")
                item.prepare(program, check, abi)
                yield item

    def _know(self, check: Check) -> None:
        unknown = {*check.requirements} - {*known_requirements()} | {*check.procedures} - _PROCEDURES
        if unknown:
            where = f"{self.path.name}:{check.line}"
            raise self.CollectError(f"{where}: neither requirement ids nor procedures: {', '.join(sorted(unknown))}")


class CheckItem(pytest.Item):
    """One check under one ABI."""

    program: Program
    check: Check
    abi: Abi

    def prepare(self, program: Program, check: Check, abi: Abi) -> None:
        """What to run."""
        self.program, self.check, self.abi = program, check, abi
        if check.requirements:
            self.add_marker(pytest.mark.requires(*check.requirements))
        for procedure in check.procedures:
            self.user_properties.append(("procedure", procedure))

    def runtest(self) -> None:
        if self.abi is Abi.NONSTOP and not toolchain.has_nonstop_compiler():
            pytest.skip(f"no tools for the nonstop ABI (apt-get install {toolchain.NONSTOP_PACKAGES})")
        outcome = self.program.outcome(self.check, node_of(self.config))
        if outcome.failures:
            raise CheckFailed(outcome)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        if isinstance(excinfo.value, CheckFailed):
            outcome = excinfo.value.outcome
            place = f"{self.path.name}:{self.check.line}: {self.check.sentence}"
            return "\n".join(
                [place, *outcome.failures, "--- what was said:", *outcome.said, "--- last in the log:", *outcome.logged]
            )
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.check.line - 1, self.name


class CheckFailed(Exception):
    """A check failed; carries how."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("\n".join(outcome.failures))
        self.outcome = outcome
