"""Recorder files as the library writes them, for what no short run brings about."""

from __future__ import annotations

import struct
from pathlib import Path

from guardian_emu.wire.handle import ProcessHandle

EVENT = struct.Struct("<QHhIQQ")
Raw = tuple[int, int, int, int, int, int]

REQUEST, REPLY = 1, 2


def handle(cpu: int, pin: int) -> ProcessHandle:
    return ProcessHandle(cpu, pin, 1, 7, 3, 9)


def started(time: int, *, backup: bool = False, cpu: int = 0) -> Raw:
    return time, 8, int(backup), cpu, 0, 0


def ended(time: int) -> Raw:
    return time, 9, 0, 0, 0, 0


def _peer(cpu: int, pin: int, size: int) -> int:
    return 1 << 56 | cpu << 48 | pin << 32 | size


def sent(time: int, frame: int, request: int, to: tuple[int, int], size: int = 12, sync: int = 0) -> Raw:
    return time, 3, frame, request, _peer(*to, size), sync


def arrived(time: int, frame: int, request: int, by: tuple[int, int], size: int = 12, sync: int = 0) -> Raw:
    return time, 4, frame, request, _peer(*by, size), sync


def resent(time: int, request: int, cpu: int) -> Raw:
    return time, 7, 3, request, 1, cpu


def peer_down(time: int, cpu: int, pin: int) -> Raw:
    return time, 6, 2, cpu, pin, 0


def call(time: int, procedure: int = 1, file: int = 1) -> Raw:
    return time, 1, procedure, file, 0, 0


def write(
    folder: Path, name: str, cpu: int, pin: int, events: list[Raw], *, capacity: int = 32768, count: int | None = None
) -> Path:
    """The ring after ``count`` of these events, all of them when nothing is said."""
    happened = events[:count]
    path = folder / f"cpu-{cpu}" / f"1-{pin}-{name.lstrip('$')}.ring"
    path.parent.mkdir(parents=True, exist_ok=True)
    slots = [(0, 0, 0, 0, 0, 0)] * capacity
    for number, event in enumerate(happened):
        slots[number % capacity] = event
    header = struct.pack(
        "<8sIIQQ20s4x16s56x",
        b"GUARDREC", 0x01020304, 1, len(happened), capacity, handle(cpu, pin).pack(), name.encode(),
    )  # fmt: skip
    path.write_bytes(header + b"".join(EVENT.pack(*slot) for slot in slots))
    return path


def conversation(folder: Path, requests: int, requesters: int = 8, apart: int = 10_000) -> None:
    """One server in CPU 0 and requesters in CPU 1: each request is four events of two processes."""
    server: list[Raw] = [started(0)]
    for one in range(requesters):
        pin = 10 + one
        own: list[Raw] = [started(one, cpu=1)]
        for number in range(1, requests // requesters + 1):
            time = number * apart + one * (apart // requesters)
            own += [sent(time, REQUEST, number, (0, 2)), arrived(time + 500, REPLY, number, (0, 2))]
            server += [arrived(time + 100, REQUEST, number, (1, pin)), sent(time + 300, REPLY, number, (1, pin))]
        write(folder, f"$R{one}", 1, pin, own)
    write(folder, "$SRV", 0, 2, sorted(server), capacity=1 << 18)
