r"""Syntax of Guardian names (NM-04, PR-04, zsys.md section 5).

Every function returns the name as the system writes it, in upper case, and raises ``Refused`` for what is no such name.
"""

from __future__ import annotations

import re

from guardian_emu.topology.errors import Refused

NODE_PATTERN = r"^\\[A-Za-z][A-Za-z0-9]{0,6}$"
PROCESS_PATTERN = r"^\$[A-Wa-w][A-Za-z0-9]{0,4}$"
VOLUME_PATTERN = r"^\$[A-Za-z][A-Za-z0-9]{0,6}$"
PROGRAM_PATTERN = r"^[A-Za-z][A-Za-z0-9]{0,7}$"
TERMINAL_PATTERN = r"^(\\[A-Za-z][A-Za-z0-9]{0,6}\.)?\$[A-Za-z][A-Za-z0-9]{0,6}(\.#[A-Za-z][A-Za-z0-9]{0,6})?$"
TOPOLOGY_PATTERN = r"^[a-z][a-z0-9-]{0,39}$"
_PART = r"[A-Za-z][A-Za-z0-9]{0,7}"
_NODE = r"\\[A-Za-z][A-Za-z0-9]{0,6}\."
_DEVICE = rf"\$[A-Za-z][A-Za-z0-9]{{0,6}}(\.#[A-Za-z][A-Za-z0-9]{{0,6}}(\.{_PART})?)?"
_DISK = rf"((\$[A-Za-z][A-Za-z0-9]{{0,6}}\.)?{_PART}\.)?{_PART}"
DEFINE_PATTERN = r"^=[A-Za-z][A-Za-z0-9_^-]{0,22}$"
FILE_PATTERN = rf"^(({_NODE})?{_DEVICE}|({_NODE})?{_DISK}|=[A-Za-z_][A-Za-z0-9_^-]{{0,22}})$"
SUBVOLUME_PATTERN = rf"^\$[A-Za-z][A-Za-z0-9]{{0,6}}\.{_PART}$"
LOGICAL_PATTERN = r"^[A-Za-z][A-Za-z0-9^_-]{0,30}$"
PARAM_PATTERN = r"^[A-Za-z^][A-Za-z0-9^_.-]{0,30}$"
USER_PATTERN = rf"^{_PART}\.{_PART}$"
USER_NUMBER_PATTERN = r"^[0-9]{1,3},[0-9]{1,3}$"

DIGITS = "0123456789"
RESERVED_LETTERS = "XYZ"
"""Process names that begin with one of these belong to the system (PR-04)."""


def node_name(text: str) -> str:
    r"""``\`` and 1 to 7 letters or digits, the first one a letter (NM-04)."""
    if _matches(NODE_PATTERN, text):
        return text.upper()
    bare = re.sub(r"[^A-Za-z0-9]", "", text).lstrip(DIGITS)[:7].upper()
    raise Refused(
        "this is no node name",
        r"a node name is \ and 1 to 7 letters or digits, the first one a letter",
        f"write \\{bare or 'ALPHA'} (without quotes: double quotes would turn \\ into an escape)",
    )


def process_name(text: str) -> str:
    """``$`` and 1 to 5 letters or digits, the first one a letter other than X, Y, Z (PR-04)."""
    if _matches(PROCESS_PATTERN, text):
        return text.upper()
    letters = re.sub(r"[^A-Za-z0-9]", "", text).lstrip(DIGITS).upper()
    if _matches(VOLUME_PATTERN, text) and letters[:1] in RESERVED_LETTERS:
        raise Refused(
            "this process name is reserved",
            "names beginning $X, $Y or $Z belong to the system",
            f"choose another first letter, for instance $A{letters[1:5]}",
        )
    raise Refused(
        "this is no process name",
        "a process name is $ and 1 to 5 letters or digits, the first one a letter",
        f"write ${letters.lstrip(RESERVED_LETTERS + DIGITS)[:5] or 'SRV'}",
    )


def volume_name(text: str) -> str:
    """``$`` and 1 to 7 letters or digits, the first one a letter."""
    if _matches(VOLUME_PATTERN, text):
        return text.upper()
    raise Refused(
        "this is no volume name",
        "a volume name is $ and 1 to 7 letters or digits, the first one a letter",
        "write for instance $DATA",
    )


