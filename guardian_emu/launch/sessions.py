"""Sessions over both runtimes: choosing one, making a new session, finding one, sweeping what dead ones left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guardian_emu.errors import EnvironmentProblem, UsageError
from guardian_emu.launch import engine, plan
from guardian_emu.launch.launcher import Launcher, Progress

if TYPE_CHECKING:
    from guardian_emu.topology.model import Topology

DOCKER, EMBEDDED = "docker", "embedded"


def choose(runtime: str | None) -> tuple[str, str]:
    """See ``launcher.choose``."""
    if runtime is not None:
        return _checked(runtime), "it was asked for"
    answers, sentence = engine.probe()
    return (DOCKER if answers else EMBEDDED), sentence


def create(topology: Topology, runtime: str | None, *, ttl: float | None, timeout: float, leashed: bool) -> Launcher:
    """See ``launcher.create``."""
    return _launcher(choose(runtime)[0], plan.draw(topology, ttl=ttl, leashed=leashed), timeout)


def find(topology: str, runtime: str | None, *, timeout: float) -> Launcher:
    """See ``launcher.find``."""
    asked = (_checked(runtime),) if runtime else _present()
    for name in asked:
        if found := _find_in(name, topology, timeout):
            return found
    raise EnvironmentProblem(
        f"{topology} is not up", topology, f"no session of it runs ({', '.join(asked)})", "run `guardian-emu up` first"
    )


def sweep(progress: Progress, *, everything: bool) -> list[str]:
    """See ``launcher.sweep``."""
    from guardian_emu.launch import estate

    removed: list[str] = []
    if DOCKER in _present():
        from guardian_emu.launch import images, leftovers

        api = engine.connect()
        removed += leftovers.sweep(api, progress, everything=everything)
        if everything:
            removed += images.discard(api, images.outdated(api))
        api.close()
    return removed + estate.sweep(progress, everything=everything)


def _checked(runtime: str) -> str:
    if runtime not in (DOCKER, EMBEDDED):
        raise UsageError("there is no such runtime", runtime, "a typing error", f"write {DOCKER} or {EMBEDDED}")
    return runtime


def _present() -> tuple[str, ...]:
    return (EMBEDDED, DOCKER) if engine.probe()[0] else (EMBEDDED,)


def _launcher(runtime: str, drawn: plan.Plan, timeout: float) -> Launcher:
    if runtime == DOCKER:
        from guardian_emu.launch.containers import DockerLauncher

        return DockerLauncher(engine.connect(), drawn, timeout)
    from guardian_emu.launch.embedded import EmbeddedLauncher

    return EmbeddedLauncher(drawn, timeout)


def _find_in(runtime: str, topology: str, timeout: float) -> Launcher | None:
    if runtime == DOCKER:
        from guardian_emu.launch import containers

        return containers.find(engine.connect(), topology, timeout)
    from guardian_emu.launch import embedded

    return embedded.find(topology, timeout)
