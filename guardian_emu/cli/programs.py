"""The programs of a topology, compiled, installed and started."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guardian_emu.errors import EnvironmentProblem

if TYPE_CHECKING:
    from guardian_emu.launch.launcher import Launcher
    from guardian_emu.topology.model import Assign, Node, Process, Program, Topology

    from .screen import Progress


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
    """Creates the processes of every node, each in its file's order."""
    for node in topology.nodes:
        if node.processes:
            progress.stage(f"starting the processes of {node.name}")
            _start_node(node, launcher)


def _start_node(node: Node, launcher: Launcher) -> None:
    from guardian_emu.launch.channel import OperatorRefusal
    from guardian_emu.launch.launcher import CpuAddress

    with launcher.attach(CpuAddress(node.name, node.processes[0].cpu)) as channel:
        for process in node.processes:
            try:
                channel.request("create", **creation(process))
            except OperatorRefusal as refusal:
                raise EnvironmentProblem(
                    f"{process.name} could not be created (error {refusal.number}, detail {refusal.detail})",
                    process.program,
                    refusal.cause,
                    "`guardian-emu logs` shows what the CPU says",
                ) from refusal
