"""The source pass, as text."""

from __future__ import annotations

import pytest

from guardian_emu.cc import dialect, lexer, pragmas, sections
from guardian_emu.cc.diagnostics import At
from guardian_emu.cc.inclusion import Include
from guardian_emu.cc.pragmas import Pragma
from guardian_emu.cc.unit import Attributes, Unit


def includes_of(text: str) -> list[Include]:
    """What the pass asks to be resolved."""
    asked: list[Include] = []

    def resolve(include: Include, at: At) -> str:
        asked.append(include)
        return "<found.h>"

    dialect.translate(text, "a.c", resolve)
    return asked


def translated(text: str, unit: Unit | None = None) -> list[str]:
    """Lines behind the first marker, every include resolved to <found.h>."""
    return dialect.translate(text, "a.c", lambda include, at: "<found.h>", unit).split("\n")[1:]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("#include <cextdecs>", Include("cextdecs", False, ())),
        ("#include <cextdecs.h>", Include("cextdecs.h", False, ())),
        ("#include <cextdecs(A,B)>", Include("cextdecs", False, ("A", "B"))),
        ("#include <cextdecs.h (A, \\\n   B)>", Include("cextdecs.h", False, ("A", "B"))),
        ("#include <cextdecs(A,\\\n B , \\\n C)> nolist", Include("cextdecs", False, ("A", "B", "C"))),
        ("#include <cextdecs(A, /* first */ \\\n B)>", Include("cextdecs", False, ("A", "B"))),
        ("#include <cextdecs(A,\\  \n B)>", Include("cextdecs", False, ("A", "B"))),
        ("#include <zsysc>", Include("zsysc", False, ())),
        ("#include <zsysc.h> nolist", Include("zsysc.h", False, ())),
        ('#include "$system.zsysdefs.zsysc"', Include("$system.zsysdefs.zsysc", True, ())),
        ('#include "$system.zspidef.zspic (s1,s2)" \\\nnolist', Include("$system.zspidef.zspic", True, ("S1", "S2"))),
        ("#include <stdioh>", Include("stdioh", False, ())),
        ("  #  include <stringh>nolist", Include("stringh", False, ())),
        ("#include <sys\\stat.h>", Include("sys\\stat.h", False, ())),
        ('#include "mine(one)"', Include("mine", True, ("ONE",))),
        ('#include "mine(one, /* don\'t */ \\ \n two)"', Include("mine", True, ("ONE", "TWO"))),
        ('#pragma cpatheq "maps"', Include("maps", True, ())),
    ],
)
def test_every_spelling_of_an_include_is_understood(line: str, expected: Include) -> None:
    assert includes_of(line) == [expected]


def test_an_include_in_a_comment_or_a_literal_is_none() -> None:
    text = '/*\n#include <a>\n*/\nchar *s = "\\\n#include <b>\\\n";\n// \\\n#include <c>\n#include <d>\n'
    assert [include.name for include in includes_of(text)] == ["d"]


def test_nolist_and_remarks_are_dropped() -> None:
    text = "#include <a.h> nolist // remark\n#include <b.h> NOLIST /* begins here\nand ends here */\nint x;"
    assert translated(text) == ["#include <found.h>", "#include <found.h>", "", "int x;"]


def test_the_number_of_lines_stays_so_that_messages_point_at_the_users_line() -> None:
    text = "#include <cextdecs(A, \\\n B, \\\n C)> nolist\nint x;"
    assert translated(text) == ["#include <found.h>", "", "", "int x;"]


def test_messages_name_the_users_file() -> None:
    assert dialect.translate("", 'odd"name\\.c', lambda include, at: "").startswith('# 1 "odd\\"name\\\\.c"')


def test_text_that_is_put_in_leaves_the_rest_on_its_line_and_in_its_column() -> None:
    lines = translated("#pragma fieldalign shared2 T\nstruct T { char a; } t; int behind;")
    assert lines[-2:] == ['# 2 "a.c"', "                        int behind;"]


def test_a_continuation_outside_directives_is_left_to_the_compiler() -> None:
    assert translated("#define A \\\n  1") == ["#define A \\", "  1"]


def test_a_directive_that_ends_in_a_backslash_at_the_end_of_the_file_is_no_trouble() -> None:
    assert includes_of("#include <a.h> \\") == [Include("a.h", False, ())]


def test_pragma_once_is_understood_in_any_case_and_pragmas_of_others_stay() -> None:
    assert translated("#pragma ONCE\n#pragma nolist\n#pragma weak f") == ["#pragma once", "", "#pragma weak f"]


def test_carriage_returns_before_line_ends_are_dropped() -> None:
    assert translated("#include <a.h>\r\nint x;\r\n") == ["#include <found.h>", "int x;", ""]


def test_only_the_sections_asked_for_are_taken_and_lines_keep_their_place() -> None:
    text = "before\n#pragma section one\n1\n#PRAGMA SECTION Two\n2\n#pragma section three\n3"
    assert sections.names(text) == {"ONE", "TWO", "THREE"}
    assert sections.select(text, ("TWO",)).split("\n") == ["", "", "", "", "2", "", ""]
    assert sections.select(text, ("TWO",), with_preamble=True).split("\n")[0] == "before"


def test_a_section_of_a_system_header_brings_those_of_the_structures_in_it() -> None:
    text = "#pragma section c\nb_def x;\n#pragma section a\n#pragma section b\ntypedef a_def b_def;\n#pragma section d"
    assert sections.with_what_they_need(text, ("c",)) == {"A", "B", "C"}
    assert sections.with_what_they_need(text, ("d", "unknown")) == {"D", "UNKNOWN"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("#pragma nolist", [("NOLIST", "")]),
        ("#PRAGMA Symbols, Inspect", [("SYMBOLS", ""), ("INSPECT", "")]),
        ("#pragma nowarn (1, 2), list", [("NOWARN", "(1, 2)"), ("LIST", "")]),
        ("#pragma fieldalign shared2 a, b", [("FIELDALIGN", "shared2 a,b")]),
        ('#pragma page "one, two"', [("PAGE", '"one, two"')]),
        ("#pragma function f (tal, extensible)", [("FUNCTION", "f (tal, extensible)")]),
        ("#pragma", [("", "")]),
    ],
)
def test_a_line_of_pragmas_is_taken_apart(line: str, expected: list[tuple[str, str]]) -> None:
    found = [Pragma(pragma.name, pragma.arguments.replace(", b", ",b")) for pragma in pragmas.parse(line) or []]
    assert found == [Pragma(*one) for one in expected]


def test_tokens_one_behind_the_other_are_the_text() -> None:
    text = " a->b += 'x' \"y\\\"\" /* z */ // e\\\n f\n #define Q \\\n 1\n 0x1FL .5e+3 \x83 'unclosed\n$v"
    assert "".join(token.text for token in lexer.tokens(text)) == text


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "text",
    [
        "/* a */ " * 5000 + "x",
        "/* " * 50000,
        "'" * 50001,
        '"\\' * 50000,
        "(" * 100000,
        "#" * 100000,
        "#define A " + "\\\n" * 20000,
        "_extensible int f(" * 2000,
        "struct t {" * 5000 + "_alias",
    ],
    ids=range(9),
)
def test_odd_texts_are_passed_over_in_no_time(text: str) -> None:
    assert translated(text, Unit(alignments={"t": 2}, functions={"f": Attributes(extensible=True)}))


def test_bytes_that_are_no_ascii_pass() -> None:
    text = bytes(range(0x80, 0x100)).decode("latin-1")
    assert translated(f"/* {text} */") == [f"/* {text} */"]
