from __future__ import annotations

import itertools

import pytest
from disk.opener import Process

from guardian_emu.disk.half import Half

OWNER, COLLEAGUE, MANAGER, STRANGER, SUPER = 0x0A01, 0x0A02, 0x0AFF, 0x0B01, 0xFFFF

EXPECTED = {
    0: "ooooo ----x",
    1: "oooxo ----x",
    2: "oxoxo ----x",
    4: "ooooo ooooo",
    5: "oooxo oooxx",
    6: "oxoxo oxoxx",
    7: "xxxxo xxxxx",
}
"""By class: owner, member of the group, manager, somebody else and the super id; first local, then remote."""


@pytest.mark.parametrize(("accessors", "local", "who"), list(itertools.product(EXPECTED, (True, False), range(5))))
def test_who_may_open_a_file_follows_from_its_class(half: Half, accessors: int, local: bool, who: int) -> None:
    Process(half, 1, OWNER).create("A.B", security=(accessors, 7, 7, 7))
    user = (OWNER, COLLEAGUE, MANAGER, STRANGER, SUPER)[who]
    opened = Process(half, 2, user, local).open("A.B", access=1)
    expected = EXPECTED[accessors].split()[0 if local else 1][who]
    assert opened.error == (0 if expected == "o" else 48)


def test_each_right_is_looked_at_on_its_own(half: Half) -> None:
    owner, other = Process(half, 1, OWNER), Process(half, 2, STRANGER)
    owner.create("A.B", security=(0, 2, 0, 2))
    assert other.open("A.B", access=1).error == 0
    assert other.open("A.B", access=2).error == 48
    assert other.open("A.B").error == 48
    assert other.purge("A.B") == 48
    assert owner.open("A.B").error == 0


def test_rename_needs_the_right_to_purge(half: Half) -> None:
    Process(half, 1, OWNER).create("A.B", security=(0, 0, 0, 2))
    assert Process(half, 2, STRANGER).open("A.B").rename("A.C") == 48
    assert Process(half, 3, OWNER).open("A.B").rename("A.C") == 0


def test_only_the_owner_changes_security_and_owner(half: Half) -> None:
    Process(half, 1, OWNER).create("A.B")
    stranger, owner = Process(half, 2, STRANGER).open("A.B"), Process(half, 3, OWNER).open("A.B")
    assert (stranger.setmode(1, 0o7777), stranger.setmode(2, STRANGER)) == (48, 48)
    assert owner.setmode(1, 0o2070) == 0
    assert owner.attributes.security == (2, 0, 7, 0)
    assert owner.setmode(2, STRANGER) == 0
    assert owner.setmode(1, 0) == 48  # it is not the owner any more
    assert stranger.setmode(1, 0) == 0
