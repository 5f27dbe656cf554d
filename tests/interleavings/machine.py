"""A requester that does at random what requesters, operators and faults do to a pair, and looks at every outcome.

Runs as a Guardian process: ``MACHINE EXAMPLES SEED``. Hypothesis chooses the steps; each example has a pair of its own.
What must hold, whatever the order: a token is applied once (FS-02, R-28), an answer that came stands (R-21), error 200
is never seen (R-47), an open with sync depth 1 sees 201 only when both members are gone (R-64), and nothing waits
without end. The seed and the steps of a failing example are printed.
"""

from __future__ import annotations

import faulthandler
import itertools
import struct
import sys
import traceback
from typing import NamedTuple, NoReturn

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from guardian_emu.guardian import NULL, FileSystemError, ProcessCreationError, ProcessHandle
from guardian_emu.guardian import procedures as guardian

POST, QUERY, HOLD, SWITCH, DIE, ABEND, STOP_BOTH, KILL_BACKUP = range(1, 9)
NAMED, PAIR_OF_OTHERS, SINGLE = 1, 0, 4
NOWAIT_OPEN = 16384
MOST_OUTSTANDING, MOST_OPENS = 4, 4
PATIENCE = 3000
"""Hundredths of a second after which a request counts as hanging."""

RELEASES, POLLS = 100, 100
"""How often a held request is released, and looked for each time, a millisecond apart."""

WATCHDOG = 90.0
"""Seconds after which a call that waits ends the process with a traceback."""

TIMED_OUT, NAME_IN_USE, WRONG_ID, MORE_WANTED, PATH_DOWN = 40, 10, 60, 70, 201
GONE = {14, PATH_DOWN, WRONG_ID}
STARTUP = struct.pack(">h", -1).ljust(68, b"\0")

CHOICE = st.integers(0, 11)
"""What is drawn never depends on what happened, or Hypothesis could not go through a schedule again."""

_instances = itertools.count(1)
_tokens = itertools.count(1)
statistics: dict[str, int] = {}


class Request(NamedTuple):
    """What was sent, in order."""

    kind: int
    token: int
    tag: int


class Open:
    """An open of the pair by this process; stale when the name has been started again since."""

    def __init__(self, filenum: int, sync_depth: int) -> None:
        self.filenum = filenum
        self.sync_depth = sync_depth
        self.stale = False
        self.outstanding: list[Request] = []


