from __future__ import annotations

import pytest

from guardian_emu.disk.errors import Refused
from guardian_emu.disk.names import FileName, is_volume, parse, pattern


@pytest.mark.parametrize("text", ["A.B", "a.b", "$data.A.B", r"\N1.$DATA.a.B", "SUBVOL01.FILE0001"])
def test_a_name_with_or_without_its_volume_is_one_file(text: str) -> None:
    assert parse(text, "$DATA").on("$DATA") == "$DATA." + ".".join(text.upper().split(".")[-2:])


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "A", "A.", ".B", "A.B.C", "1A.B", "A.1B", "A.B-C", "ABCDEFGHI.A", "A.ABCDEFGHI", "$DATA", "$DATA.A"),
        *("#", "#12345678", "#1A", "$DATA.A.#1", r"\N.A.B", "A B.C", " A.B", "A.B ", "A..B", "Ä.B", "=A", "$RECEIVE"),
        *("A.B\n", "A.B\0", "A.*", "$TOOLONGG.A.B"),
    ],
)
def test_every_wrong_form_of_a_name_is_13(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(text, "$DATA")
    assert refused.value.number == 13


def test_a_name_on_another_volume_is_14() -> None:
    with pytest.raises(Refused) as refused:
        parse("$OTHER.A.B", "$DATA")
    assert refused.value.number == 14


def test_a_temporary_file_has_a_number_sign_and_no_subvolume() -> None:
    assert parse("$DATA.#0000012", "$DATA") == FileName("", "#0000012")
    assert parse("#12", "$DATA").temporary
    assert not parse("A.B", "$DATA").temporary


def test_patterns_have_stars_and_question_marks_inside_the_parts() -> None:
    assert pattern("$data.a*.?b*", "$DATA") == FileName("A*", "?B*")
    for wrong in ("A.[B]", "*", "A.B.C.D", "A.B*.C"):
        with pytest.raises(Refused):
            pattern(wrong, "$DATA")


def test_a_volume_is_a_dollar_sign_a_letter_and_up_to_six_more() -> None:
    assert is_volume("$DATA") and is_volume("$A234567")
    assert not any(map(is_volume, ("DATA", "$", "$1", "$A2345678", "$data", "$A.B")))
