"""``status --paths``: what every CPU says of its paths to the others, as SCF STATUS SERVERNET shows it (XY-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from guardian_emu.launch.channel import ChannelClosed, OperatorRefusal
from guardian_emu.launch.launcher import CpuAddress, CpuState

from . import screen

if TYPE_CHECKING:
    from guardian_emu.launch.launcher import Launcher
    from guardian_emu.topology.model import Node, Topology

FABRICS = ("X", "Y")
DOWN = "<-DOWN"
COLUMN = 4
PATH_DOWN, INVALID_OPERATION, TIMED_OUT = 201, 2, 40


class Row(NamedTuple):
    """What a CPU says: a word for each fabric and CPU; or, with no words, what stands in its place."""

    words: dict[str, dict[int, str]]
    instead: str = ""

    def of(self, fabric: str) -> dict[int, str] | str:
        """The words of one fabric by CPU, or what stands in their place."""
        return self.instead or self.words.get(fabric, {})


def show(topology: Topology, launcher: Launcher, as_json: bool) -> None:
    """Ask every CPU that runs, and print both matrices of every node."""
    found = {node: rows(node, launcher) for node in topology.nodes}
    if as_json:
        nodes = [{"node": node.name, "paths": _json(of_node)} for node, of_node in found.items()]
        screen.print_json({"topology": topology.name, "nodes": nodes})
        return
    for node, of_node in found.items():
        print(f"{node.name}  NONSTOP KERNEL - Status SERVERNET")
        for fabric in FABRICS:
            print("\n" + "\n".join(matrix(fabric, of_node)))


def rows(node: Node, launcher: Launcher) -> dict[int, Row]:
    """The rows of a node's CPUs."""
    states = launcher.states()
    addresses = [CpuAddress(node.name, number) for number in node.cpu_numbers]
    return {cpu.cpu: _row(launcher, cpu, states[cpu]) for cpu in addresses}


def matrix(fabric: str, of_node: dict[int, Row]) -> list[str]:
    """The lines of one fabric's matrix."""
    head = "     TO  " + "".join(f"{number:<{COLUMN}}" for number in of_node).rstrip()
    lines = [f"{fabric}-FABRIC", head, "FROM"]
    for number, row in of_node.items():
        words = row.of(fabric)
        text = words if isinstance(words, str) else "".join(f"{words.get(to, ''):<{COLUMN}}" for to in of_node)
        lines.append(f"  {number:<7}{text}".rstrip())
    return lines


def _row(launcher: Launcher, cpu: CpuAddress, state: CpuState) -> Row:
    """A CPU that is not there is down; one that is there and does not answer has an error in its place."""
    if state is CpuState.FROZEN:
        return Row({}, _error(TIMED_OUT))
    if state is not CpuState.RUNNING:
        return Row({}, DOWN)
    try:
        with launcher.attach(cpu) as channel:
            said = channel.request("paths")["rows"]
    except ChannelClosed:
        return Row({}, _error(PATH_DOWN))
    except OperatorRefusal as refusal:
        return Row({}, _error(refusal.number or INVALID_OPERATION))
    return Row({fabric: {int(to): str(word) for to, word in words.items()} for fabric, words in said.items()})


def _error(number: int) -> str:
    return f"E{number:03}"


def _json(of_node: dict[int, Row]) -> dict[str, Any]:
    return {fabric: {str(number): row.of(fabric) for number, row in of_node.items()} for fabric in FABRICS}
