"""Faults are values: they can be written down, compared and read again."""

from __future__ import annotations

import json

import pytest
from chaos.sessions import cpu

from guardian_emu.chaos.faults import KINDS, CutFabric, CutPath, Fault, Freeze, Halt, Throttle, from_json
from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch.launcher import CpuAddress, Direction

FAULTS: list[Fault] = [
    Halt(cpu(0)),
    Freeze(cpu(0)),
    Throttle(cpu(0), 20),
    CutFabric(cpu(0), "X"),
    CutPath(cpu(0), "X", 2, Direction.OUT),
    CutPath(cpu(0), "X", None, Direction.IN),
    CutPath(cpu(0), "X", 2),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.key)
def test_a_fault_that_was_written_down_is_read_again(fault: Fault) -> None:
    assert from_json(json.loads(json.dumps(fault.to_json()))) == fault


def test_every_kind_of_fault_is_tried_here() -> None:
    assert {type(fault) for fault in FAULTS} == set(KINDS.values())


def test_faults_that_differ_in_anything_have_other_keys() -> None:
    others: list[Fault] = [
        Halt(cpu(1)),
        Halt(CpuAddress("\\BETA", 0)),
        Throttle(cpu(0), 21),
        CutFabric(cpu(0), "Y"),
        CutPath(cpu(0), "Y", 2, Direction.OUT),
        CutPath(cpu(0), "X", 1, Direction.OUT),
        CutPath(cpu(0), "X", 2, Direction.IN),
    ]
    keys = [fault.key for fault in FAULTS + others]
    assert len(set(keys)) == len(keys)
    assert all(key.replace("-", "").isalnum() and key == key.lower() for key in keys)


@pytest.mark.parametrize(
    "values",
    [{}, {"kind": "flood", "node": "\\ALPHA", "cpu": 0}, {"kind": "halt", "node": "\\ALPHA", "cpu": 0, "more": 1},
     {"kind": "cut-path", "node": "\\ALPHA", "cpu": 0, "fabric": "X", "peer": 1, "direction": "up"}],
)  # fmt: skip
def test_what_another_version_wrote_is_told_and_not_guessed(values: dict[str, object]) -> None:
    with pytest.raises(EnvironmentProblem, match="cannot be read"):
        from_json(values)


@pytest.mark.requires("XY-01")
def test_a_path_is_told_by_its_direction() -> None:
    paths = [fault.path for fault in FAULTS if isinstance(fault, CutPath)]
    assert paths == ["to CPU 2 over X", "from every CPU over X", "to and from CPU 2 over X"]
