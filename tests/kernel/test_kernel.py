"""Real kernels, real sockets, real processes."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import struct
from collections.abc import Callable
from typing import Any

import pytest
from kernel.embedded import ROOT, Cpu, Node, Operator

MakeNode = Callable[..., Node]
Json = dict[str, Any]

PROLOGUE = f"""
import os, sys, struct, signal, time
sys.path.insert(0, {str(ROOT / "tests")!r})
from kernel.fake import FakeProcess, NULL_HANDLE
process = FakeProcess()
"""


def program(node: Node, name: str, body: str) -> str:
    """A fake process with this body."""
    return node.program(f"{name}.py", PROLOGUE + body)


def said(operator: Operator, what: str, name: str | None = None) -> Json:
    """The next line that a fake process said."""

    def wanted(event: Json) -> bool:
        ours = event["event"] == "output" and (name is None or event["name"] == name)
        assert not (event["event"] == "output" and event["stream"] == "stderr"), event["text"]
        return ours and event["text"].startswith("{") and json.loads(event["text"])["say"] == what

    line: Json = json.loads(operator.event(wanted)["text"])
    return line


def watcher(cpu: Cpu) -> Operator:
    """An operator that has subscribed to the events of the node."""
    operator = cpu.operator()
    operator.ask("events")
    return operator


FINDER = "error, link = process.link(process.find('$I0'))\nprocess.say('linked', error=error)\n"
IDLE = "process.say('up', handle=process.welcome.handle('handle'))\nprocess.report_system_messages()\n"
SERVER = """
process.say('up', handle=process.welcome.handle('handle'))
while True:
    message, link = process.get('link_offer', 'peer_down', 'opener_gone', 'system_message')
    if link and message.fields['handle'][:1] != b'\\0':
        link.sendall(b'greetings')
        process.say('offered', link=message.fields['link'])
        keep = globals().setdefault('keep', []); keep.append(link)
    else:
        process.say(message.name, **{**message.fields, 'data': message.strings.get('*', b'')})
"""
REQUESTER = """
handle = process.find('$SRV')
error, link = process.link(handle)
data = b''
while len(data) < 9:
    data += link.recv(9)
process.say('linked', error=error, data=data)
"""


@pytest.mark.requires("NM-06")
@pytest.mark.parametrize("cpu", [0, 1])
def test_two_processes_get_a_link_wherever_they_run(make_node: MakeNode, cpu: int) -> None:
    node = make_node(2)
    operator = watcher(node.cpus[0])
    operator.ask("create", program=program(node, "server", SERVER), name="$SRV", cpu=0)
    said(operator, "up")
    operator.ask("create", program=program(node, "requester", REQUESTER), name="$REQ", cpu=cpu)
    line = said(operator, "linked")
    assert line["error"] == 0
    assert bytes.fromhex(line["data"]) == b"greetings"


@pytest.mark.requires("MS-10", "MO-02")
def test_a_dead_cpu_cuts_links_and_is_told_before_its_system_message(make_node: MakeNode) -> None:
    node = make_node(2)
    operator = watcher(node.cpus[0])
    operator.ask("create", program=program(node, "server", SERVER), name="$SRV", cpu=1)
    said(operator, "up")
    body = REQUESTER + "process.send('monitor_cpus', {'mask': 0x4000})\nprocess.find('$X')\nprocess.say('monitoring')\n"
    body += "message, _ = process.get('peer_down', 'system_message')\n"
    body += "process.say(message.name, **message.fields)\nprocess.say('rest', data=link.recv(100))\n"
    body += "process.say('gone', error=process.link(handle)[0], found=process.find('$SRV'))\n"
    body += "message, _ = process.get('system_message')\nprocess.say('system', data=message.strings['*'])\n"
    body += "message, _ = process.get('system_message')\nprocess.say('system', data=message.strings['*'])\n"
    operator.ask("create", program=program(node, "requester", body), name="$REQ", cpu=0)
    said(operator, "monitoring")
    node.cpus[1].kill()
    down = said(operator, "peer_down")
    assert (down["reason"], down["named"], down["successor"]) == (2, 1, "ff" * 20)
    assert said(operator, "rest")["data"] == ""
    gone = said(operator, "gone")
    assert (gone["error"], gone["found"]) == (201, "ff" * 20)
    assert bytes.fromhex(said(operator, "system")["data"]) == struct.pack(">hh", -2, 1)
    node.load(1).ready()
    assert bytes.fromhex(said(operator, "system")["data"]) == struct.pack(">hh", -3, 1)


PAIR = """
if not process.welcome.fields['is_backup']:
    created = process.create_backup(int(sys.argv[1]))
    process.say('created', error=created.error, detail=created.detail)
