"""Makes the pictures of the book: ``.venv/bin/python docs/screenshots.py``. Needs chromium; takes half a minute."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

IMAGES = Path(__file__).resolve().parent / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DRAWN_MS = 4000
"""How much of its own time a page gets before it is taken; it draws in a fraction of that."""


class Picture(NamedTuple):
    """A part of the timeline of a demonstration, in a window of that size."""

    name: str
    part: str
    width: int
    height: int
    dark: bool = False


PICTURES = (
    Picture("timeline-run", "", 1280, 800),
    Picture("timeline-takeover", "#takeover-1", 1280, 800),
    Picture("timeline-narrow", "#takeover-2", 800, 600, dark=True),
)


def demonstrate(runs: Path) -> Path:
    """A short demonstration without an engine; its timeline."""
    command = [sys.executable, "-m", "guardian_emu.cli", "demo", "--runtime", "embedded", "--faults", "halt,freeze"]
    subprocess.run([*command, "--load", "0.3", "--runs", str(runs)], check=True)
    return runs / "demo" / "latest" / "timeline.html"


def take(browser: str, page: Path, picture: Picture, profile: Path) -> Path:
    """One picture of the page."""
    target = IMAGES / f"{picture.name}.png"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}"]
    options += [f"--virtual-time-budget={DRAWN_MS}", f"--window-size={picture.width},{picture.height}"]
    options += ["--blink-settings=preferredColorScheme=0"] if picture.dark else []
    address = page.resolve().as_uri() + picture.part
    subprocess.run([browser, *options, f"--screenshot={target}", address], check=True, capture_output=True, timeout=120)
    return target


def main() -> None:
    """All pictures, of the timeline that is named, or of a new demonstration."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(f"none of {', '.join(BROWSERS)} is installed: apt-get install chromium")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        page = Path(sys.argv[1]) if len(sys.argv) > 1 else demonstrate(Path(place) / "runs")
        for picture in PICTURES:
            print(take(browser, page, picture, Path(place) / "profile"))


if __name__ == "__main__":
    main()
