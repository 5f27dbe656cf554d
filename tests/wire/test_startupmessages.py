"""Startup, ASSIGN and PARAM messages, byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardian_emu.wire import startupmessages as startup
from guardian_emu.wire.startupmessages import Assign, Defaults, StartupError

HERE = Defaults("$DATA", "WORK", "\\ALPHA")
PRINTABLE = st.text(st.characters(min_codepoint=1, max_codepoint=0x10FFFF, blacklist_categories=("Cs",)), max_size=12)


def internal(text: str) -> bytes:
    return startup.internal_name(text, HERE, {"\\BETA": 7})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", b" " * 24),
        ("$zhome", b"$ZHOME                  "),
        ("\\alpha.$zhome", b"$ZHOME                  "),
        ("$ZTNT.#PTY1", b"$ZTNT   #PTY1           "),
        ("$SRV.#A.B", b"$SRV    #A      B       "),
        ("$DATA1.SUB.FILE", b"$DATA1  SUB     FILE    "),
        ("file", b"$DATA   WORK    FILE    "),
        ("sub.file", b"$DATA   SUB     FILE    "),
        ("=input", b"=INPUT                  "),
        ("\\BETA.$DISK.SUB.FILE", b"\\\x07DISK  SUB     FILE    "),
    ],
)
def test_a_file_name_has_an_internal_form_of_12_words(name: str, words: bytes) -> None:
    assert internal(name) == words


@pytest.mark.parametrize("name", ["$A.B.C.D", "$TOOLONG99", "\\GAMMA.$A", "A..B", "$SRV:123", "\\BETA.$LONGNAM", "."])
def test_a_name_without_an_internal_form_is_refused(name: str) -> None:
    with pytest.raises(StartupError, match="no"):
        internal(name)


@pytest.mark.requires("CR-08")
def test_a_startup_message_has_66_bytes_before_its_parameters() -> None:
    message = startup.startup(HERE, internal("$ZT1"), internal(""), "one two")
    assert message == (
        b"\xff\xff" + b"$DATA   WORK    " + b"$ZT1" + b" " * 20 + b" " * 24 + b"one two\0"
    )  # fmt: skip
    assert startup.startup(HERE, internal(""), internal(""), "")[66:] == b"\0\0"
    assert startup.startup(HERE, internal(""), internal(""), "even")[66:] == b"even\0\0"


def test_a_parameter_string_may_fill_596_bytes_and_no_more() -> None:
    assert len(startup.startup(HERE, internal(""), internal(""), "x" * 529)) == 596
    with pytest.raises(StartupError, match="room for 529"):
        startup.startup(HERE, internal(""), internal(""), "x" * 530)
    with pytest.raises(StartupError, match="NUL"):
        startup.startup(HERE, internal(""), internal(""), "a\0b")


@pytest.mark.requires("CR-08")
def test_an_assign_message_has_108_bytes() -> None:
    about = Assign("journal", "$D.S.F", unit="main", code=101, exclusion=0o20, access=0o2000, block_size=4096)
    message = startup.assign(about, internal("$D.S.F"))
    assert len(message) == 108
    assert message[:2] == b"\xff\xfe"
    assert message[2:34] == b"\x04MAIN".ljust(32)
    assert message[34:66] == b"\x07JOURNAL".ljust(32)
    assert message[66:70] == bytes([0b10011101, 0, 0, 0])
    assert message[70:94] == b"$D      S       F       "
    assert message[94:] == bytes.fromhex("0000 0000 0065 0010 0400 0000 1000")


def test_what_an_assign_leaves_out_is_not_in_its_mask() -> None:
    message = startup.assign(Assign("F"), internal(""))
    assert message[66:70] == b"\0\0\0\0"
    assert message[70:94] == b" " * 24
    assert startup.assign(Assign("F", primary_extent=65535), internal(""))[94:96] == b"\xff\xff"


@pytest.mark.parametrize(
    "about", [Assign(""), Assign("L" * 32), Assign("Ü"), Assign("F", unit="U" * 32), Assign("F", code=65536)]
)
def test_an_assign_that_no_message_can_carry_is_refused(about: Assign) -> None:
    with pytest.raises(StartupError):
        startup.assign(about, internal(""))


@pytest.mark.requires("CR-08")
def test_a_param_message_packs_names_and_values() -> None:
    assert startup.param({"debug": "on", "EMPTY": ""}) == b"\xff\xfd\x00\x02\x05DEBUG\x02on\x05EMPTY\x00"


def test_params_fill_1028_bytes_and_no_more() -> None:
    fits = {"A": "x" * 254, "B": "x" * 254, "C": "x" * 254, "D": "x" * 250}
    assert len(startup.param(fits)) == 4 + 3 * 257 + 253 == 1028
    for wrong in ({**fits, "D": "x" * 251}, {}, {"A": "x" * 256}, {"": "x"}, {"A": "\0"}):
        with pytest.raises(StartupError):
            startup.param(wrong)


@given(st.lists(PRINTABLE.filter(lambda word: "\0" not in word), max_size=8))
def test_words_survive_the_parameter_string(words: list[str]) -> None:
    assert startup.split(startup.parameter_string(words)) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("   ", []),
        ("a  b ", ["a", "b"]),
        ('say "a b"', ["say", "a b"]),
        ('x"a b"y', ["xa by"]),
        ('"" ""', ["", ""]),
        ('""""', ['"']),
        ('open "never closed', ["open", "never closed"]),
        ("tab\tstays", ["tab\tstays"]),
    ],
)
def test_a_parameter_string_is_split_at_blanks_outside_quotes(text: str, words: list[str]) -> None:
    assert startup.split(text) == words


def test_messages_lie_one_behind_the_other() -> None:
    first, second = startup.startup(HERE, internal(""), internal(""), 'a "b c"'), startup.param({"P": "1"})
    joined = startup.blob([first, second])
    assert joined == len(first).to_bytes(2) + first + len(second).to_bytes(2) + second
    assert startup.messages(joined) == [first, second]
    assert startup.words(joined) == ["a", "b c"]
    assert startup.words(startup.blob([second])) == []
    assert startup.messages(b"") == []


@given(st.binary(max_size=64))
def test_any_bytes_are_messages_or_refused(data: bytes) -> None:
    try:
        found = startup.messages(data)
    except StartupError:
        return
    assert startup.blob(found) == data


def test_too_many_messages_are_refused() -> None:
    with pytest.raises(StartupError, match="room for 12288"):
        startup.blob([startup.assign(Assign(f"F{number}"), internal("")) for number in range(112)])
