"""How a reloaded CPU gets into a running node: its own side, and the side of the member that it asks (RL)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .actions import Action, Completed, Json, Missing, Send
from .membership import Membership

Connected = Callable[[], dict[int, int]]


class Candidacy:
    """What a CPU that is reloaded does until it is admitted.

    Guarantee: it asks when it is connected to every CPU that is up in anybody's view, and asks one member at a time.
    """

    def __init__(self, cpu: int, expected: set[int], connected: Connected) -> None:
        self._cpu = cpu
        self._expected = expected
        self._connected = connected
        self._views: dict[int, dict[int, int]] = {}
        self._gone: dict[int, int] = {}
        self._asked = -1
        self._refused = False

    def met(self, cpu: int, view: dict[int, int]) -> list[Action]:
        """A member is connected, with its view of who is up."""
        self._views[cpu] = view
        return self._ask()

    def lost(self, cpu: int, incarnation: int) -> list[Action]:
        """A CPU that was connected is dead."""
        self._gone[cpu] = incarnation
        if self._asked == cpu:
            self._asked = -1
        return self._ask()

    def again(self, sender: int, up: list[tuple[int, int]]) -> list[Action]:
        """The member that was asked says who else must be connected first."""
        if sender == self._asked:
            self._refused = True
            self._views[sender] = dict(up)
        return []

    def tick(self) -> list[Action]:
        """Time passes: who was refused asks again."""
        if not self._refused:
            return []
        self._refused, self._asked = False, -1
        return self._ask()

    def _ask(self) -> list[Action]:
        views = [load for view in self._views.values() for load in view.items()]
        up = {cpu for cpu, incarnation in views if incarnation > self._gone.get(cpu, -1)} - {self._cpu}
        connected = self._connected()
        if not up or not up <= set(connected) or self._asked >= 0:
            return [Missing(sorted((up or self._expected) - set(connected)))]
        self._asked = min(up)
        return [Send(self._asked, {"t": "join", "has": sorted(connected)})]


class Sponsor:
    """What a member does for a CPU that asked it: a global update like any other admits it."""

    def __init__(
        self, membership: Membership, connected: Connected, submit: Callable[[Json], tuple[int, list[Action]]]
    ) -> None:
        self._membership = membership
        self._connected = connected
        self._submit = submit
        self._admitting: dict[int, tuple[int, int]] = {}

    def asked(self, cpu: int, message: Json) -> list[Action]:
        """A CPU asks to be admitted; ``has``: the CPUs that it is connected to."""
        incarnation = self._connected().get(cpu)
        if incarnation is None or cpu in self._membership.up or cpu in self._admitting:
            return []
        has = [*message["has"], cpu]
        token, actions = self._submit({"do": "admit", "name": "", "cpu": cpu, "incarnation": incarnation, "has": has})
        self._admitting[cpu] = (token, incarnation)
        return actions

    def sift(self, actions: list[Action]) -> Iterator[Action]:
        """The actions, with the completions of admissions taken out; who was refused is told to ask again."""
        for action in actions:
            sponsored = self._sponsored(action) if isinstance(action, Completed) else None
            if sponsored is None:
                yield action
            elif isinstance(action, Completed) and (
                action.error or self._connected().get(sponsored[0]) != sponsored[1]
            ):
                yield Send(sponsored[0], {"t": "join-again", "up": sorted(self._membership.up.items())})

    def _sponsored(self, completed: Completed) -> tuple[int, int] | None:
        """The CPU and incarnation whose admission ended with this."""
        for cpu, (token, incarnation) in self._admitting.items():
            if token == completed.token:
                del self._admitting[cpu]
                return cpu, incarnation
        return None
