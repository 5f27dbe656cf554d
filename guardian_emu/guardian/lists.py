"""Procedures that give lists of attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .handles import ProcessHandle
from .library import ffi
from .marshal import call, changeable, checked, handle, taken, text, words, words_of

_NAME_ROOM = 64


class Attributes(NamedTuple):
    """``status`` is that of the procedure, ``detail`` says more; ``words`` are the values; ``pin`` where to go on."""

    status: int
    detail: int
    words: tuple[int, ...]
    pin: int = -1


class User(NamedTuple):
    """A user: ``GROUP.USER`` and group << 8 | user."""

    user_name: str
    user_id: int


def PROCESS_GETINFOLIST_(
    ret_attr_list: Sequence[int],
    processhandle: ProcessHandle | None = None,
    *,
    cpu: int | None = None,
    pin: int | None = None,
    nodename: str | None = None,
    srch_option: int | None = None,
    srch_attr_list: Sequence[int] | None = None,
    srch_values_list: Sequence[int] | None = None,
    ret_values_maxlen: int = 1024,
) -> Attributes:
    """Attributes of a process, or of those that a search finds. ``ret_values_maxlen`` is in words."""
    at = None if pin is None else ffi.new("short *", pin)
    values, length, detail = ffi.new("short[]", ret_values_maxlen), ffi.new("short *"), ffi.new("short *")
    searched = words(srch_attr_list), None if srch_attr_list is None else len(srch_attr_list)
    sought = words(srch_values_list), None if srch_values_list is None else len(srch_values_list)
    status = call(
        "PROCESS_GETINFOLIST_",
        cpu,
        at,
        *text(nodename),
        handle(processhandle),
        words(ret_attr_list),
        len(ret_attr_list),
        values,
        ret_values_maxlen,
        length,
        detail,
        srch_option,
        *searched,
        *sought,
        None,
        None,
    )
    return Attributes(status, detail[0], words_of(values, length[0]), -1 if at is None else at[0])


def PROCESSOR_GETINFOLIST_(
    ret_attr_list: Sequence[int], cpu: int | None = None, nodename: str | None = None, ret_values_maxlen: int = 256
) -> Attributes:
    """Attributes of a processor. ``ret_values_maxlen`` is in words."""
    values, length, detail = ffi.new("short[]", ret_values_maxlen), ffi.new("short *"), ffi.new("short *")
    listed = words(ret_attr_list), len(ret_attr_list)
    status = call(
        "PROCESSOR_GETINFOLIST_", *text(nodename), cpu, *listed, values, ret_values_maxlen, length, detail
    )  # fmt: skip
    return Attributes(status, detail[0], words_of(values, length[0]))


def USER_GETINFO_(user_name: str | None = None, user_id: int | None = None) -> User:
    """The user of a name or of an id. Raises error 11 when there is none."""
    name, length = changeable(user_name or "", _NAME_ROOM)
    number = ffi.new("int *", 0 if user_id is None else user_id)
    error = call("USER_GETINFO_", name, _NAME_ROOM, length, number, *[None] * 14)
    checked("USER_GETINFO_", error)
    return User(taken(name, length[0]), int(number[0]))


__all__ = ["PROCESSOR_GETINFOLIST_", "PROCESS_GETINFOLIST_", "USER_GETINFO_", "Attributes", "User"]
