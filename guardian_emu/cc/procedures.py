"""What ``cextdecs.h`` declares, as far as the source pass has to know."""

from __future__ import annotations

import functools
import re
from pathlib import Path

_MACRO = re.compile(r"^#define (\w+)\(", re.MULTILINE)
_USED_AS_FUNCTION = re.compile(r"(?<![\w$.>])([A-Z][A-Z0-9_]*)\b(?!\s*\()")


class Procedures:
    """The Guardian procedures of a ``cextdecs.h``."""

    def __init__(self, header: Path) -> None:
        self._header = header

    @functools.cached_property
    def _text(self) -> str:
        return self._header.read_text(encoding="latin-1") if self._header.is_file() else ""

    @functools.cached_property
    def names(self) -> frozenset[str]:
        """Every procedure."""
        return frozenset(_MACRO.findall(self._text))

    def names_of(self, header: str) -> frozenset[str]:
        """What stands for sections in a header that has none."""
        return self.names if header == self._header.name else frozenset()

    def functions(self, code: str, asked: tuple[str, ...]) -> list[str]:
        """Plain functions for the procedures that ``code`` names without calling them: a pointer points at these.

        Only for those asked for by name, or whose names end in an underscore: others may be the program's own.
        """
        candidates = {name for name in set(_USED_AS_FUNCTION.findall(code)) if name in asked or name.endswith("_")}
        return [made for name in sorted(candidates & self.names) if (made := self._function(name))]

    def _function(self, name: str) -> str | None:
        found = re.search(rf"^(.*?)\bguardian_{name}\(unsigned int present, (.*)\);$", self._text, re.MULTILINE)
        if not found:
            return None
        parameters = found[2].split(", ")
        names = [parameter.replace("[]", "").split()[-1].lstrip("*") for parameter in parameters]
        mask = f"0x{(1 << len(names)) - 1:x}u"
        return (
            f"#ifndef guardian_function_{name}\n#define guardian_function_{name}\n"
            f"static __attribute__((unused)) {found[1]}({name})({found[2]}) "
            f"{{ return guardian_{name}({mask}, {', '.join(names)}); }}\n#endif"
        )
