"""Names of disk files inside one volume, and the patterns that look for them (zsys.md section 5)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .errors import FE, Refused

_PREFIX = r"(?:(?:\\[A-Z][A-Z0-9]{0,6}\.)?(?P<volume>\$[A-Z][A-Z0-9]{0,6})\.)?"
_PART = r"[A-Z][A-Z0-9]{0,7}"
_NAME = re.compile(rf"{_PREFIX}(?:(?P<subvolume>{_PART})\.(?P<file>{_PART})|(?P<temporary>#[0-9]{{1,7}}))")
_PIECE = r"[A-Z0-9*?]{1,15}"
_PATTERN = re.compile(rf"{_PREFIX}(?:(?P<subvolume>{_PIECE})\.(?P<file>{_PIECE})|(?P<temporary>#[0-9*?]{{0,7}}))")
_VOLUME = re.compile(r"\$[A-Z][A-Z0-9]{0,6}")


class FileName(NamedTuple):
    """A file of a volume. A temporary file has no subvolume and a name of ``#`` and digits."""

    subvolume: str
    file: str

    @property
    def temporary(self) -> bool:
        """Whether the file goes when its last opener closes it."""
        return self.file.startswith("#")

    def on(self, volume: str) -> str:
        """The name with its volume, as programs see it."""
        return f"{volume}.{self.file}" if self.temporary else f"{volume}.{self.subvolume}.{self.file}"


def is_volume(name: str) -> bool:
    """Whether this is the name of a volume, in capitals."""
    return _VOLUME.fullmatch(name) is not None


@lru_cache(maxsize=4096)
def parse(text: str, volume: str) -> FileName:
    r"""The file that ``[[\NODE.]$VOLUME.]SUBVOL.FILE`` or ``[...]#NNN`` names; small letters count as capitals.

    Refused with 13 when it is no such name and with 14 when it is on another volume.
    """
    return _matched(_NAME, text, volume)


@lru_cache(maxsize=256)
def pattern(text: str, volume: str) -> FileName:
    """The pattern, in the same form as a name, with ``*`` and ``?`` inside the parts."""
    return _matched(_PATTERN, text, volume)


def _matched(form: re.Pattern[str], text: str, volume: str) -> FileName:
    match = form.fullmatch(text.upper()) if text.isascii() else None
    if match is None:
        raise Refused(FE.BADNAME)
    if match["volume"] not in (None, volume):
        raise Refused(FE.NOSUCHDEV)
    if match["temporary"]:
        return FileName("", match["temporary"])
    return FileName(match["subvolume"], match["file"])
