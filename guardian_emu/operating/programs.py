"""The programs of a topology, compiled, installed and started."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guardian_emu.errors import EnvironmentProblem, UsageError
from guardian_emu.topology.model import StartMode

if TYPE_CHECKING:
    from guardian_emu.launch.launcher import Launcher, Progress
    from guardian_emu.topology.model import Assign, Node, Process, Program, Topology

CONFIGURATION = "zsysconf.config"
"""The file on ``$SYSTEM`` with the configured processes of all nodes (docs/design.md)."""


def compiled(program: Program) -> Path:
    """The program's file: compiled and cached if it is C, else as it is."""
    from guardian_emu.cc import driver
    from guardian_emu.cc.toolchain import Abi

    if program.kind != "c":
        return program.files[0]
    options = driver.Options.of_words(Abi(program.abi.value), program.options, program.files[0].parent)
    return driver.cached_program(program.files, options)


def compile_all(topology: Topology, progress: Progress) -> dict[str, Path]:
    """Files of all programs by their Guardian names."""
    files = {}
    for program in topology.programs:
        progress.stage(f"compiling {program.name}")
        files[program.name] = compiled(program)
    return files


def local_file(program: str, topology: Topology, abi: str) -> tuple[str, Path] | None:
    """Name and file of a program to install; a C source is compiled. None for one that the topology has installed.

    Raises UsageError for what is neither.
    """
    if any(known.name == program.upper() for known in topology.programs):
        return None
    path = Path(program)
    if not path.is_file():
        known = ", ".join(known.name for known in topology.programs) or "none"
        raise UsageError(
            "there is no such program",
            program,
            f"it is neither a file nor a program of {topology.name} ({known})",
            "name a program file or a C source",
        )
    if path.suffix == ".c":
        from guardian_emu.cc import driver
        from guardian_emu.cc.toolchain import Abi

        path = driver.cached_program([path], driver.Options(abi=Abi(abi)))
    name = re.sub(r"[^A-Za-z0-9]", "", path.stem).lstrip("0123456789")[:8].upper()
    return name or "PROGRAM", path


def install(launcher: Launcher, name: str, path: Path) -> None:
    """Puts a program onto ``$SYSTEM``. One in Python keeps its ending there and gets libguardian beside it."""
    if path.suffix != ".py":
        launcher.install(name, path)
        return
    from guardian_emu.cc import runtime

    launcher.install("libguardian.so", runtime.shared_library())
    launcher.install(f"{name}.py", path)


def install_all(topology: Topology, launcher: Launcher, files: dict[str, Path]) -> None:
    """Puts every program of the topology onto ``$SYSTEM``, and beside one in Python the modules that it names."""
    for program in topology.programs:
        install(launcher, program.name, files[program.name])
        if program.kind == "python":
            for module in program.files[1:]:
                launcher.install(module.name, module)
    _install_configuration(topology, launcher)


def _install_configuration(topology: Topology, launcher: Launcher) -> None:
    """Puts the configured processes onto ``$SYSTEM``, where a CPU that is reloaded reads which of them it starts."""
    with tempfile.NamedTemporaryFile("w", suffix=CONFIGURATION) as file:
        json.dump({node.name: [configured(process) for process in node.processes] for node in topology.nodes}, file)
        file.flush()
        launcher.install(CONFIGURATION, Path(file.name))


def configured(process: Process) -> dict[str, Any]:
    """A process as the configuration has it (docs/design.md)."""
    return {
        "mode": process.start_mode.value,
        "backup-cpu": process.backup_cpu,
        "backup-args": list(process.backup_args),
        "create": creation(process),
    }


def creation(process: Process) -> dict[str, Any]:
    """What the operator's request ``create`` says about a process of the topology."""
    return {
        "program": process.program,
        "name": process.name,
        "cpu": process.cpu,
        "args": list(process.args),
        "priority": -1 if process.priority is None else process.priority,
        "user": process.user,
        "home_terminal": process.home_terminal,
        "default_volume": process.default_volume,
        "in": process.infile,
        "out": process.outfile,
        "params": {param.name: param.value for param in process.params},
        "assigns": [assignment(assign) for assign in process.assigns],
        "defines": [
            {"name": define.name, "class": define.kind.value, "values": list(define.values)}
            for define in process.defines
        ],
    }


def assignment(assign: Assign) -> dict[str, Any]:
    """An ASSIGN as the request has it: only what is supplied."""
    values = {field.name: getattr(assign, field.name) for field in fields(assign)}
    return {name: value for name, value in values.items() if value is not None}


def start(topology: Topology, launcher: Launcher, progress: Progress) -> None:
    """Creates the processes of every node in the phases of a load (RL-05), within a phase in its file's order."""
    for node in topology.nodes:
        if processes := in_phases(node.processes):
            progress.stage(f"starting the processes of {node.name}")
            _start_node(node, processes, launcher)


def in_phases(processes: Iterable[Process]) -> list[Process]:
    """Those that ``up`` starts, in order; it starts those of mode manual last, as the operator who asks for them."""
    phases = list(StartMode)
    wanted = [process for process in processes if process.start_mode is not StartMode.DISABLED]
    return sorted(wanted, key=lambda process: phases.index(process.start_mode))


def _start_node(node: Node, processes: list[Process], launcher: Launcher) -> None:
    from guardian_emu.launch.channel import OperatorRefusal
    from guardian_emu.launch.launcher import CpuAddress

    with launcher.attach(CpuAddress(node.name, processes[0].cpu)) as channel:
        for process in processes:
            try:
                channel.request("create", **creation(process))
            except OperatorRefusal as refusal:
                raise EnvironmentProblem(
                    f"{process.name} could not be created (error {refusal.number}, detail {refusal.detail})",
                    process.program,
                    refusal.cause,
                    "`guardian-emu logs` shows what the CPU says",
                ) from refusal
