"""The operating-system image of a node: the code that all its kernels run (RL-02)."""

from __future__ import annotations

import hashlib
import os

from .actions import Json

WRONG_IMAGE = 0o4016
"""Halt code of a CPU whose image is not that of its node, %004016."""

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_PARTS = ("kernel", "wire")


def digest(package: str = _PACKAGE) -> str:
    """A hash of the kernel's code as it stands in the files of a package now."""
    found = hashlib.sha256()
    for path in sorted(_sources(package)):
        with open(os.path.join(package, path), "rb") as file:
            text = file.read()
        found.update(f"{path}\0{len(text)}\0".encode() + text)
    return found.hexdigest()


def _sources(package: str) -> list[str]:
    found = []
    for part in _PARTS:
        for folder, _, names in os.walk(os.path.join(package, part)):
            found += [os.path.relpath(os.path.join(folder, name), package) for name in names if name.endswith(".py")]
    return found


def _loaded() -> str:
    """The hash of what this process has loaded; a loader that takes the code from elsewhere says what it took."""
    told = getattr(__spec__.loader, "digest", None) if __spec__ else None
    return str(told) if told else digest()


LOADED = _loaded()
"""What this process runs: taken when the code is loaded, for its files may be others by the time of a reload."""


class Image:
    """What this CPU runs, compared with what a CPU runs that wants to join."""

    def __init__(self, own: str) -> None:
        self.own = own

    def stamped(self, message: Json) -> Json:
        """A control message as it goes out: one that asks for admission says which image asks."""
        return {**message, "image": self.own} if message["t"] == "join" else message

    def refusal(self, message: Json) -> str:
        """Why a CPU that asks for admission cannot have it; empty when it can."""
        theirs = str(message.get("image", ""))
        return "" if theirs == self.own else f"its image is {theirs[:12] or 'unknown'}, the node's is {self.own[:12]}"

    def answer(self) -> Json:
        """The control message that refuses it."""
        return {"t": "wrong-image", "image": self.own}

    def reason(self, message: Json) -> str:
        """Why this CPU halts when it is refused."""
        node = str(message.get("image", ""))[:12]
        return f"%{WRONG_IMAGE:06o}: its code {self.own[:12]} is not that of the node, {node}: load what the others run"


OWN = Image(LOADED)
"""That of this CPU."""
