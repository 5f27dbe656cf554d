r"""Programs that talk to other nodes through libguardian: calls that are the same as ever (EX-01)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from expand.network import A, B, Line, Network
from guardian.actors import Stage

Make = Callable[..., Network]

LINE = Line("$LH", (A, 0), (B, 0))


@pytest.fixture
def make_stages(make_network: Make) -> Iterator[Callable[..., tuple[Network, Stage, Stage]]]:
    r"""Starts a network and actors' stages in \ALPHA and \BETA."""
    stages: list[Stage] = []

    def make(*arguments: Any, **settings: Any) -> tuple[Network, Stage, Stage]:
        network = make_network(*arguments, **settings)
        stages.extend(Stage(network.nodes[name]) for name in (A, B))
        return network, stages[-2], stages[-1]

    yield make
    for stage in stages:
        stage.close()


def serve(server: Any, answer: str = "b'yes'") -> None:
    server.do("message = receive.read()")
    server.do(f"message.reply({answer})")


def open_quietly(requester: Any, server: Any, how: str) -> None:
    """Open a server that wants no system messages; it answers when it next looks at $RECEIVE."""
    opening = requester.start(how)
    assert server.do("receive.read(20)") is None
    opening.result()


@pytest.mark.requires("EX-01", "MS-12", "PR-03", "PR-05")
@pytest.mark.procedures(
    "FILE_OPEN_", "FILE_WRITEREAD64_", "PROCESSHANDLE_DECOMPOSE_", "PROCESSHANDLE_TO_FILENAME_",
    "FILENAME_TO_PROCESSHANDLE_", "PROCESSHANDLE_TO_STRING_", "NODENAME_TO_NODENUMBER_", "NODENUMBER_TO_NODENAME_",
)  # fmt: skip
def test_a_requester_opens_and_asks_a_server_of_another_node(make_stages: Callable[..., Any]) -> None:
    _network, alpha, beta = make_stages()
    requester, server = alpha.actor("$REQ", 0), beta.actor("$SRV", 1)
    server.do("receive = Receive(4)")

    opening = requester.start(rf"f = FILE_OPEN_(r'{B}.$SRV', sync_or_receive_depth=1).filenum")
    server.do("message = receive.read()")
    assert server.do("struct.unpack('=h', message.data[14:16])[0] & 6") == 2  # the opener is on another node, verified
    opened = server.do("message.system()")
    assert opened.opener.startswith(rf"{A}.$REQ:")
    server.do("sender = message.information.sender")
    server.do("message.reply(systemmessages.open_reply(9))")
    opening.result()
    asked = requester.start("FILE_WRITEREAD64_(f, b'hello', 10).data")
    server.do("message = receive.read()")
    assert (server.do("bytes(message.data)"), server.do("message.information.open_label")) == (b"hello", 9)
    server.do("message.reply(b'world')")
    assert asked.result() == b"world"

    parts = server.do("PROCESSHANDLE_DECOMPOSE_(sender)")
    assert (parts.nodenumber, parts.nodename, parts.procname, parts.cpu) == (1, A, "$REQ", 0)
    assert server.do("PROCESSHANDLE_TO_FILENAME_(sender, 1).filename") == rf"{A}.$REQ"
    assert server.do("PROCESSHANDLE_TO_STRING_(sender).process_string") == rf"{A}.$REQ"
    assert server.do(rf"FILENAME_TO_PROCESSHANDLE_(r'{A}.$REQ').processhandle == sender")
    assert server.do(rf"NODENAME_TO_NODENUMBER_(r'{A}').nodenumber") == 1


