"""Real kernels, real sockets, real processes."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct

import pytest
from kernel.scripts import IDLE, PARENT, REQUESTER, SERVER, Json, MakeNode, program, refused, said, start_pair, watcher


@pytest.mark.requires("MO-09", "PP-01", "PP-02", "PR-06")
def test_a_backup_takes_over_when_the_cpu_of_its_primary_dies(make_node: MakeNode) -> None:
    node = make_node(3)
    operator = watcher(node.cpus[2])
    start_pair(node, operator, 0, 1)
    node.cpus[0].kill()
    assert said(operator, "peer_down")["result"] == 4
    message = said(operator, "system_message")
    assert bytes.fromhex(message["data"]) == struct.pack(">hh", -2, 0)
    assert message["result"] == 4
    (process,) = operator.ask("status")["processes"]
    assert (process["name"], process["role"], process["descriptor"]) == ("$PAIR", "single", "\\ALPHA.$PAIR:1")


@pytest.mark.requires("DL-05", "DL-02")
def test_a_backup_hears_of_its_primarys_end_with_its_code_and_no_descriptor(make_node: MakeNode) -> None:
    node = make_node(2)
    operator = watcher(node.cpus[0])
    start_pair(node, operator, 0, 1)
    operator.ask("stop", process="$PAIR")
    assert said(operator, "peer_down")["reason"] == 1
    message = said(operator, "system_message")
    data = bytes.fromhex(message["data"])
    assert struct.unpack(">h", data[:2]) == (-101,)
    assert struct.unpack(">h", data[32:34]) == (6,)
    assert data[70:74] == b"\0\0\0\0"
    assert message["drain"] == data[2:22].hex()


@pytest.mark.requires("R-60", "DL-08")
def test_stopping_both_members_tells_neither_of_the_other(make_node: MakeNode) -> None:
    node = make_node(2)
    operator = watcher(node.cpus[0])
    start_pair(node, operator, 0, 1)
    operator.ask("stop", process="$PAIR", specifier=1)
    for _ in range(2):
        operator.event(lambda event: event["event"] == "process-ended")
    assert not [event for event in operator.events if "_down" in str(event) or "system_message" in str(event)]
    assert operator.ask("status")["processes"] == []


@pytest.mark.requires("DL-04")
def test_the_ancestor_of_a_named_process_hears_when_its_cpu_dies(make_node: MakeNode) -> None:
    node = make_node(2)
    operator = watcher(node.cpus[0])
    program(node, "child", IDLE)
    operator.ask("create", program=program(node, "parent", PARENT), cpu=0, args=["$KID"])
    said(operator, "up")
    node.cpus[1].kill()
    data = bytes.fromhex(said(operator, "system")["data"])
    assert struct.unpack(">h", data[:2]) == (-101,)
    assert struct.unpack(">h", data[32:34]) == (-4,)
    offset, length = struct.unpack(">hh", data[70:74])
    assert data[offset : offset + length] == b"\\ALPHA.$KID:1"


@pytest.mark.requires("DL-02", "DL-07")
@pytest.mark.parametrize(
    ("body", "code", "info", "abend"),
    [
        ("sys.exit(0)", 0, 0, 0),
        ("sys.exit(3)", 2, 0, 0),
        ("os.abort()", 5, 0, 1),
        ("os.kill(os.getpid(), signal.SIGSEGV)", -6, 11, 1),
        ("os.kill(os.getpid(), signal.SIGKILL)", 9, 9, 1),
        ("process.send('stop', {'completion_code': 1234, 'termination_info': 5}, {'text': b'why'})", 1234, 5, 0),
        ("process.kernel.send(b'nonsense')", -7, 0, 1),
    ],
)
def test_the_mom_of_an_unnamed_process_hears_how_it_ended(
    make_node: MakeNode, body: str, code: int, info: int, abend: int
) -> None:
    node = make_node(2)
    operator = watcher(node.cpus[0])
    program(node, "child", f"{body}\nprocess.report_system_messages()\n")
    operator.ask("create", program=program(node, "parent", PARENT), cpu=0)
    data = bytes.fromhex(said(operator, "system")["data"])
    assert struct.unpack(">hh", data[32:36]) == (code, info)
    assert struct.unpack(">h", data[74:76]) == (abend,)
    if code == 1234:
        assert data[82:] == b"why"


@pytest.mark.requires("DL-01")
def test_the_opens_of_a_process_that_ends_are_closed_at_their_server(make_node: MakeNode) -> None:
    node = make_node(2)
    operator = watcher(node.cpus[0])
    operator.ask("create", program=program(node, "server", SERVER), name="$SRV", cpu=1)
    said(operator, "up")
    body = REQUESTER + "process.send('opened', {'file': 3, 'label': 12, 'target': handle})\nsys.exit(0)\n"
    operator.ask("create", program=program(node, "requester", body), cpu=0)
    assert said(operator, "peer_down", "$SRV")["reason"] == 1
    gone = said(operator, "opener_gone", "$SRV")
    assert (gone["file"], gone["label"]) == (3, 12)


@pytest.mark.requires("CR-04", "PR-04", "DC-02")
@pytest.mark.parametrize(
    ("request_", "number", "detail"),
    [
        ({"program": "idle.py", "name": "$TOOLONG"}, 11, 13),
        ({"program": "idle.py", "name": "NONE"}, 11, 13),
        ({"program": "idle.py", "name": "$IDLE"}, 11, 10),
        ({"program": "nothing"}, 1, 11),
        ({"program": "../etc/passwd"}, 1, 13),
        ({"program": "idle.py", "cpu": 9}, 10, 201),
        ({"program": "idle.py", "priority": 200}, 2, 5),
        ({"program": "text"}, 12, 2),
    ],
)
def test_a_creation_that_cannot_be_done_gives_its_error(
    make_node: MakeNode, request_: Json, number: int, detail: int
) -> None:
    node = make_node(1)
    operator = watcher(node.cpus[0])
    node.program("text", "no program")
    operator.ask("create", program=program(node, "idle", IDLE), name="$IDLE")
    refusal = operator.refusal("create", **request_)
    assert (refusal["number"], refusal["detail"]) == (number, detail)
    assert len(operator.ask("status")["processes"]) == 1


@pytest.mark.requires("PR-06", "PR-07")
def test_a_name_started_again_is_another_instance(make_node: MakeNode) -> None:
    node = make_node(2)
    operator = watcher(node.cpus[0])
    idle = program(node, "idle", IDLE)
    first = operator.ask("create", program=idle, name="$IDLE", cpu=0)["descriptor"]
    operator.ask("stop", process=first)
    operator.event(lambda event: event["event"] == "process-ended")
    while operator.ask("status")["processes"]:
        pass
    reply = operator.reply(operator.start("create", program=idle, name="$IDLE", cpu=1))
    while not reply["ok"]:
        reply = operator.reply(operator.start("create", program=idle, name="$IDLE", cpu=1))
    assert reply["result"]["descriptor"] != first
    assert operator.refusal("stop", process=first)["number"] == 14


def test_processes_die_with_their_kernel_and_sigterm_is_an_orderly_halt(make_node: MakeNode) -> None:
    node = make_node(2)
    operator = watcher(node.cpus[0])
    operator.ask("create", program=program(node, "idle", IDLE), cpu=1)
    said(operator, "up")
    (process,) = operator.ask("status")["processes"]
    pidfd = os.pidfd_open(process["pid"])
    node.cpus[1].signal(signal.SIGTERM)
    assert node.cpus[1].process.wait(10) == 0
    assert operator.event(lambda event: event["event"] == "cpu-down")["down"] == 1
    os.set_blocking(pidfd, False)

    assert select.select([pidfd], [], [], 10)[0]
    os.close(pidfd)


@pytest.mark.parametrize("data", [b"\xff\xfe\n", b"[]\n", b"{}\n", b'{"op": 3}\n', b"x" * 2_000_000])
def test_nonsense_from_an_operator_ends_that_connection_only(make_node: MakeNode, data: bytes) -> None:
    node = make_node(1)
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect(node.cpus[0].operator_path)
        with contextlib.suppress(OSError):
            sock.sendall(data)
        refused(node.cpus[0], "operator")
    assert node.cpus[0].operator().ask("hello")["cpu"] == 0


def test_a_forked_child_cannot_speak_for_its_parent(make_node: MakeNode) -> None:
    node = make_node(1)
    operator = watcher(node.cpus[0])
    body = "if os.fork() == 0:\n    process.send('stop', {'completion_code': 77})\n    os._exit(0)\n" + IDLE
    operator.ask("create", program=program(node, "forker", body), name="$FORK")
    assert "Linux process" in refused(node.cpus[0], "kernel socket")["why"]
    assert operator.ask("status")["processes"][0]["name"] == "$FORK"


def test_a_voluntary_switch_is_seen_by_all(make_node: MakeNode) -> None:
    node = make_node(2)
    operator = watcher(node.cpus[0])
    body = """
