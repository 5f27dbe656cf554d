"""Users of the node, and who may act on whose processes (DL-09)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

SUPER_SUPER = 0xFFFF
MANAGER = 255
_BUILT_IN = {"SUPER.SUPER": SUPER_SUPER, "NULL.NULL": 0}
_NAME = re.compile(r"[A-Z][A-Z0-9]{0,7}\.[A-Z][A-Z0-9]{0,7}")
_NUMBER = re.compile(r"([0-9]{1,3}),([0-9]{1,3})")


class User(NamedTuple):
    """One user: group and name, and ``group << 8 | user``."""

    group: str
    name: str
    number: int


class Users:
    """The users that the configuration names, and the two that every node has."""

    def __init__(self, more: Mapping[str, int]) -> None:
        numbers = {**_BUILT_IN, **more}
        self._by_name = {name: _user(name, number) for name, number in numbers.items()}
        self._by_number = {user.number: user for user in self._by_name.values()}

    def named(self, name: str) -> User | None:
        """The user of ``GROUP.USER``; case does not matter."""
        return self._by_name.get(name.strip().upper())

    def numbered(self, number: int) -> User | None:
        """The user with that number."""
        return self._by_number.get(number)

    def text(self, number: int) -> str:
        """``GROUP.USER``, or ``group,user`` when nobody has that number."""
        user = self.numbered(number)
        return f"{user.group}.{user.name}" if user else f"{number >> 8},{number & 0xFF}"

    def number(self, text: str) -> int:
        """The number of ``GROUP.USER`` or ``group,user``. Raises ValueError."""
        user = self.named(text)
        return user.number if user else access_id(text)


def _user(text: str, number: int) -> User:
    group, _, name = text.partition(".")
    return User(group, name, number)


def access_id(text: str) -> int:
    """The number of ``group,user``, both 0 to 255. Raises ValueError."""
    match = _NUMBER.fullmatch(text.replace(" ", ""))
    if match is None or int(match[1]) > 255 or int(match[2]) > 255:
        raise ValueError(f"{text!r} is no user: neither a name of this node nor group,user with numbers up to 255")
    return int(match[1]) << 8 | int(match[2])


def is_user_name(text: str) -> bool:
    """Whether ``text`` has the form GROUP.USER, in upper case, each part up to eight letters or digits."""
    return _NAME.fullmatch(text) is not None


def qualified(caller: int, creator_access_id: int, process_access_id: int) -> bool:
    """Whether a process with access id ``caller`` may act on a process with these.

    So may the super id, the owners of both access ids, and their group managers.
    """
    owners = {creator_access_id, process_access_id}
    return caller == SUPER_SUPER or caller in owners | {owner & 0xFF00 | MANAGER for owner in owners}
