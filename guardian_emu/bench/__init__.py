"""The benchmarks: every figure stands beside a floor that was measured in the same run.

General layout:
  command     the options of ``guardian-emu bench``, and the order of things
  rows        what was measured, as typed rows: arithmetic, goals, JSON, tables
  messages    round trips between two processes
  throughput  requests a second of several requesters with several requests outstanding
  takeover    from the halt of the primary's CPU to the first reply of the new primary
  boot        from nothing to a node that is ready
  compilation ``cc`` of a thousand lines
  floors      what the machine itself takes for the same, without us
  laboratory  a node to measure on: its processes, their output, its events
  programs/   the C programs: echo pair, bare floor

Performance is never asserted: a ratio above its goal is printed as such, and the command still ends with 0.
"""

from __future__ import annotations


def main(arguments: list[str]) -> int:
    """Runs the benchmarks that the words of a command line ask for, and returns the exit code."""
    from guardian_emu.bench import command

    result = command.bench.main(arguments, prog_name="guardian-emu bench", standalone_mode=False)
    return result if isinstance(result, int) else 0
