"""What operators write on the standard input of processes, on real kernels."""

from __future__ import annotations

from collections.abc import Callable

from kernel.embedded import Node

from guardian_emu.kernel.input import MAX_UNWRITTEN

CAT, SLEEPER = "#!/bin/sh\nexec /bin/cat\n", "#!/bin/sh\nexec /bin/sleep 60\n"
INVALID, NO_SUCH_PROCESS = 2, 14


def test_a_process_reads_what_an_operator_writes_wherever_it_is(make_node: Callable[..., Node]) -> None:
    node = make_node(2)
    node.program("cat", CAT)
    operator = node.cpus[0].operator()
    made = operator.ask("create", program="cat", cpu=1, input=True, follow=True)
    where = f"{made['cpu']},{made['pin']}"
    operator.ask("input", process=where, text="one\ntwo\n")
    assert operator.event(lambda event: event["event"] == "output")["text"] == "one"
    operator.ask("input", process=where, text="three\n" + "x" * 300_000 + "\nlast\n", end=True)
    assert operator.refusal("input", process=where, text="late")["number"] in (INVALID, NO_SUCH_PROCESS)
    assert operator.event(lambda event: event["event"] == "process-ended")["completion_code"] == 0
    assert [event["text"] for event in operator.events if event["event"] == "output"][-1] == "last"


def test_input_is_for_processes_that_have_one(make_node: Callable[..., Node]) -> None:
    node = make_node(1)
    node.program("cat", CAT)
    node.program("sleeper", SLEEPER)
    operator = node.cpus[0].operator()
    made = operator.ask("create", program="cat", follow=True)
    assert operator.event(lambda event: event["event"] == "process-ended")["completion_code"] == 0
    assert operator.refusal("input", process=f"0,{made['pin']}", text="x")["number"] == NO_SUCH_PROCESS
    made = operator.ask("create", program="sleeper")
    assert operator.refusal("input", process=f"0,{made['pin']}", text="x")["number"] == INVALID


def test_when_the_operator_hangs_up_the_input_ends(make_node: Callable[..., Node]) -> None:
    node = make_node(2)
    node.program("cat", CAT)
    watcher, operator = node.cpus[0].operator(), node.cpus[0].operator()
    watcher.ask("events")
    made = operator.ask("create", program="cat", cpu=1, input=True)
    operator.ask("input", process=f"1,{made['pin']}", text="last words\n")
    operator.close()
    ended = watcher.event(lambda event: event["event"] == "process-ended")
    assert (ended["cpu"], ended["pin"], ended["completion_code"]) == (1, made["pin"], 0)
    assert [event["text"] for event in watcher.events if event["event"] == "output"] == ["last words"]


def test_a_process_that_does_not_read_is_given_no_more_than_it_may_leave(make_node: Callable[..., Node]) -> None:
    node = make_node(1)
    node.program("sleeper", SLEEPER)
    operator = node.cpus[0].operator()
    made = operator.ask("create", program="sleeper", input=True)
    where, part = f"0,{made['pin']}", "x" * (MAX_UNWRITTEN // 4)
    for _ in range(4):
        operator.ask("input", process=where, text=part)
    assert operator.refusal("input", process=where, text=part)["number"] == INVALID
    operator.ask("stop", process=where)
    assert operator.ask("hello")["cpu"] == 0