@pytest.mark.requires("EX-07", "EX-10")
@pytest.mark.procedures("FILE_OPEN_", "FILE_WRITEREAD64_")
def test_a_request_fails_with_250_after_the_abort_timer_and_its_open_is_over(make_stages: Callable[..., Any]) -> None:
    network, alpha, beta = make_stages({A: 1, B: 1}, LINE, abort_ms=700)
    requester, server = alpha.actor("$REQ", 0), beta.actor("$SRV", 0)
    server.do("receive = Receive(4, system_messages=False)")
    open_quietly(requester, server, rf"f = FILE_OPEN_(r'{B}.$SRV', sync_or_receive_depth=1).filenum")
    asked = requester.start("FILE_WRITEREAD64_(f, b'one', 10).data")
    serve(server)
    assert asked.result() == b"yes"

    network.cut("$LH")
    assert requester.fails("FILE_WRITEREAD64_(f, b'two', 10)").number == 250
    assert requester.fails(rf"FILE_OPEN_(r'{B}.$SRV')").number == 250
    assert requester.fails("FILE_WRITEREAD64_(f, b'three', 10)").number == 250
    assert requester.fails(r"FILE_OPEN_(r'\NOWHERE.$SRV')").number == 18
    network.join("$LH")
    assert requester.fails("FILE_WRITEREAD64_(f, b'four', 10)").number == 60
    requester.do("FILE_CLOSE_(f)")
    open_quietly(requester, server, rf"f = FILE_OPEN_(r'{B}.$SRV', sync_or_receive_depth=1).filenum")
    asked = requester.start("FILE_WRITEREAD64_(f, b'five', 10).data")
    server.do("message = receive.read()")
    if server.do("bytes(message.data)") == b"two":  # it had arrived, and nobody waits for its answer
        server.do("message.reply(b'late')")
        server.do("message = receive.read()")
    assert server.do("bytes(message.data)") == b"five"
    server.do("message.reply(b'at last')")
    assert asked.result() == b"at last"


@pytest.mark.requires("EX-03", "EX-07", "EX-08")
def test_a_request_waits_for_a_line_that_comes_back_and_is_done_once(make_stages: Callable[..., Any]) -> None:
    network, alpha, beta = make_stages({A: 1, B: 1}, LINE, abort_ms=60000)
    requester, server = alpha.actor("$REQ", 0), beta.actor("$SRV", 0)
    server.do("receive = Receive(4, system_messages=False)")
    open_quietly(requester, server, rf"f = FILE_OPEN_(r'{B}.$SRV', sync_or_receive_depth=0).filenum")
    asked = requester.start("FILE_WRITEREAD64_(f, b'before', 10).data")
    server.do("message = receive.read()")

    network.cut("$LH")
    server.do("message.reply(b'answer')")  # into the void
    network.join("$LH")
    assert server.do("receive.read(10)") is None
    assert asked.result() == b"answer"


@pytest.mark.requires("EX-08", "FS-02", "FS-03")
@pytest.mark.parametrize("depth", [0, 1])
def test_a_takeover_in_another_node_is_seen_by_requesters_without_sync_depth_only(
    make_stages: Callable[..., Any], depth: int
) -> None:
    network, alpha, beta = make_stages({A: 1, B: 3}, LINE)
    requester = alpha.actor("$REQ", 0)
    primary, backup = beta.pair("$PAIR", (1, 2), "receive = Receive(4, system_messages=False)")
    open_quietly(requester, primary, rf"f = FILE_OPEN_(r'{B}.$PAIR', sync_or_receive_depth={depth}).filenum")
    asked = requester.start("FILE_WRITEREAD64_(f, b'one', 10).data")
    primary.do("message = receive.read()")

    network.nodes[B].cpus[1].kill()
    if depth:
        serve(backup)
        assert asked.result() == b"yes"
    else:
        with pytest.raises(Exception, match="201") as raised:
            asked.result()
        assert raised.value.number == 201
        asked = requester.start("FILE_WRITEREAD64_(f, b'two', 10).data")
        serve(backup)
        assert asked.result() == b"yes"


@pytest.mark.requires("MO-05", "MO-06", "MO-07", "MO-08")
@pytest.mark.procedures("MONITORNET", "OPENER_LOST_", "CHILD_LOST_")
def test_openers_and_children_of_a_lost_cpu_and_a_lost_node_are_found(make_stages: Callable[..., Any]) -> None:
    network, alpha, beta = make_stages({A: 1, B: 4}, LINE)
    server = alpha.actor("$SRV", 0)
    two, three = beta.actor("$TWO", 2), beta.actor(None, 3)
    server.do("receive = Receive(4)")
    server.do("MONITORNET(1)")
    server.do("table = bytearray(80)")
    server.do(
        f"two, three = ProcessHandle(bytes.fromhex('{bytes(two.handle).hex()}')), "
        f"ProcessHandle(bytes.fromhex('{bytes(three.handle).hex()}'))"
    )
    server.do("table[:] = bytes(two) + bytes(NULL) + bytes(three) + bytes(NULL)")

    network.nodes[B].cpus[3].kill()
    server.do("message = receive.read()")
    assert server.do("message.system()") == (2, 3, B)
    lost = server.do("OPENER_LOST_(message.data, table, -1, 2, 20)")
    assert (lost.status, lost.entry) == (6, 1)
    assert server.do("CHILD_LOST_(message.data, three)") == 4
    assert server.do("CHILD_LOST_(message.data, two)") == 0
    server.do("message.reply()")
    network.cut("$LH")
    server.do("message = receive.read()")
    assert server.do("message.system()") == (2, B)
    assert server.do("CHILD_LOST_(message.data, two)") == 4
    lost = server.do("OPENER_LOST_(message.data, table, -1, 2, 20)")
    assert (lost.status, lost.entry) == (6, 0)


