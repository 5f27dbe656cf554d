"""The whole benchmark with small counts, on real nodes. Only the structure is looked at, never a figure."""

from __future__ import annotations

import json
import shutil

import pytest

from guardian_emu import bench
from guardian_emu.bench import rows
from guardian_emu.bench.rows import NotMeasured
from guardian_emu.cc import toolchain
from guardian_emu.launch import estate

ABIS = ["host", "nonstop"] if toolchain.has_nonstop_compiler() else ["host"]
needs_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")


@needs_compiler
@pytest.mark.slow
def test_everything_is_measured_on_the_embedded_runtime(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--quick", "--json", "--runtime", "embedded"]) == 0
    told = json.loads(capsys.readouterr().out)
    paths = {(row["path"], row["abi"], row["bytes"]) for row in told["messages"]}
    assert paths == {
        (path, abi, size) for path in ("same-cpu", "cross-cpu-socket") for abi in ABIS for size in (64, 4096)
    }
    crowds = {(row["path"], row["abi"], row["requesters"], row["outstanding"]) for row in told["throughput"]}
    assert crowds == {(path, abi, 8, 15) for path in ("same-cpu", "cross-cpu-socket") for abi in ABIS}
    takeovers = [(row["runtime"], row["abi"], row["fault"], row["runs"]) for row in told["takeover"]]
    assert takeovers == [("embedded", abi, "halt", 2) for abi in ABIS]
    assert [(row["runtime"], row["cpus"]) for row in told["boot"]] == [("embedded", 4), ("embedded", 16)]
    assert all(row["ratio"] > 0 for kind in rows.KINDS for row in told[kind])
    assert not [item for item in told["not_measured"] if "nonstop" not in item["what"]]


@needs_compiler
@pytest.mark.slow
@pytest.mark.docker
def test_messages_cross_container_networks(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--quick", "--json", "--runtime", "docker", "--only", "messages"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {(row["path"], row["abi"]) for row in told["messages"]} == {("cross-cpu-network", abi) for abi in ABIS}


def test_a_kind_that_was_not_asked_for_is_not_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--quick", "--runtime", "embedded", "--only", "boot"]) == 0
    out = capsys.readouterr().out
    assert "BOOT" in out
    assert "TAKEOVER" not in out


@needs_compiler
def test_a_compilation_is_measured_for_every_abi(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--quick", "--json", "--runtime", "embedded", "--only", "cc"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(row["abi"], row["lines"]) for row in told["cc"]] == [(abi, 1000) for abi in ABIS]
    assert all(row["ratio"] > 0 for row in told["cc"])


def test_what_fails_is_told_and_leaves_nothing_behind(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    before = {one.plan.session for one in estate.estates()}
    assert bench.main(["--quick", "--json", "--runtime", "embedded", "--only", "messages"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert NotMeasured(**told["not_measured"][-1]).what == "messages on embedded"
    assert {one.plan.session for one in estate.estates()} <= before
