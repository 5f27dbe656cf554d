"""Names, durations, substitution, nearest match: the syntax of single values."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guardian_emu.topology import durations, names
from guardian_emu.topology.errors import Refused
from guardian_emu.topology.nearest import listed, nearest
from guardian_emu.topology.substitution import substitute


@pytest.mark.requires("NM-04")
@pytest.mark.parametrize("text", ["\\A", "\\ALPHA12", "\\alpha"])
def test_a_node_name_is_a_backslash_and_up_to_seven(text: str) -> None:
    assert names.node_name(text) == text.upper()


@pytest.mark.requires("NM-04")
@pytest.mark.parametrize("text", ["", "\\", "A", "\\1A", "\\ALPHA123", "\\A_B", "\\A\n", "$A", "\\Ä", "\\A\u0660"])
def test_anything_else_is_no_node_name(text: str) -> None:
    with pytest.raises(Refused, match="no node name"):
        names.node_name(text)


@pytest.mark.requires("PR-04")
@pytest.mark.parametrize("text", ["$A", "$LEDG1", "$ledg", "$WZZZZ"])
def test_a_process_name_is_a_dollar_and_up_to_five(text: str) -> None:
    assert names.process_name(text) == text.upper()


@pytest.mark.requires("PR-04")
@pytest.mark.parametrize("text", ["", "$", "LEDG", "$1", "$LEDGER", "$A-B", "$A\n", "$RECEIVE", "$X", "$Y123", "$zed"])
def test_anything_else_and_reserved_names_are_no_process_names(text: str) -> None:
    with pytest.raises(Refused):
        names.process_name(text)


@pytest.mark.requires("PR-04")
@given(st.text(max_size=10) | st.text(alphabet="$0XYZA-", max_size=8))
@example("00X0")
def test_a_suggested_process_name_is_a_process_name(text: str) -> None:
    try:
        names.process_name(text)
    except Refused as refused:
        suggestion = refused.next_step.split()[-1]
        assert names.process_name(suggestion) == suggestion


@given(st.text(max_size=12))
def test_other_suggested_names_are_names(text: str) -> None:
    for parse in (names.program_name, names.topology_name):
        try:
            parse(text)
        except Refused as refused:
            suggestion = refused.next_step.split()[-1]
            assert parse(suggestion) == suggestion


def test_volumes_programs_and_terminals_have_their_own_lengths() -> None:
    assert names.volume_name("$datavol") == "$DATAVOL"
    assert names.program_name("ledgersv") == "LEDGERSV"
    assert names.terminal_name("\\a.$term.#t1") == "\\A.$TERM.#T1"
    for parse, text in (
        (names.volume_name, "$DATAVOL1"),
        (names.program_name, "LEDGERSRV"),
        (names.terminal_name, "T"),
    ):
        with pytest.raises(Refused):
            parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("400ms", 400), ("2s", 2000), ("5m", 300_000), ("1h", 3_600_000), ("1.5s", 1500), ("0.001s", 1), ("0s", 0)],
)
def test_a_duration_is_a_number_and_a_unit(text: str, expected: int) -> None:
    assert durations.milliseconds(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "5", "s", "-1s", "1 s", "1.s", ".5s", "1.5ms", "1d", "1S", "1e3s", "1s\n", "٣s", "1s2m", "9" * 20 + "s"],
)
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(Refused):
        durations.milliseconds(text)


@given(st.integers(min_value=0, max_value=10**8))
def test_a_duration_written_is_a_duration_read(duration: int) -> None:
    assert durations.milliseconds(durations.text_of(duration)) == duration


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain $LEDG {}", "plain $LEDG {}"),
        ("${A}", "a"),
        ("x${A}y${A}", "xaya"),
        ("${GONE:-4}", "4"),
        ("${A:-4}", "a"),
        ("${EMPTY:-4}", "4"),
        ("${EMPTY}", ""),
        ("${GONE:-}", ""),
        ("$${A}", "${A}"),
        ("${NEST}", "${A}"),
    ],
)
def test_a_variable_is_replaced_once(text: str, expected: str) -> None:
    assert substitute(text, {"A": "a", "EMPTY": "", "NEST": "${A}"}) == expected


@pytest.mark.parametrize("text", ["${", "${}", "${1}", "${A", "${A-x}", "${A:-{}}", "${GONE}", "${ A }"])
def test_any_other_substitution_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        substitute(text, {"A": "a"})


def test_a_variable_that_is_not_set_is_told_with_the_nearest_one() -> None:
    with pytest.raises(Refused, match="CPU_COUNT is set"):
        substitute("${CPUCOUNT}", {"CPU_COUNT": "4", "HOME": "/"})


def test_the_nearest_match_ignores_case_and_underscores_and_does_not_guess() -> None:
    keys = ["cpus", "fabric", "backup-cpu"]
    assert nearest("BACKUP_CPU", keys) == "backup-cpu"
    assert nearest("fabrik", keys) == "fabric"
    assert nearest("zebra", keys) is None
    assert nearest("x", []) is None
    assert listed("abc") == "a, b, c"
    assert listed(str(n) for n in range(30)).endswith("19, ...")
