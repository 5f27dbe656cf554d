"""The destination control table, one copy."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardian_emu.kernel import entries
from guardian_emu.kernel.descriptors import Descriptor, parse_descriptor, valid_name
from guardian_emu.kernel.names import Names
from guardian_emu.wire.handle import NULL_HANDLE, ProcessHandle


def update(names: Names, **operation: Any) -> int:
    """Decide and apply; the error."""
    nobody = {"ancestor": NULL_HANDLE.hex(), "ancestor_name": "", "any_ancestor": 0, "holder": NULL_HANDLE.hex()}
    verdict = names.decide({**nobody, **operation})
    if verdict.error == 0:
        names.apply(verdict.effect)
    return verdict.error


def add(names: Names, role: str, cpu: int, name: str = "$A", incarnation: int = 1) -> ProcessHandle:
    """Add a member."""
    entry = names.entries[name]
    handle = ProcessHandle(cpu, 7, 1, cpu + 1, entry.pair, entry.sequence)
    packed = handle.pack().hex()
    assert not update(
        names, do="member", name=name, sequence=entry.sequence, role=role, handle=packed, incarnation=incarnation
    )
    return handle


def pair() -> tuple[Names, ProcessHandle, ProcessHandle]:
    """A table with $A: primary in CPU 0, backup in CPU 1."""
    names = Names()
    update(names, do="reserve", name="$A", by=[0, 1])
    return names, add(names, "primary", 0), add(names, "backup", 1)


@pytest.mark.requires("PR-04")
@pytest.mark.parametrize(
    ("name", "valid"),
    [("$A", True), ("$ABC12", True), ("$ABCDE", True), ("$ABCDEF", False), ("$1A", False), ("A", False),
     ("$", False), ("$a", False), ("$A-B", False)],
)  # fmt: skip
def test_a_name_is_a_dollar_and_one_to_five_letters_or_digits(name: str, valid: bool) -> None:
    assert valid_name(name) is valid


@pytest.mark.requires("PR-05")
@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("$srv", Descriptor("$SRV", None, -1, -1)),
        ("\\alpha.$SRV:12.#Q.SUB", Descriptor("$SRV", 12, -1, -1)),
        ("$:3:44:9", Descriptor("", 9, 3, 44)),
        ("\\ALPHA.$:3:44:9.#Z", Descriptor("", 9, 3, 44)),
        ("\\BETA.$SRV", 18),
        ("$SRV:012", 13),
        ("$SRV:12345678901234", 13),
        ("$TOOLONG", 13),
        ("", 13),
        ("$SRV.Q", 13),
    ],
)
def test_descriptors_are_parsed(text: str, parsed: Descriptor | int) -> None:
    assert parse_descriptor(text, "\\ALPHA") == parsed


@given(st.text(max_size=40))
def test_no_text_breaks_the_parser(text: str) -> None:
    parse_descriptor(text, "\\ALPHA")


@pytest.mark.requires("PR-06")
def test_the_sequence_number_stays_through_takeovers_and_changes_when_both_are_gone() -> None:
    names, _primary, _backup = pair()
    first = names.entries["$A"].sequence
    names.cpu_down(0, 1)
    add(names, "backup", 2)
    names.cpu_down(1, 1)
    assert names.entries["$A"].sequence == first
    names.cpu_down(2, 1)
    assert "$A" not in names.entries
    update(names, do="reserve", name="$A", by=[3, 1])
    assert names.entries["$A"].sequence != first


@pytest.mark.requires("PR-07")
def test_an_operation_for_an_earlier_instance_is_refused() -> None:
    names, primary, _backup = pair()
    assert update(names, do="release", name="$A", sequence=99) == 14
    assert names.find("$A", 99) is None
    assert names.of(primary._replace(sequence=99)) is None


@pytest.mark.requires("MO-09", "DC-05")
def test_pair_information_has_the_documented_results() -> None:
    names = Names()
    update(names, do="reserve", name="$A", by=[0, 1])
    assert names.pair_result(names.find("$A"), None) == 13
    primary = add(names, "primary", 0)
    assert names.pair_result(names.find("$A"), primary) == 4
    backup = add(names, "backup", 1)
    results = [names.pair_result(names.find("$A"), who) for who in (primary, backup, None)]
    assert results == [5, 6, 0]
    assert names.pair_result(names.find("$NONE"), primary) == 9


def test_a_second_backup_is_refused_with_45_and_a_name_in_use_with_10() -> None:
    names, primary, _backup = pair()
    packed = primary._replace(cpu=3).pack().hex()
    entry = names.entries["$A"]
    operation = {"name": "$A", "sequence": entry.sequence, "handle": packed, "incarnation": 1}
    assert update(names, do="member", role="backup", **operation) == 45
    assert update(names, do="reserve", name="$A", by=[0, 1]) == 10


@pytest.mark.requires("MO-10")
def test_a_switch_exchanges_the_members() -> None:
    names, primary, backup = pair()
    entry = names.entries["$A"]
    update(names, do="switch", name="$A", sequence=entry.sequence, handle=backup.pack().hex())
    assert names.entries["$A"].members() == [backup, primary]


def test_a_reservation_goes_with_the_cpu_that_made_it_unless_a_member_lives() -> None:
    names = Names()
    update(names, do="reserve", name="$A", by=[0, 1])
    update(names, do="reserve", name="$B", by=[0, 1])
    add(names, "primary", 1, "$B")
    names.cpu_down(0, 1)
    assert list(names.entries) == ["$B"]


@pytest.mark.requires("DL-06")
def test_the_ancestor_is_whoever_serves_its_instance_now() -> None:
    names, primary, backup = pair()
    own = {"ancestor": primary.pack().hex(), "ancestor_name": "$A"}
    operation = {"do": "reserve", "name": "$KID", "by": [0, 1], "any_ancestor": 0, "holder": NULL_HANDLE.hex()}
    verdict = names.decide({**operation, **own})
    kid = entries.from_json(verdict.effect["put"])
    assert names.ancestor(kid) == primary
    names.cpu_down(0, 1)
    assert names.ancestor(kid) == backup
    names.cpu_down(1, 1)
    assert names.ancestor(kid) is None
    update(names, do="reserve", name="$A", by=[2, 1])
    newcomer = add(names, "primary", 2)
    assert names.ancestor(kid) is None
    assert names.ancestor(kid._replace(any_ancestor=True)) == newcomer


def test_a_snapshot_loaded_elsewhere_is_the_same_table() -> None:
    names, _primary, _backup = pair()
    other = Names()
    other.load(names.snapshot())
    assert other.snapshot() == names.snapshot()
    entry = names.entries["$A"]
    assert entries.from_json(entries.to_json(entry)) == entry