if not process.welcome.fields['is_backup']:
    process.create_backup(1)
    process.report_system_messages()
done, _ = process.ask('set_primary', 'done')
process.say('switched', error=done.error, result=process.ask('pair_info', 'pair')[0].fields['result'])
process.report_system_messages()
"""
    operator.ask("create", program=program(node, "pair", body), name="$PAIR", cpu=0)
    line = said(operator, "switched")
    assert (line["error"], line["result"]) == (0, 5)
    takeover = node.cpus[1].wait_for(lambda record: record["event"] == "takeover")
    assert (takeover["cause"], takeover["from_cpu"]) == ("switch", 0)
    assert {process["cpu"]: process["role"] for process in operator.ask("status")["processes"]} == {
        0: "backup", 1: "primary"
    }  # fmt: skip


@pytest.mark.requires("CR-02")
def test_the_system_makes_names_of_four_or_five_characters(make_node: MakeNode) -> None:
    node = make_node(2)
    operator = watcher(node.cpus[0])
    program(node, "child", IDLE)
    body = """
for option in (2, 4):
    values = {'cpu': 1, 'name_option': option, 'priority': -1}
    created, _ = process.ask('create', 'created', values, {'program': b'child.py'})
    process.say('named', error=created.error, descriptor=created.strings['descriptor'])
bad, _ = process.ask('create', 'created', {'cpu': -1, 'name_option': 3, 'priority': -1})
process.say('unnamed', error=bad.error)
"""
    operator.ask("create", program=program(node, "parent", body), cpu=0)
    for width in (4, 5):
        line = said(operator, "named")
        name = bytes.fromhex(line["descriptor"]).decode().split(".")[1].split(":")[0]
        assert (line["error"], len(name), name[:2]) == (0, width + 1, "$Z")
    assert said(operator, "unnamed")["error"] == 22
