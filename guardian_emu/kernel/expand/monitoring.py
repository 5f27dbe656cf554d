"""System messages about other nodes, for the processes that asked with MONITORNET (MO-05, MO-06, EX-09, EX-10)."""

from __future__ import annotations

import struct
from typing import NamedTuple

from ...wire.handle import NULL_HANDLE
from ...wire.layouts import MONITORED
from ..processes import Processes
from .settings import KnownNode, Settings

REMOTE_CPU_DOWN, NODE_DOWN, NODE_UP, REMOTE_CPU_UP = -100, -110, -111, -113

_CPU = struct.Struct(">hihhHHH")
_NODE = struct.Struct(">hHHHih")


class Masks(NamedTuple):
    """What -8 says besides (C-series): the highest CPU's number plus 1, the CPUs that are up, those that were.

    They stand in the reserved words of the D-series messages on their way to the library, which takes them out.
    """

    cpus: int
    up: int
    before: int


def cpu_message(number: int, node: KnownNode, cpu: int, masks: Masks) -> bytes:
    """-100 or -113."""
    name = node.name.encode()
    return _CPU.pack(number, node.number, cpu, len(name), *masks) + name


def node_message(number: int, node: KnownNode, masks: Masks) -> bytes:
    """-110 or -111."""
    name = node.name.encode()
    return _NODE.pack(number, *masks, node.number, len(name)) + name


def mask_of(cpus: list[int]) -> int:
    """Bit ``0x8000 >> n`` for CPU n."""
    return sum(0x8000 >> cpu for cpu in cpus)


class Monitoring:
    """Guarantee: who asked hears of every change of another node's CPUs once, and of a node's loss and return instead
    of the loss of its last CPU.
    """

    def __init__(self, settings: Settings, processes: Processes) -> None:
        self._settings = settings
        self._processes = processes
        self._up: dict[int, set[int]] = {}

    def node_down(self, node: int) -> None:
        """-110: no way leads there any more."""
        self._tell(node_message(NODE_DOWN, self._settings.nodes[node], self._change(node, set())))

    def node_up(self, node: int, cpus: tuple[int, ...]) -> None:
        """-111, and -113 for each of its CPUs. To the C-series the first says it all, and the others change nothing."""
        known = self._settings.nodes[node]
        self._tell(node_message(NODE_UP, known, self._change(node, set(cpus))))
        for cpu in cpus:
            self.cpu_up(node, cpu)

    def cpu_down(self, node: int, cpu: int) -> None:
        """-100."""
        masks = self._change(node, self._up.get(node, set()) - {cpu})
        self._tell(cpu_message(REMOTE_CPU_DOWN, self._settings.nodes[node], cpu, masks))

    def cpu_up(self, node: int, cpu: int) -> None:
        """-113."""
        masks = self._change(node, self._up.get(node, set()) | {cpu})
        self._tell(cpu_message(REMOTE_CPU_UP, self._settings.nodes[node], cpu, masks))

    def _change(self, node: int, now: set[int]) -> Masks:
        before, self._up[node] = self._up.get(node, set()), now
        return Masks(self._settings.nodes[node].cpus, mask_of(sorted(now)), mask_of(sorted(before)))

    def _tell(self, message: bytes) -> None:
        for process in self._processes.living():
            if MONITORED["NET"] in process.monitored:
                self._processes.send(process, "system_message", {"drain": NULL_HANDLE}, {"*": message})
