"""Rules for make that name the user's files, where the compiler knows only their copies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

_WORD = re.compile(r"(?:\\.|[^\s\\])+")


def rule(
    compilers: str, originals: Mapping[Path, Path], without: Sequence[Path], targets: Sequence[str], *, phony: bool
) -> str:
    """The compiler's own rule with every copy's original in its place, without files below some directories.

    ``phony`` adds a target for each header.
    """
    _, _, right = compilers.replace("\\\n", " ").partition(": ")
    named: list[str] = []
    for word in _WORD.findall(right):
        path = Path(word.replace("\\ ", " ").replace("$$", "$"))
        path = originals.get(path, path)
        if any(directory in path.parents for directory in without):
            continue
        name = _escaped(str(path))
        if name not in named:
            named.append(name)
    lines = [f"{' '.join(targets)}: " + " \\\n ".join(named)]
    if phony:
        lines += [f"\n{name}:" for name in named[1:]]
    return "\n".join(lines) + "\n"


def escaped_target(name: str) -> str:
    """A file's name as a target."""
    return _escaped(name)


def _escaped(name: str) -> str:
    return name.replace("$", "$$").replace(" ", "\\ ").replace("#", "\\#")