class Interleavings(RuleBasedStateMachine):
    """One pair and its requester."""

    def __init__(self) -> None:
        super().__init__()
        self.opens: list[Open] = []
        self.steps: list[str] = []
        self.applied: set[int] = set()
        self.unknown: set[int] = set()
        self.lost = False
        self.faults = 0
        self.name = ""

    # ------------------------------------------------------------------------------------------- steps

    @initialize()
    def start(self) -> None:
        self.name = f"$H{next(_instances) % 9999}"
        self._create()

    @rule()
    def restart(self) -> None:
        """The name is free, or its last member is about to go."""
        if not self.lost:
            return
        self._note("restart")
        for one in self.opens:
            one.stale = True
        self.applied.clear()
        self.unknown.clear()
        if self._pair().result in (PAIR_OF_OTHERS, SINGLE):
            self._stop(self._pair().primary, 1)
        self._create()
        self.lost = False

    @rule(sync_depth=st.sampled_from([0, 1, 1]), waits=st.booleans())
    def open(self, sync_depth: int, waits: bool) -> None:
        if len(self.opens) == MOST_OPENS:
            return
        self._note("open", sync_depth, waits)
        try:
            self.opens.append(self._open(sync_depth, waits))
        except FileSystemError as error:
            self._allow(error.number, self.lost or sync_depth == 0)

    @rule(which=CHOICE, kind=st.sampled_from([POST, POST, POST, HOLD]))
    def write(self, which: int, kind: int) -> None:
        one = self._chosen(which)
        if one and len(one.outstanding) < MOST_OUTSTANDING:
            self._send(one, kind)

    @rule(which=CHOICE)
    def complete(self, which: int) -> None:
        one = self._chosen(which)
        if one and one.outstanding:
            self._complete(one)

    @rule(which=CHOICE, whose=CHOICE)
    def cancel(self, which: int, whose: int) -> None:
        one = self._chosen(which)
        if one is None or not one.outstanding:
            return
        request = one.outstanding[whose % len(one.outstanding)]
        self._note("cancel", one.filenum, request)
        guardian.CANCELREQ(one.filenum, request.tag)
        one.outstanding.remove(request)
        self.unknown.add(request.token)

    @rule(which=CHOICE)
    def close(self, which: int) -> None:
        one = self._chosen(which)
        if one is None:
            return
        self._note("close", one.filenum)
        guardian.FILE_CLOSE_(one.filenum)
        self.unknown |= {request.token for request in one.outstanding}
        self.opens.remove(one)

    @rule(how=st.sampled_from([DIE, ABEND, KILL_BACKUP, SWITCH]))
    def command(self, how: int) -> None:
        """The pair is told to lose a member, or to change places."""
        if self.lost:
            return
        if how in (DIE, ABEND):
            self._expect_loss_of_member()
        self._note("command", how)
        self._ask(how)

    @rule(backup=st.booleans())
    def stop_member(self, backup: bool) -> None:
        if self.lost:
            return
        self._expect_loss_of_member()
        pair = self._pair()
        victim = pair.backup if backup else pair.primary
        self._note("stop", "backup" if backup else "primary", victim)
        if victim != NULL:
            self._stop(victim, 0)
            self.faults += 1

    @rule(through_request=st.booleans())
    def stop_both(self, through_request: bool) -> None:
        if self.lost:
            return
        self._note("stop both", through_request)
        self.lost = True
        self.faults += 1
        if through_request:
            self._ask(STOP_BOTH)
        else:
            self._stop(self._pair().primary, 1)

    def teardown(self) -> None:
        faulthandler.dump_traceback_later(WATCHDOG, exit=True)
        try:
            self._finish()
        finally:
            for one in self.opens:
                guardian.FILE_CLOSE_(one.filenum)
            pair = self._pair()
            if pair.result in (PAIR_OF_OTHERS, SINGLE):
                self._stop(pair.primary, 1)
        for what, count in (
            ("examples", 1),
            ("pairs kept", not self.lost),
            ("steps", len(self.steps)),
            ("faults", self.faults),
        ):
            statistics[what] = statistics.get(what, 0) + count
        if statistics["examples"] % 100 == 0:
            print(statistics, flush=True)

    def _finish(self) -> None:
        for one in self.opens:
            while one.outstanding:
                self._complete(one)
        if self.lost:
            return
        for token in sorted(self.applied | self.unknown):
            count = self._ask(QUERY, token)
            if count is None:
                self._check(self.lost, "a pair that nobody stopped is gone")
                return
            self._check(count <= 1, f"token {token} was applied {count} times")
            self._check(count == 1 or token not in self.applied, f"token {token} was answered and is not applied")

    # --------------------------------------------------------------------------------------- what they need

    def _check(self, holds: bool, what: object) -> None:
        if not holds:
            self._fail(what)

    def _fail(self, what: object) -> NoReturn:
        raise AssertionError("\n".join([str(what), "after these steps:", *self.steps]))

    def _chosen(self, which: int) -> Open | None:
        return self.opens[which % len(self.opens)] if self.opens else None

    def _note(self, *words: object) -> None:
        faulthandler.dump_traceback_later(WATCHDOG, exit=True)
        self.steps.append(" ".join(map(str, words)))

    def _create(self) -> None:
        for _ in range(100):
            try:
                created = guardian.PROCESS_CREATE_("PAIR", name_option=NAMED, name=self.name)
                break
            except ProcessCreationError as error:
                self._check((error.error, error.detail) == (11, NAME_IN_USE), error)
                guardian.PROCESS_DELAY_(10_000)
        else:
            self._fail(f"{self.name} stays in use")
        opened = guardian.FILE_OPEN_(created.process_descr, sync_or_receive_depth=1)
        try:
            guardian.WRITEREADX(opened.filenum, STARTUP, 4)
        except FileSystemError as error:
            self._check(error.number == MORE_WANTED, error)  # ASSIGNs and PARAMs: there are none
        guardian.FILE_CLOSE_(opened.filenum)

    def _open(self, sync_depth: int, waits: bool) -> Open:
        options = None if waits else NOWAIT_OPEN
        opened = guardian.FILE_OPEN_(
            self.name, nowait_depth=MOST_OUTSTANDING, sync_or_receive_depth=sync_depth, options=options
        )
        if not waits:
            try:
                self._awaited(opened.filenum)
            except FileSystemError:
                guardian.FILE_CLOSE_(opened.filenum)
                raise
        return Open(opened.filenum, sync_depth)

    def _send(self, one: Open, kind: int) -> None:
        request = Request(kind, 2 + next(_tokens) % 1000, next(_tokens))
        self._note("write", one.filenum, request)
        try:
            guardian.WRITEREADX(one.filenum, struct.pack("=hhi", kind, 0, request.token), 4, request.tag)
        except FileSystemError as error:
            self._allow(error.number, self.lost or one.stale)
            return
        one.outstanding.append(request)

    def _complete(self, one: Open) -> None:
        self._note("await", one.filenum)
        tag = one.outstanding[0].tag
        try:
            completion = self._released(one) if one.outstanding[0].kind == HOLD else self._awaited(one.filenum)
        except FileSystemError as error:
            request = one.outstanding.pop(0)
            self._check(error.tag == tag, f"tag {error.tag} completed, {tag} is the oldest")
            self._allow(error.number, self.lost or one.stale or (one.sync_depth == 0 and self.faults > 0))
            self.unknown.add(request.token)
            return
        request = one.outstanding.pop(0)
        self._check(completion.tag == tag, f"tag {completion.tag} completed, {tag} is the oldest")
        (count,) = struct.unpack("=i", completion.data)
        self._check(count == 1, f"token {request.token} was applied {count} times")
        if not one.stale:
            self.applied.add(request.token)

    def _released(self, one: Open) -> guardian.Completion:
        """A held request is answered after a post that comes behind it; at a takeover it may come behind the post."""
        for _ in range(RELEASES):
            if not one.stale:
                self._ask(POST, next(_tokens) % 2)
            for _ in range(POLLS):
                try:
                    return guardian.AWAITIOX(one.filenum, 0)
                except FileSystemError as error:
                    if error.number != TIMED_OUT:
                        raise
                guardian.PROCESS_DELAY_(1000)
        return self._fail("a held request hangs")

    def _awaited(self, filenum: int) -> guardian.Completion:
        return guardian.AWAITIOX(filenum, PATIENCE)

    def _allow(self, error: int, expected: bool) -> None:
        self._check(error != TIMED_OUT, "a request hangs")
        self._check(error in GONE, f"error {error} reached the requester")
        self._check(expected, f"error {error}, though the pair lives")

    def _pair(self) -> guardian.PairInformation:
        return guardian.PROCESS_GETPAIRINFO_(pair=self.name)

    def _stop(self, process: ProcessHandle, specifier: int) -> None:
        """Stop a process of the pair; ``NULL`` is that it has ended, and would be this process to PROCESS_STOP_."""
        if process == NULL:
            return
        try:
            guardian.PROCESS_STOP_(process, specifier)
        except FileSystemError as error:
            self._check(error.number in (11, 14, PATH_DOWN), error)

    def _ask(self, kind: int, token: int = 0) -> int | None:
        """One waited request through an open of its own; None when the pair is gone."""
        try:
            one = self._open(1, waits=True)
        except FileSystemError as error:
            self._allow(error.number, self.lost)
            return None
        try:
            guardian.WRITEREADX(one.filenum, struct.pack("=hhi", kind, 0, token), 4, 1)
            if kind in (DIE, ABEND, KILL_BACKUP):
                self.faults += 1
            if kind in (DIE, ABEND):
                guardian.CANCELREQ(one.filenum, 1)  # the next primary is not to die of the same request
                return None
            data = self._awaited(one.filenum).data
            return int(struct.unpack("=i", data)[0])
        except FileSystemError as error:
            self._allow(error.number, self.lost)
            return None
        finally:
            guardian.FILE_CLOSE_(one.filenum)

    def _expect_loss_of_member(self) -> None:
        """The pair survives the loss of a member that has a partner which knows everything.

        Both live, and the backup knows everything, when both were there before a question that the primary answered,
        and after. A member that was told to end before that has ended.
        """
        before = self._pair()
        answered = self._ask(QUERY)
        after = self._pair()
        safe = before.result == after.result == PAIR_OF_OTHERS and before[1:4] == after[1:4]
        if not safe or answered is None:
            self.lost = True


def main(examples: int, number: int) -> int:
    """Runs so many examples; 0 when nothing was found."""
    chosen = settings(
        max_examples=examples,
        stateful_step_count=40,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    try:
        run_state_machine_as_test(seed(number)(Interleavings), settings=chosen)  # type: ignore[no-untyped-call]
    except BaseException:
        traceback.print_exc(file=sys.stdout)
        print(f"seed {number} found it: MACHINE {examples} {number}", flush=True)
        return 1
    print(f"seed {number}: {statistics}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
