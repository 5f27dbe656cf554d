"""Programs of fake processes, whose bodies tests write, and what these processes say."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

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


PARENT = """
name = sys.argv[1].encode() if len(sys.argv) > 1 else b''
values = {'cpu': 1, 'name_option': 1 if name else 0, 'priority': -1}
created, _ = process.ask('create', 'created', values, {'program': b'child.py', 'name': name})
process.say('created', error=created.error, detail=created.detail, handle=created.fields['handle'])
message, _ = process.get('system_message')
process.say('system', data=message.strings['*'])
process.report_system_messages()
"""


def refused(cpu: Cpu, where: str) -> Json:
    """The log record of a refusal."""
    record: Json = cpu.wait_for(lambda record: record["event"] == "refused" and where in record["where"])
    return record
