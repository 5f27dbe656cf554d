"""CPUs and processes as the node tells them, beside what its launcher sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guardian_emu.launch.channel import ChannelClosed
from guardian_emu.launch.launcher import CpuAddress, CpuState, Launcher

if TYPE_CHECKING:
    from guardian_emu.topology.model import Node, Topology


def of_topology(topology: Topology, launcher: Launcher) -> dict[str, Any]:
    """What ``guardian-emu status --json`` prints: every node with its CPUs and processes."""
    states = launcher.states()
    nodes = [_of_node(node, launcher, states) for node in topology.nodes]
    return {"topology": topology.name, "runtime": launcher.runtime, "session": launcher.session, "nodes": nodes}


def processes(launcher: Launcher, node: str) -> list[dict[str, Any]]:
    """The processes of a node, through the first of its CPUs that answers; none when there is no such CPU."""
    states = launcher.states()
    cpus = [cpu for cpu in states if cpu.node == node]
    found: list[dict[str, Any]] = _ask(launcher, cpus, states).get("processes", [])
    return found


def _of_node(node: Node, launcher: Launcher, states: dict[CpuAddress, CpuState]) -> dict[str, Any]:
    """What the launcher sees of each CPU, and what the node itself says through the first CPU that answers."""
    addresses = [CpuAddress(node.name, number) for number in node.cpu_numbers]
    said = _ask(launcher, addresses, states)
    of_cpu = {cpu["cpu"]: cpu for cpu in said.get("cpus", [])}
    cpus = [
        {
            "cpu": address.cpu,
            "container": states.get(address, CpuState.ABSENT).value,
            "state": of_cpu.get(address.cpu, {}).get("state"),
            "incarnation": of_cpu.get(address.cpu, {}).get("incarnation"),
        }
        for address in addresses
    ]
    processes = sorted(said.get("processes", []), key=_pairs_together)
    return {"node": node.name, "cpus": cpus, "processes": processes, "expand": said.get("expand")}


def _pairs_together(process: dict[str, Any]) -> tuple[bool, str, bool, int, int]:
    name = process.get("name") or ""
    return (not name, name, process.get("role") == "backup", int(process.get("cpu", 0)), int(process.get("pin", 0)))


def _ask(launcher: Launcher, cpus: list[CpuAddress], states: dict[CpuAddress, CpuState]) -> dict[str, Any]:
    for cpu in cpus:
        if states.get(cpu) is not CpuState.RUNNING:
            continue
        try:
            with launcher.attach(cpu) as channel:
                return channel.request("status")
        except ChannelClosed:
            continue
    return {}
