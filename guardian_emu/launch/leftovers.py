"""The sessions that an engine knows of, which of them are left behind, and their removal."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch import engine, marks, owner
from guardian_emu.launch.launcher import Progress
from guardian_emu.launch.lifecycle import Standing

if TYPE_CHECKING:
    import docker

GONE, CONFLICT, FORBIDDEN = 404, 409, 403
MISCOUNT = "it has lost count of the network's endpoints (moby/moby#42119); a restart of the engine corrects that"


@dataclass
class Found:
    """Everything of one session in an engine, as the engine's lists describe it."""

    session: str
    labels: dict[str, str]
    containers: list[dict[str, Any]] = field(default_factory=list)
    networks: list[dict[str, Any]] = field(default_factory=list)
    volumes: list[dict[str, Any]] = field(default_factory=list)
    marked: dict[str, owner.Owner] = field(default_factory=dict)

    @property
    def is_up(self) -> bool:
        """Whether ``up`` completed and nobody is removing the session."""
        return marks.UP in self.marked and marks.REMOVING not in self.marked

    def left_behind(self) -> bool:
        """See ``Standing.left_behind``."""
        return Standing(
            owner=marks.owner_in(self.labels),
            up=marks.UP in self.marked,
            removing=self.marked.get(marks.REMOVING),
            leashed=marks.LEASHED in self.labels,
            expires=float(self.labels.get(marks.EXPIRES, "0")),
        ).left_behind()


def inventory(api: docker.APIClient, session: str = "") -> dict[str, Found]:
    """Every session in the engine, or only the one asked for. Whatever bears no session label of ours is not seen."""
    found: dict[str, Found] = {}
    chosen = engine.with_label(**{marks.SESSION: session})
    with engine.problems("the engine's lists cannot be read"):
        for container in api.containers(all=True, filters=chosen):
            _of(found, container["Labels"]).containers.append(container)
        for network in api.networks(filters=chosen):
            _of(found, network["Labels"]).networks.append(network)
        for volume in api.volumes(filters=chosen)["Volumes"] or []:
            entry = _of(found, volume["Labels"])
            entry.volumes.append(volume)
            if which := _mark_of(volume):
                entry.marked[which] = marks.owner_in(volume["Labels"])
    return found


def _of(found: dict[str, Found], labels: dict[str, str]) -> Found:
    entry = found.setdefault(labels[marks.SESSION], Found(labels[marks.SESSION], labels))
    if marks.MARK not in labels:
        entry.labels = labels
    return entry


def mark(api: docker.APIClient, labels: dict[str, str], which: str) -> None:
    """Say that a session is up, or being removed by the calling process."""
    me = owner.current()
    mine = {marks.OWNER_PID: str(me.pid), marks.OWNER_START: me.start, marks.OWNER_HOST: me.host}
    name = marks.mark_name(labels[marks.SESSION], which)
    with engine.problems("the session cannot be marked", which):
        api.create_volume(name, labels={**labels, **mine, marks.MARK: which})


def remove(api: docker.APIClient, session: str, progress: Progress) -> list[str]:
    """Remove everything of a session and say what it was. Safe against SIGKILL at any point: the mark goes last.

    Raises ``EnvironmentProblem`` when a network is held by a container that is not ours. A network that the engine
    itself will not let go is told of, and left for the next sweep.
    """
    found = inventory(api, session).get(session)
    if found is None:
        return []
    mark(api, {key: value for key, value in found.labels.items() if key != marks.PLAN}, marks.REMOVING)
    progress.stage(f"removing session {session}")
    removed = _each(lambda container: _remove_container(api, container), found.containers)
    found = inventory(api, session).get(session)
    if found is None:
        return removed
    removed += _each(lambda container: _remove_container(api, container), found.containers)
    removed += _each(lambda volume: _remove_volume(api, volume), [v for v in found.volumes if not _mark_of(v)])
    stuck = [network for network in found.networks if not _removed_network(api, network)]
    removed += [f"network {network['Name']}" for network in found.networks if network not in stuck]
    for network in stuck:
        progress.stage(f"network {network['Name']} stays until the engine counts right: {MISCOUNT}")
    for volume in sorted((volume for volume in found.volumes if _mark_of(volume)), key=_removing_last):
        if not (stuck and _removing_last(volume)):
            _remove_volume(api, volume)
    return removed


def sweep(api: docker.APIClient, progress: Progress, *, everything: bool) -> list[str]:
    """Remove the sessions that were left behind, or all, and say what was removed. One that resists stops nobody."""
    removed: list[str] = []
    for found in inventory(api).values():
        if everything or found.left_behind():
            try:
                removed += remove(api, found.session, progress)
            except EnvironmentProblem as problem:
                progress.stage(f"session {found.session} stays: {problem.what} ({problem.cause})")
    return removed


def _each(remove_one: Any, things: Iterable[dict[str, Any]]) -> list[str]:
    with ThreadPoolExecutor(engine.PARALLEL) as pool:
        return list(pool.map(remove_one, things))


def _remove_container(api: docker.APIClient, container: dict[str, Any]) -> str:
    from docker.errors import APIError

    name = str(container["Names"][0].lstrip("/"))
    with engine.problems("a container cannot be removed", name, ignore=(GONE,)):
        try:
            api.remove_container(container["Id"], force=True, v=True)
        except APIError as problem:
            if problem.status_code != CONFLICT:
                raise
            api.wait(container["Id"], condition="removed")
    return f"container {name}"


def _removed_network(api: docker.APIClient, network: dict[str, Any]) -> bool:
    """False when the engine counts endpoints that are not there."""
    from docker.errors import APIError

    with engine.problems("a network cannot be removed", network["Name"], ignore=(GONE,)):
        try:
            api.remove_network(network["Id"])
        except APIError as problem:
            if problem.status_code != FORBIDDEN:
                raise
            ends = (api.inspect_network(network["Id"])["Containers"] or {}).values()
            if not ends:
                return False
            raise _in_use(network, [end["Name"] for end in ends]) from problem
    return True


def _in_use(network: dict[str, Any], users: list[str]) -> EnvironmentProblem:
    """Containers that are not ours are left alone, so their network stays."""
    return EnvironmentProblem(
        "a network of ours is in use by containers that are not ours",
        network["Name"],
        f"connected by hand: {', '.join(users)}",
        f"docker network disconnect {network['Name']} CONTAINER, then again",
    )


def _mark_of(volume: dict[str, Any]) -> str | None:
    which: str | None = volume["Labels"].get(marks.MARK)
    return which


def _removing_last(volume: dict[str, Any]) -> bool:
    return _mark_of(volume) == marks.REMOVING


def _remove_volume(api: docker.APIClient, volume: dict[str, Any]) -> str:
    with engine.problems("a volume cannot be removed", volume["Name"], ignore=(GONE,)):
        api.remove_volume(volume["Name"])
    return f"volume {volume['Name']}"
