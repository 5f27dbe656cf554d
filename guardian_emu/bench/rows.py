"""What was measured, as rows. A ratio is always that of two medians of the same run; a goal only stands beside it."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

MESSAGE_GOALS = {"host": 1.3, "nonstop": 1.6}
TAKEOVER_GOAL = 10.0
THROUGHPUT_GOAL = 0.6
BOOT_GOALS = {("docker", 4): 1.35, ("docker", 16): 1.35, ("embedded", 16): 2.0}

COMPILATION_GOAL = 2.0
DETECTION_GOAL = 2.0
DETECTION_SLACK_MS = 100

KINDS = ("messages", "throughput", "takeover", "detection", "boot", "cc")


class Round(NamedTuple):
    """Round trips of one round, in microseconds."""

    p50_us: float
    p99_us: float


class Steps(NamedTuple):
    """One takeover, in milliseconds since the order to halt.

    ``detected``: the first kernel has declared the halted CPU down. ``told``: that of the new primary has told it.
    ``replied``: the requester has the reply to the request that the fault interrupted.
    """

    detected: float
    told: float
    replied: float


@dataclass(frozen=True)
class MessageRow:
    """Round trips over one path with one size; each figure is the median of its rounds."""

    path: str
    abi: str
    bytes: int
    rounds: int
    p50_us: float
    p99_us: float
    floor_p50_us: float
    floor_p99_us: float
    ratio: float
    p50_us_range: tuple[float, float]
    floor_p50_us_range: tuple[float, float]
    goal: float | None


@dataclass(frozen=True)
class ThroughputRow:
    """Requests a second of several requesters against one server, each with some outstanding; medians of the rounds."""

    path: str
    abi: str
    bytes: int
    requesters: int
    outstanding: int
    rounds: int
    per_second: float
    floor_per_second: float
    ratio: float
    per_second_range: tuple[float, float]
    floor_per_second_range: tuple[float, float]
    goal: float


@dataclass(frozen=True)
class TakeoverRow:
    """Takeovers after one kind of fault. The fields behind ``ratio`` say where the median one spends its time."""

    runtime: str
    abi: str
    fault: str
    runs: int
    p50_ms: float
    p99_ms: float
    floor_p50_ms: float
    floor_p99_ms: float
    ratio: float
    detected_p50_ms: float
    told_p50_ms: float
    goal: float | None


@dataclass(frozen=True)
class DetectionRow:
    """Silent CPUs, until all others have declared them down. The floor is the check period.

    ``in_time``: how many were down within two check periods and ``DETECTION_SLACK_MS``.
    """

    runtime: str
    runs: int
    in_time: int
    p50_ms: float
    max_ms: float
    check_ms: int
    ratio: float
    goal: float


@dataclass(frozen=True)
class BootRow:
    """From nothing to every kernel ready; medians of the rounds."""

    runtime: str
    cpus: int
    rounds: int
    seconds: float
    floor_seconds: float
    ratio: float
    seconds_range: tuple[float, float]
    floor_seconds_range: tuple[float, float]
    goal: float | None


@dataclass(frozen=True)
class CompilationRow:
    """Compilations of one source to an object, from the command's start to its end; medians of the rounds."""

    abi: str
    lines: int
    rounds: int
    seconds: float
    floor_seconds: float
    ratio: float
    seconds_range: tuple[float, float]
    floor_seconds_range: tuple[float, float]
    goal: float


class NotMeasured(NamedTuple):
    """Something that was asked for, or belongs to the whole, and has no row."""

    what: str
    why: str


@dataclass
class Results:
    """Everything of one run. ``load`` is the load average of the machine before and after it."""

    messages: list[MessageRow] = field(default_factory=list)
    throughput: list[ThroughputRow] = field(default_factory=list)
    takeover: list[TakeoverRow] = field(default_factory=list)
    detection: list[DetectionRow] = field(default_factory=list)
    boot: list[BootRow] = field(default_factory=list)
    cc: list[CompilationRow] = field(default_factory=list)
    not_measured: list[NotMeasured] = field(default_factory=list)
    processors: int = 0
    load: list[float] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            **{name: [asdict(row) for row in getattr(self, name)] for name in KINDS},
            "not_measured": [item._asdict() for item in self.not_measured],
            "machine": {"processors": self.processors, "load_average": self.load},
        }


