"""Sessions with a stand-in kernel, in real containers and real processes; nothing of them outlives a test."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from launch.standin import HERE, Make, plan, standin_code

from guardian_emu.launch import engine, images, leftovers
from guardian_emu.launch.archives import Entry
from guardian_emu.launch.containers import DockerLauncher
from guardian_emu.launch.embedded import EmbeddedLauncher
from guardian_emu.launch.launcher import Launcher, Silent
from guardian_emu.launch.plan import Plan

STANDIN_IMAGE = "guardian-emu-test-standin"


@pytest.fixture(scope="session")
def standin_image() -> str:
    api = engine.connect()
    try:
        source = (HERE / "standin_kernel.py").read_bytes()
        base = images.ensure(api, Silent())
        tag = f"{STANDIN_IMAGE}:{images._digest([source, base.encode()])}"
        if not images._config(api, tag):
            images._build_cpu(api, tag, base, [Entry("guardian_emu/kernel/__main__.py", source)])
        return tag
    finally:
        api.close()


@pytest.fixture
def estate_root(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for embedded sessions of this test alone; short, for the sake of socket paths."""
    root = Path(f"/tmp/ge-test-{os.getpid()}-{secrets.token_hex(3)}")
    monkeypatch.setenv("GUARDIAN_EMU_STATE", str(root))
    return root


@pytest.fixture
def embedded(estate_root: Path, tmp_path: Path) -> Iterator[Make]:
    made: list[EmbeddedLauncher] = []

    def make(session: Plan | None = None, timeout: float = 20.0) -> EmbeddedLauncher:
        code = tmp_path / "code"
        made.append(
            EmbeddedLauncher(session or plan(), timeout, code=code if code.exists() else standin_code(tmp_path))
        )
        return made[-1]

    yield make
    for launcher in made:
        launcher.remove(Silent())
    estate_root.rmdir()


@pytest.fixture
def docker(request: pytest.FixtureRequest) -> Iterator[Make]:
    image = request.getfixturevalue("standin_image")
    api = engine.connect()
    made: list[DockerLauncher] = []

    def make(session: Plan | None = None, timeout: float = 30.0) -> DockerLauncher:
        made.append(DockerLauncher(api, session or plan(), timeout, image))
        return made[-1]

    yield make
    for launcher in made:
        launcher.remove(Silent())
        assert not leftovers.inventory(api, launcher.session)
    api.close()


@pytest.fixture(params=["embedded", pytest.param("docker", marks=pytest.mark.docker)])
def make(request: pytest.FixtureRequest) -> Make:
    """Makes launchers of either runtime."""
    value: Make = request.getfixturevalue(request.param)
    return value


@pytest.fixture
def launcher(make: Make) -> Launcher:
    """Two CPUs, up."""
    made = make()
    made.up(Silent())
    return made
