"""The dialect suite: every source of ``tests/cc/dialect`` under both ABIs.

Each begins with a comment that says what is expected: ``prints:`` a line (``host prints:`` and ``nonstop prints:``
where the ABIs differ), ``ends with:`` an exit code, ``options:`` words of a command line, ``with:`` other sources.
Those in ``rejected`` say ``rejected:`` with which words, and a comment that begins with "wrong" stands on the line that
the first error has to name, in the file itself or in the one that ``in:`` names.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from cc.programs import BOTH_ABIS, run

from guardian_emu.cc import driver, toolchain
from guardian_emu.cc.driver import CommandLine, Goal
from guardian_emu.cc.toolchain import Abi
from guardian_emu.errors import ExpectationFailed

SUITE = Path(__file__).with_name("dialect")
HEADERS = SUITE / "headers"
ACCEPTED = sorted((SUITE / "accepted").rglob("*.c"))
REJECTED = sorted((SUITE / "rejected").rglob("*.c"))
SILENT = {"include", "pragma", "fieldalign", "extensible", "calls", "macros", "byteorder"}
"""Kinds of sources that the compiler has nothing to say about; in the others it warns of what is old."""
_SAID = re.compile(r"(?:/\*|^)\s*((?:host |nonstop )?prints|ends with|options|with|rejected|in): ?(.*)")


def sentence(source: Path) -> str:
    """What a source shows: its name."""
    return f"{source.parent.name}: {source.stem.replace('-', ' ')}"


def said(source: Path) -> dict[str, list[str]]:
    """What the comment at the beginning says."""
    words: dict[str, list[str]] = {}
    for line in source.read_text(encoding="latin-1").partition("*/")[0].splitlines():
        if found := _SAID.search(line):
            words.setdefault(found[1], []).append(found[2].strip())
    return words


def command_line(source: Path, words: dict[str, list[str]], abi: Abi, *more: str) -> CommandLine:
    """The command line that compiles a source of the suite."""
    options = [word for line in words.get("options", []) for word in line.split()]
    files = [str(source.parent / name) for line in words.get("with", []) for name in line.split()]
    return CommandLine.of_words(abi, ["-O0", f"-I{HEADERS}", *options, *more, str(source), *files])


@pytest.mark.parametrize("abi", BOTH_ABIS)
@pytest.mark.parametrize("source", ACCEPTED, ids=sentence)
def test_accepted(source: Path, abi: Abi, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = said(source)
    driver.run(command_line(source, words, abi, "-o", str(tmp_path / "program")))
    messages = capfd.readouterr().err
    assert source.parent.name not in SILENT or messages == ""
    done: subprocess.CompletedProcess[str] = run(tmp_path / "program", abi)
    lines = [*words.get("prints", []), *words.get(f"{abi} prints", [])]
    assert lines or "ends with" in words, "the source says nothing of what it does"
    expected = "".join(f"{line}\n" for line in lines)
    assert (done.stdout, done.returncode) == (expected, int(words.get("ends with", ["0"])[0])), done.stderr


@pytest.mark.parametrize("source", REJECTED, ids=sentence)
def test_rejected(source: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = said(source)
    file = SUITE / words["in"][0] if "in" in words else source
    lines = file.read_text(encoding="latin-1").splitlines()
    [line] = [number for number, text in enumerate(lines, 1) if re.search(r"(?:/\*+|//) wrong", text)]
    abi = Abi.NONSTOP if toolchain.has_nonstop_compiler() else Abi.HOST
    wanted = command_line(source, words, abi)
    with pytest.raises(ExpectationFailed, match="does not compile"):
        driver.run(CommandLine(wanted.options, wanted.files, None, Goal.CHECKED))
    messages = capfd.readouterr().err
    errors = [message for message in messages.splitlines() if re.search(r":\d+: (?:fatal )?error: ", message)]
    assert re.match(rf"{re.escape(str(file))}:{line}:", errors[0]), messages
    assert words["rejected"][0] in re.sub("[‘’]", "'", errors[0]), messages
    assert "guardian-emu-cc-" not in messages


def test_the_suite_is_as_large_as_it_was_meant_to_be() -> None:
    assert len(ACCEPTED) >= 150
    assert len(REJECTED) >= 40