def percentile(values: Iterable[float], share: float) -> float:
    """The value that ``share`` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def message(path: str, abi: str, size: int, ours: Sequence[Round], floors: Sequence[Round]) -> MessageRow:
    """The row of some rounds and the floors between them."""
    p50, floor = (statistics.median(one.p50_us for one in rounds) for rounds in (ours, floors))
    return MessageRow(
        path=path,
        abi=abi,
        bytes=size,
        rounds=len(ours),
        p50_us=round(p50, 2),
        p99_us=round(statistics.median(one.p99_us for one in ours), 2),
        floor_p50_us=round(floor, 2),
        floor_p99_us=round(statistics.median(one.p99_us for one in floors), 2),
        ratio=round(p50 / floor, 3),
        p50_us_range=_range(one.p50_us for one in ours),
        floor_p50_us_range=_range(one.p50_us for one in floors),
        goal=MESSAGE_GOALS.get(abi),
    )


def throughput(
    path: str,
    abi: str,
    size: int,
    requesters: int,
    outstanding: int,
    ours: Sequence[float],
    floors: Sequence[float],
) -> ThroughputRow:
    """The row of some rounds and the floors between them, in requests a second. More is better here."""
    median, floor = statistics.median(ours), statistics.median(floors)
    return ThroughputRow(
        path=path,
        abi=abi,
        bytes=size,
        requesters=requesters,
        outstanding=outstanding,
        rounds=len(ours),
        per_second=round(median),
        floor_per_second=round(floor),
        ratio=round(median / floor, 3),
        per_second_range=_range(ours, 0),
        floor_per_second_range=_range(floors, 0),
        goal=THROUGHPUT_GOAL,
    )


def takeover(runtime: str, abi: str, fault: str, ours: Sequence[Steps], floors: Sequence[float]) -> TakeoverRow:
    """The row of some takeovers and some floors, both in milliseconds."""
    replied = [one.replied for one in ours]
    return TakeoverRow(
        runtime=runtime,
        abi=abi,
        fault=fault,
        runs=len(ours),
        p50_ms=round(statistics.median(replied), 3),
        p99_ms=round(percentile(replied, 0.99), 3),
        floor_p50_ms=round(statistics.median(floors), 3),
        floor_p99_ms=round(percentile(floors, 0.99), 3),
        ratio=round(statistics.median(replied) / statistics.median(floors), 3),
        detected_p50_ms=round(statistics.median(one.detected for one in ours), 3),
        told_p50_ms=round(statistics.median(one.told for one in ours), 3),
        goal=TAKEOVER_GOAL,
    )


def detection(runtime: str, check_ms: int, ours: Sequence[float]) -> DetectionRow:
    """The row of some silent CPUs, in milliseconds."""
    return DetectionRow(
        runtime=runtime,
        runs=len(ours),
        in_time=sum(one <= DETECTION_GOAL * check_ms + DETECTION_SLACK_MS for one in ours),
        p50_ms=round(statistics.median(ours), 1),
        max_ms=round(max(ours), 1),
        check_ms=check_ms,
        ratio=round(statistics.median(ours) / check_ms, 3),
        goal=DETECTION_GOAL,
    )


def boot(runtime: str, cpus: int, ours: Sequence[float], floors: Sequence[float]) -> BootRow:
    """The row of some starts and the floors between them, in seconds."""
    return BootRow(
        runtime=runtime,
        cpus=cpus,
        rounds=len(ours),
        seconds=round(statistics.median(ours), 3),
        floor_seconds=round(statistics.median(floors), 3),
        ratio=round(statistics.median(ours) / statistics.median(floors), 3),
        seconds_range=_range(ours, 3),
        floor_seconds_range=_range(floors, 3),
        goal=BOOT_GOALS.get((runtime, cpus)),
    )


def compilation(abi: str, lines: int, ours: Sequence[float], floors: Sequence[float]) -> CompilationRow:
    """The row of some compilations and the floors between them, in seconds."""
    return CompilationRow(
        abi=abi,
        lines=lines,
        rounds=len(ours),
        seconds=round(statistics.median(ours), 3),
        floor_seconds=round(statistics.median(floors), 3),
        ratio=round(statistics.median(ours) / statistics.median(floors), 3),
        seconds_range=_range(ours, 3),
        floor_seconds_range=_range(floors, 3),
        goal=COMPILATION_GOAL,
    )


def render(results: Results) -> str:
    """The results for a reader: a table for each kind, then loudly what is missing."""
    parts = [
        *_part("ROUND TRIPS in microseconds", _MESSAGE_HEADINGS, map(_message_cells, results.messages)),
        *_part("THROUGHPUT in requests a second", _THROUGHPUT_HEADINGS, map(_throughput_cells, results.throughput)),
        *_part("TAKEOVER in milliseconds since the halt", _TAKEOVER_HEADINGS, map(_takeover_cells, results.takeover)),
        *_part("DETECTION in milliseconds of silence", _DETECTION_HEADINGS, map(_detection_cells, results.detection)),
        *_part("BOOT in seconds", _BOOT_HEADINGS, map(_boot_cells, results.boot)),
        *_part("CC in seconds", _COMPILATION_HEADINGS, map(_compilation_cells, results.cc)),
    ]
    if results.not_measured:
        parts.append("\n".join(["NOT MEASURED:", *(f"  {item.what}: {item.why}" for item in results.not_measured)]))
    parts.append(f"{results.processors} processors, load average {' then '.join(map(str, results.load))}")
    return "\n\n".join(parts)


_MESSAGE_HEADINGS = ("path", "abi", "bytes", "p50", "p99", "floor p50", "ratio", "goal", "spread", "floor spread")
_THROUGHPUT_HEADINGS = (
    "path",
    "abi",
    "bytes",
    "requesters",
    "rate",
    "floor",
    "ratio",
    "goal",
    "spread",
    "floor spread",
)
_TAKEOVER_HEADINGS = (
    "runtime", "abi", "fault", "runs", "detected", "told", "p50", "p99", "floor p50", "ratio", "goal",
)  # fmt: skip
_DETECTION_HEADINGS = ("runtime", "runs", "in time", "p50", "max", "check period", "ratio", "goal")
_BOOT_HEADINGS = ("runtime", "cpus", "seconds", "floor", "ratio", "goal", "spread", "floor spread")
_COMPILATION_HEADINGS = ("abi", "lines", "seconds", "floor", "ratio", "goal", "spread", "floor spread")


def _message_cells(row: MessageRow) -> list[str]:
    figures = [f"{value:.1f}" for value in (row.p50_us, row.p99_us, row.floor_p50_us)]
    ranges = [f"{low:.1f}-{high:.1f}" for low, high in (row.p50_us_range, row.floor_p50_us_range)]
    return [row.path, row.abi, str(row.bytes), *figures, f"{row.ratio:.2f}", _goal(row.ratio, row.goal), *ranges]


def _throughput_cells(row: ThroughputRow) -> list[str]:
    goal = f"{row.goal:g}" if row.ratio >= row.goal else f"{row.goal:g} MISSED"
    ranges = [f"{low:.0f}-{high:.0f}" for low, high in (row.per_second_range, row.floor_per_second_range)]
    crowd = f"{row.requesters} x {row.outstanding}"
    rates = [f"{row.per_second:.0f}", f"{row.floor_per_second:.0f}", f"{row.ratio:.2f}"]
    return [row.path, row.abi, str(row.bytes), crowd, *rates, goal, *ranges]


def _takeover_cells(row: TakeoverRow) -> list[str]:
    values = (row.detected_p50_ms, row.told_p50_ms, row.p50_ms, row.p99_ms, row.floor_p50_ms)
    figures = [f"{value:.2f}" for value in values]
    return [row.runtime, row.abi, row.fault, str(row.runs), *figures, f"{row.ratio:.2f}", _goal(row.ratio, row.goal)]


def _detection_cells(row: DetectionRow) -> list[str]:
    counts = [str(row.runs), f"{row.in_time} of {row.runs}"]
    figures = [f"{row.p50_ms:.0f}", f"{row.max_ms:.0f}", str(row.check_ms), f"{row.ratio:.2f}"]
    return [row.runtime, *counts, *figures, _goal(row.ratio, row.goal)]


def _boot_cells(row: BootRow) -> list[str]:
    figures = [f"{row.seconds:.2f}", f"{row.floor_seconds:.2f}", f"{row.ratio:.2f}", _goal(row.ratio, row.goal)]
    ranges = [f"{low:.2f}-{high:.2f}" for low, high in (row.seconds_range, row.floor_seconds_range)]
    return [row.runtime, str(row.cpus), *figures, *ranges]


def _compilation_cells(row: CompilationRow) -> list[str]:
    figures = [f"{row.seconds:.3f}", f"{row.floor_seconds:.3f}", f"{row.ratio:.2f}", _goal(row.ratio, row.goal)]
    ranges = [f"{low:.3f}-{high:.3f}" for low, high in (row.seconds_range, row.floor_seconds_range)]
    return [row.abi, str(row.lines), *figures, *ranges]


def _goal(ratio: float, goal: float | None) -> str:
    if goal is None:
        return "-"
    return f"{goal:g}" if ratio <= goal else f"{goal:g} MISSED"


def _part(title: str, headings: Sequence[str], rows: Iterable[list[str]]) -> list[str]:
    table = [list(headings), *rows]
    if len(table) == 1:
        return []
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    return ["\n".join([title, *lines])]


def _range(values: Iterable[float], digits: int = 2) -> tuple[float, float]:
    listed = list(values)
    return round(min(listed), digits), round(max(listed), digits)
