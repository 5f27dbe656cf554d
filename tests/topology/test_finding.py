"""A lab is addressed by file, by name, or by the directory one stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardian_emu.topology import NoTopology, candidates, find


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A directory with two topologies in its ``topologies/``."""
    (tmp_path / "topologies").mkdir()
    (tmp_path / "topologies" / "pair.guardian.yaml").write_text("name: duo\nnodes: {\\A: }\n")
    (tmp_path / "topologies" / "four.guardian.yaml").write_text("nodes: [\n")
    return tmp_path


def test_a_path_is_that_file(place: Path) -> None:
    (place / "x.yaml").write_text("")
    assert find("x.yaml", place) == place / "x.yaml"
    assert find(place / "x.yaml", place) == place / "x.yaml"


def test_a_name_is_a_file_or_what_a_file_calls_itself(place: Path) -> None:
    pair = place / "topologies" / "pair.guardian.yaml"
    assert find("pair", place) == pair
    assert find("duo", place) == pair


def test_a_name_here_goes_before_the_same_name_in_topologies(place: Path) -> None:
    (place / "pair.guardian.yaml").write_text("")
    assert find("pair", place) == place / "pair.guardian.yaml"


def test_without_a_name_the_single_topology_is_meant(place: Path) -> None:
    with pytest.raises(NoTopology, match="four, pair"):
        find(None, place)
    (place / "topologies" / "four.guardian.yaml").unlink()
    assert find(None, place) == place / "topologies" / "pair.guardian.yaml"
    (place / "own.guardian.yaml").write_text("")
    assert find(None, place) == place / "own.guardian.yaml"
    assert len(candidates(place)) == 2


def test_a_directory_is_the_single_topology_in_it(place: Path) -> None:
    (place / "own.guardian.yaml").write_text("")
    assert find(place) == place / "own.guardian.yaml"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fuor", "write four"),
        ("zebra", "the topologies here are: four, pair"),
        ("topologies/pear.guardian.yaml", "write pair"),
        ("", "no topology of this name"),
        ("a\0b", "no topology of this name"),
        ("x" * 5000, "no topology of this name"),
    ],
)
def test_a_name_that_nothing_has_is_told_with_the_nearest(place: Path, name: str, words: str) -> None:
    with pytest.raises(NoTopology, match=words) as caught:
        find(name, place)
    assert caught.value.exit_code == 2


def test_a_name_that_two_files_give_themselves_is_refused(place: Path) -> None:
    (place / "topologies" / "other.guardian.yaml").write_text("name: duo\n")
    with pytest.raises(NoTopology, match="several topologies have this name"):
        find("duo", place)


def test_a_directory_without_topologies_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoTopology, match="there is no topology in"):
        find(None, tmp_path)
