"""Wrong command lines: exit code 2, the value that is wrong, what to do next, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardian_emu import cli

TWO_CPUS = "name: two\nnodes:\n  \\ALPHA: {cpus: 2}\n"
TWO_NODES = "name: nodes\nnodes:\n  \\ALPHA: {cpus: 2, number: 1}\n  \\BETA: {cpus: 2, number: 2}\n"

WRONG = [
    # command line, what its message must name
    (["upp"], "upp"),
    (["--verbose"], "--verbose"),
    (["up", "--ttl", "30"], "30"),
    (["up", "--ttl", "soon"], "soon"),
    (["up", "--runtime", "podman"], "podman"),
    (["up", "-f", "nowhere.guardian.yaml"], "nowhere.guardian.yaml"),
    (["up", "-f", "tow"], "tow"),
    (["up", "-f", "broken.guardian.yaml"], "cpu"),
    (["up", "two"], "two"),
    (["down", "--force"], "--force"),
    (["status", "--jsno"], "--jsno"),
    (["halt", "-f", "two"], "CPU"),
    (["halt", "-f", "two", "16"], "16"),
    (["halt", "-f", "two", "one"], "one"),
    (["halt", "-f", "two", "2"], "2"),
    (["halt", "-f", "nodes", "1"], "ALPHA"),
    (["reload", "-f", "two", "\\GAMMA.1"], "GAMMA"),
    (["reload", "-f", "two"], "--rolling"),
    (["reload", "-f", "two", "1", "1"], "CPU 1 already specified"),
    (["reload", "-f", "two", "1-0"], "1-0"),
    (["reload", "-f", "two", "1-17"], "16"),
    (["reload", "-f", "two", "1", "SWITCH"], "SWITCH"),
    (["reload", "-f", "two", "--rolling", "1"], "--rolling"),
    (["reload", "-f", "two", "--rolling", "--settle", "3"], "3"),
    (["freeze", "-f", "two", "-1"], "-1"),
    (["thaw", "-f", "two", "1", "2"], "2"),
    (["cut", "-f", "two", "Z", "1"], "Z"),
    (["cut", "-f", "two", "X", "0", "--peer", "0"], "CPU 0"),
    (["cut", "-f", "two", "X", "0", "--peer", "7"], "7"),
    (["cut", "-f", "two", "X", "0", "--direction", "up"], "up"),
    (["cut", "-f", "nodes", "X", "\\ALPHA.0", "--peer", "\\BETA.1"], "BETA"),
    (["join", "-f", "two", "X"], "CPU"),
    (["throttle", "-f", "two", "1"], "PERCENT"),
    (["throttle", "-f", "two", "1", "0%"], "0%"),
    (["throttle", "-f", "two", "1", "120%"], "120%"),
    (["throttle", "-f", "two", "1", "half"], "half"),
    (["heal", "-f", "two", "1"], "1"),
    (["stop", "-f", "two"], "PROCESS"),
    (["stop", "-f", "two", "SRV"], "SRV"),
    (["stop", "-f", "two", "$TOOLONG"], "$TOOLONG"),
    (["run", "-f", "two"], "PROGRAM"),
    (["run", "-f", "two", "--nmae", "$A", "a.c"], "--nmae"),
    (["run", "-f", "two", "nothere.c"], "nothere.c"),
    (["run", "-f", "two", "--name", "$ZZ", "a.c"], "$ZZ"),
    (["run", "-f", "two", "--cpu", "7", "a.c"], "7"),
    (["run", "-f", "two", "--priority", "300", "a.c"], "300"),
    (["run", "-f", "two", "--abi", "vax", "a.c"], "vax"),
    (["logs", "-f", "two", "--follow"], "--follow"),
    (["logs", "-f", "two", "--tail", "-5"], "-5"),
    (["logs", "-f", "two", "3"], "3"),
    (["events", "-f", "two", "cpu-down"], "cpu-down"),
    (["cc"], "FILE"),
    (["cc", "nothere.c"], "nothere.c"),
    (["cc", "a.c", "-o", "no/such/directory/A"], "no/such/directory/A"),
    (["cc", "a.c", "-o", "a.c"], "a.c"),
    (["cc", "a.c", "--abi", "vax"], "vax"),
    (["cc", "-O9", "a.c"], "9"),
    (["cc", "-c", "a.c", "b.c", "-o", "ab.o"], "ab.o"),
    (["cc", "--warn", "a.c"], "--warn"),
    (["validate", "broken.guardian.yaml"], "cpu"),
    (["validate"], "several"),
    (["doctor", "now"], "now"),
    (["prune", "two"], "two"),
]


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("two.guardian.yaml").write_text(TWO_CPUS)
    Path("nodes.guardian.yaml").write_text(TWO_NODES)
    Path("broken.guardian.yaml").write_text(TWO_CPUS.replace("cpus", "cpu"))
    for name in ("a.c", "b.c"):
        Path(name).write_text("int main(void) { return 0; }\n")


@pytest.mark.parametrize(("words", "named"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_a_wrong_command_line_is_told_with_value_and_next_step(
    words: list[str], named: str, capfd: pytest.CaptureFixture[str]
) -> None:
    code = cli.main(words)
    out, err = capfd.readouterr()
    assert code == 2
    assert out == ""
    assert named in err
    assert "next step: " in err
    assert "Traceback" not in err


def test_a_misspelt_command_is_told_with_the_nearest_one(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["stauts"]) == 2
    assert "'status'" in capfd.readouterr().err
