"""Links between processes, brokered by real kernels."""

from __future__ import annotations

import struct

import pytest
from kernel.scripts import (
    IDLE,
    REQUESTER,
    SERVER,
    MakeNode,
    program,
    said,
    start_pair,
    watcher,
)


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


def test_word_of_a_socket_that_has_been_replaced_already_changes_nothing(make_node: MakeNode) -> None:
    node = make_node(2)
    operator = watcher(node.cpus[0])
    operator.ask("create", program=program(node, "server", IDLE), name="$SRV", cpu=1)
    said(operator, "up")
    body = """
message, link = process.ask('link', 'linked', {'handle': process.find('$SRV')})
process.send('broken', {'link': message.fields['link'], 'socket': 0})
first, fresh = process.get('resumed')
process.send('broken', {'link': message.fields['link'], 'socket': 0})
process.send('broken', {'link': message.fields['link'], 'socket': first.fields['socket']})
second, _ = process.get('resumed')
process.say('numbers', first=first.fields['socket'], second=second.fields['socket'])
process.report_system_messages()
"""
    operator.ask("create", program=program(node, "requester", body), name="$REQ", cpu=0)
    assert {key: value for key, value in said(operator, "numbers").items() if key != "say"} == {"first": 1, "second": 2}
    assert [said(operator, "resumed", "$SRV")["socket"] for _ in range(2)] == [1, 2]


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
