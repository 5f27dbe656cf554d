"""A simulated node that checks itself at every step."""

from __future__ import annotations

from typing import Any

from kernel.world import World

from guardian_emu.kernel import actions
from guardian_emu.kernel.configuration import Configuration
from guardian_emu.kernel.globalupdate import Update
from guardian_emu.kernel.processor import Processor
from guardian_emu.wire.handle import NULL_HANDLE, ProcessHandle

NAMES = ("$A", "$B", "$C")
Uid = tuple[int, int, int]


class Violation(AssertionError):
    """An invariant does not hold; the text says which, and where."""


class Watched(Processor):
    """A processor that remembers the updates it applied."""

    def __init__(self, described: Configuration) -> None:
        self.history: dict[int, Uid] = {}
        super().__init__(described)

    def apply(self, update: Update) -> list[actions.Action]:
        """See ``Processor``."""
        last = max(self.history, default=update.sequence - 1)
        if update.sequence != last + 1:
            raise Violation(f"GU-02: CPU {self.cpu} applied update {update.sequence} after {last}")
        self.history[update.sequence] = update.uid
        return super().apply(update)


class Simulation(World):
    """A world in which every action of every CPU is looked at.

    Whoever acts on the loss of a CPU that was silent must be sure that all others it counts as up refuse that CPU
    already (FD-08, RG-01), and that this CPU has not given up on *it* (RG-03). Two reservations of one name never share
    a sequence number (DC-02, PR-06). Whoever was told that an update is done finds it everywhere (GU-02).
    """

    def __init__(self, cpus: int, seed: int) -> None:
        self.instances: dict[tuple[str, int], Uid] = {}
        self.serial = 0
        self.was_reset = False
        super().__init__(cpus, seed)

    # What it sees.

    def observe(self, cpu: int, action: actions.Action) -> None:
        """Check what a CPU is about to do."""
        if isinstance(action, actions.CpuDown):
            self._lost(cpu, action)
        elif isinstance(action, actions.Completed):
            self._completed(cpu, action)

    def _lost(self, cpu: int, down: actions.CpuDown) -> None:
        core, lost = self.cpus[cpu], self.cpus.get(down.cpu)
        alive = lost is not None and self.incarnations[down.cpu] == down.incarnation
        if down.reason == "silence":
            for other in core.membership.up:
                peer = self.cpus.get(other)
                if peer and peer.joined and other != cpu and not peer.membership.is_buried(down.cpu, down.incarnation):
                    raise Violation(f"FD-08: CPU {cpu} acts on the loss of {down.cpu}, whom CPU {other} still hears")
        if alive and lost and not self.was_reset and cpu in self._given_up_by(down.cpu):
            raise Violation(f"RG-03: CPUs {cpu} and {down.cpu} both live and have both declared the other down")

    def _given_up_by(self, cpu: int) -> set[int]:
        """Whom a CPU has finally given up."""
        core = self.cpus[cpu]
        return {other for other, load in core.membership.down.items()
                if load == self.incarnations[other] and other not in core.membership.up}  # fmt: skip

    def _completed(self, cpu: int, completed: actions.Completed) -> None:
        """An update is done, as far as who asked for it is told."""
        put = completed.effect.get("put")
        if completed.error or not put or put["primary"]:
            return
        key, uid = (put["name"], put["sequence"]), (cpu, self.incarnations[cpu], completed.token)
        if self.instances.setdefault(key, uid) != uid and not self.was_reset:
            raise Violation(f"DC-02, PR-06: {key} was given to {self.instances[key]} and to {uid}")

    def _watched(self) -> dict[int, Watched]:
        return {cpu: core for cpu, core in self.cpus.items() if isinstance(core, Watched)}

    # What it does.

    def processor(self, described: Configuration) -> Processor:
        """See ``World``."""
        return Watched(described)

    def crash(self, cpu: int) -> None:
        """See ``World``. What the last CPU of a node has done since it was alone is known to nobody when it is gone."""
        core = self.cpus.get(cpu)
        if core and core.joined and set(core.membership.up) == {cpu}:
            own = (cpu, self.incarnations[cpu])
            self.instances = {key: uid for key, uid in self.instances.items() if uid[:2] != own}
        super().crash(cpu)

    def reset(self, a: int, b: int) -> None:
        """See ``World``: two living CPUs may now each believe the other dead for a while."""
        self.was_reset = True
        super().reset(a, b)

    def change_names(self) -> None:
        """A random change of the names, asked for by a random member."""
        members = [cpu for cpu, core in self.cpus.items() if core.joined and cpu not in self.frozen]
        if members:
            cpu = self.random.choice(members)
            self.serial += 1
            self.submit(cpu, self._change(cpu))

    def _change(self, cpu: int) -> dict[str, Any]:
        name, incarnation, nobody = self.random.choice(NAMES), self.incarnations[cpu], NULL_HANDLE.hex()
        entry = self.cpus[cpu].names.find(name)
        if entry is None:
            return {
                "do": "reserve", "name": name, "ancestor": nobody, "ancestor_name": "", "any_ancestor": 0,
                "holder": nobody, "by": [cpu, incarnation],
            }  # fmt: skip
        handle = ProcessHandle(cpu, 2 + self.serial % 200, 1, self.serial, entry.pair, entry.sequence)
        own = {"name": name, "sequence": entry.sequence, "handle": handle.pack().hex()}
        if entry.primary is None:
            return {**own, "do": "member", "role": "primary", "incarnation": incarnation}
        if entry.backup is None and self.random.random() < 0.6:
            return {**own, "do": "member", "role": "backup", "incarnation": incarnation}
        victim = self.random.choice(entry.members())
        kind = self.random.choice(("member-gone", "switch", "release"))
        return {**own, "do": kind, "handle": victim.pack().hex()}

    def at_rest(self) -> bool:
        """Whether everybody who lives agrees with all others, and nothing is under way."""
        living = set(self.cpus)
        return all(
            core.joined and core.membership.up.keys() == living and not core.membership.regroup.stage
            and not core.update._own
            for core in self.cpus.values()
        )  # fmt: skip

    # What must hold at the end.

    def check_agreement(self) -> None:
        """Everybody who lives has the same view and the same tables, and has finished what it began."""
        living = {cpu: core for cpu, core in self.cpus.items() if core.joined}
        for cpu, core in living.items():
            if set(core.membership.up) != set(living):
                raise Violation(f"RG-01: CPU {cpu} sees {sorted(core.membership.up)} up, there are {sorted(living)}")
            if core.membership.regroup.stage:
                raise Violation(f"RG-05: CPU {cpu} is still in stage {core.membership.regroup.stage} of an incident")
            if core.update._own:
                raise Violation(f"GU-02: an update of CPU {cpu} never ends")
        tables = {cpu: self._table(core) for cpu, core in living.items()}
        first = next(iter(tables.values()), None)
        if any(table != first for table in tables.values()):
            raise Violation(f"GU-02, GU-09: the tables differ: {tables}")
        self._check_histories({cpu: core for cpu, core in self._watched().items() if core.joined})
        self._check_names(living)

    def _table(self, core: Any) -> Any:
        return core.names.snapshot()["entries"], core.update.order, core.update.sequence

    def _check_histories(self, living: dict[int, Watched]) -> None:
        for a, one in living.items():
            for b, other in living.items():
                if any(other.history.get(sequence, uid) != uid for sequence, uid in one.history.items()):
                    raise Violation(f"GU-02: CPUs {a} and {b} applied different updates under one number")
        for cpu, token, error, _effect in self.completed:
            done = [
                (n, uid) for core in living.values() for n, uid in core.history.items() if uid[0::2] == (cpu, token)
            ]
            for sequence, uid in [] if error else done:
                lacking = [other for other, core in living.items() if core.history.get(sequence, uid) != uid]
                if lacking:
                    raise Violation(f"GU-02: update {uid} is done, but CPUs {lacking} have another one in its place")

    def _check_names(self, living: dict[int, Any]) -> None:
        for cpu, core in living.items():
            for name, sequence in self.instances:
                entry = core.names.find(name)
                if entry and entry.sequence != sequence and core.names.find(name, sequence):
                    raise Violation(f"PR-07: CPU {cpu} finds instance {sequence} of {name}, which is gone")
