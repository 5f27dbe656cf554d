"""The numbers of the Guardian file system that a disk process answers with (errors.md section 2)."""

from __future__ import annotations

from enum import IntEnum


class FE(IntEnum):
    """File-system errors by their literals without the ``FE``; from 10 on they are errors, before that warnings."""

    OK = 0
    EOF = 1
    INVALOP = 2
    READLOCKED = 9
    DUP = 10
    NOTFOUND = 11
    INUSE = 12
    BADNAME = 13
    NOSUCHDEV = 14
    WRONGDEV = 15
    NOPRIMARY = 17
    BADCOUNT = 21
    BADADDR = 23
    NOIOCBSPACE = 35
    TIMEDOUT = 40
    NODISCSPACE = 43
    DIRFULL = 44
    FILEFULL = 45
    INVKEY = 46
    SECVIOL = 48
    ACCVIOL = 49
    FILEBAD = 59
    WRONGID = 60
    DEVDOWN = 66
    LOCKED = 73
    TMFNOTCONFIGURED = 84
    DATAPARITY = 120
    DUPALTKEY = 551
    BADITEM = 561
    BUFTOOSMALL = 563
    BADOP = 564
    BADPARMVALUE = 590
    MISSITEM = 597


NOT_EXPIRED = 1091
"""What FILE_PURGE_ answers before the expiration date of a file; it has no literal."""


class Refused(Exception):
    """A request is not done, and nothing was changed by it; ``number`` is what the requester is told."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = int(number)


class Waits(Exception):
    """A request stands in the way of a lock and waits; ``record`` is what it wants, ``locking`` whether to lock it."""

    def __init__(self, record: bytes, locking: bool) -> None:
        super().__init__(record, locking)
        self.record = record
        self.locking = locking
