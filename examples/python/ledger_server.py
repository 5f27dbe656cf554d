#!/usr/bin/env python3
"""A ledger that survives the loss of a processor: an active-backup process pair.

Both members run this program from the start; each asks the system which one it is. The primary applies a post, sends
the result to the backup in one message, and only then replies. A requester's file system sends a request again after a
takeover with the same sync ID, so a post that was applied, but not answered, is answered from the saved reply and not
applied twice.

    ledger_server.py [ processors that the pair prefers ]        started with a name, e.g. $LEDG

What the members tell one another is their own business (here: pickled values); what requesters see is ledger_wire.py.
"""

from __future__ import annotations

import dataclasses
import pickle
import sys
from collections.abc import Callable
from typing import Any

from ledger_wire import ACCOUNTS, CLOSE, POST, QUIT, TOTAL, Reply, Request

from guardian_emu.guardian import NULL, FileSystemError, Message, ProcessCreationError, ProcessHandle, Receive, pair
from guardian_emu.guardian.pair import Role
from guardian_emu.guardian.procedures import (
    FILE_CLOSE_,
    FILE_WRITE64_,
    MONITORCPUS,
    MONITORNET,
    PROCESSHANDLE_GETMINE_,
)
from guardian_emu.guardian.systemmessages import Close, CpuDown, CpuUp, NodeDown, Open, ProcessDeath, RemoteCpuDown

END_OF_FILE, INVALID, IN_USE, NO_PRIMARY, TOO_MANY, OLD_SYNC, WRONG_ID, OWNERSHIP = 1, 2, 12, 17, 28, 39, 60, 200
OPENERS = 64
ALL_CPUS = -1

SERVED_BEFORE_BACKUP = 16
"""After a takeover requesters are served first; the new backup follows when nothing waits, or after so many."""


@dataclasses.dataclass
class Opener:
    """A requester's open: both members of a requester pair, and the last request served with its answer."""

    primary: bytes = bytes(NULL)
    backup: bytes = bytes(NULL)
    filenum: int = 0
    sync: int | None = None
    error: int = 0
    reply: bytes = b""

    def has(self, sender: ProcessHandle, filenum: int) -> bool:
        """Whether a message of that sender belongs to this open."""
        return self.filenum == filenum and bytes(sender) in (self.primary, self.backup)

    def lose(self, is_gone: Callable[[ProcessHandle], bool]) -> bool:
        """A processor or a node is down. Returns whether nobody is left."""
        if is_gone(ProcessHandle(self.backup)):
            self.backup = bytes(NULL)
        if is_gone(ProcessHandle(self.primary)):
            self.primary, self.backup = self.backup, bytes(NULL)
        return ProcessHandle(self.primary).is_null


@dataclasses.dataclass
class Books:
    """All that the pair keeps: openers by their label, accounts as (entries, balance)."""

    openers: dict[int, Opener] = dataclasses.field(default_factory=dict)
    accounts: dict[int, tuple[int, int]] = dataclasses.field(default_factory=dict)
    closed: bool = False

    def apply(self, request: Request) -> tuple[int, Reply]:
        """Does what a request asks for; the error and the reply."""
        reply = Reply(request.kind, request.account, request.number)
        if not 0 <= request.account < ACCOUNTS or request.kind not in (POST, TOTAL, CLOSE, QUIT):
            return INVALID, reply
        if request.kind == POST:
            return self._post(request, reply)
        if request.kind == TOTAL:
            entries, balances = zip(*self.accounts.values(), strict=True) if self.accounts else ((), ())
            return 0, reply._replace(entries=sum(entries), balance=sum(balances))
        self.closed |= request.kind == CLOSE
        return 0, reply

    def _post(self, request: Request, reply: Reply) -> tuple[int, Reply]:
        if self.closed:
            return END_OF_FILE, reply
        entries, balance = self.accounts.get(request.account, (0, 0))
        self.accounts[request.account] = entries + 1, balance + request.amount
        return 0, reply._replace(entries=entries + 1, balance=balance + request.amount)


