"""The tree of expected errors."""

from __future__ import annotations

import pickle

import pytest

from guardian_emu.errors import EnvironmentProblem, ExpectationFailed, GuardianEmuError, TopologyError, UsageError
from guardian_emu.topology import BadTopology, NoTopology


@pytest.mark.parametrize(
    ("kind", "code"),
    [(ExpectationFailed, 1), (UsageError, 2), (TopologyError, 2), (EnvironmentProblem, 3), (GuardianEmuError, 4)],
)
def test_each_kind_of_error_has_its_exit_code_and_survives_pickling(kind: type[GuardianEmuError], code: int) -> None:
    error = kind(what="the engine is silent", value="/run/x.sock", cause="it is stopped", next_step="start it")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert (copy.exit_code, str(copy)) == (code, str(error))
    assert str(error).splitlines() == [
        "the engine is silent",
        "  value: /run/x.sock",
        "  likely cause: it is stopped",
        "  next step: start it",
    ]
    assert error.to_json()["next-step"] == "start it"


def test_parts_that_are_empty_are_left_out() -> None:
    assert str(UsageError("what", None, "", "step")) == "what\n  next step: step"
    assert UsageError("what", None, "", "step").to_json()["value"] is None


def test_errors_of_topologies_are_topology_errors() -> None:
    assert issubclass(BadTopology, TopologyError)
    assert issubclass(NoTopology, TopologyError)
