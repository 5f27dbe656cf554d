"""Copies of a ring joined: nothing twice, gaps told."""

from __future__ import annotations

from pathlib import Path

from chaos.report import rings

from guardian_emu.chaos.report import recorded
from guardian_emu.wire.recording import Place

ALPHA = ["\\ALPHA"]


def read(directory: Path, wanted: list[tuple[int, int]] | None = None) -> list[recorded.Recorded]:
    processes, refused = recorded.open_all(recorded.find(directory, ALPHA))
    assert not refused
    found = [recorded.read(process, wanted or [(0, 1 << 62)]) for process in processes]
    return [one for one in found if one is not None]


def numbered(count: int) -> list[rings.Raw]:
    return [rings.started(0), *(rings.call(time) for time in range(1, count))]


def test_copies_that_overlap_give_every_event_once(tmp_path: Path) -> None:
    events = numbered(40)
    for copy, count in (("1", 10), ("2", 20), ("end", 30)):
        rings.write(tmp_path / copy, "$A", 2, 7, events, capacity=16, count=count)
    (one,) = read(tmp_path)
    assert (one.node, one.cpu, one.name, one.place) == ("\\ALPHA", 2, "$A", Place(1, 2, 7))
    assert [event.time for event in one.events] == list(range(30))
    assert (len(one.pieces), one.missing, one.damaged) == (1, 0, 0)


def test_what_no_copy_has_is_a_gap_and_counted(tmp_path: Path) -> None:
    events = numbered(100)
    for copy, count in (("1", 20), ("end", 60)):
        rings.write(tmp_path / copy, "$A", 2, 7, events, capacity=16, count=count)
    (one,) = read(tmp_path)
    assert [(piece.first, piece.end) for piece in one.pieces] == [(4, 20), (44, 60)]
    assert one.missing == 4 + 24


def test_only_the_times_that_are_wanted_are_read(tmp_path: Path) -> None:
    rings.write(tmp_path, "$A", 0, 2, numbered(100))
    (one,) = read(tmp_path, [(10, 12), (50, 51)])
    assert [event.time for event in one.events] == [10, 11, 12, 50, 51]
    assert one.missing == 95


def test_windows_lie_around_the_moments_and_hold_no_more_than_is_allowed(tmp_path: Path) -> None:
    rings.write(tmp_path, "$A", 0, 2, numbered(1000))
    rings.write(tmp_path, "$B", 1, 2, numbered(1000))
    processes, _ = recorded.open_all(recorded.find(tmp_path, ALPHA))
    wanted = recorded.windows(processes, [200, 700], 100)
    assert len(wanted) == 2
    assert 80 <= sum(process.count(wanted) for process in processes) <= 100
    assert all(begin <= moment <= end for (begin, end), moment in zip(wanted, (200, 700), strict=True))
    assert recorded.windows(processes, [200], 5000) == [(0, 999)]
    assert recorded.windows(processes, [], 100)[0][0] > 900
    assert recorded.windows([], [], 100) == []


def test_a_file_that_is_no_recording_is_told_and_costs_no_other(tmp_path: Path) -> None:
    rings.write(tmp_path, "$A", 0, 2, numbered(3))
    (tmp_path / "cpu-0" / "1-9-X.ring").write_bytes(b"nothing")
    processes, refused = recorded.open_all(recorded.find(tmp_path, ALPHA))
    assert (len(processes), len(refused)) == (1, 1)
    assert "1-9-X.ring" in refused[0]


def test_a_node_is_told_by_its_folder_where_there_are_several(tmp_path: Path) -> None:
    rings.write(tmp_path / "ALPHA", "$A", 0, 2, numbered(3))
    rings.write(tmp_path / "BETA", "$A", 0, 2, numbered(3))
    found = recorded.find(tmp_path, ["\\ALPHA", "\\BETA"])
    assert [copy.node for copy in found] == ["\\ALPHA", "\\BETA"]