@pytest.mark.requires("MO-05", "EX-09")
@pytest.mark.procedures("MONITORNET")
def test_a_program_of_the_c_series_hears_of_all_that_as_minus_8(make_stages: Callable[..., Any]) -> None:
    network, alpha, _beta = make_stages({A: 1, B: 4}, LINE)
    old = alpha.actor("$OLD", 0)
    old.do("FILE_OPEN_('$RECEIVE', nowait_depth=0, sync_or_receive_depth=0, options=2)")
    old.do("MONITORNET(1)")

    def next_status() -> tuple[int, ...]:
        data = old.do("bytes(FILE_READ64_(0, 250).data)")
        return struct.unpack("=hHHH", data)

    network.nodes[B].cpus[3].kill()
    assert next_status() == (-8, 2 << 8 | 4, 0xE000, 0xF000)
    network.cut("$LH")
    assert next_status() == (-8, 2 << 8 | 4, 0, 0xE000)
    network.join("$LH")
    assert next_status() == (-8, 2 << 8 | 4, 0xE000, 0)
    network.cut("$LH")
    assert next_status() == (-8, 2 << 8 | 4, 0, 0xE000)


@pytest.mark.requires("EX-01", "EX-13", "EX-14", "CR-01", "DL-02")
@pytest.mark.procedures("PROCESS_CREATE_", "PROCESS_STOP_", "PROCESS_GETPAIRINFO_", "REMOTEPROCESSORSTATUS", "SETSTOP")
def test_a_program_creates_and_stops_processes_of_another_node(make_stages: Callable[..., Any]) -> None:
    _network, alpha, beta = make_stages({A: 1, B: 2}, LINE)
    creator, local = alpha.actor("$MOM", 0), beta.actor("$LOCAL", 0)
    creator.do("receive = Receive(4)")
    assert creator.do("hex(REMOTEPROCESSORSTATUS(2) & 0xffffffff)") == hex(2 << 16 | 0xC000)
    assert creator.do("REMOTEPROCESSORSTATUS(77)") == 0

    creator.do(rf"made = PROCESS_CREATE_(r'{B}.$SYSTEM.SYSTEM.ACTING', processor=1, name_option=1, name='$KID')")
    kid = beta.joined(1)
    assert creator.do("made.processhandle") == kid.handle
    pair = creator.do(rf"PROCESS_GETPAIRINFO_(pair=r'{B}.$KID')")
    assert (pair.result, pair.primary) == (4, kid.handle)
    assert kid.do(f"PROCESS_GETPAIRINFO_(ProcessHandle(bytes.fromhex('{bytes(creator.handle).hex()}'))).result") == 4
    kid.do(f"local = ProcessHandle(bytes.fromhex('{bytes(local.handle).hex()}'))")
    assert kid.fails("PROCESS_STOP_(local)").number == 639  # remote, because its creator is
    creator.do("PROCESS_STOP_(made.processhandle)")
    creator.do("message = receive.read()")
    death = creator.do("message.system()")
    assert (death.handle, death.completion_code, death.killer) == (kid.handle, 6, creator.handle)
    assert death.descriptor.startswith(rf"{B}.$KID:")


@pytest.mark.requires("DL-01", "EX-01")
def test_opens_of_a_requester_that_ends_in_another_node_are_closed(make_stages: Callable[..., Any]) -> None:
    _network, alpha, beta = make_stages()
    requester, server = alpha.actor("$REQ", 1), beta.actor("$SRV", 0)
    server.do("receive = Receive(4)")
    opening = requester.start(rf"f = FILE_OPEN_(r'{B}.$SRV').filenum")
    server.do("message = receive.read()")
    server.do("message.accept(4)")
    opening.result()
    requester.kill()
    server.do("message = receive.read()")
    assert server.do("(type(message.system()).__name__, message.information.open_label)") == ("Close", 4)
    assert server.do("message.information.sender") == requester.handle
