from __future__ import annotations

import pytest

from guardian_emu.guardian import NULL, Comparison, ProcessHandle
from guardian_emu.wire import handle as wire


def a_handle(cpu: int, pin: int, pair: int = 5, sequence: int = 3, node: int = 7) -> ProcessHandle:
    return ProcessHandle(wire.ProcessHandle(cpu, pin, node, 1, pair, sequence).pack())


def test_handles_compare_as_the_procedure_does() -> None:
    one = a_handle(0, 20)
    assert one.compare(a_handle(0, 20)) is Comparison.IDENTICAL
    assert one.compare(a_handle(1, 21)) is Comparison.SAME_PAIR
    assert one.compare(a_handle(1, 21, sequence=4)) is Comparison.UNRELATED
    assert one.compare(a_handle(1, 21, node=8)) is Comparison.UNRELATED
    assert a_handle(0, 20, pair=0).compare(a_handle(1, 21, pair=0)) is Comparison.UNRELATED
    assert one.compare(NULL) is Comparison.UNRELATED
    assert NULL.compare(ProcessHandle(b"\xff" * 20)) is Comparison.IDENTICAL


def test_handles_are_values() -> None:
    assert a_handle(0, 20) == a_handle(0, 20)
    assert len({a_handle(0, 20), a_handle(0, 20), a_handle(1, 20)}) == 2
    assert a_handle(0, 20) != bytes(a_handle(0, 20))
    assert (a_handle(3, 21).cpu, a_handle(3, 21).pin) == (3, 21)
    assert (NULL.cpu, NULL.pin, NULL.is_null) == (-1, -1, True)
    assert repr(NULL) == "ProcessHandle.NULL"


def test_a_handle_has_20_bytes() -> None:
    with pytest.raises(ValueError, match="not 19"):
        ProcessHandle(b"\0" * 19)
