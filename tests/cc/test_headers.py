"""What header names mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardian_emu.cc import headers
from guardian_emu.cc.headers import SystemHeaders

SYSTEM = SystemHeaders(["cextdecs.h", "zsysc.h", "tal.h", "crtlns.h"])


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("cextdecs", "cextdecs.h"),
        ("cextdecs.h", "cextdecs.h"),
        ("cextdech", "cextdecs.h"),
        ("CEXTDECS", "cextdecs.h"),
        ("zsysc", "zsysc.h"),
        ("$system.zsysdefs.zsysc", "zsysc.h"),
        ("/G/system/zsysdefs/zsysc", "zsysc.h"),
        ("zsysdefs.zsysc.h", "zsysc.h"),
        ("talh", "tal.h"),
        ("crtlnsh", "crtlns.h"),
        ("stdioh", "stdio.h"),
        ("stdio.h", "stdio.h"),
        ("stringh", "string.h"),
        ("memoryh", "memory.h"),
        ("sys\\stat.h", "sys/stat.h"),
        ("sysstath", "sys/stat.h"),
        ("systypeh", "sys/types.h"),
        ("systimeh", "sys/time.h"),
        ("stringsh", "strings.h"),
        ("STDBOOLH", "stdbool.h"),
    ],
)
def test_guardian_spellings_of_a_system_header_are_found(name: str, file: str) -> None:
    assert SYSTEM.find(name) == file


@pytest.mark.parametrize("name", ["mydefs.h", "stdio", "defsh"])
def test_other_names_are_no_system_headers(name: str) -> None:
    assert SYSTEM.find(name) is None


@pytest.mark.parametrize(
    ("written", "file"),
    [
        ("mydefs.h", "mydefs.h"),
        ("mydefsh", "mydefs.h"),
        ("mydefs", "mydefs.h"),
        ("MYDEFS", "mydefs.h"),
        ("$data.src.mydefs", "mydefs.h"),
        ("longname.h", "longnamh"),
        ("sub.defs", "sub/defs"),
    ],
)
def test_the_users_own_headers_are_found_in_guardian_spellings(tmp_path: Path, written: str, file: str) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).touch()
    assert headers.find_user_header(written, [tmp_path]) == tmp_path / file


def test_a_file_as_it_is_written_goes_before_other_spellings(tmp_path: Path) -> None:
    for name in ("defs", "defs.h"):
        (tmp_path / name).touch()
    assert headers.find_user_header("defs", [tmp_path]) == tmp_path / "defs"
