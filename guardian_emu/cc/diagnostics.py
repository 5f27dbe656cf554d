"""What the source pass has to say about the user's lines, in the form in which compilers say it."""

from __future__ import annotations

import re
from typing import NamedTuple

from .edits import marker

STAGE = "guardian-emu-cc-"
"""How names of directories with copies begin."""

_NAMES_OF_OURS = re.compile(r"\bguardian_(?=[A-Z])|\$(?:extensible|own|member)\b")
_COPIES = re.compile(rf"[^\s'\"`‘:(]*/{STAGE}\w+/\d+/")
_OUTSIDE = re.compile(r"(['‘])guardian_present(['’]) undeclared[^\n]*")
_NO_PARAMETER = re.compile(r"(['‘])guardian_position_(\w+)(['’]) undeclared[^\n]*")


_SAID_BY_US = re.compile(r"#(?:error|warning) guardian-emu: (.*?)(?: \[-W(?:error=)?cpp\])?$", re.MULTILINE)


class At(NamedTuple):
    """A line of a user's file."""

    file: str
    line: int

    def error(self, text: str) -> Diagnostic:
        """The source is wrong here."""
        return Diagnostic(self, text)

    def warning(self, text: str) -> Diagnostic:
        """The source is accepted, and may not do what was meant."""
        return Diagnostic(self, text, error=False)


class Diagnostic(NamedTuple):
    """One message about a line of the user's.

    The compiler says it, so it is not said of what ``#if`` leaves out, and stands among the compiler's own.
    """

    at: At
    text: str
    error: bool = True

    @property
    def directives(self) -> str:
        """What makes the compiler say it of that line."""
        return (
            f"{marker(self.at.line, self.at.file)}\n#{'error' if self.error else 'warning'} guardian-emu: {self.text}"
        )


def in_the_users_words(messages: str) -> str:
    """What compiler and linker say, without the names that stand behind the program's own."""
    messages = _SAID_BY_US.sub(r"\1", messages)
    messages = _COPIES.sub("", messages)
    messages = _OUTSIDE.sub(r"\1_arg_present\2 stands outside of an extensible function", messages)
    messages = _NO_PARAMETER.sub(r"\1\2\3 is no parameter of this function", messages)
    return _NAMES_OF_OURS.sub("", messages)
