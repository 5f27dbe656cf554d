"""A lab is addressed by file, by name, or by where one stands."""

from __future__ import annotations

from pathlib import Path

from guardian_emu.topology.errors import BadTopology, NoTopology, Report
from guardian_emu.topology.loading import SUFFIX, stem
from guardian_emu.topology.nearest import listed, nearest
from guardian_emu.topology.tree import Scalar


def find(wanted: str | Path | None = None, directory: str | Path = ".") -> Path:
    """The topology file that is meant.

    A path of a file is that file. A path of a directory, or None, is the single ``*.guardian.yaml`` in it, else the
    single one in its ``topologies/``. Anything else is a name: of a file there, or one that a file there gives itself.
    Raises NoTopology when nothing answers, or more than one.
    """
    here = Path(directory)
    if wanted is None:
        return _single(here)
    path = here / wanted
    try:
        if str(wanted) and path.is_dir():
            return _single(path)
        if str(wanted) and path.exists():
            return path
    except (OSError, ValueError):
        pass
    return _named(str(wanted), here)


def candidates(directory: Path) -> list[Path]:
    """The topology files in a directory and in its ``topologies/``."""
    return _files_in(directory) + _files_in(directory / "topologies")


def _single(directory: Path) -> Path:
    found = _files_in(directory) or _files_in(directory / "topologies")
    if len(found) == 1:
        return found[0]
    if not found:
        what = f"there is no topology in {directory.resolve()}"
        raise NoTopology(what, f"*{SUFFIX}", "another directory was meant", "name one: -f FILE, or its name")
    names = listed(stem(path) for path in found)
    raise NoTopology("several topologies could be meant", names, "none was named", f"name one: -f {stem(found[0])}")


def _named(name: str, directory: Path) -> Path:
    files = candidates(directory)
    found = [path for path in files if stem(path) == name] or [path for path in files if _own_name(path) == name]
    if len(found) == 1 or (found and found[0].parent != found[1].parent):
        return found[0]
    if found:
        what = "several topologies have this name"
        raise NoTopology(what, name, f"it is in {listed(map(str, found))}", f"name the file: -f {found[0]}")
    near = nearest(name.removesuffix(SUFFIX).rsplit("/", 1)[-1], [stem(path) for path in files])
    cause = "a typing error" if near else f"the topologies here are: {listed(map(stem, files)) or 'none'}"
    step = f"write {near}" if near else "name a file, or go to the directory that holds it"
    raise NoTopology("there is no topology of this name, and no such file", name, cause, step)


def _files_in(directory: Path) -> list[Path]:
    return sorted(path for path in directory.glob(f"*{SUFFIX}") if path.is_file())


def _own_name(path: Path) -> str | None:
    """The name a file gives itself; None when it gives none or is no YAML."""
    from guardian_emu.topology.parsing import parse  # see load_text

    try:
        tree = parse(path.read_text(encoding="utf-8-sig"), Report(str(path)))
    except (OSError, UnicodeDecodeError, BadTopology):
        return None
    values = [entry.value for entry in tree.entries if entry.key.text == "name"]
    return values[0].text if values and isinstance(values[0], Scalar) else None