pair = process.ask('pair_info', 'pair')[0]
process.say('role', result=pair.fields['result'])
process.send('monitor_cpus', {'mask': 0xffff})
process.find('$X')
process.say('monitoring')
while True:
    message, link = process.get('peer_down', 'system_message')
    pair = process.ask('pair_info', 'pair')[0]
    data = message.strings.get('*', b'')
    process.say(message.name, **{**message.fields, 'data': data, 'result': pair.fields['result']})
"""


def start_pair(node: Node, operator: Operator, primary: int, backup: int) -> None:
    """Start $PAIR; returns when both members run."""
    operator.ask("create", program=program(node, "pair", PAIR), name="$PAIR", cpu=primary, args=[str(backup)])
    roles = [said(operator, "role"), said(operator, "role")]
    assert sorted(role["result"] for role in roles) == [5, 6]
    said(operator, "monitoring")
    said(operator, "monitoring")


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


PARENT = """
name = sys.argv[1].encode() if len(sys.argv) > 1 else b''
values = {'cpu': 1, 'name_option': 1 if name else 0, 'priority': -1}
created, _ = process.ask('create', 'created', values, {'program': b'child.py', 'name': name})
process.say('created', error=created.error, detail=created.detail, handle=created.fields['handle'])
message, _ = process.get('system_message')
process.say('system', data=message.strings['*'])
process.report_system_messages()
"""


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


@pytest.mark.requires("FD-06", "FD-08", "SB-03")
def test_a_frozen_cpu_is_declared_down_and_halts_when_it_wakes(make_node: MakeNode) -> None:
    node = make_node(3)
    node.cpus[2].signal(signal.SIGSTOP)
    down = node.cpus[0].wait_for(lambda record: record["event"] == "cpu-down")
    assert (down["down"], down["reason"]) in ((2, "silence"), (2, "told"))
    node.cpus[2].signal(signal.SIGCONT)
    halted = node.cpus[2].wait_for(lambda record: record["event"] == "halted")
    assert halted["code"] == 0o4203
    assert node.cpus[2].process.wait(10) != 0


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
    import select

    assert select.select([pidfd], [], [], 10)[0]
    os.close(pidfd)


def refused(cpu: Cpu, where: str) -> Json:
    """The log record of a refusal."""
    record: Json = cpu.wait_for(lambda record: record["event"] == "refused" and where in record["where"])
    return record


@pytest.mark.parametrize(
    "data",
    [b"\xff" * 64, b"\0\0\0\5hello", b"\0\0\0\2{}", b"\0\0\0\4null", os.urandom(4096), b"GET / HTTP/1.0\r\n\r\n"],
)
def test_nonsense_on_a_fabric_is_refused_and_disturbs_nothing(make_node: MakeNode, data: bytes) -> None:
    node = make_node(2)
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect(f"{node.folder}/x0")
        sock.sendall(data)
        sock.shutdown(socket.SHUT_WR)
        refused(node.cpus[0], "fabric X")
    assert [cpu["state"] for cpu in node.cpus[0].operator().ask("status")["cpus"]] == ["up", "up"]


def test_a_cpu_with_another_secret_is_refused(make_node: MakeNode) -> None:
    node = make_node(2)
    node.cpus[1].kill()
    node.cpus[0].wait_for(lambda record: record["event"] == "cpu-down")
    intruder = node.load(1, secret="00" * 32)
    assert "secret" in refused(intruder, "CPU 0")["why"]
    node.cpus[1].kill()
    node.load(1).ready()


def test_an_old_incarnation_is_poisoned(make_node: MakeNode) -> None:
    node = make_node(2)
    node.cpus[1].kill()
    node.cpus[0].wait_for(lambda record: record["event"] == "cpu-down")
    late = node.load(1, incarnation=1)
    assert late.wait_for(lambda record: record["event"] == "halted")["code"] == 0o4203
    node.cpus[0].wait_for(lambda record: record["event"] == "refused" and "declared down" in record["why"])


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


def test_a_broken_link_is_brokered_again_under_the_same_identity(make_node: MakeNode) -> None:
    node = make_node(2)
    operator = watcher(node.cpus[0])
    operator.ask("create", program=program(node, "server", IDLE), name="$SRV", cpu=1)
    said(operator, "up")
    body = """
