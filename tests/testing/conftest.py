"""pytest runs of somebody who has guardian-emu installed, each in a directory and a state directory of its own."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from guardian_emu.cc import runtime
from guardian_emu.launch import launcher as launch

PATIENCE = 30.0

PROGRAMS = {
    "beat.c": """\
#include <cextdecs(PROCESS_DELAY_)> nolist
#include <stdio.h> nolist
int main(void) {
    printf("the heart beats\\n");
    for (;;) PROCESS_DELAY_(10000000);
}
""",
    "sum.c": """\
#include <stdio.h> nolist
#include <stdlib.h> nolist
int main(int argc, char *argv[]) {
    int i, sum = 0;
    for (i = 1; i < argc; i++) sum += atoi(argv[i]);
    printf("sum\\n%d\\n", sum);
    fprintf(stderr, "done\\n");
    return sum > 100;
}
""",
}
TOPOLOGY = """\
name: lab
defaults: {abi: host}
programs:
  BEAT: {source: beat.c}
  SUM: {source: sum.c}
nodes:
  \\ALPHA:
    cpus: 3
    processes:
      $BEAT: {program: BEAT, cpu: 0}
"""


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where embedded sessions of this test are; short, for the sake of socket paths."""
    place = Path(f"/tmp/ge-pytest-{secrets.token_hex(3)}")
    monkeypatch.setenv("GUARDIAN_EMU_STATE", str(place))
    yield place
    launch.sweep(launch.Silent(), all=True)
    if place.exists():
        place.rmdir()


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled things are kept where they were: pytester moves the home directory."""
    monkeypatch.setenv("GUARDIAN_EMU_CACHE", str(runtime.cache_directory()))


def write_lab(directory: Path) -> Path:
    """The topology and its programs; the topology's file."""
    for name, text in PROGRAMS.items():
        (directory / name).write_text(text)
    file = directory / "lab.guardian.yaml"
    file.write_text(TOPOLOGY)
    return file


Run = Callable[..., pytest.RunResult]


@pytest.fixture
def suite(cache: None, state: Path, pytester: pytest.Pytester) -> Run:
    """Runs a suite in which a warning is an error, on embedded nodes."""
    write_lab(pytester.path)

    def run(text: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(test_suite=text)
        usual = ("-p", "no:cacheprovider", "-W", "error", "--strict-markers", "--guardian-runtime=embedded")
        return pytester.runpytest_subprocess(*usual, *options)

    return run


class Started:
    """A pytest that is still running."""

    def __init__(self, directory: Path, text: str, *options: str) -> None:
        (directory / "test_suite.py").write_text(text)
        self._said = directory / "said"
        words = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--guardian-runtime=embedded", *options]
        environment = {**os.environ, "SAID": str(self._said)}
        self.process = subprocess.Popen(
            words, cwd=directory, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def wait_for_word(self) -> None:
        """Return when the suite has written the file that ``SAID`` names."""
        deadline = time.monotonic() + PATIENCE
        while not self._said.exists():
            assert self.process.poll() is None, self.process.communicate()[0]
            assert time.monotonic() < deadline, "the suite did not get so far"
            time.sleep(0.02)

    def end(self) -> str:
        """What it printed, when it has ended."""
        return self.process.communicate(timeout=PATIENCE)[0]
