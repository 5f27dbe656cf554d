"""What a Guardian header name means (c-runtime sections 2 and 2.1).

Guardian turns ``name.h`` into the file ``nameh``, the name cut to seven characters first, and sources use either
spelling. Names are case-insensitive and may carry a volume and a subvolume.
"""

from __future__ import annotations

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
    stem = plain_name(name)
    spellings = [name.replace("\\", "/"), name.replace(".", "/"), *_spellings(stem)]
    for directory in directories:
        for spelling in spellings:
            if found := _find_any_case(directory, spelling):
                return found
    return None


def _spellings(stem: str) -> list[str]:
    if stem.lower().endswith(".h"):
        return [stem, stem[:-2][:7] + "h", stem[:-2] + "h"]
    dotted = [stem[:-1] + ".h"] if stem.lower().endswith("h") else []
    return [stem, *dotted, stem + ".h", stem[:7] + "h"]


def _find_any_case(directory: Path, spelling: str) -> Path | None:
    exact = directory / spelling
    if exact.is_file():
        return exact
    if "/" in spelling or not directory.is_dir():
        return None
    matches = (entry for entry in sorted(directory.iterdir()) if entry.name.lower() == spelling.lower())
    return next((entry for entry in matches if entry.is_file()), None)
