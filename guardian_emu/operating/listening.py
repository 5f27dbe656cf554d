"""The events of all CPUs of a session, each once."""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress

from guardian_emu.errors import GuardianEmuError
from guardian_emu.launch.channel import ChannelClosed
from guardian_emu.launch.launcher import CpuAddress, CpuState, Launcher, OperatorChannel
from guardian_emu.operating.feed import Event

REMEMBERED = 4096


class Listening:
    """Listens to every CPU, because the one that reports a death may be the next to die.

    Guarantee: whatever happens after it was made is heard, as long as one CPU that was told of it lives. An event is
    given once, though every CPU passes it on. A CPU that stands still keeps nobody from hearing the others.
    """

    def __init__(self, launcher: Launcher) -> None:
        self._launcher = launcher
        self._arrived: queue.SimpleQueue[tuple[CpuAddress, Event | None] | None] = queue.SimpleQueue()
        self._threads: dict[CpuAddress, threading.Thread] = {}
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._listen_to_new_cpus(at_once=True)

    @property
    def cpus(self) -> list[CpuAddress]:
        """Those that are listened to."""
        return list(self._threads)

    def events(self) -> Iterator[tuple[CpuAddress, Event]]:
        """Events as they come, each with a CPU that told it, until no CPU is left or somebody closes."""
        while self._threads:
            arrived = self._arrived.get()
            if arrived is None:
                return
            cpu, event = arrived
            if event is None:
                del self._threads[cpu]
            elif not self._repeats(cpu, event):
                yield cpu, event
                if event.get("event") == "cpu-up":
                    self._listen_to_new_cpus()

    def close(self) -> None:
        """End ``events``, from any thread. The threads that listen end with their CPUs."""
        self._arrived.put(None)

    def _repeats(self, cpu: CpuAddress, event: Event) -> bool:
        identity = f"{cpu.node} {sorted(event.items(), key=lambda item: item[0])}"
        if identity in self._seen:
            return True
        self._seen[identity] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return False

    def _listen_to_new_cpus(self, at_once: bool = False) -> None:
        """``at_once``: whatever happens from now on is told; a CPU that comes up later is heard through the others."""
        for cpu, state in self._launcher.states().items():
            if state is not CpuState.RUNNING or cpu in self._threads:
                continue
            with suppress(ChannelClosed):
                channel = self._launcher.attach(cpu)
                stream = channel.stream("events")
                if at_once:
                    channel.request("hello")  # answered after what was asked before
                self._threads[cpu] = threading.Thread(target=self._listen, args=(cpu, channel, stream), daemon=True)
                self._threads[cpu].start()

    def _listen(self, cpu: CpuAddress, channel: OperatorChannel, stream: Iterator[Event]) -> None:
        try:
            for event in stream:
                self._arrived.put((cpu, event))
        except GuardianEmuError:
            pass
        finally:
            channel.close()
            self._arrived.put((cpu, None))
