"""Tar archives, as the engine takes and gives them."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple


class Entry(NamedTuple):
    """One file of an archive."""

    path: str
    data: bytes
    mode: int = 0o644


def pack(entries: Iterable[Entry], user: int = 0) -> bytes:
    """An archive of files that belong to ``user``. The same entries give the same bytes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for entry in entries:
            about = tarfile.TarInfo(entry.path)
            about.size, about.mode, about.uid, about.gid = len(entry.data), entry.mode, user, user
            archive.addfile(about, io.BytesIO(entry.data))
    return buffer.getvalue()


def pack_tree(root: Path, into: BinaryIO, owners: dict[str, int]) -> None:
    """An archive of everything below ``root``, whoever made it: root owns all but what ``owners`` names."""

    def owned(about: tarfile.TarInfo) -> tarfile.TarInfo:
        about.uid = about.gid = owners.get(about.name, 0)
        about.uname = about.gname = ""
        return about

    with tarfile.open(fileobj=into, mode="w") as archive:
        for path in sorted(root.iterdir()):
            archive.add(path, path.name, filter=owned)


def unpack(packed: BinaryIO, into: Path) -> list[Path]:
    """Write the files of an archive below ``into``; returns them. Links and devices in it are passed over.

    Nothing is written outside ``into``, whatever the archive's names say: raises ValueError.
    """
    found: list[Path] = []
    with tarfile.open(fileobj=packed) as archive:
        for about in archive:
            content = archive.extractfile(about) if about.isreg() else None
            if content is None:
                continue
            path = into / about.name
            if not path.resolve().is_relative_to(into.resolve()):
                raise ValueError(f"the archive has a file outside its directory: {about.name}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.read())
            found.append(path)
    return found
