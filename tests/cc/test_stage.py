"""Copies of sources and headers."""

from __future__ import annotations

from pathlib import Path

from guardian_emu.cc import runtime
from guardian_emu.cc.stage import Stage


def staged(directory: Path, source: str, **headers: str) -> Stage:
    """A stage that holds a source and the headers that it names."""
    directory.mkdir(exist_ok=True)
    for name, text in headers.items():
        (directory / f"{name}.h").write_text(text)
    (directory / "a.c").write_text(source)
    stage = Stage(directory / "stage", (), runtime.headers())
    stage.add(directory / "a.c")
    return stage


def names(stage: Stage) -> list[str]:
    return sorted(original.name for original in stage.originals.values())


def test_a_header_that_is_included_once_has_one_copy_whatever_was_said_in_between(tmp_path: Path) -> None:
    between = '#include "h.h"\n#pragma fieldalign shared2 tag\n#include "h.h"\n'
    assert names(staged(tmp_path / "one", between, h="#pragma once\nint x;\n")) == ["a.c", "h.h"]
    assert names(staged(tmp_path / "two", between, h="int x;\n")) == ["a.c", "h.h", "h.h"]


def test_every_source_is_a_unit_of_its_own(tmp_path: Path) -> None:
    stage = staged(tmp_path, '#pragma columns 14\n#include "h.h"\n', h="int x;        int y;\n")
    (tmp_path / "b.c").write_text('#include "h.h"\n')
    stage.add(tmp_path / "b.c")
    copies = [copy.read_text() for copy, original in stage.originals.items() if original.name == "h.h"]
    assert [copy.endswith("int x;        int y;\n") for copy in copies] == [False, True]


def test_headers_of_the_system_are_not_copied(tmp_path: Path) -> None:
    stage = staged(tmp_path, "#include <stdioh>\n#include <cextdecs>\n")
    assert names(stage) == ["a.c"]
    [copy] = stage.files
    assert copy.read_text().splitlines()[1:] == ["#include <stdio.h>", "#include <cextdecs.h>"]
