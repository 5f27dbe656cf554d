"""From a file to a checked topology."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from guardian_emu.topology.errors import BadTopology, Place, Problem, Refused, Report
from guardian_emu.topology.model import Topology
from guardian_emu.topology.names import topology_name
from guardian_emu.topology.resolution import resolve
from guardian_emu.topology.sections import FILE
from guardian_emu.topology.substitution import substitute_tree
from guardian_emu.topology.validation import validate

SUFFIX = ".guardian.yaml"
BYTES_LIMIT = 256 * 1024

_NAME_A_FILE = "name a *.guardian.yaml file"


def load(path: str | Path, environment: Mapping[str, str] | None = None) -> Topology:
    """The topology in a file. ``environment`` is what ``${VAR}`` takes from, the process's own when None.

    Guarantee: raises BadTopology for anything that is wrong with the file, with all problems that were found, and
    nothing else.
    """
    return load_text(_read(Path(path)), path, environment)


def load_text(text: str, path: str | Path, environment: Mapping[str, str] | None = None) -> Topology:
    """The topology in ``text``, read as if it stood in the file ``path``. Raises BadTopology, as ``load`` does."""
    from guardian_emu.topology.parsing import parse  # YAML is a third of the import time, and only files need it

    report = Report(str(path))
    tree = substitute_tree(parse(text, report), os.environ if environment is None else environment, report)
    written = FILE.read(tree, report)
    if written is None:
        raise BadTopology([_whole(path, "this is no topology", "", "another kind of file", _NAME_A_FILE)])
    file = Path(path).absolute()
    validate(written, file.parent, report)
    name = written.name or _name_of(file, "name" in written.places, report)
    report.settle()
    return resolve(written, name, file)


def stem(path: Path) -> str:
    """The name of a topology file without its suffix."""
    return path.name.removesuffix(SUFFIX) if path.name.endswith(SUFFIX) else path.stem


def _name_of(file: Path, refused_already: bool, report: Report) -> str:
    if refused_already:
        return ""
    try:
        return topology_name(stem(file).lower())
    except Refused as refused:
        place = Place(report.file, 1, 1)
        what = "the topology has no name, and its file name gives none"
        report.add(place, what, stem(file), refused.cause, "add a line name: at the top")
        return ""


def _read(path: Path) -> str:
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            cause = "a directory was named" if stat.S_ISDIR(about.st_mode) else "a device or pipe was named"
            raise BadTopology([_whole(path, "this is no regular file", str(path), cause, _NAME_A_FILE)])
        data = b"" if about.st_size > BYTES_LIMIT else path.read_bytes()
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        value = ascii(str(path))[1:-1]
        problem = _whole(path, f"the file cannot be read: {said}", value, "a wrong path", "look with: ls -l")
        raise BadTopology([problem]) from None
    if max(about.st_size, len(data)) > BYTES_LIMIT:
        what = f"the file is larger than {BYTES_LIMIT // 1024} KiB"
        raise BadTopology([_whole(path, what, f"{about.st_size} bytes", "this is no topology", _NAME_A_FILE)])
    return _decode(path, data)


def _decode(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Place(str(path), before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        value = f"byte 0x{data[error.start]:02x}"
        step = "save the file as UTF-8, for instance: iconv -f latin1 -t utf-8"
        problem = Problem(place, "the file is not UTF-8", value, "it was saved in another encoding", step)
        raise BadTopology([problem]) from None


def _whole(path: str | Path, what: str, value: str, cause: str, step: str) -> Problem:
    return Problem(Place(str(path), 1, 1), what, value, cause, step)