def program_name(text: str) -> str:
    """1 to 8 letters or digits, the first one a letter: the file name of an object file."""
    if _matches(PROGRAM_PATTERN, text):
        return text.upper()
    letters = re.sub(r"[^A-Za-z0-9]", "", text).lstrip(DIGITS)[:8].upper()
    raise Refused(
        "this is no program name",
        "a program is a Guardian file name: 1 to 8 letters or digits, the first one a letter",
        f"write {letters or 'SERVER'}",
    )


def terminal_name(text: str) -> str:
    r"""``[\NODE.]$NAME[.#QUALIFIER]``, the name of a home terminal."""
    if _matches(TERMINAL_PATTERN, text):
        return text.upper()
    raise Refused(
        "this is no terminal name",
        "a home terminal is $NAME or $NAME.#QUALIFIER, with or without \\NODE. before it",
        "write for instance $ZHOME or $TERM.#T1",
    )


def file_name(text: str) -> str:
    r"""``[\NODE.]$DEVICE[.#QUALIFIER[.QUALIFIER]]``, ``[\NODE.][[$VOL.]SUBVOL.]FILE`` or ``=DEFINE``."""
    if _matches(FILE_PATTERN, text):
        return text.upper()
    raise Refused(
        "this is no file name",
        "a file name is $DEVICE, $PROCESS.#QUALIFIER, $VOLUME.SUBVOL.FILE or a later part of it, or =DEFINE",
        "write for instance $ZHOME or $DATA.WORK.INPUT",
    )


def subvolume_name(text: str) -> str:
    """``$VOLUME.SUBVOL``, what completes a partial file name."""
    if _matches(SUBVOLUME_PATTERN, text):
        return text.upper()
    raise Refused(
        "this is no volume and subvolume",
        "it is $ and 1 to 7 letters or digits, a dot, and 1 to 8 letters or digits, letters first",
        "write for instance $DATA.WORK",
    )


def define_name(text: str) -> str:
    """``=`` and 1 to 23 letters, digits or ``- _ ^``, the first one a letter; ``=_...`` belong to the system."""
    if _matches(DEFINE_PATTERN, text):
        return text.upper()
    letters = re.sub(r"[^A-Za-z0-9_^-]", "", text).lstrip(DIGITS + "_^-")[:23].upper()
    raise Refused(
        "this is no DEFINE name",
        "a DEFINE name is = and 1 to 23 letters, digits or - _ ^, the first one a letter",
        f"write ={letters or 'INPUT'}",
    )


def logical_name(text: str) -> str:
    """1 to 31 letters, digits or ``- _ ^``, the first one a letter: what a program calls a file."""
    if _matches(LOGICAL_PATTERN, text):
        return text.upper()
    raise Refused(
        "this is no logical file name",
        "it is 1 to 31 letters, digits or - _ ^, the first one a letter",
        "write for instance JOURNAL",
    )


def param_name(text: str) -> str:
    """1 to 31 letters, digits or ``- _ ^ .``, the first one a letter or ``^``."""
    if _matches(PARAM_PATTERN, text):
        return text.upper()
    raise Refused(
        "this is no PARAM name",
        "it is 1 to 31 letters, digits or - _ ^ . and begins with a letter",
        "write for instance DEBUG-LEVEL",
    )


def user_name(text: str) -> str:
    """``GROUP.USER``, 1 to 8 letters or digits each, the first one a letter."""
    if _matches(USER_PATTERN, text):
        return text.upper()
    raise Refused(
        "this is no user name",
        "a user name is GROUP.USER, each 1 to 8 letters or digits, the first one a letter",
        "write for instance SUPER.OPER",
    )


def user_number(text: str) -> str:
    """``group,user``, each 0 to 255, without leading zeros."""
    parts = text.split(",")
    if _matches(USER_NUMBER_PATTERN, text) and all(int(part) <= 255 for part in parts):
        return ",".join(str(int(part)) for part in parts)
    raise Refused(
        "this is no user number",
        "a user number is group,user, each of them 0 to 255",
        'write for instance "8,44"',
    )


def user(text: str) -> str:
    """A user's name or number."""
    return user_number(text) if text[:1] in DIGITS else user_name(text)


def topology_name(text: str) -> str:
    """1 to 40 lower-case letters, digits or hyphens, the first one a letter: it becomes part of container names."""
    if _matches(TOPOLOGY_PATTERN, text):
        return text
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).lstrip("-" + DIGITS)[:40].rstrip("-")
    raise Refused(
        "this is no topology name",
        "a topology name is 1 to 40 lower-case letters, digits or hyphens, the first one a letter",
        f"write name: {plain or 'pair'}",
    )


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text) is not None
