"""Nodes that a test may break; they are removed after it, whatever it did to them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chaos.sessions import create

from guardian_emu.launch.launcher import Launcher, Silent

Make = Callable[..., Launcher]


@pytest.fixture
def estate_root(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place for embedded sessions of this test alone; short, for the sake of socket paths."""
    root = Path(f"/tmp/ge-chaos-{secrets.token_hex(3)}")
    monkeypatch.setenv("GUARDIAN_EMU_STATE", str(root))
    yield root
    if root.exists():
        root.rmdir()


@pytest.fixture
def make(estate_root: Path, tmp_path: Path) -> Iterator[Make]:
    """Starts nodes."""
    made: list[Launcher] = []

    def start(runtime: str, **more: Any) -> Launcher:
        made.append(create(tmp_path, runtime, **more))
        made[-1].up(Silent())
        return made[-1]

    yield start
    for launcher in made:
        launcher.remove(Silent())


@pytest.fixture(params=["embedded", pytest.param("docker", marks=pytest.mark.docker)])
def node(request: pytest.FixtureRequest, make: Make) -> Launcher:
    """Three CPUs, up, on either runtime."""
    return make(request.param)


@pytest.fixture
def embedded(make: Make) -> Launcher:
    """Three CPUs, up, without an engine."""
    return make("embedded")
