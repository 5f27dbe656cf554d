"""The page: one file, well-formed, safe whatever programs say, and drawn by a real browser."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from chaos.report import rings
from chaos.report.conftest import Halted
from chaos.report.test_model import built

from guardian_emu.chaos.report import model, recorded, timeline
from guardian_emu.chaos.report.model import Timeline

VOID = {"meta", "br", "link", "img", "input", "hr"}
EVIL = "</script><script>alert(1)</script><!--<script>&\"'\u2028{{script}}"


class Page(HTMLParser):
    """Elements as they nest; the text of each script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.scripts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag == "script":
            self.scripts.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data


def content_of(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Page(text).scripts[0])
    return found


def large(directory: Path) -> Timeline:
    """100,000 recorded events."""
    rings.conversation(directory, 25_000)
    processes, refused = recorded.open_all(recorded.find(directory, ["\\ALPHA"]))
    assert not refused
    return model.build("large", [], processes, most=200_000)


def said(text: str) -> Timeline:
    """A timeline of a node in which a process says that, has that name, and gives that as its program."""
    about: dict[str, Any] = {"t": 5, "node": "\\ALPHA", "cpu": 0, "pin": 2, "name": text}
    created = {**about, "event": "process-created", "program": text, "role": "single"}
    moved = {**about, "event": "takeover", "from_cpu": 1, "cause": text}
    return model.build(text, [created, {**about, "event": "output", "text": text}, moved], [], [text])


def test_the_page_of_real_processes_is_whole_and_refers_to_nothing_outside(halted: Halted) -> None:
    text = timeline.page(built(halted))
    page = Page(text)
    assert page.open == []
    assert not re.search(r"https?:|//[a-z0-9-]+\.[a-z]", text.split('id="data">')[0])
    assert not re.search(r"https?:", text)
    assert not [one for one in page.attributes if one[1] in ("src", "href")]
    assert "default-src 'none'" in text
    content = content_of(text)
    assert len(content["messages"]["time"]) == len(built(halted).messages)
    assert [track["cpu"] for track in content["tracks"] if track["kind"] == "cpu"] == [0, 1]
    assert sum(content["messages"]["time"]) <= content["span"]


def test_what_a_program_says_stays_text() -> None:
    text = timeline.page(said(EVIL))
    page = Page(text)
    assert page.open == []
    assert len(page.scripts) == 2
    assert "alert(1)" not in page.scripts[1]
    content = content_of(text)
    assert content["tracks"][1]["name"] == EVIL
    assert any(EVIL in told for told in content["instants"]["texts"])
    assert "<script>alert" not in text


def test_a_hundred_thousand_events_are_a_page_of_a_few_megabytes(tmp_path: Path) -> None:
    made = large(tmp_path)
    assert len(made.messages) == 50_000
    assert made.alone == 0
    assert len(timeline.page(made).encode()) < 6_000_000


def test_a_page_says_when_the_beginning_is_missing(tmp_path: Path) -> None:
    events = [rings.started(0), *(rings.call(time) for time in range(1, 100))]
    rings.write(tmp_path, "$A", 0, 2, events, capacity=16)
    processes, _ = recorded.open_all(recorded.find(tmp_path, ["\\ALPHA"]))
    text = timeline.page(model.build("cut", [], processes))
    assert "84 events of 1 processes are missing" in text
    assert content_of(text)["tracks"][1]["known"] == [[0, 15]]


def _rendered(page: Path, folder: Path) -> str:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no chromium: the page was not drawn (apt-get install chromium)")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=4000", "--window-size=1280,800"]
    command = [browser, *options, f"--user-data-dir={folder}", "--dump-dom", page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=True).stdout


def _drawn(dom: str) -> dict[str, str]:
    (canvas,) = re.findall(r"<canvas[^>]*>", dom)
    return dict(re.findall(r'data-(\w+)="([^"]*)"', canvas))


def test_a_browser_draws_a_hundred_thousand_events(tmp_path: Path) -> None:
    made = large(tmp_path / "recorders")
    page = tmp_path / "timeline.html"
    page.write_text(timeline.page(made), "utf-8")
    dom = _rendered(page, tmp_path / "profile")
    assert _drawn(dom) == {"drawn": "true", "messages": "50000", "rows": "11", "events": str(len(made.instants))}
    assert "50000 messages" in dom


def test_a_browser_runs_nothing_that_a_program_said(tmp_path: Path) -> None:
    made = said("</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">")
    page = tmp_path / "timeline.html"
    page.write_text(timeline.page(made), "utf-8")
    dom = _rendered(page, tmp_path / "profile")
    assert _drawn(dom)["drawn"] == "true"
    assert "<title>taken</title>" not in dom
    assert "<img" not in dom


DRIVEN = """<script>
const failures = [];
addEventListener("error", (event) => failures.push(event.message));
const size = () => canvas.getBoundingClientRect();
const point = (kind, x, y) => {
  const { left, top } = size();
  canvas.dispatchEvent(new PointerEvent(kind, { clientX: left + x, clientY: top + y, bubbles: true, pointerId: 1 }));
};
const key = (name) => canvas.dispatchEvent(new KeyboardEvent("keydown", { key: name, cancelable: true }));
const tips = new Set();
for (let round = 0; round < 3; round++) {
  for (let y = 2; y < size().height; y += 5) {
    for (let x = 2; x < size().width; x += 37) {
      point("pointermove", x, y);
      tips.add(tip.textContent.split("\\n")[0].replace(/[\\d.,]+/g, "#"));
    }
  }
  key("]");
  key("+");
  canvas.dispatchEvent(new WheelEvent("wheel", { deltaY: -100, cancelable: true }));
  draw();
}
key("Home");
["ArrowDown", "ArrowDown", "n", "n", "p", "ArrowLeft", "ArrowRight", "-", "["].forEach(key);
draw();
Object.assign(canvas.dataset, { failures: failures.join("; "), tips: [...tips].join(" | "), said: said.textContent });
</script>"""


def test_pointer_and_keys_tell_what_is_there(halted: Halted, tmp_path: Path) -> None:
    page = tmp_path / "timeline.html"
    page.write_text(timeline.page(built(halted)).replace("</body>", DRIVEN + "</body>"), "utf-8")
    found = _drawn(_rendered(page, tmp_path / "profile"))
    assert found["failures"] == ""
    tips = html.unescape(found["tips"])
    for told in ("CPU #: up", "CPU #: down", "$LEDG # primary", "$LEDG # backup", "takeover of $LEDG after halt"):
        assert told in tips
    assert "request # to #" in tips or "request # of #" in tips
    assert html.unescape(found["said"]).startswith("takeover of $LEDG after halt: CPU 0 → CPU 1; detect")
