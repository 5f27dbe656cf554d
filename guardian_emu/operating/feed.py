"""The events of one streaming operation, waited for with patience that ends."""

from __future__ import annotations

import select
from typing import Any

from guardian_emu.errors import ExpectationFailed
from guardian_emu.launch.launcher import OperatorChannel

PATIENCE = 60.0
"""Seconds without the awaited event after which it is given up."""

Event = dict[str, Any]


class Feed:
    """A stream of events; ``next`` raises instead of waiting for ever."""

    def __init__(self, channel: OperatorChannel, op: str, **arguments: Any) -> None:
        self._channel = channel
        self._events = channel.stream(op, **arguments)

    def next(self, what: str, seconds: float = PATIENCE) -> Event:
        """The next event. Raises ExpectationFailed when there is none in time; ``what`` is for the message."""
        ready = self._channel.pending() or select.select([self._channel], [], [], seconds)[0]
        event = next(self._events, None) if ready else None
        if event is None:
            raise ExpectationFailed(
                f"{what} did not come", f"{seconds:g} s", "the node is stuck or overloaded", "look at the CPUs' logs"
            )
        return event

    def close(self) -> None:
        """End the stream."""
        self._channel.close()
