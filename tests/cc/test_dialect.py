"""The source pass, as text."""

from __future__ import annotations

import pytest

from guardian_emu.cc import dialect
from guardian_emu.cc.dialect import Include


def includes_of(text: str) -> list[Include]:
    """What the pass asks to be resolved."""
    asked: list[Include] = []

    def resolve(include: Include) -> str:
        asked.append(include)
        return "<found.h>"

    dialect.translate(text, "a.c", resolve)
    return asked


def translated(text: str) -> list[str]:
    """Lines behind the #line directive, every include resolved to <found.h>."""
    return dialect.translate(text, "a.c", lambda include: "<found.h>").split("\n")[1:]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("#include <cextdecs>", Include("cextdecs", False, ())),
        ("#include <cextdecs.h>", Include("cextdecs.h", False, ())),
        ("#include <cextdecs(A,B)>", Include("cextdecs", False, ("A", "B"))),
        ("#include <cextdecs.h (A, \\\n   B)>", Include("cextdecs.h", False, ("A", "B"))),
        ("#include <cextdecs(A,\\\n B , \\\n C)> nolist", Include("cextdecs", False, ("A", "B", "C"))),
        ("#include <cextdecs(A, /* first */ \\\n B)>", Include("cextdecs", False, ("A", "B"))),
        ("#include <zsysc>", Include("zsysc", False, ())),
        ("#include <zsysc.h> nolist", Include("zsysc.h", False, ())),
        ('#include "$system.zsysdefs.zsysc"', Include("$system.zsysdefs.zsysc", True, ())),
        ('#include "$system.zspidef.zspic (s1,s2)" \\\nnolist', Include("$system.zspidef.zspic", True, ("S1", "S2"))),
        ("#include <stdioh>", Include("stdioh", False, ())),
        ("  #  include <stringh>nolist", Include("stringh", False, ())),
        ("#include <sys\\stat.h>", Include("sys\\stat.h", False, ())),
        ('#include "mine(one)"', Include("mine", True, ("ONE",))),
    ],
)
def test_every_spelling_of_an_include_is_understood(line: str, expected: Include) -> None:
    assert includes_of(line) == [expected]


def test_nolist_is_dropped_and_a_comment_behind_it_stays() -> None:
    text = "#include <a.h> nolist // remark\n#include <b.h> NOLIST /* begins here\nand ends here */\nint x;"
    assert translated(text) == [
        "#include <found.h> // remark",
        "#include <found.h> /* begins here",
        "and ends here */",
        "int x;",
    ]


def test_the_number_of_lines_stays_so_that_messages_point_at_the_users_line() -> None:
    text = "#include <cextdecs(A, \\\n B, \\\n C)> nolist\nint x;"
    assert translated(text) == ["#include <found.h>", "", "", "int x;"]


def test_messages_name_the_users_file() -> None:
    assert dialect.translate("", 'odd"name\\.c', lambda include: "").startswith('#line 1 "odd\\"name\\\\.c"')


def test_a_continuation_outside_directives_is_left_to_the_compiler() -> None:
    assert translated("#define A \\\n  1") == ["#define A \\", "  1"]


def test_a_directive_that_ends_in_a_backslash_at_the_end_of_the_file_is_no_trouble() -> None:
    assert includes_of("#include <a.h> \\") == [Include("a.h", False, ())]


def test_pragma_once_is_understood_in_any_case_and_other_pragmas_stay() -> None:
    assert translated("#pragma ONCE\n#pragma nolist") == ["#pragma once", "#pragma nolist"]


def test_carriage_returns_before_line_ends_are_dropped() -> None:
    assert translated("#include <a.h>\r\nint x;\r\n") == ["#include <found.h>", "int x;", ""]


def test_only_the_sections_asked_for_are_taken_and_lines_keep_their_place() -> None:
    text = "before\n#pragma section one\n1\n#PRAGMA SECTION Two\n2\n#pragma section three\n3"
    assert dialect.section_names(text) == {"ONE", "TWO", "THREE"}
    assert dialect.select_sections(text, ("TWO",)).split("\n") == ["", "", "", "", "2", "", ""]


def test_bytes_that_are_no_ascii_pass() -> None:
    text = bytes(range(0x80, 0x100)).decode("latin-1")
    assert translated(f"/* {text} */") == [f"/* {text} */"]
