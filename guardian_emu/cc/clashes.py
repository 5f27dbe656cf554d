"""Names that are a program's own on NonStop, and taken by the C library here (c-runtime section 12).

``errno`` is a macro here, so a member of that name gets another. Functions and variables that bear the name of a
function which NonStop's headers do not declare get another name for the linker, and the C library's declaration of
theirs is not disturbed; so libguardian, which calls the C library, never calls the program instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .edits import Edit
from .lexer import Kind, Token

OWN = "$own"

_LIBRARY = frozenset(
    """access alarm basename bcmp bcopy bzero close creat daylight dprintf drem dup dup2 ffs gamma getdelim getline
    getopt getpid getw index initstate j0 j1 jn kill link lseek nice open optarg opterr optind optopt pause pipe poll
    putw random read rindex scalb select setstate significand signgam sleep srandom stpcpy strsep swab sync timezone
    unlink usleep wait write y0 y1 yn""".split()
)
_WORDS = re.compile(r"(?<![\w$])(?:" + "|".join(sorted(_LIBRARY)) + r")(?![\w$])")
_PARTS = re.compile(rf"{_WORDS.pattern}|[(){{}}=;,]")


def owned(code: str) -> set[str]:
    """Names of the C library's that a text declares for itself, outside of functions.

    Directives, comments and literals are taken out of ``code``.
    """
    names: set[str] = set()
    if not _WORDS.search(code):
        return names
    depth, is_value = 0, False
    for part in _PARTS.findall(code):
        if part in "({":
            depth += 1
        elif part in ")}":
            depth = max(0, depth - 1)
        elif part in "=;,":
            is_value = part == "="
        elif depth == 0 and not is_value:
            names.add(part)
    return names


def renamed(names: Iterable[str]) -> list[str]:
    """The directives that give such names another one."""
    return [f"#define {name} {name}{OWN}" for name in sorted(names)]


def linker_script() -> str:
    """What gives a program the C library's function after all, when it declares one and defines none."""
    return "".join(f'PROVIDE("{name}{OWN}" = {name});\n' for name in sorted(_LIBRARY))


def around_system_header(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """The directives before and behind a header of the C library, which means its own names."""
    before = [f'#pragma push_macro("{name}")\n#undef {name}' for name in sorted(names)]
    return before, [f'#pragma pop_macro("{name}")' for name in sorted(names)]


def errno_edits(tokens: list[Token]) -> Iterator[Edit]:
    """Another name for members called ``errno``, and the C library's own for the variable."""
    braces: list[bool] = []
    for index, token in enumerate(tokens):
        if token.text == "{":
            braces.append(_opens_structure(tokens, index))
        elif token.text == "}" and braces:
            braces.pop()
        elif token.text == "errno" and token.kind is Kind.WORD:
            before = [tokens[at].text if at >= 0 else "" for at in (index - 2, index - 1)]
            if before[1] in (".", "->") or (braces and braces[-1]):
                yield Edit(token.start, token.end, "errno$member")
            elif before == ["extern", "int"] and tokens[index + 1 : index + 2] and tokens[index + 1].text == ";":
                yield Edit(tokens[index - 2].start, tokens[index + 1].end, "#include <errno.h>", lines=True)


def _opens_structure(tokens: list[Token], brace: int) -> bool:
    words = ("struct", "union")
    return (brace > 0 and tokens[brace - 1].text in words) or (brace > 1 and tokens[brace - 2].text in words)
