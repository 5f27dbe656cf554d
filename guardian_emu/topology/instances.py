"""The instances of a process with ``count``: their names, CPUs and arguments."""

from __future__ import annotations

from collections.abc import Sequence

from guardian_emu.topology.names import process_name

BACKUP_CPU = "<BCKP-CPU>"
"""In an argument: the backup CPU, as in the startup text of a generic process (ZP-07)."""

NUMBER = "<NUMBER>"
"""In an argument: the number of the instance, from 1."""


def instance_names(name: str, count: int | None) -> list[str]:
    """``$REQ1`` to ``$REQ8`` for ``$REQ`` and 8, all with the same number of digits; only ``name`` without a count.

    Raises Refused when the names become too long.
    """
    if count is None:
        return [name]
    width = len(str(count))
    return [process_name(f"{name}{number:0{width}}") for number in range(1, count + 1)]


def instance_cpu(cpus: Sequence[int], number: int) -> int:
    """The CPU of an instance: they take turns."""
    return cpus[(number - 1) % len(cpus)]


def instance_args(args: Sequence[str], number: int, backup_cpu: int | None) -> tuple[str, ...]:
    """The arguments of an instance with their placeholders replaced."""
    backup = BACKUP_CPU if backup_cpu is None else str(backup_cpu)
    return tuple(arg.replace(NUMBER, str(number)).replace(BACKUP_CPU, backup) for arg in args)
