#!/usr/bin/env python3
"""Posts to a ledger and survives the loss of its own processor: a requester that is a process pair.

Both members hold the same open of the ledger: the backup opens it as the backup of its primary's open. Before each
post the primary tells the backup which post it is and the sync block of the open. A backup that takes over installs
the block and posts once more: the ledger sees a request that it knows, or one that it does not know yet, and counts it
once in both cases.

    ledger_requester_pair.py $LEDG [ account ]      started with a name, e.g. $REQ; posts until the books are closed
"""

from __future__ import annotations

import dataclasses
import pickle
import sys

from ledger_requester import SYNC_DEPTH, ask, open_ledger
from ledger_wire import POST, Request

from guardian_emu.guardian import FileSystemError, Message, ProcessCreationError, Receive, pair
from guardian_emu.guardian.pair import Role
from guardian_emu.guardian.procedures import (
    FILE_CLOSE_,
    FILE_GETSYNCINFO_,
    FILE_OPEN_,
    FILE_SETSYNCINFO_,
    FILE_WRITE64_,
    MONITORCPUS,
    PROCESS_GETPAIRINFO_,
    PROCESSHANDLE_GETMINE_,
)
from guardian_emu.guardian.systemmessages import CpuDown, CpuUp, ProcessDeath

ALL_CPUS = -1


@dataclasses.dataclass
class Progress:
    """What both members know: the open of the ledger, the post that is under way, and what was counted so far."""

    file: int
    sync: bytes = b""
    number: int = 0
    expected: int = 0
    lost: int = 0
    duplicated: int = 0


class Requester:
    """One member of the pair. ``partner`` is the primary's open of its backup, None while there is none."""

    def __init__(self, ledger: str, account: int) -> None:
        self.ledger = ledger
        self.account = account
        self.own = PROCESSHANDLE_GETMINE_()
        self.role = pair.role()
        if self.role is Role.UNNAMED:
            sys.exit("requester: a process pair needs a name")
        self.receive = Receive()
        MONITORCPUS(ALL_CPUS)
        self.partner: int | None = None
        self.backup_wanted = True
        self.progress: Progress | None = None

    # ------------------------------------------------------------------------------------------ as the backup

    def stand_by(self) -> None:
        """Keeps what the primary tells, until it is gone."""
        while pair.role() is Role.BACKUP:
            message = self.receive.read()
            assert message is not None
            if message.is_system or not message.information.sender.same_pair(self.own):
                message.reply()
            else:
                self.store(message)

    def store(self, message: Message) -> None:
        """Opens the ledger at the first word of the primary; without the open this backup is of no use."""
        told = pickle.loads(message.data)
        if self.progress is None:
            primary = PROCESS_GETPAIRINFO_().primary
            FILE_OPEN_(
                self.ledger,
                sync_or_receive_depth=SYNC_DEPTH,
                primary_processhandle=primary,
                primary_filenum=told.file,
            )
        self.progress = told
        message.reply()

    def take_over(self) -> None:
        """Goes on with the post that the primary may have sent."""
        if self.progress is None:
            sys.exit("requester: the primary died before it had told anything")
        FILE_SETSYNCINFO_(self.progress.file, self.progress.sync)

    # ----------------------------------------------------------------------------------------- as the primary

    def tell_backup(self, progress: Progress) -> None:
        """One complete continuation point, before the post leaves."""
        progress.sync = FILE_GETSYNCINFO_(progress.file)
        if self.partner is None:
            return
        try:
            FILE_WRITE64_(self.partner, pickle.dumps(progress))
        except FileSystemError:
            self.lose_backup()

    def lose_backup(self) -> None:
        """Goes on alone; another one is created when the system says that this one is gone."""
        if self.partner is not None:
            FILE_CLOSE_(self.partner)
        self.partner = None

    def look_around(self) -> None:
        """Hears what the system says, and creates the backup that is wanted; with nowhere to go it waits for -3."""
        while (message := self.receive.read(0)) is not None:
            said = message.system() if message.is_system else None
            message.reply()
            if isinstance(said, CpuDown | ProcessDeath) and pair.role() is Role.SINGLE:
                self.lose_backup()
                self.backup_wanted = True
            elif isinstance(said, CpuUp) and pair.role() is Role.SINGLE:
                self.backup_wanted = True
        if self.backup_wanted:
            self.start_backup()

    def start_backup(self) -> None:
        """In the next processor that is up."""
        self.backup_wanted = False
        try:
            if pair.start_backup() is not None:
                self.partner = pair.open_partner()
        except ProcessCreationError as error:
            print(f"requester: no backup: {error}", file=sys.stderr)

    def post(self, progress: Progress) -> bool:
        """The post that is under way; False when the books are closed."""
        reply = ask(progress.file, Request(POST, self.account, progress.number, amount=progress.number))
        if reply is None:
            return False
        progress.expected += 1
        progress.lost += reply.entries < progress.expected or reply.number != progress.number
        progress.duplicated += max(0, reply.entries - progress.expected)
        progress.expected = reply.entries
        return True

    def run(self) -> int:
        """Returns the exit status when the books are closed: as the primary's end it ends both members."""
        if self.role is Role.BACKUP:
            self.stand_by()
            self.take_over()
        else:
            self.progress = Progress(open_ledger(self.ledger), number=1)
        progress = self.progress
        assert progress is not None
        while True:
            self.tell_backup(progress)
            if not self.post(progress):
                break
            progress.number += 1
            self.look_around()
        posts = progress.number - 1
        print(
            f"requester {self.account}: sent {posts} replied {posts} lost {progress.lost} "
            f"duplicated {progress.duplicated} failed 0"
        )
        return 1 if progress.lost or progress.duplicated else 0


if __name__ == "__main__":
    sys.exit(Requester(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0).run())
