"""What only containers have: labels, hardening, networks, leftovers in an engine."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest
from launch.standin import Make, asked_of, cpu, killed_in_the_middle_of_up, plan

from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch import engine, leftovers, marks, networks, subnets
from guardian_emu.launch.launcher import CpuState, Launcher, Silent

pytestmark = pytest.mark.docker


@pytest.fixture
def api() -> Iterator[Any]:
    client = engine.connect()
    yield client
    client.close()


@pytest.fixture
def foreign_network(api: Any) -> Iterator[str]:
    """A network without a label of ours, on the last /27 of our range."""
    from docker.types import IPAMConfig, IPAMPool

    name = f"foreign-{secrets.token_hex(4)}"
    api.create_network(name, ipam=IPAMConfig(pool_configs=[IPAMPool(subnet="198.19.255.224/27")]))
    yield name
    api.remove_network(name)


def test_everything_of_a_session_bears_its_labels(docker: Make, api: Any) -> None:
    launcher = docker()
    launcher.up(Silent())
    found = leftovers.inventory(api)[launcher.session]
    assert (len(found.containers), len(found.networks), len(found.volumes)) == (2, 2, 2)
    assert found.is_up
    for thing in [*found.containers, *found.networks, *found.volumes]:
        labels = thing["Labels"]
        assert labels[marks.TOPOLOGY] == "launchtest"
        assert labels[marks.SESSION] == launcher.session
        assert not marks.owner_in(labels).gone()
        assert labels[marks.VERSION] == marks.our_version()
    assert {marks.cpu_in(container["Labels"]) for container in found.containers} == {cpu(0), cpu(1)}


def test_containers_are_hardened(docker: Make, api: Any) -> None:
    launcher = docker()
    launcher.up(Silent())
    about = api.inspect_container(f"guardian-emu-{launcher.session}-alpha-0")
    host = about["HostConfig"]
    assert host["ReadonlyRootfs"]
    assert host["CapDrop"] == ["ALL"]
    assert not host["CapAdd"]
    assert not host["Privileged"]
    assert host["SecurityOpt"] == ["no-new-privileges"]
    assert 0 < host["PidsLimit"] <= 4096
    assert host["RestartPolicy"]["Name"] in ("", "no")
    assert not host["PortBindings"]
    assert not about["Config"].get("ExposedPorts")
    assert about["Config"]["User"] == "65532:65532"
    assert set(host["Tmpfs"]) == {"/tmp", "/run/guardian"}
    assert not host["Binds"]


def test_both_networks_are_internal_and_addresses_are_fixed(docker: Make, api: Any) -> None:
    launcher = docker(plan(3))
    launcher.up(Silent())
    fabrics = {
        network["Labels"][marks.FABRIC]: network for network in leftovers.inventory(api)[launcher.session].networks
    }
    assert sorted(fabrics) == ["X", "Y"]
    for letter, network in fabrics.items():
        assert network["Internal"]
        subnet = IPv4Network(network["IPAM"]["Config"][0]["Subnet"])
        assert subnet.subnet_of(subnets.POOL)
        assert subnet.prefixlen == 27
        for number in range(3):
            with launcher.attach(cpu(number)) as channel:
                listen = channel.request("hello")["fabrics"][letter]["listen"]
            address = subnet.network_address + 2 + number
            assert listen == f"tcp:{address}:4100"
            inspected = api.inspect_container(f"guardian-emu-{launcher.session}-alpha-{number}")
            assert inspected["NetworkSettings"]["Networks"][network["Name"]]["IPAddress"] == str(address)


def test_a_cut_cpu_joins_again_under_its_old_address(docker: Make, api: Any) -> None:
    launcher = docker()
    launcher.up(Silent())
    name = f"guardian-emu-{launcher.session}-alpha-1"

    def addresses() -> dict[str, str]:
        found = api.inspect_container(name)["NetworkSettings"]["Networks"]
        return {network: about["IPAddress"] for network, about in found.items()}

    before = addresses()
    for _ in range(2):
        launcher.cut(cpu(1), "X")
    assert list(addresses()) == [f"guardian-emu-{launcher.session}-alpha-y"]
    for _ in range(2):
        launcher.join(cpu(1), "X")
    assert addresses() == before
    assert asked_of(launcher, 1) == [{"op": "start-fabric", "fabric": "X"}] * 2


def test_a_slow_cpu_has_a_quota_of_the_engine(docker: Make, api: Any) -> None:
    launcher = docker()
    launcher.up(Silent())
    name = f"guardian-emu-{launcher.session}-alpha-1"

    def quota() -> tuple[int, int]:
        host = api.inspect_container(name)["HostConfig"]
        return host["CpuPeriod"], host["CpuQuota"]

    assert "quota" in launcher.throttle(cpu(1), 20)
    assert quota() == (100_000, 20_000)
    launcher.halt(cpu(1))
    launcher.start(cpu(1), Silent())
    assert quota() == (100_000, 20_000)
    launcher.throttle(cpu(1), 100)
    assert quota()[1] <= 0


def test_sockets_instead_of_networks(docker: Make, api: Any) -> None:
    launcher = docker(plan(2, sockets=True))
    launcher.up(Silent())
    found = leftovers.inventory(api)[launcher.session]
    assert found.networks == []
    with launcher.attach(cpu(1)) as channel:
        assert channel.request("hello")["fabrics"]["X"]["listen"] == "unix:/guardian/run/X1.sock"
    launcher.cut(cpu(1), "X")
    launcher.join(cpu(1), "X")
    whole = {"fabric": "X", "peer": None, "direction": "both"}
    assert asked_of(launcher, 1) == [{"op": "cut", **whole}, {"op": "join", **whole}]


def test_a_subnet_that_proves_taken_is_passed_over(
    docker: Make, foreign_network: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = IPv4Network("198.19.255.224/27")
    real = subnets.candidates

    def blind(seed: str, used: list[IPv4Network], within: IPv4Network) -> Iterator[IPv4Network]:
        if taken not in passed_over(used):
            yield taken
        yield from real(seed, [*used, taken], within)

    def passed_over(used: list[IPv4Network]) -> list[IPv4Network]:
        return used[used.index(taken) + 1 :]

    monkeypatch.setattr(subnets, "candidates", blind)
    launcher = docker()
    launcher.up(Silent())
    with launcher.attach(cpu(0)) as channel:
        listen = channel.request("hello")["fabrics"]["X"]["listen"]
    assert IPv4Address(listen.split(":")[1]) not in taken


def test_when_no_subnet_is_free_the_holders_are_named(
    docker: Make, foreign_network: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(subnets.POOL_VARIABLE, "198.19.255.224/27")
    with pytest.raises(EnvironmentProblem, match=f"held by network {foreign_network}"):
        docker().up(Silent())


def test_routes_of_this_host_are_holders(api: Any) -> None:
    assert all(holder.subnet.prefixlen > 0 for holder in networks.holders(api))


def test_what_is_not_ours_is_never_touched(docker: Make, foreign_network: str, api: Any) -> None:
    launcher = docker()
    launcher.up(Silent())
    image = api.inspect_container(f"guardian-emu-{launcher.session}-alpha-0")["Image"]
    foreign = api.create_container(image, name=f"guardian-emu-{launcher.session}-foreign")["Id"]
    try:
        removed = leftovers.remove(api, launcher.session, Silent())
        assert not any("foreign" in thing for thing in removed)
        assert api.inspect_container(foreign)["Id"] == foreign
        assert foreign_network in [network["Name"] for network in api.networks()]
    finally:
        api.remove_container(foreign, force=True)


def test_a_network_in_foreign_use_is_left_and_its_user_named(docker: Make, api: Any) -> None:
    launcher = docker()
    launcher.up(Silent())
    network = f"guardian-emu-{launcher.session}-alpha-x"
    image = api.inspect_container(f"guardian-emu-{launcher.session}-alpha-0")["Image"]
    name = f"foreign-{secrets.token_hex(4)}"
    endpoint = api.create_networking_config({network: api.create_endpoint_config()})
    host = api.create_host_config(network_mode=network)
    api.create_container(
        image, ["-c", "import signal; signal.pause()"], entrypoint="python3", name=name,
        networking_config=endpoint, host_config=host,
    )  # fmt: skip
    try:
        api.start(name)
        with pytest.raises(EnvironmentProblem, match=f"connected by hand: {name}"):
            launcher.remove(Silent())
        assert api.inspect_container(name)["State"]["Running"]
    finally:
        api.remove_container(name, force=True)


def test_a_killed_up_leaves_a_leftover_and_the_sweep_takes_only_that(docker: Make, api: Any) -> None:
    alive = docker()
    alive.up(Silent())
    (image,) = {container["Image"] for container in leftovers.inventory(api)[alive.session].containers}
    dead = killed_in_the_middle_of_up("docker", image)
    assert not leftovers.inventory(api)[dead].is_up
    removed = leftovers.sweep(api, Silent(), everything=False)
    assert any(dead in thing for thing in removed)
    assert not any(alive.session in thing for thing in removed)
    assert dead not in leftovers.inventory(api)
    assert set(alive.states().values()) == {CpuState.RUNNING}


def test_a_removal_that_was_killed_is_finished_by_the_sweep(docker: Make, api: Any, launcher_up: Launcher) -> None:
    found = leftovers.inventory(api)[launcher_up.session]
    gone = {**found.labels, marks.OWNER_START: "0.0"}
    api.create_volume(marks.mark_name(launcher_up.session, marks.REMOVING), labels={**gone, marks.MARK: marks.REMOVING})
    leftovers.sweep(api, Silent(), everything=False)
    assert launcher_up.session not in leftovers.inventory(api)


@pytest.fixture
def launcher_up(docker: Make) -> Launcher:
    launcher = docker()
    launcher.up(Silent())
    return launcher
