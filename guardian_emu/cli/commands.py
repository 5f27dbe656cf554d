"""The table of all commands. Their summaries stand here so that ``--help`` imports none of them."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Mapping
from typing import NamedTuple

import click

from guardian_emu import __version__


class Entry(NamedTuple):
    """Where a command is, and its line in the list of commands."""

    module: str
    summary: str


COMMANDS: Mapping[str, Entry] = {
    "up": Entry("node", "Start a topology: its CPUs, programs and processes."),
    "down": Entry("node", "Remove every trace of a topology that is up."),
    "status": Entry("node", "Show CPUs, processes and pairs."),
    "run": Entry("process", "Run a program on the node and follow its output."),
    "stop": Entry("process", "Stop a process or a pair."),
    "halt": Entry("faults", "Kill a CPU with everything in it."),
    "reload": Entry("reload", "Load halted CPUs again, or all in turn."),
    "freeze": Entry("faults", "Stop a CPU's time."),
    "thaw": Entry("faults", "Let a frozen CPU go on."),
    "throttle": Entry("faults", "Let a CPU have less of a processor's time."),
    "cut": Entry("faults", "Take a CPU off fabric X or Y, or cut one of its paths."),
    "join": Entry("faults", "Put a CPU back onto fabric X or Y."),
    "heal": Entry("faults", "Undo every fault, and reload what has halted."),
    "line": Entry("network", "Cut and join lines between nodes."),
    "probe": Entry("network", "Show the way from one node to another."),
    "logs": Entry("watch", "Show the log of CPUs."),
    "events": Entry("watch", "Follow CPUs, takeovers and processes as they change."),
    "timeline": Entry("timeline", "Draw what happened as one HTML page."),
    "cc": Entry("compile", "Compile NonStop C."),
    "validate": Entry("check", "Check topology files."),
    "demo": Entry("demo", "Kill a processor under load, four times, and account for every request."),
    "bench": Entry("bench", "Measure against a floor of the same run."),
    "doctor": Entry("check", "Tell what is installed and what is missing."),
    "prune": Entry("node", "Remove what dead sessions left behind."),
}


class LazyGroup(click.Group):
    """Imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or None; its function has the command's name, with an underscore behind a Python word."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f".{COMMANDS[cmd_name].module}", __package__)
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the words name; a misspelt one is told with its nearest match."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"there is no command {args[0]!r}{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 ok, 1 an expectation failed, 2 usage or topology error, 3 environment, 4 a bug.",
)
@click.version_option(__version__)
def guardian_emu() -> None:
    """A NonStop Guardian node in containers."""
