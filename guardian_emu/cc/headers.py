"""What a Guardian header name means (c-runtime sections 2 and 2.1).

Guardian turns ``name.h`` into the file ``nameh``, the name cut to seven characters first, and sources use either
spelling. Names are case-insensitive and may carry a volume and a subvolume.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

STANDARD = (
    "assert complex ctype dirent errno fcntl fenv float grp inttypes iso646 limits locale malloc math memory netdb "
    "poll pwd regex sched search setjmp signal spawn stdarg stdbool stddef stdint stdio stdlib string strings syslog "
    "tar termios time ucontext unistd utime wchar wctype arpa/inet netinet/in sys/ipc sys/msg sys/resource sys/select "
    "sys/sem sys/shm sys/socket sys/stat sys/time sys/times sys/types sys/uio sys/un sys/utsname sys/wait"
).split()
"""Headers of the C library that Guardian sources name, also without their dot."""


def plain_name(name: str) -> str:
    """The name without volume and subvolume: ``zsysc`` of ``$system.zsysdefs.zsysc``, also of ``/G/...`` names."""
    if name.lower().startswith("/g/"):
        return name.rsplit("/", 1)[-1]
    parts = name.replace("\\", "/").split(".")
    if len(parts) > 1 and parts[-1].lower() == "h":
        return f"{parts[-2]}.{parts[-1]}"
    return parts[-1]


def file_id(stem: str) -> str:
    """What Guardian calls the file of ``stem.h``: ``stdioh``, ``cextdech``, ``systypeh``."""
    return stem.replace("/", "")[:7] + "h"


class SystemHeaders:
    """The headers of the system subvolume: those of libguardian and those of the C library."""

    def __init__(self, available: Iterable[str]) -> None:
        self._by_name: dict[str, str] = {}
        for stem in STANDARD:
            self._by_name |= {f"{stem}.h": f"{stem}.h"}
            self._by_name.setdefault(file_id(stem), f"{stem}.h")
        for file in available:
            stem = file.lower().removesuffix(".h")
            self._by_name |= {stem: file, f"{stem}.h": file, file_id(stem): file}

    def find(self, name: str) -> str | None:
        """The file that ``name`` stands for, or None."""
        return self._by_name.get(plain_name(name).lower())


def find_user_header(name: str, directories: Iterable[Path]) -> Path | None:
    """The user's own file for an include name: as written first, then the Guardian spellings, any case."""
    spellings = [name.replace("\\", "/"), *_below_subvolume(name), *_spellings(plain_name(name))]
    for directory in directories:
        for spelling in spellings:
            if (found := _find_any_case(directory, spelling)) and found.is_file():
                return found
    return None


def find_subvolume(name: str, directories: Iterable[Path]) -> Path | None:
    """The directory that stands for a subvolume: one of its path, or of its last part, below one of ``directories``."""
    path = name.replace("\\", "/")
    parts = [part for part in path.replace(".", "/").split("/") if part]
    spellings = [path, "/".join(parts).replace("$", ""), *parts[-1:]]
    for directory in directories:
        for spelling in spellings:
            if (found := _find_any_case(directory, spelling)) and found.is_dir():
                return found
    return None


def _below_subvolume(name: str) -> list[str]:
    """``subvol/file`` of ``$vol.subvol.file`` and of ``/G/vol/subvol/file``, and with the volume before it."""
    oss = name.lower().startswith("/g/")
    parts = name[3:].split("/") if oss else name.replace("\\", "/").split(".")
    if not oss and len(parts) > 1 and parts[-1].lower() == "h":
        parts[-2:] = [f"{parts[-2]}.{parts[-1]}"]
    parts = [part.replace("$", "") for part in parts]
    found = []
    for count in (3, 2):
        if len(parts) >= count:
            found += ["/".join([*parts[-count:-1], spelling]) for spelling in _spellings(parts[-1])]
    return found


def _spellings(stem: str) -> list[str]:
    if stem.lower().endswith(".h"):
        return [stem, stem[:-2][:7] + "h", stem[:-2] + "h"]
    dotted = [stem[:-1] + ".h"] if stem.lower().endswith("h") else []
    return [stem, *dotted, stem + ".h", stem[:7] + "h"]


def _find_any_case(directory: Path, spelling: str) -> Path | None:
    """A file or directory below another, each part of its path in any case."""
    exact = directory / spelling
    if exact.exists():
        return exact
    if spelling.startswith("/"):
        return None
    at = directory
    for part in spelling.split("/"):
        matches = sorted(entry for entry in _entries(at) if entry.lower() == part.lower()) if part != ".." else [part]
        if not matches:
            return None
        at = at / matches[0]
    return at


def _entries(directory: Path) -> list[str]:
    try:
        return os.listdir(directory)
    except OSError:
        return []
