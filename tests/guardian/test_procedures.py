"""The procedures in a real process of a real node: a Python server and a Python requester that checks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from guardian.conftest import Run, put
from kernel.embedded import Node

from guardian_emu.wire import recording

SERVER = """
from guardian_emu.guardian import Receive
from guardian_emu.guardian.systemmessages import Open

receive = Receive(depth=4, largest=2_097_152)
held = []
while True:
    message = receive.read()
    if message.is_system:
        said = message.system()
        if isinstance(said, Open):
            print("opened by", said.opener, "depth", said.sync_depth, flush=True)
            message.accept(7)
        else:
            message.reply()
    elif message.data == b"hold":
        held.append(message)
    elif message.data == b"error":
        message.reply(b"with data", 300)
    else:
        information = message.information
        message.reply(message.data + b" %d %d" % (information.sync_id, information.open_label), 0)
        while held:
            held.pop(0).reply(b"held")
"""

REQUESTER = """
import sys
from guardian_emu.guardian import FileSystemError, NULL, ProcessCreationError, ProcessHandle, pair, started
from guardian_emu.guardian.procedures import *
from guardian_emu.guardian import buffers, procedures

def fails(number, procedure, *arguments, **named):
    try:
        procedure(*arguments, **named)
    except FileSystemError as error:
        assert error.number == number, (error, number)
        return error
    raise AssertionError(f"{procedure.__name__} did not fail")

assert started()
waited = FILE_OPEN_("$srv", sync_or_receive_depth=1).filenum
assert FILE_WRITEREAD64_(waited, b"a", 100) == (0, b"a 0 7")
assert FILE_WRITEREAD64_(waited, bytearray(b"b"), 3) == (0, b"b 1")
assert WRITEREADX(waited, b"c", 100) == (0, b"c 2 7")
assert FILE_WRITE64_(waited, memoryview(b"dd")) == (0, 2)
assert WRITEX(waited, b"dd") == (0, 2)
assert FILE_WRITEREAD64_(waited, b"x" * 2_000_000, 2_000_010).data == b"x" * 2_000_000 + b" 5 7"
error = fails(300, FILE_WRITEREAD64_, waited, b"error", 100)
assert error.data == b"with data" and error.name == "" and "error 300" in str(error)
assert fails(300, WRITEREADX, waited, b"error", 100).data == b"with data"
assert FILE_GETINFO_(waited).last_error == 300
assert FILE_GETINFO_(waited).filename.startswith("\\\\ALPHA.$SRV:")
assert fails(14, FILE_OPEN_, "$NONE").name == "FENOSUCHDEV"
assert FILE_GETINFO_().last_error == 14
fails(25, FILE_AWAITIO64_, waited)
fails(26, FILE_AWAITIO64_)
fails(16, FILE_CLOSE_, 99)
fails(21, WRITEX, waited, b"x" * 57345)
fails(21, WRITEX, waited, b"x" * 70000)

nowait = FILE_OPEN_("$SRV", nowait_depth=3, sync_or_receive_depth=1).filenum
assert FILE_WRITEREAD64_(nowait, b"hold", 100, tag=1 << 40) == (0, b"")
fails(40, AWAITIOX, nowait, POLL)
fails(40, FILE_AWAITIO64_, ANY_FILE, POLL)
assert WRITEREADX(nowait, b"n", 100, tag=-5) == (0, b"")
assert FILE_AWAITIO64_() == (nowait, 0, 4, 1 << 40, b"held")
assert AWAITIOX(nowait) == (nowait, 0, 5, -5, b"n 1 7")
FILE_WRITEREAD64_(nowait, b"hold", 100, tag=8)
late = fails(40, FILE_AWAITIO64_, nowait, 1)
assert (late.tag, late.filenum) == (8, nowait)
FILE_WRITEREAD64_(nowait, b"hold", 100, tag=9)
CANCEL(nowait)
fails(26, CANCELREQ, nowait, 9)
fails(26, AWAITIOX)
FILE_WRITEREAD64_(nowait, b"hold", 100, tag=10)
assert buffers._pending[nowait]
FILE_CLOSE_(nowait)
assert not buffers._pending and nowait not in buffers.nowait

own = PROCESSHANDLE_GETMINE_()
parts = PROCESSHANDLE_DECOMPOSE_(own)
assert (parts.nodename, parts.procname, parts.cpu, own.cpu) == ("\\\\ALPHA", "$REQ", 1, 1)
mine, other = PROCESS_GETPAIRINFO_(), PROCESS_GETPAIRINFO_(pair="$SRV")
assert mine.result == 4 == pair.role() and mine.primary == own and mine.backup == NULL, mine
assert other.result == 4 and other.primary.cpu == 0, other
by_handle = PROCESS_GETPAIRINFO_(other.primary)
assert "$SRV" in by_handle.pair, by_handle
assert PROCESS_GETPAIRINFO_(pair="$NONE").result == 9
fails(590, PROCESSHANDLE_DECOMPOSE_, NULL)
for procedure in (lambda: ns_start_backup(9), lambda: PROCESS_CREATE_("srv.py", processor=9)):
    try:
        procedure()
    except ProcessCreationError as error:
        assert error.cpu_down and error.detail == 201
    else:
        raise AssertionError
assert pair.start_backup([9]) is None
child = PROCESS_CREATE_("child.py", name_option=1, name="$KID", processor=0)
assert child.process_descr.startswith("\\\\ALPHA.$KID:") and child.processhandle.cpu == 0
MONITORCPUS(-1)
PROCESS_MONITOR_CPUS_(0x8000)
PROCESS_DELAY_(1000)
table = bytearray(bytes(NULL) * 2 + bytes(other.primary) + bytes(NULL))
down = (-2).to_bytes(2, sys.byteorder, signed=True) + (0).to_bytes(2, sys.byteorder)
assert OPENER_LOST_(down, table, -1, 2, 20) == (6, 1)
assert ProcessHandle(bytes(table[40:60])).is_null
assert OPENER_LOST_(down, table, 1, 2, 20) == (0, 1)
print("all is well")
PROCESS_STOP_(completion_code=42, text="goodbye")
print("never")
"""


@pytest.mark.requires("FS-01")
def test_the_procedures_do_what_their_c_forms_do(guardian_node: Callable[..., Node], tmp_path: Path) -> None:
    node = guardian_node()
    for name, source in {"srv.py": SERVER, "req.py": REQUESTER, "child.py": "pass\n"}.items():
        (tmp_path / name).write_text(source)
        put(node, tmp_path / name)
    server = Run(node.cpus[0], "srv.py", "$SRV")
    code, said = Run(node.cpus[1], "req.py", "$REQ").end()
    assert said == "all is well"
    assert code == 42
    assert server.output("opened by").endswith("depth 1")

    ring = next((node.folder / "state" / "recorder" / "cpu-1").glob("*REQ.ring"))
    recorded = recording.read(ring)
    assert recorded.name == "$REQ"
    assert recorded.handle is not None
    assert (recorded.handle.cpu, recorded.damaged) == (1, 0)
    assert isinstance(recorded.events[0], recording.Started)
    assert recorded.events[-1] == recording.Ended(recorded.events[-1].time, 42)
    times = [event.time for event in recorded.events]
    assert times == sorted(times)
    opens = [e for e in recorded.events if isinstance(e, recording.Call) and e.procedure == "FILE_OPEN_"]
    assert len(opens) == 3