message, link = process.ask('link', 'linked', {'handle': process.find('$SRV')})
process.send('broken', {'link': message.fields['link']})
again, fresh = process.get('resumed')
fresh.sendall(b'x')
process.say('resumed', same=again.fields['link'] == message.fields['link'], old=link.recv(1))
process.report_system_messages()
"""
    operator.ask("create", program=program(node, "requester", body), name="$REQ", cpu=0)
    offered = said(operator, "link_offer")
    assert said(operator, "resumed", "$SRV")["link"] == offered["link"]
    mine = said(operator, "resumed", "$REQ")
    assert (mine["same"], mine["old"]) == (True, "")


def test_a_requester_gets_a_link_to_the_backup_ahead_of_need(make_node: MakeNode) -> None:
    node = make_node(3)
    operator = watcher(node.cpus[0])
    start_pair(node, operator, 0, 1)
    operator2 = watcher(node.cpus[2])
    body = "process.link(process.find('$PAIR'))\nprocess.get('link_offer')\nprocess.say('ahead')\n"
    body += "process.report_system_messages()\n"
    operator.ask("create", program=program(node, "requester", body), name="$REQ", cpu=2)
    said(operator, "ahead")
    node.cpus[0].kill()
    down = said(operator2, "peer_down", "$REQ")
    assert down["successor"][:4] == "0201"


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


@pytest.mark.requires("XY-02", "NM-06")
@pytest.mark.parametrize("fabric", ["x", "y"])
def test_losing_one_fabric_loses_neither_a_cpu_nor_a_request(fabric: str) -> None:
    node = Node(2)
    relay = node.relay(fabric, 0)
    try:
        node.start()
        operator = watcher(node.cpus[0])
        idle = program(node, "idle", IDLE)
        relay.cut()
        descriptors = [operator.ask("create", program=idle, name=f"$I{n}", cpu=1)["descriptor"] for n in range(3)]
        assert descriptors == [f"\\ALPHA.$I{n}:{n + 1}" for n in range(3)]
        down = operator.event(lambda event: event["event"] == "path-down")
        assert down["fabric"] == fabric.upper()
        operator.ask("create", program=program(node, "requester", FINDER), name="$REQ", cpu=0)
        assert said(operator, "linked")["error"] == 0
        assert [cpu["state"] for cpu in operator.ask("status")["cpus"]] == ["up", "up"]
    finally:
        relay.cut()
        node.stop()


def test_a_node_over_tcp_is_like_any_other() -> None:
    node = Node(3)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        node.tcp = probe.getsockname()[1]
    try:
        node.start()
        operator = watcher(node.cpus[0])
        operator.ask("create", program=program(node, "server", SERVER), name="$SRV", cpu=1)
        said(operator, "up")
        operator.ask("create", program=program(node, "requester", REQUESTER), name="$REQ", cpu=2)
        assert said(operator, "linked")["error"] == 0
        node.cpus[1].kill()
        assert operator.event(lambda event: event["event"] == "cpu-down")["down"] == 1
        node.load(1).ready()
    finally:
        node.stop()


@pytest.mark.slow
def test_a_connection_that_does_not_finish_its_handshake_is_dropped(make_node: MakeNode) -> None:
    node = make_node(1)
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(20)
        sock.connect(f"{node.folder}/x0")
        assert sock.recv(1) == b""
    assert "too long" in refused(node.cpus[0], "fabric X")["why"]


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
