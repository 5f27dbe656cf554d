"""Being one member of a process pair (active-backup.md)."""

from __future__ import annotations

import enum
from collections.abc import Iterable

from . import procedures
from .errors import FileSystemError, ProcessCreationError
from .handles import ProcessHandle

_PRIMARY_ATTRIBUTE = 47


class Role(enum.IntEnum):
    """What this process is, by what PROCESS_GETPAIRINFO_ returns about the caller."""

    SINGLE = 4
    PRIMARY = 5
    BACKUP = 6
    UNNAMED = 7


def role() -> Role:
    """What this process is now. The system answers, so a takeover shows at once."""
    return Role(procedures.PROCESS_GETPAIRINFO_().result)


def start_backup(cpus: Iterable[int] = ()) -> ProcessHandle | None:
    """Starts the backup in the first of these processors that is up; without any, where the system likes.

    None when none of them is up. Raises ProcessCreationError for every other reason.
    """
    wanted: list[int | None] = list(cpus)
    for cpu in wanted or [None]:
        try:
            return procedures.ns_start_backup(cpu)
        except ProcessCreationError as error:
            if not error.cpu_down:
                raise
    return None


def open_partner() -> int | None:
    """Opens this process's own name, which leads to the other member; None when that died meanwhile.

    Returns when the partner has replied to the open. The open is never redirected: when the partner dies, writes fail.
    """
    own = procedures.PROCESSHANDLE_DECOMPOSE_(procedures.PROCESSHANDLE_GETMINE_())
    try:
        return procedures.FILE_OPEN_(own.procname).filenum
    except FileSystemError:
        return None


def become_primary() -> None:
    """Makes this backup the primary, and the primary the backup: a voluntary switch (R-06)."""
    procedures.PROCESS_SETINFO_(_PRIMARY_ATTRIBUTE, 1)
