"""Commands that check: topology files, and the machine."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import NamedTuple

import click

from guardian_emu.errors import EXIT_ENVIRONMENT, EXIT_USAGE, GuardianEmuError, TopologyError

from . import screen
from .options import json_option, topology_option


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@topology_option
@json_option
def validate(files: tuple[str, ...], file: str | None, as_json: bool) -> int:
    """Check topology files and print every problem with its line; with --json print what they come to."""
    from guardian_emu import topology

    found, problems = [], []
    for name in [*files, *([file] if file or not files else [])]:
        try:
            found.append(topology.load(topology.find(name)))
        except TopologyError as error:
            problems.append(error)
    if as_json:
        screen.print_json(
            {"topologies": [good.to_json() for good in found], "errors": [problem.to_json() for problem in problems]}
        )
    else:
        for good in found:
            cpus = sum(node.cpus for node in good.nodes)
            print(f"{good.path}: ok, {len(good.nodes)} nodes, {cpus} CPUs, {len(good.programs)} programs")
    for problem in problems:
        print(f"guardian-emu: {problem}", file=sys.stderr)
    return EXIT_USAGE if problems else 0


class Finding(NamedTuple):
    """One line of the doctor: ``state`` is ok, weak (something works less well) or missing."""

    what: str
    state: str
    detail: str
    next_step: str = ""


@click.command()
@json_option
def doctor(as_json: bool) -> int:
    """Tell what is installed and what is missing, each with the next step.

    Exit code 3 when nodes cannot be run or programs cannot be compiled at all.
    """
    findings = list(_examine())
    if as_json:
        screen.print_json({"findings": [finding._asdict() for finding in findings]})
    else:
        screen.table(["what", "state", "detail"], [finding[:3] for finding in findings])
        for finding in findings:
            if finding.next_step:
                print(f"{finding.what}: {finding.next_step}")
    return EXIT_ENVIRONMENT if any(finding.state == "missing" for finding in findings) else 0


def _examine() -> Iterator[Finding]:
    yield _versions()
    engine = _engine()
    yield engine
    if engine.state == "ok":
        yield _cpu_image()
    yield _user_namespaces()
    yield from _compilers()
    yield _emulator()


def _versions() -> Finding:
    from guardian_emu import __version__

    detail = f"{__version__}, Python {platform.python_version()}, Linux {platform.release()}, {platform.machine()}"
    return Finding("guardian-emu", "ok", detail)


def _engine() -> Finding:
    from guardian_emu.launch.engine import probe

    answers, detail = probe()
    if answers:
        return Finding("container engine", "ok", detail)
    return Finding("container engine", "weak", detail, "start the engine, or use --runtime embedded")


def _cpu_image() -> Finding:
    from guardian_emu.launch import engine, images, marks

    api = engine.connect()
    with engine.problems("the images cannot be listed"):
        made = api.images(filters=engine.with_label(**{marks.IMAGE: "cpu"}))
    outdated = images.outdated(api)
    api.close()
    current = [tag for image in made for tag in image["RepoTags"] or [] if tag not in outdated]
    old = f"; {len(outdated)} outdated (`guardian-emu prune --cache` removes them)" if outdated else ""
    if current:
        return Finding("CPU image", "ok", f"{current[0]}{old}")
    return Finding("CPU image", "weak", f"not built for this version yet{old}", "`up` builds it, or `make images`")


def _user_namespaces() -> Finding:
    """The embedded runtime ends a CPU's tree with a PID namespace where one is allowed."""
    command = shutil.which("unshare")
    if command:
        tried = subprocess.run(
            [command, "--user", "--map-root-user", "--pid", "--fork", "true"],
            capture_output=True,
            text=True,
            check=False,
        )
        if tried.returncode == 0:
            return Finding("user namespaces", "ok", "a PID namespace can be made without privileges")
        reason = tried.stderr.strip() or "refused"
    else:
        reason = "unshare is not installed (package util-linux)"
    next_step = "none needed: embedded CPUs then die by parent-death signals"
    return Finding("user namespaces", "weak", reason, next_step)


def _compilers() -> Iterator[Finding]:
    from guardian_emu.cc import runtime, toolchain

    for abi in toolchain.Abi:
        what = f"{abi} compiler"
        try:
            command = toolchain.compiler(abi)
            library = runtime.library(abi)
        except GuardianEmuError as error:
            state = "missing" if abi is toolchain.Abi.HOST else "weak"
            yield Finding(what, state, f"{error.what}: {error.value}", error.next_step)
            continue
        yield Finding(what, "ok", f"{_version_of(command)}; libguardian in {library.parent}")


def _version_of(command: list[str]) -> str:
    said = subprocess.run([*command, "--version"], capture_output=True, text=True, check=False).stdout
    return said.splitlines()[0] if said else command[0]


def _emulator() -> Finding:
    from guardian_emu.cc import toolchain

    found = shutil.which(toolchain.NONSTOP_EMULATOR)
    if found:
        return Finding("qemu", "ok", _version_of([found]))
    detail = f"{toolchain.NONSTOP_EMULATOR} is not in PATH; containers bring their own"
    return Finding("qemu", "weak", detail, "apt-get install qemu-user-static, to run nonstop programs embedded")
