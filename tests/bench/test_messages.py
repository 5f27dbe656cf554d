"""What the C programs of the benchmark print."""

from __future__ import annotations

import pytest

from guardian_emu.bench import messages
from guardian_emu.bench.rows import Round
from guardian_emu.errors import ExpectationFailed


def test_percentiles_are_printed_in_nanoseconds_and_read_in_microseconds() -> None:
    assert messages.read(["listening", "p50 12345 p99 67890"]) == Round(12.345, 67.89)


def test_a_requester_that_prints_nothing_is_an_error() -> None:
    with pytest.raises(ExpectationFailed, match="no percentiles"):
        messages.read(["$ECHO cannot be opened, error 14"])