class Ledger:
    """One member of the pair. ``backup`` is the open of the other one, None while there is none."""

    def __init__(self, preferred: list[int]) -> None:
        self.books = Books()
        self.own = PROCESSHANDLE_GETMINE_()
        self.preferred = [cpu for cpu in preferred if cpu != self.own.cpu]
        self.role = pair.role()
        if self.role is Role.UNNAMED:
            sys.exit("ledger: a process pair needs a name")
        self.backup: int | None = None
        self.backup_wanted = self.role is not Role.BACKUP
        self.served_alone = 0
        self.receive = Receive()
        MONITORCPUS(ALL_CPUS)
        MONITORNET(1)
        self.check_pair()  # the primary may have died while this backup started

    # ------------------------------------------------------------------------------------- the other member

    def tell_backup(self, **change: Any) -> None:
        """Sends one complete continuation point. Without a backup there is nobody to tell, and the work goes on."""
        if self.backup is None:
            return
        try:
            FILE_WRITE64_(self.backup, pickle.dumps(change))
        except FileSystemError:
            self.lose_backup()

    def tell_opener(self, label: int) -> None:
        """The opener of that label, or that there is none any more."""
        self.tell_backup(opener=(label, self.books.openers.get(label)))

    def lose_backup(self) -> None:
        """Goes on alone, and wants another."""
        if self.backup is not None:
            FILE_CLOSE_(self.backup)
        self.backup = None
        self.backup_wanted = True

    def start_backup(self) -> None:
        """With no processor for it the primary goes on alone until one comes back (-3)."""
        self.backup_wanted = False
        self.served_alone = 0
        try:
            if pair.start_backup(self.preferred) is None:
                return
        except ProcessCreationError as error:
            print(f"ledger: no backup: {error}", file=sys.stderr)
            return
        self.backup = pair.open_partner()
        self.tell_backup(books=self.books)

    def check_pair(self) -> None:
        """A processor or a process died. Are we alone now?"""
        if pair.role() is not Role.SINGLE:
            return
        if self.role is Role.BACKUP:
            self.role = Role.PRIMARY
            self.backup_wanted = True
        else:
            self.lose_backup()

    # ----------------------------------------------------------------------------------------- opens, closes

    def accept_open(self, message: Message, said: Open) -> None:
        """Gives the open a label, which is its key here and survives a takeover."""
        sender, filenum = message.information.sender, message.information.filenum
        openers = self.books.openers
        if sender.same_pair(self.own):
            message.reply()  # the other member: no label
        elif said.sync_depth > 1:
            message.reply(error=TOO_MANY)
        elif said.backup_open:
            self.accept_backup_open(message, said)
        elif len(openers) == OPENERS:
            message.reply(error=IN_USE)
        else:
            label = next(label for label in range(OPENERS) if label not in openers)
            openers[label] = Opener(bytes(sender), filenum=filenum)
            self.tell_opener(label)
            message.accept(label)

    def accept_backup_open(self, message: Message, said: Open) -> None:
        """The backup of a requester joins the open of its primary, under the same label."""
        for label, opener in self.books.openers.items():
            if opener.primary == bytes(said.primary) and opener.filenum == said.primary_filenum:
                opener.backup = bytes(message.information.sender)
                self.tell_opener(label)
                message.accept(label)
                return
        message.reply(error=NO_PRIMARY)

    def accept_close(self, message: Message) -> None:
        """One member of an opener closes: the open ends with the last one."""
        label, sender = message.information.open_label, bytes(message.information.sender)
        opener = self.books.openers.get(label)
        if opener and opener.has(message.information.sender, message.information.filenum):
            if opener.primary == sender:
                opener.primary = opener.backup
            opener.backup = bytes(NULL)
            if ProcessHandle(opener.primary).is_null:
                del self.books.openers[label]
            if self.role is not Role.BACKUP:
                self.tell_opener(label)
        message.reply()

    # ---------------------------------------------------------------------------------------------- messages

    def system_message(self, message: Message) -> None:
        """What the system says."""
        said = message.system()
        if isinstance(said, Open):
            self.accept_open(message, said)
        elif isinstance(said, Close):
            self.accept_close(message)
        else:
            message.reply()
        if isinstance(said, CpuDown):
            self.lose_openers(lambda handle: (handle.node, handle.cpu) == (self.own.node, said.cpu))
        elif isinstance(said, RemoteCpuDown):
            self.lose_openers(lambda handle: (handle.node, handle.cpu) == (said.node, said.cpu))
        elif isinstance(said, NodeDown):
            self.lose_openers(lambda handle: handle.node == said.node)
        if isinstance(said, CpuDown | ProcessDeath):
            self.check_pair()
        elif isinstance(said, CpuUp) and self.role is not Role.BACKUP and self.backup is None:
            self.backup_wanted = True

    def lose_openers(self, is_gone: Callable[[ProcessHandle], bool]) -> None:
        """Forget the opens of which nobody is left."""
        for label in [label for label, opener in self.books.openers.items() if opener.lose(is_gone)]:
            del self.books.openers[label]

    def store(self, message: Message) -> None:
        """The backup stores what the primary did."""
        change = pickle.loads(message.data)
        self.books = change.get("books", self.books)
        if "opener" in change:
            label, opener = change["opener"]
            self.books.openers[label] = opener
            if opener is None:
                del self.books.openers[label]
        if "account" in change:
            number, self.books.accounts[number] = change["account"]
        self.books.closed = change.get("closed", self.books.closed)
        message.reply()

    def serve(self, message: Message, label: int, opener: Opener) -> None:
        """Apply, remember, tell the backup, reply: in this order."""
        request = Request.unpack(message.data)
        opener.error, reply = self.books.apply(request)
        opener.reply = reply.pack()
        opener.sync = message.information.sync_id
        change: dict[str, Any] = {"opener": (label, opener), "closed": self.books.closed}
        if request.account in self.books.accounts:
            change["account"] = request.account, self.books.accounts[request.account]
        self.tell_backup(**change)
        message.reply(opener.reply, opener.error)
        if request.kind == QUIT:
            sys.exit(0)

    def user_request(self, message: Message) -> None:
        """A request of a requester: new, the same again, or too old."""
        information = message.information
        opener = self.books.openers.get(information.open_label)
        if opener is None or not opener.has(information.sender, information.filenum):
            message.reply(error=WRONG_ID)
            return
        distance = 1 if opener.sync is None else information.sync_id - opener.sync & 0xFFFFFFFF
        if distance == 0:
            message.reply(opener.reply, opener.error)
        elif distance >= 1 << 31:
            message.reply(error=OLD_SYNC)
        else:
            self.serve(message, information.open_label, opener)

    def user_message(self, message: Message) -> None:
        """A message of the partner, or of a requester."""
        if message.information.sender.same_pair(self.own):
            self.store(message)
            return
        if self.role is Role.BACKUP:
            self.check_pair()  # a request may overtake the news that the primary died
        if self.role is Role.BACKUP:
            message.reply(error=OWNERSHIP)
        else:
            self.user_request(message)

    def run(self) -> None:
        """Serves for ever. While a backup is wanted, a moment without messages is used to create it."""
        while True:
            wanted = self.backup_wanted and self.role is not Role.BACKUP
            if wanted and self.served_alone >= SERVED_BEFORE_BACKUP:
                self.start_backup()
                continue
            message = self.receive.read(0) if wanted else self.receive.read()
            if message is None:
                self.start_backup()
                continue
            if message.is_system:
                self.system_message(message)
            else:
                self.user_message(message)
            self.served_alone += self.backup_wanted


if __name__ == "__main__":
    Ledger([int(word) for word in sys.argv[1:]]).run()
