"""The container of a CPU: what it is made of, and how it is made."""

from __future__ import annotations

import json
from concurrent.futures import Future
from functools import partial
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any

from guardian_emu.launch import lines, marks, subnets
from guardian_emu.launch.launcher import CpuAddress
from guardian_emu.launch.plan import FABRICS, NodePlan, Plan

if TYPE_CHECKING:
    import docker

USER = 65532
STATE = "/guardian"
RUN = "/run/guardian"
OPERATOR = f"{RUN}/operator.sock"
PIDS = 1024
"""254 Guardian processes, each with a second thread when it runs under qemu, and room for the kernel's own."""


class ContainerMaker:
    """Makes the containers of a session.

    Guarantee: none of them has rights beyond those of a user without any, nor anything published.
    """

    def __init__(
        self,
        api: docker.APIClient,
        plan: Plan,
        labels: dict[str, str],
        fabrics: dict[str, dict[str, IPv4Network]],
        line_subnets: lines.Subnets,
    ) -> None:
        """``fabrics``: the subnet of each fabric by node; a node whose fabrics are sockets has none."""
        self._api = api
        self._plan = plan
        self._labels = labels
        self._fabrics = fabrics
        self._lines = line_subnets

    def create(self, cpu: CpuAddress, image: str, networks_made: list[Future[None]]) -> str:
        """A container that is not started yet, on all its networks; its identity."""
        node = self._plan.node(cpu.node)
        made: str = self._api.create_container(
            image,
            name=marks.container_name(self._plan, cpu),
            hostname=f"{node.plain.lower()}-{cpu.cpu}",
            user=f"{USER}:{USER}",
            labels=self._cpu_labels(cpu),
            environment={"GUARDIAN_CPU": json.dumps(self._configuration(node, cpu.cpu))},
            host_config=self._host(cpu, node),
            networking_config=self._endpoint(cpu, FABRICS[0]),
        )["Id"]
        for network_made in networks_made:
            network_made.result()
        for fabric in FABRICS[1:] if not node.sockets else ():
            network = marks.network_name(self._plan, node, fabric)
            self._api.connect_container_to_network(made, network, ipv4_address=self._address(cpu, fabric))
        lines.connect(self._api, self._plan, self._lines, cpu, made)
        return made

    def _host(self, cpu: CpuAddress, node: NodePlan) -> Any:
        return self._api.create_host_config(
            network_mode="none" if node.sockets else marks.network_name(self._plan, node, FABRICS[0]),
            read_only=True,
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            pids_limit=PIDS,
            restart_policy={"Name": "no"},
            tmpfs={"/tmp": "mode=1777,size=64m", RUN: f"mode=0700,uid={USER},gid={USER},size=1m"},
            mounts=self._mounts(cpu),
            log_config=_log_config(),
        )

    def _mounts(self, cpu: CpuAddress) -> list[Any]:
        mounts = [_volume(marks.node_name(self._plan, self._plan.node(cpu.node)), STATE)]
        if any(lines.is_socket(self._plan, line) for line in self._plan.lines_at(cpu)):
            mounts.append(_volume(marks.lines_volume_name(self._plan), lines.FOLDER))
        return mounts

    def _cpu_labels(self, cpu: CpuAddress) -> dict[str, str]:
        addresses = {marks.ADDRESS + fabric.lower(): self._address(cpu, fabric) for fabric in self._fabrics_of(cpu)}
        addresses |= lines.labels_of(self._plan, self._lines, cpu)
        return {**self._labels, marks.NODE: cpu.node, marks.CPU: str(cpu.cpu), **addresses}

    def _endpoint(self, cpu: CpuAddress, fabric: str) -> Any:
        if fabric not in self._fabrics_of(cpu):
            return None
        network = marks.network_name(self._plan, self._plan.node(cpu.node), fabric)
        endpoints: Any = {network: self._api.create_endpoint_config(ipv4_address=self._address(cpu, fabric))}
        return self._api.create_networking_config(endpoints)

    def _configuration(self, node: NodePlan, cpu: int) -> dict[str, Any]:
        def address(fabric: str, number: int) -> str:
            if node.sockets:
                return f"unix:{STATE}/run/{fabric}{number}.sock"
            return f"tcp:{self._address(CpuAddress(node.name, number), fabric)}:{subnets.PORT}"

        told = node.configuration(
            cpu, secret=self._plan.secret, state=STATE, operator=f"unix:{OPERATOR}", address=address
        )
        ends = partial(lines.address, self._plan, self._lines)
        return {**told, "expand": self._plan.network_settings(node, ends)}

    def _fabrics_of(self, cpu: CpuAddress) -> dict[str, IPv4Network]:
        return self._fabrics.get(cpu.node, {})

    def _address(self, cpu: CpuAddress, fabric: str) -> str:
        return str(subnets.address_of(self._fabrics[cpu.node][fabric], cpu.cpu))


def _log_config() -> Any:
    from docker.types import LogConfig

    return LogConfig(type="json-file", config={"max-size": "16m", "max-file": "2"})


def _volume(name: str, at: str) -> Any:
    from docker.types import Mount

    return Mount(at, name, type="volume")
