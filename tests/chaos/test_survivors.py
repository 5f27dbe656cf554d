"""What survivors of real faults know and do: frozen CPUs, lost fabrics, a dead locker (kernel.md section 19)."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from chaos.sessions import cpu, views, words
from chaos.test_injection import until

from guardian_emu.cc import driver
from guardian_emu.cc.toolchain import Abi
from guardian_emu.launch.channel import OperatorRefusal
from guardian_emu.launch.launcher import CpuState, Launcher, Silent

NO_SUCH_PROCESS = 14
IDLE = """\
#include <cextdecs(PROCESS_DELAY_)> nolist

int main(void) {
    for (;;) PROCESS_DELAY_(1000000);
}
"""


def said(launcher: Launcher, number: int, event: str) -> list[dict[str, Any]]:
    """The log lines of a CPU with that event."""
    return [line for line in launcher.logs(cpu(number)) if line["event"] == event]


@pytest.mark.requires("FD-03", "FD-04", "FD-06", "FD-07", "FD-08", "NM-08", "RG-01", "RG-06", "SB-02")
def test_a_frozen_cpu_is_declared_down_and_poisoned_and_never_comes_back_without_a_load(node: Launcher) -> None:
    node.freeze(cpu(2))
    until(lambda: views(node) == [[0, 1]] * 2)
    node.thaw(cpu(2))
    until(lambda: node.states()[cpu(2)] is CpuState.HALTED)
    assert [line["code"] for line in said(node, 2, "halted")] == [0o4203]
    for survivor in (0, 1):
        (regroup,) = said(node, survivor, "regroup")
        assert (regroup["cause"], regroup["before"], regroup["survivors"]) == (2, [0, 1, 2], [0, 1])
        assert [line["target"] for line in said(node, survivor, "poison-sent")] == [2]
    node.start(cpu(2), Silent())
    until(lambda: views(node) == [[0, 1, 2]] * 3)


@pytest.mark.requires("XY-01", "XY-02", "XY-03", "XY-08", "XY-09", "NM-06")
@pytest.mark.parametrize("fabric", ["X", "Y"])
def test_a_cpu_without_one_fabric_works_on_and_uses_it_again_when_it_is_back(node: Launcher, fabric: str) -> None:
    other = "XY".replace(fabric, "")
    node.cut(cpu(0), fabric)
    until(lambda: words(node, 0)[fabric] == {"0": "DIS", "1": "DN", "2": "DN"})
    until(lambda: words(node, 1)[fabric] == {"0": "DIS", "1": "UP", "2": "UP"})
    assert words(node, 0)[other] == words(node, 1)[other] == {"0": "UP", "1": "UP", "2": "UP"}
    assert views(node) == [[0, 1, 2]] * 3
    until(lambda: [line["number"] for line in said(node, 0, "fabric-down")] == [112])
    until(lambda: {line["peer"] for line in said(node, 0, "path-down") if line["fabric"] == fabric} == {1, 2})
    node.join(cpu(0), fabric)
    for number in range(3):
        until(lambda number=number: words(node, number)[fabric] == {"0": "UP", "1": "UP", "2": "UP"})
    until(lambda: {line["peer"] for line in said(node, 0, "path-up") if line["number"] == 111} == {1, 2})
    assert views(node) == [[0, 1, 2]] * 3


@pytest.mark.requires("GU-02", "GU-06", "GU-09", "DC-02")
def test_names_are_the_same_everywhere_after_the_locker_died_in_a_burst_of_creations(
    node: Launcher, tmp_path: Path
) -> None:
    source = tmp_path / "idle.c"
    source.write_text(IDLE)
    node.install("IDLE", driver.cached_program([source], driver.Options(abi=Abi.HOST)))
    names = {maker: [f"$N{maker}{number:02}" for number in range(24)] for maker in (1, 2)}
    begun = threading.Barrier(3)
    made: list[str] = []

    def create(maker: int) -> None:
        with node.attach(cpu(maker)) as channel:
            for number, name in enumerate(names[maker]):
                if number == 6:
                    begun.wait()
                try:
                    channel.request("create", program="IDLE", name=name, cpu=maker)
                    made.append(name)
                except OperatorRefusal:
                    pass  # that name is nowhere then, which is looked at below

    makers = [threading.Thread(target=create, args=(maker,)) for maker in names]
    for maker in makers:
        maker.start()
    begun.wait()
    node.halt(cpu(0))
    for maker in makers:
        maker.join()
    until(lambda: views(node) == [[1, 2]] * 2)
    known = {survivor: {name for names_of in names.values() for name in names_of if knows(node, survivor, name)}
             for survivor in (1, 2)}  # fmt: skip
    assert known[1] == known[2] == set(made)
    assert len(made) >= 12


def knows(launcher: Launcher, number: int, name: str) -> bool:
    """Whether a CPU has that name in its table."""
    with launcher.attach(cpu(number)) as channel:
        try:
            channel.request("activate", process=name)
        except OperatorRefusal as refusal:
            return refusal.number != NO_SUCH_PROCESS
    return True
