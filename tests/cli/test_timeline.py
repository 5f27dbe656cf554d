"""``guardian-emu timeline`` of a node that really runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from guardian_emu import cli

NODE = """\
name: lines-of-time
programs: {SAYS: {source: says.c}}
nodes:
  \\ALPHA: {cpus: 2}
"""
SAYS = '#include <stdioh> nolist\nint main(void) { printf("</script>\\n"); return 0; }\n'


@pytest.fixture
def up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A node in which a process has said something."""
    monkeypatch.setenv("GUARDIAN_EMU_STATE", str(tmp_path / "s"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lines-of-time.guardian.yaml").write_text(NODE)
    (tmp_path / "says.c").write_text(SAYS)
    assert cli.main(["up", "--runtime", "embedded"]) == 0
    assert cli.main(["run", "--name", "$SAYS", "--cpu", "1", "SAYS"]) == 0
    yield tmp_path
    assert cli.main(["down"]) == 0


def test_page_and_trace_of_a_node_that_is_up(up: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["timeline", "--perfetto", "trace.json"]) == 0
    assert "takeovers 0: timeline.html" in capsys.readouterr().out
    page = (up / "timeline.html").read_text()
    content = json.loads(page.split('id="data">')[1].split("</script>")[0])
    names = [track.get("name", track["cpu"]) for track in content["tracks"]]
    assert names == [0, 1, "$SAYS"]
    assert content["tracks"][2]["known"]
    assert any("</script>" in text for text in content["instants"]["texts"])
    assert json.loads((up / "trace.json").read_text())["otherData"] == {"title": "lines-of-time on embedded"}

    assert cli.main(["timeline", "-o", "no/such/place.html"]) == 2
    said = capsys.readouterr().err
    assert "no/such/place.html" in said
    assert "No such file or directory" in said
