"""What an operator's request makes of the environment of a process."""

from __future__ import annotations

from typing import Any

import pytest

from guardian_emu.kernel.environment import Environment, of_request
from guardian_emu.wire import startupmessages

RICH: dict[str, Any] = {
    "args": ["one", "two words"],
    "in": "$DATA.A.B",
    "out": "",
    "home_terminal": "$zt1.#a",
    "default_volume": "$DATA.WORK",
    "params": {"A": "1", "B": "x y"},
    "assigns": [{"logical": "JOURNAL", "file": "LOG", "exclusion": "exclusive", "access": "write", "code": 101}],
    "defines": [
        {"name": "=in", "class": "map", "values": ["$DATA.A.B"]},
        {"name": "=PATH", "class": "search", "values": ["$A.ONE", "$A.TWO"]},
    ],
}


def test_without_wishes_a_process_has_the_home_terminal() -> None:
    environment = of_request({}, "\\ALPHA")
    [startup] = startupmessages.messages(environment.startup)
    terminal = b"$ZHOME".ljust(24)
    assert startup == b"\xff\xff$SYSTEM NOSUBVOL" + terminal + terminal + b"\0\0"
    assert environment[1:] == (
        b"ON\0=_DEFAULTS\0CLASS\0DEFAULTS\0VOLUME\0\\ALPHA.$SYSTEM.NOSUBVOL\0\0", "\\ALPHA.$ZHOME"
    )  # fmt: skip


@pytest.mark.requires("CR-08")
def test_wishes_become_startup_assign_and_param_messages_and_defines() -> None:
    environment = of_request(RICH, "\\ALPHA")
    startup, assign, param = startupmessages.messages(environment.startup)
    assert startup[:66] == b"\xff\xff$DATA   WORK    " + b"$DATA   A       B".ljust(24) + b" " * 24
    assert startup[66:] == b'one "two words"\0'
    assert assign[34:66] == b"\x07JOURNAL".ljust(32)
    assert assign[66:94] == bytes([0b10011100, 0, 0, 0]) + b"$DATA   WORK    LOG     "
    assert assign[98:104] == (101).to_bytes(2) + (0o20).to_bytes(2) + (0o4000).to_bytes(2)
    assert param == b"\xff\xfd\0\x02\x01A\x011\x01B\x03x y"
    assert environment.defines == (
        b"ON\0=_DEFAULTS\0CLASS\0DEFAULTS\0VOLUME\0\\ALPHA.$DATA.WORK\0\0"
        b"=IN\0CLASS\0MAP\0FILE\0$DATA.A.B\0\0=PATH\0CLASS\0SEARCH\0SUBVOL0\0$A.ONE\0SUBVOL1\0$A.TWO\0\0"
    )
    assert environment == Environment(environment.startup, environment.defines, "\\ALPHA.$ZT1.#A")


@pytest.mark.parametrize(
    "wrong",
    [
        {"default_volume": "DATA"}, {"in": "$A.B.C.D"}, {"out": "\\BETA.$X"},
        {"args": ["x" * 530]}, {"params": {"A": "x" * 256}}, {"assigns": [{"logical": ""}]},
        {"assigns": [{"logical": "F", "access": "append"}]}, {"params": {"A": "\0"}},
        {"defines": [{"name": "=X", "class": "tape", "values": ["T"]}]},
        {"defines": [{"name": "=X", "class": "map", "values": ["x" * 9000]}]},
        {"defines": [{"name": "=X", "class": "map", "values": ["\0"]}]},
    ],
)  # fmt: skip
def test_what_no_process_can_be_given_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        of_request(wrong, "\\ALPHA")
