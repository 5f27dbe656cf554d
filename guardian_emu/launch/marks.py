"""Labels and names of whatever is ours in a container engine."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from guardian_emu.launch.launcher import CpuAddress
from guardian_emu.launch.owner import Owner
from guardian_emu.launch.plan import NodePlan, Plan

PREFIX = "io.guardian-emu."
TOPOLOGY, NODE, CPU, SESSION = PREFIX + "topology", PREFIX + "node", PREFIX + "cpu", PREFIX + "session"
OWNER_PID, OWNER_START, OWNER_HOST = PREFIX + "owner-pid", PREFIX + "owner-start", PREFIX + "owner-host"
VERSION, EXPIRES, LEASHED = PREFIX + "version", PREFIX + "expires", PREFIX + "leashed"
MARK, PLAN, FABRIC, ADDRESS = PREFIX + "mark", PREFIX + "plan", PREFIX + "fabric", PREFIX + "address-"
LINE = PREFIX + "line"
IMAGE, BASE = PREFIX + "image", PREFIX + "base"
NOTE, TEXT = PREFIX + "note", PREFIX + "text"
UP, REMOVING, KEPT = "up", "removing", "note"


def of_session(plan: Plan, owner: Owner) -> dict[str, str]:
    """What everything of a session bears."""
    labels = {
        TOPOLOGY: plan.topology,
        SESSION: plan.session,
        OWNER_PID: str(owner.pid),
        OWNER_START: owner.start,
        OWNER_HOST: owner.host,
        VERSION: our_version(),
    }
    if plan.expires:
        labels[EXPIRES] = f"{plan.expires:.0f}"
    if plan.leashed:
        labels[LEASHED] = "yes"
    return labels


def owner_in(labels: Mapping[str, str]) -> Owner:
    """The owner that labels name."""
    return Owner(int(labels.get(OWNER_PID, "0")), labels.get(OWNER_START, ""), labels.get(OWNER_HOST, ""))


def cpu_in(labels: Mapping[str, str]) -> CpuAddress:
    """The CPU that a container's labels name."""
    return CpuAddress(labels[NODE], int(labels[CPU]))


def container_name(plan: Plan, cpu: CpuAddress) -> str:
    """``guardian-emu-1a2b3c4d-alpha-0``."""
    return f"{node_name(plan, plan.node(cpu.node))}-{cpu.cpu}"


def network_name(plan: Plan, node: NodePlan, fabric: str) -> str:
    """``guardian-emu-1a2b3c4d-alpha-x``."""
    return f"{node_name(plan, node)}-{fabric.lower()}"


def line_network_name(plan: Plan, line: str) -> str:
    """``guardian-emu-1a2b3c4d-line-lhab1``."""
    return f"guardian-emu-{plan.session}-line-{line.lstrip('$').lower()}"


def lines_volume_name(plan: Plan) -> str:
    """The volume with the sockets of lines that are no networks."""
    return f"guardian-emu-{plan.session}-lines"


def node_name(plan: Plan, node: NodePlan) -> str:
    """``guardian-emu-1a2b3c4d-alpha``: also the name of the volume with the node's state."""
    return f"guardian-emu-{plan.session}-{node.plain.lower()}"


def mark_name(session: str, mark: str) -> str:
    """The empty volume that says how far a session is: labels of containers cannot change, volumes can appear."""
    return f"guardian-emu-{session}-is-{mark}"


def our_version() -> str:
    """The installed version of guardian-emu."""
    try:
        return version("guardian-emu")
    except PackageNotFoundError:
        return "0"
