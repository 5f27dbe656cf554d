"""``bench``: hands over to guardian_emu.bench."""

from __future__ import annotations

import importlib

import click

from guardian_emu.errors import EnvironmentProblem


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(arguments: tuple[str, ...]) -> int:
    """Measure round trips, takeover and start-up, as ratios to floors of the same run.

    Its own options: ``guardian-emu bench --help``.
    """
    entry = getattr(importlib.import_module("guardian_emu.bench"), "main", None)
    if entry is None:
        raise EnvironmentProblem(
            "this installation has no benchmarks", "guardian_emu.bench", "it was left out", "reinstall guardian-emu"
        )
    return int(entry(list(arguments)))
