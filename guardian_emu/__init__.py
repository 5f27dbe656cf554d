"""guardian-emu: a NonStop Guardian node whose CPUs are containers.

General layout, from the outside in:

cli/        the commands: parse, call, print
tacl/       the command interpreter and its SSH front
chaos/      faults, schedules, sweeps, checkers, reports
demo/       the demonstration: faults under load, and the account of every request
bench/      measurements, as ratios to a floor measured in the same run
testing/    the pytest plugin: nodes for tests, faults, events that are waited for
operating/  a node that is up, for all of the above: programs, processes that are followed, events, status
launch/     where CPUs run: the Launcher interface, docker, embedded, images
topology/   the YAML model of nodes, volumes, programs and processes
kernel/     what runs as PID 1 of a CPU: sans-I/O machines and their asyncio shell
disk/       the disk process pair behind a volume
guardian/   the Guardian procedures for Python programs
cc/         the compile driver for NonStop C
wire/       layouts of everything that crosses a socket, one table for C and Python
errors.py   the tree of expected errors, a leaf that everyone may import

libguardian, the C side, is in runtime/.
"""

__version__ = "0.1.0"
