"""Streams of C programs between processes of a real node, under both ABIs (programs/streams.c)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from guardian.conftest import Run
from kernel.embedded import Cpu, Node

from guardian_emu.cc import driver, toolchain
from guardian_emu.cc.toolchain import Abi

PROGRAMS = Path(__file__).parent / "programs"
NONSTOP_TOOLS = toolchain.has_nonstop_compiler() and shutil.which(toolchain.NONSTOP_EMULATOR) is not None
BOTH_ABIS = [
    Abi.HOST,
    pytest.param(
        Abi.NONSTOP,
        marks=pytest.mark.skipif(not NONSTOP_TOOLS, reason=f"needs {toolchain.NONSTOP_PACKAGES}"),
    ),
]


class Streams(Run):
    """The program, started with a word and what belongs to it."""

    def __init__(self, cpu: Cpu, name: str, *args: str, **more: Any) -> None:
        self.operator = cpu.operator()
        self.request = self.operator.start(
            "create", program="streams", name=name, cpu=cpu.number, args=list(args), follow=True, **more
        )

    def ready(self) -> None:
        """Returns when the process exists."""
        reply = self.operator.reply(self.request)
        assert reply["ok"], reply


@pytest.fixture(params=BOTH_ABIS)
def node(request: pytest.FixtureRequest, make_node: Callable[..., Node]) -> Node:
    made = make_node(2)
    for name in ("streams", "nostdfiles"):
        target = made.folder / "state" / "system" / name
        shutil.copy(driver.cached_program([PROGRAMS / f"{name}.c"], driver.Options(abi=request.param)), target)
        target.chmod(0o755)
    return made


def hearing(node: Node, lines: int) -> Streams:
    """A process $HEAR that reads so many lines and ends."""
    made = Streams(node.cpus[1], "$HEAR", "hear", str(lines))
    made.ready()
    return made


def test_lines_of_one_stream_are_read_from_receive_by_another(node: Node) -> None:
    hears = hearing(node, 3)
    assert Streams(node.cpus[0], "$TELL", "tell", "$hear").end() == (0, "")
    assert hears.end() == (0, "heard first\nheard second\nheard         third")


def test_records_go_to_a_server_and_come_back(node: Node) -> None:
    answers = Streams(node.cpus[1], "$ANS", "answer", "5")
    answers.ready()
    assert Streams(node.cpus[0], "$ASK", "requests", "$ANS").end() == (0, "reply of 5 bytes: reply")
    assert answers.operator.event(lambda event: event["event"] == "output")["text"] == "request of 3 bytes"


def test_ten_thousand_streams_on_a_process_leave_nothing_behind(node: Node) -> None:
    Streams(node.cpus[1], "$ANS", "answer", "1").ready()
    code, said = Streams(node.cpus[0], "$OFTEN", "often", "$ANS", "10000").end()
    assert code == 0
    grown, number = (int(line.split()[-1]) for line in said.splitlines())
    assert number == 1
    assert grown < 10000  # frames that are not acknowledged yet are kept: a few, and not one for each stream


def test_a_name_that_is_no_terminal_or_process_says_so_in_errno(node: Node) -> None:
    code, said = Streams(node.cpus[0], "$ERR", "errors").end()
    assert (code, said.splitlines()) == (
        0,
        [
            "data: 14 Guardian error 14: device or process does not exist",
            "$NONE: 14 Guardian error 14: device or process does not exist",
            "/tmp/x: 13 Guardian error 13: invalid file name",
            "=NONE: 198 Guardian error 198: missing DEFINE",
            "\\NOWHERE.$X: 18 Guardian error 18: node does not exist",
            "$ZHOME: 0 open",
            "mode: 1",
            "number: 1",
            "errno: Numerical result out of range",
        ],
    )


@pytest.mark.parametrize(
    ("how", "code", "said"),
    [
        ("exit", 0, "begun\nunended"),
        ("fail", 2, "begun\nunended"),
        ("terminate", 77, "begun\nunended"),
        ("abend", 5, "begun\nunended"),
        ("abort", 5, "begun"),
        ("stop", 0, "begun"),
    ],
)
def test_the_end_of_a_program_says_whether_its_streams_are_flushed(node: Node, how: str, code: int, said: str) -> None:
    assert Streams(node.cpus[0], "$END", "end", how).end() == (code, said)


def test_a_program_may_open_its_standard_files_itself(node: Node) -> None:
    assert Run(node.cpus[0], "nostdfiles", "$OWN").end() == (0, "16, then 0")


@pytest.mark.requires("R-11")
def test_a_backup_has_its_standard_output_open_when_it_takes_over(node: Node) -> None:
    hears = hearing(node, 2)
    Streams(node.cpus[0], "$PAIR", "survive", out="$HEAR").ready()
    assert hears.end() == (0, "heard the primary was here\nheard the backup goes on")
