"""Commands about processes."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from guardian_emu.errors import EXIT_EXPECTATION, ExpectationFailed, UsageError
from guardian_emu.operating import programs

from . import options
from .options import (
    CpuName,
    assign,
    cpu_name,
    file_of_startup,
    home_terminal,
    name_of_process,
    param,
    process_reference,
    runtime_option,
    topology_option,
    user_reference,
)

if TYPE_CHECKING:
    from guardian_emu.launch.launcher import CpuAddress, Launcher, OperatorChannel

_BOTH_MEMBERS, _THIS_PROCESS = 1, 0


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("--name", type=name_of_process, metavar="$NAME", help="Process name; without it the process is unnamed.")
@click.option("--cpu", type=cpu_name, metavar="CPU", help="CPU to run in; without it the node chooses.")
@click.option("--priority", type=click.IntRange(1, 199), help="Priority, 1 to 199.")
@click.option("--user", type=user_reference, metavar="USER", help="Whose process it is: GROUP.USER or GROUP,USER.")
@click.option("--in", "infile", type=file_of_startup, metavar="FILE", help="IN of the startup message.")
@click.option("--out", "outfile", type=file_of_startup, metavar="FILE", help="OUT of the startup message.")
@click.option("--term", type=home_terminal, metavar="$TERM", help="Home terminal; without it one is made for the run.")
@click.option("--param", "params", type=param, multiple=True, metavar="NAME=VALUE", help="A PARAM; may be repeated.")
@click.option(
    "--assign", "assigns", type=assign, multiple=True, metavar="NAME=FILE", help="An ASSIGN; may be repeated."
)
@click.option("--abi", type=click.Choice(["nonstop", "host"]), default="nonstop", show_default=True)
@topology_option
@runtime_option
@click.argument("program")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def run(
    program: str,
    arguments: tuple[str, ...],
    name: str | None,
    cpu: CpuName | None,
    priority: int | None,
    user: str | None,
    infile: str | None,
    outfile: str | None,
    term: str | None,
    params: tuple[tuple[str, str], ...],
    assigns: tuple[tuple[str, str], ...],
    abi: str,
    file: str | None,
    runtime: str | None,
) -> int:
    """Run PROGRAM on the node and follow its output until it ends.

    PROGRAM is a program of the topology, a program file, or a C source that is compiled first. Options stand before
    it, its own arguments behind it. What is typed or piped here it reads from its IN file and its home terminal. Exit
    code 0 for completion code 0, else 1.
    """
    _refuse_stray_option(program)
    topology = options.load_topology(file)
    target = options.address(topology, cpu) if cpu else None
    installed = programs.local_file(program, topology, abi)
    launcher = options.running(file, runtime)[1]
    if installed:
        programs.install(launcher, *installed)
    guardian_name = installed[0] if installed else program.upper()
    wishes = {
        "program": guardian_name,
        "name": name,
        "cpu": target.cpu if target else -1,
        "args": list(arguments),
        "priority": priority or -1,
        "user": user,
        "in": infile,
        "out": outfile,
        "params": dict(params),
        "assigns": [{"logical": logical, "file": physical} for logical, physical in assigns],
    }
    with launcher.attach(target) as channel, _terminal(term, launcher, target) as terminal:
        events = channel.stream("create", **wishes, home_terminal=terminal, follow=True)
        return _follow(events, channel, launcher)


@contextlib.contextmanager
def _terminal(name: str | None, launcher: Launcher, cpu: CpuAddress | None) -> Iterator[str | None]:
    """The home terminal: the one that was named; one of its own where somebody can type; that of the node."""
    from . import terminal

    if name or not terminal.somebody_types():
        yield name
        return
    own = terminal.Terminal(launcher, cpu)
    try:
        yield own.name
    finally:
        own.close()


def _refuse_stray_option(program: str) -> None:
    if program.startswith("-"):
        raise UsageError(
            "there is no such option", program, "a misspelt option", "`guardian-emu run --help` lists them"
        )


def _follow(events: Iterator[dict[str, Any]], channel: OperatorChannel, launcher: Launcher) -> int:
    """Prints output until the process ends; an interrupted follower stops its process."""
    from guardian_emu.launch.channel import ChannelClosed

    where = ""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends the follower as Ctrl-C does
    try:
        for event in events:
            kind = event.get("event")
            if kind == "result":
                where = f"{event['cpu']},{event['pin']}"
            elif kind == "output":
                stream = sys.stderr if event.get("stream") == "stderr" else sys.stdout
                print(str(event.get("text", "")).removesuffix("\n"), file=stream, flush=True)
            elif kind == "process-ended":
                return _ended(event)
            elif kind == "cpu-down":
                break
    except KeyboardInterrupt:
        channel.close()
        if where:
            with launcher.attach(None) as other:
                other.request("stop", process=where, specifier=_THIS_PROCESS)
        raise
    except ChannelClosed:
        pass
    raise ExpectationFailed(
        "the process went away without an end",
        where or None,
        "its CPU went down",
        "`guardian-emu status` shows what is left",
    )


def _ended(event: dict[str, Any]) -> int:
    code = int(event.get("completion_code", 0))
    if code or event.get("text"):
        info = f", termination info {event['info']}" if event.get("info") else ""
        text = f": {event['text']}" if event.get("text") else ""
        kind = "abended" if event.get("abend") else "stopped"
        print(f"guardian-emu: the process {kind} with completion code {code}{info}{text}", file=sys.stderr)
    return EXIT_EXPECTATION if code else 0


@click.command()
@click.argument("process", type=process_reference)
@click.option("--abend", is_flag=True, help="As an abnormal end: completion code 5.")
@click.option("--one", is_flag=True, help="Stop only the primary of a pair; its backup takes over.")
@topology_option
@runtime_option
def stop(process: str, abend: bool, one: bool, file: str | None, runtime: str | None) -> None:
    """Stop PROCESS: '$NAME' (both members of a pair), CPU,PIN or a handle in hex."""
    _, launcher = options.running(file, runtime)
    specifier = _BOTH_MEMBERS if "$" in process and not one else _THIS_PROCESS
    with launcher.attach(None) as channel:
        channel.request("stop", process=process, specifier=specifier, abend=abend)
    print(f"{process} is stopped")
