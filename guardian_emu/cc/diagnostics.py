"""What the source pass has to say about the user's lines, in the form in which compilers say it."""

from __future__ import annotations

import re
from typing import NamedTuple

_NAMES_OF_OURS = re.compile(r"\bguardian_(?=[A-Z])|\$(?:extensible|own|member)\b")
_OUTSIDE = re.compile(r"(['‘])guardian_present(['’]) undeclared[^\n]*")
_NO_PARAMETER = re.compile(r"(['‘])guardian_position_(\w+)(['’]) undeclared[^\n]*")


class Diagnostic(NamedTuple):
    """One message about a line of the user's."""

    file: str
    line: int
    text: str
    error: bool = True

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {'error' if self.error else 'warning'}: {self.text}"


class At(NamedTuple):
    """A line of a user's file."""

    file: str
    line: int

    def error(self, text: str) -> Diagnostic:
        """The source is wrong here."""
        return Diagnostic(self.file, self.line, text)

    def warning(self, text: str) -> Diagnostic:
        """The source is accepted, and may not do what was meant."""
        return Diagnostic(self.file, self.line, text, error=False)


def in_the_users_words(messages: str) -> str:
    """The compiler's messages with the names that stand behind procedures and extensible functions taken back."""
    messages = _OUTSIDE.sub(r"\1_arg_present\2 stands outside of an extensible function", messages)
    messages = _NO_PARAMETER.sub(r"\1\2\3 is no parameter of this function", messages)
    return _NAMES_OF_OURS.sub("", messages)
