"""The commands: parse, call, print. Each group of commands is one module, imported only when it is called.

node.py      up down status prune
reload.py    reload
paths.py     status --paths
faults.py    halt freeze thaw throttle cut join heal
process.py   run stop
network.py   line probe
watch.py     logs events
compile.py   cc
check.py     validate doctor
bench.py     bench
demo.py      demo
commands.py  the table of all commands, and the group that imports them
options.py   what several commands have in common: -f, --runtime, --json, CPU numbers, durations
screen.py    tables and progress, for a terminal and for everything else
programs.py  the programs of a topology, compiled, installed and started
terminal.py  a terminal in the node for one command
images.py    what ``make images`` calls
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from guardian_emu.errors import EXIT_BUG, EXIT_USAGE, GuardianEmuError, render

_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line and returns its exit code.

    0 ok, 1 an expectation failed, 2 usage or topology error, 3 environment, 4 a bug (the only one with a traceback).
    """
    import click

    from .commands import guardian_emu

    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        result = guardian_emu.main(words, prog_name="guardian-emu", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except GuardianEmuError as error:
        _tell(error, as_json="--json" in words and words[0] != "run")  # behind `run PROGRAM` it is the program's
        return error.exit_code
    except click.ClickException as error:
        _tell_wrong_usage(error, words)
        return EXIT_USAGE
    except (KeyboardInterrupt, click.Abort):
        return _INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:
        _tell_bug(words)
        return EXIT_BUG


def _tell(error: GuardianEmuError, *, as_json: bool) -> None:
    if as_json:
        import json

        print(json.dumps({"error": error.to_json()}), flush=True)
    print(f"guardian-emu: {error}", file=sys.stderr)


def _tell_wrong_usage(error: object, words: list[str]) -> None:
    import shlex

    import click

    assert isinstance(error, click.ClickException)
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "guardian-emu"
    text = render(
        error.format_message().rstrip("."),
        shlex.join(["guardian-emu", *words]),
        "",
        f"`{path} --help` shows what there is",
    )
    print(f"guardian-emu: {text}", file=sys.stderr)


def _tell_bug(words: list[str]) -> None:
    import platform
    import shlex
    import traceback

    from guardian_emu import __version__

    command = shlex.join(["guardian-emu", *words])
    traceback.print_exc()
    print(
        f"\nThis is a bug in guardian-emu {__version__}, not a mistake of yours. Please report the lines above with:\n"
        f"  command: {command}\n  system: Python {platform.python_version()}, {platform.platform()}",
        file=sys.stderr,
    )
