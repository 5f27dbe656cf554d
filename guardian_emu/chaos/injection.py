"""Making faults and taking them back, with the journal kept in step."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

from guardian_emu.chaos.faults import CutFabric, CutPath, Fault, Freeze, Halt, Throttle
from guardian_emu.chaos.journal import Journal
from guardian_emu.errors import EnvironmentProblem, GuardianEmuError
from guardian_emu.launch.channel import ChannelClosed, all_halted
from guardian_emu.launch.launcher import CpuAddress, CpuState, Launcher, Progress

ORDER = (Freeze, Throttle, CutPath, CutFabric)
"""In which order faults are undone: a CPU has to run before its fabrics can be joined, and be joined to be reloaded."""

SETTLE_SECONDS = 15.0
LOOK_AGAIN_SECONDS = 0.05


def inject(launcher: Launcher, fault: Fault) -> str:
    """Register the undo, then make the fault; by which means. One that cannot be made leaves nothing registered."""
    journal = Journal(launcher)
    stood = fault in journal.standing()
    journal.register(fault)
    try:
        return fault.apply(launcher) or ""
    except GuardianEmuError:
        if not stood:
            with suppress(GuardianEmuError):  # what cannot be undone now stays registered
                fault.undo(launcher)
                journal.erase(fault)
        raise


def lift(launcher: Launcher, fault: Fault) -> None:
    """Undo a fault, registered or not."""
    fault.undo(launcher)
    Journal(launcher).erase(fault)


def throttle(launcher: Launcher, fault: Throttle) -> str:
    """Slow a CPU down, or more or less than before; by which means. One quota stands at a time."""
    means = inject(launcher, fault)
    _erase(launcher, [other for other in standing(launcher, fault.cpu, Throttle) if other != fault])
    return means


def unthrottle(launcher: Launcher, cpu: CpuAddress) -> None:
    """Let a CPU run at full speed."""
    Throttle(cpu, 1).undo(launcher)
    _erase(launcher, standing(launcher, cpu, Throttle))


def join(launcher: Launcher, cpu: CpuAddress, fabric: str) -> None:
    """Put a CPU back onto a fabric whole: undo every cut of it there."""
    for fault in standing(launcher, cpu, CutPath):
        if isinstance(fault, CutPath) and fault.fabric == fabric:
            lift(launcher, fault)
    lift(launcher, CutFabric(cpu, fabric))


def thaw(launcher: Launcher, cpu: CpuAddress) -> None:
    """Let a frozen CPU go on, as slowly as it was to go. Raises ``EnvironmentProblem`` when it is not frozen."""
    launcher.thaw(cpu)
    _erase(launcher, [Freeze(cpu)])
    for fault in standing(launcher, cpu, Throttle):
        _apply_while_it_runs(launcher, fault)


def reload(launcher: Launcher, cpu: CpuAddress, progress: Progress) -> None:
    """Load a halted CPU again. What lasts is applied to the new load as well."""
    launcher.start(cpu, progress)
    loaded(launcher, cpu)


def loaded(launcher: Launcher, cpu: CpuAddress) -> None:
    """A CPU was loaded again: it is neither halted nor frozen any more, and what lasts stands still."""
    for fault in standing(launcher, cpu):
        if fault.lasting:
            fault.apply(launcher)
        else:
            _erase(launcher, [fault])


def standing(launcher: Launcher, cpu: CpuAddress, kind: type[Fault] = Fault) -> list[Fault]:
    """The registered faults of one CPU."""
    return [fault for fault in Journal(launcher).standing() if fault.cpu == cpu and isinstance(fault, kind)]


def heal(launcher: Launcher, progress: Progress) -> Iterator[str]:
    """Undo every fault, then reload every CPU that has halted; what was done, as sentences.

    Guarantee: total and idempotent. What cannot be undone stays registered, keeps nothing else from being undone, and
    is raised in the end.
    """
    problems: list[GuardianEmuError] = []
    journal = Journal(launcher)
    found = journal.standing()
    for fault in sorted((fault for fault in found if type(fault) in ORDER), key=lambda one: ORDER.index(type(one))):
        try:
            lift(launcher, fault)
            yield fault.undone
        except GuardianEmuError as problem:
            problems.append(problem)
    _settle(launcher)
    yield from _reload_halted(launcher, progress, problems)
    for fault in found:
        if isinstance(fault, Halt) and launcher.states()[fault.cpu] is CpuState.RUNNING:
            journal.erase(fault)
    if problems:
        raise problems[0]


def _reload_halted(launcher: Launcher, progress: Progress, problems: list[GuardianEmuError]) -> Iterator[str]:
    states = launcher.states()
    for node in sorted({cpu.node for cpu in states}):
        halted = [cpu for cpu, state in states.items() if cpu.node == node and state is CpuState.HALTED]
        if halted and not any(cpu.node == node and state is CpuState.RUNNING for cpu, state in states.items()):
            problems.append(all_halted(launcher.topology))
            continue
        for cpu in halted:
            progress.stage(f"loading {cpu}")
            try:
                reload(launcher, cpu, progress)
                yield f"{cpu} is up"
            except GuardianEmuError as problem:
                problems.append(problem)


def _settle(launcher: Launcher) -> None:
    """Wait until the CPUs that run agree on who is up: one that was declared down meanwhile halts itself.

    One that does not learn of it, because nobody can reach it, is halted here.
    """
    deadline = time.monotonic() + SETTLE_SECONDS
    while outside := _outside(launcher):
        if time.monotonic() > deadline:
            for cpu in outside:
                launcher.halt(cpu)
            return
        time.sleep(LOOK_AGAIN_SECONDS)


def _outside(launcher: Launcher) -> list[CpuAddress]:
    """CPUs that run though their node counts them as down, or that hold another view of it than the others."""
    running = [cpu for cpu, state in launcher.states().items() if state is CpuState.RUNNING]
    views = {cpu: view for cpu in running if (view := _view(launcher, cpu)) is not None}
    found = [cpu for cpu in running if cpu not in views]
    for node in {cpu.node for cpu in views}:
        of_node = {cpu: view for cpu, view in views.items() if cpu.node == node}
        common = max(of_node.values(), key=lambda view: (list(of_node.values()).count(view), sorted(view)))
        found += [cpu for cpu, view in of_node.items() if view != common or cpu.cpu not in common]
    return found


def _view(launcher: Launcher, cpu: CpuAddress) -> frozenset[int] | None:
    """The CPUs that are up according to this one; None when it does not say."""
    try:
        with launcher.attach(cpu) as channel:
            said = channel.request("status")["cpus"]
    except ChannelClosed:
        return None
    return frozenset(one["cpu"] for one in said if one["state"] == "up")


def _apply_while_it_runs(launcher: Launcher, fault: Fault) -> None:
    """Apply a fault to a CPU that may be halting itself just now."""
    try:
        fault.apply(launcher)
    except EnvironmentProblem:
        if launcher.states()[fault.cpu] is not CpuState.HALTED:
            raise


def _erase(launcher: Launcher, faults: Iterable[Fault]) -> None:
    for fault in faults:
        Journal(launcher).erase(fault)
