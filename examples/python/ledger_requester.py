#!/usr/bin/env python3
"""Posts numbered entries to a ledger and verifies every reply.

The ledger counts the posts of each account. This requester is the only one of its account, so the count in the reply
to its n-th post must be n: less, and a post was lost; more, and one was applied twice.

    ledger_requester.py $LEDG [ posts [ account ] ]     posts 0: until the books are closed
    ledger_requester.py $LEDG total | close | quit
"""

from __future__ import annotations

import itertools
import sys

from ledger_wire import CLOSE, POST, QUIT, REPLY_BYTES, TOTAL, Reply, Request

from guardian_emu.guardian import FileSystemError
from guardian_emu.guardian.procedures import FILE_CLOSE_, FILE_OPEN_, FILE_WRITEREAD64_, PROCESS_DELAY_

END_OF_FILE, NO_SUCH_DEVICE = 1, 14
SYNC_DEPTH = 1
OPEN_TRIES = 100
TENTH_OF_A_SECOND = 100_000


def open_ledger(name: str) -> int:
    """Opens the ledger, which may still be on its way up."""
    for tries in itertools.count(1):
        try:
            return FILE_OPEN_(name, sync_or_receive_depth=SYNC_DEPTH).filenum
        except FileSystemError as error:
            if error.number != NO_SUCH_DEVICE or tries == OPEN_TRIES:
                raise
        PROCESS_DELAY_(TENTH_OF_A_SECOND)
    raise AssertionError


def ask(ledger: int, request: Request) -> Reply | None:
    """The reply; None when the books are closed."""
    answer = FILE_WRITEREAD64_(ledger, request.pack(), REPLY_BYTES)
    if answer.error == END_OF_FILE or len(answer.data) != REPLY_BYTES:
        return None
    return Reply.unpack(answer.data)


class Account:
    """The posts of one account, counted as the ledger should count them."""

    def __init__(self, ledger: int, number: int) -> None:
        self._ledger = ledger
        self.number = number
        self.sent = self.replied = self.lost = self.duplicated = self.failed = 0
        self._expected = 0

    def post(self, number: int) -> bool:
        """Posts the entry of that number; False when the books are closed."""
        reply = ask(self._ledger, Request(POST, self.number, number, amount=number))
        if reply is None:
            return False
        self.sent += 1
        self.replied += 1
        self._expected += 1
        self.lost += reply.entries < self._expected or reply.number != number
        self.duplicated += max(0, reply.entries - self._expected)
        self._expected = reply.entries
        return True

    def post_all(self, posts: int) -> None:
        """Posts so many entries; 0: until the books are closed. Stops at the first error."""
        numbers = itertools.count(1) if posts == 0 else range(1, posts + 1)
        for number in numbers:
            try:
                if not self.post(number):
                    self.failed += posts != 0
                    return
            except FileSystemError as error:
                print(f"requester {self.number}: post {number}, {error}", file=sys.stderr)
                self.sent += 1
                self.failed += 1
                return

    @property
    def right(self) -> bool:
        """Whether every post was counted exactly once."""
        return not (self.lost or self.duplicated or self.failed)

    def __str__(self) -> str:
        return (
            f"requester {self.number}: sent {self.sent} replied {self.replied} lost {self.lost} "
            f"duplicated {self.duplicated} failed {self.failed}"
        )


def single(ledger: int, word: str) -> int:
    """One request that is not a post; returns the exit status."""
    kind = {"total": TOTAL, "close": CLOSE}.get(word, QUIT)
    reply = ask(ledger, Request(kind))
    if kind == TOTAL and reply is not None:
        print(f"total entries {reply.entries} balance {reply.balance}")
    return 0 if reply is not None else 1


def main(arguments: list[str]) -> int:
    """Returns the exit status."""
    if not arguments:
        print("usage: ledger_requester.py SERVER [ POSTS [ ACCOUNT ] | total | close | quit ]", file=sys.stderr)
        return 2
    name, *more = arguments
    try:
        ledger = open_ledger(name)
        if more and not more[0].isdigit():
            return single(ledger, more[0])
    except FileSystemError as error:
        print(f"requester: {name}: {error}", file=sys.stderr)
        return 1
    account = Account(ledger, int(more[1]) if len(more) > 1 else 0)
    account.post_all(int(more[0]) if more else 1000)
    FILE_CLOSE_(ledger)
    print(account)
    return 0 if account.right else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
