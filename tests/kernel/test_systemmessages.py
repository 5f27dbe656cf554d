"""System messages, byte by byte."""

from __future__ import annotations

import json
import struct

import pytest

from guardian_emu.kernel import systemmessages
from guardian_emu.kernel.systemmessages import Death
from guardian_emu.wire.handle import NULL_HANDLE, ProcessHandle

HANDLE = ProcessHandle(1, 5, 1, 9, 3, 7).pack()


@pytest.mark.requires("MO-02")
def test_processor_messages_are_two_words() -> None:
    assert systemmessages.cpu_down(3) == b"\xff\xfe\x00\x03"
    assert systemmessages.cpu_up(15) == b"\xff\xfd\x00\x0f"


@pytest.mark.requires("DL-02", "DL-07")
def test_a_process_deletion_message_has_every_word_in_its_place() -> None:
    ssid = b"TANDEM  \x00\x20\x01\x02"
    death = Death(HANDLE, 6, 255, True, "bye", HANDLE[::-1], 1234567, ssid, 300)
    data = systemmessages.process_death(death, "\\A.$SRV:7")
    words = struct.unpack(">41h", data[:82])
    assert (words[0], words[15], words[16], words[17]) == (-101, 300, 6, 255)
    assert data[2:22] == HANDLE
    assert struct.unpack(">q", data[22:30]) == (1234567,)
    assert data[36:48] == ssid
    assert data[48:68] == HANDLE[::-1]
    assert words[34:41] == (3, 86, 9, 1, 0, 0, 0)
    assert data[82:85] == b"bye"
    assert data[86:] == b"\\A.$SRV:7"


def test_without_a_name_the_descriptor_is_empty_and_text_is_cut_at_80_bytes() -> None:
    data = systemmessages.process_death(Death(HANDLE, 0, text="x" * 100))
    assert struct.unpack(">hh", data[70:74]) == (0, 0)
    assert len(data) == 82 + 80
    assert data[48:68] == NULL_HANDLE


def test_the_message_about_a_process_in_a_job_has_the_job_and_the_handle() -> None:
    assert systemmessages.job_process(300, HANDLE) == b"\xff\x90\x01\x2c" + HANDLE


def test_a_death_travels_between_kernels_unchanged() -> None:
    death = Death(HANDLE, 6, 255, True, "bye", HANDLE[::-1], 1234567, bytes(range(12)), 300, HANDLE, HANDLE[::-1])
    assert Death.from_json(json.loads(json.dumps(death.to_json()))) == death
