"""A CPU that is reloaded runs the code of its node, or does not come in (RL-02)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from kernel.embedded import ROOT
from kernel.scripts import MakeNode, watcher

from guardian_emu.kernel.image import WRONG_IMAGE, Image, digest

PACKAGE = ROOT / "guardian_emu"


def copied(place: Path) -> Path:
    """Another copy of the kernel; where its package is."""
    for part in ("kernel", "wire"):
        shutil.copytree(PACKAGE / part, place / "guardian_emu" / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("__init__.py", "errors.py"):
        shutil.copy(PACKAGE / name, place / "guardian_emu" / name)
    return place


def test_copies_of_the_code_are_the_same_image_and_a_change_makes_another(tmp_path: Path) -> None:
    package = copied(tmp_path) / "guardian_emu"
    assert digest(str(package)) == digest(str(PACKAGE))
    with (package / "kernel" / "names.py").open("a") as file:
        file.write("# changed\n")
    assert digest(str(package)) != digest(str(PACKAGE))


def test_a_renamed_file_makes_another_image(tmp_path: Path) -> None:
    package = copied(tmp_path) / "guardian_emu"
    (package / "kernel" / "users.py").rename(package / "kernel" / "persons.py")
    assert digest(str(package)) != digest(str(PACKAGE))


def test_only_what_asks_for_admission_says_its_image() -> None:
    image = Image("one")
    assert image.stamped({"t": "join", "has": [0]}) == {"t": "join", "has": [0], "image": "one"}
    assert image.stamped({"t": "ask"}) == {"t": "ask"}


@pytest.mark.parametrize("asked", [{}, {"image": None}, {"image": 7}, {"image": "two"}])
def test_a_request_with_another_image_or_none_is_refused(asked: dict[str, object]) -> None:
    assert Image("one").refusal({"t": "join", "has": [0], **asked})
    assert not Image("one").refusal({"t": "join", "has": [0], "image": "one"})


LOADED_FROM_BUNDLE = """
import sys
from guardian_emu.launch.bundle import Bundle
bundle = Bundle(open(sys.argv[1], "rb").read())
for name in [name for name in sys.modules if name.startswith("guardian_emu.kernel")]:
    del sys.modules[name]
sys.meta_path.insert(0, bundle)
from guardian_emu.kernel import image
print(image.LOADED == bundle.digest)
"""


def test_code_out_of_a_bundle_is_known_by_the_bundle(tmp_path: Path) -> None:
    bundle, environment = str(tmp_path / "bundle"), {"PYTHONPATH": str(ROOT)}
    writer = [sys.executable, "-S", str(PACKAGE / "launch" / "bundle.py"), bundle]
    subprocess.run(writer, check=True, cwd="/", env=environment)
    command = [sys.executable, "-S", "-c", LOADED_FROM_BUNDLE, bundle]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd="/", env=environment)
    assert done.stdout == "True\n"


@pytest.mark.requires("RL-02", "NM-07")
def test_a_reloaded_cpu_with_other_code_halts_and_the_node_goes_on(make_node: MakeNode, tmp_path: Path) -> None:
    node = make_node(3)
    other = copied(tmp_path)
    with (other / "guardian_emu" / "kernel" / "names.py").open("a") as file:
        file.write("# changed\n")
    node.cpus[1].kill()
    told = watcher(node.cpus[0])
    refused = node.load(1, code=other)
    halted = refused.wait_for(lambda record: record["event"] == "halted")
    assert halted["code"] == WRONG_IMAGE == 0o4016
    assert "not that of the node" in halted["reason"]
    assert refused.process.wait(20) != 0
    assert told.event(lambda event: event["event"] == "refused")["where"] == "reload of CPU 1"
    assert [cpu["state"] for cpu in node.cpus[2].operator().ask("status")["cpus"]] == ["up", "down", "up"]
    node.load(1).ready()
    assert [cpu["state"] for cpu in node.cpus[2].operator().ask("status")["cpus"]] == ["up", "up", "up"]


@pytest.mark.requires("RL-02")
def test_a_copy_of_the_same_code_is_let_in(make_node: MakeNode, tmp_path: Path) -> None:
    node = make_node(2)
    node.cpus[1].kill()
    node.load(1, code=copied(tmp_path)).ready()
    assert [cpu["state"] for cpu in node.cpus[0].operator().ask("status")["cpus"]] == ["up", "up"]
