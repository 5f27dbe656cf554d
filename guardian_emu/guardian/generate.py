"""Writes ``generated.py`` from the table of forms: ``python -m guardian_emu.guardian.generate``.

``--check`` compares instead and exits 1 when the file is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from guardian_emu.wire.procedures import PROCEDURES, Procedure

from .forms import FORMS, Form

TARGET = Path(__file__).with_name("generated.py")
_BY_NAME = {known.name: known for known in PROCEDURES}
_CELLS = {"short *": "short *", "__int32_t *": "int *", "long long *": "long long *"}
_NUMBERS = {"short": "signed({})", "unsigned short": "{}", "__int32_t": "{}", "long long": "{}"}

_HEAD = '''"""Guardian procedures by their own names, written by generate.py from forms.py. Do not edit.

An argument that is None is omitted, which is not the same as 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .handles import ProcessHandle
from .library import ffi
from .marshal import (
    call,
    changeable,
    checked,
    error_behind,
    fixed,
    handle,
    handle_of,
    no_handle,
    signed,
    taken,
    text,
    unpadded,
    words,
    words_of,
)
'''


class Part(NamedTuple):
    """What one parameter of the form contributes to the function."""

    consumes: int
    argument: str = ""  # of the Python function, with its type and default
    before: str = ""  # a statement before the call
    passed: str = "None"  # arguments of the C call
    field: str = ""  # of the result, with its type
    value: str = ""  # of that field


def _part(token: str, ctype: str) -> Part:
    optional = token.endswith("?")
    token = token.rstrip("?")
    if token == "-":
        return Part(1)
    if token.startswith(('"', "'", "@", "#", "$")):
        return _given(token[0], token[1:], optional)
    if token.startswith((">", "<")) and token[1] in "\"'@#":
        return _returned(token[0] == "<", token[1], token[2:], optional)
    if token.startswith(">"):
        return Part(
            1, "", f"{token[1:]} = ffi.new({_CELLS[ctype]!r})", token[1:], f"{token[1:]}: int", f"int({token[1:]}[0])"
        )
    number = _NUMBERS[ctype].format(token)
    passed = f"None if {token} is None else {number}" if optional and number != token else number
    return Part(1, _argument(token, "int", optional), "", passed)


def _argument(name: str, kind: str, optional: bool) -> str:
    return f"{name}: {kind} | None = None" if optional else f"{name}: {kind}"


def _given(mark: str, rest: str, optional: bool) -> Part:
    name, _, size = rest.partition(":")
    if mark == '"':
        return Part(2, _argument(name, "str", optional), "", f"*text({name})")
    if mark == "'":
        return Part(1, _argument(name, "str", optional), "", f"fixed({name}, {size})")
    if mark == "@":
        return Part(1, _argument(name, "ProcessHandle", optional), "", f"handle({name})")
    if mark == "#":
        count = "" if size == "*" else f", {size}"
        return Part(1, _argument(name, "Sequence[int]", optional), "", f"words({name}{count})")
    name = name.rstrip("+")
    return Part(2, _argument(name, "bytes", optional), "", f"ffi.from_buffer({name}), len({name})")


def _returned(changed: bool, mark: str, rest: str, optional: bool) -> Part:
    name, _, size = rest.partition(":")
    cell = f"{name}_"
    if mark == '"':
        begin = f"changeable({name}, {size})" if changed else f'changeable("", {size})'
        return Part(
            3,
            _argument(name, "str", optional) if changed else "",
            f"{cell}, {name}_length = {begin}",
            f"{cell}, {size}, {name}_length",
            f"{name}: str",
            f"taken({cell}, {name}_length[0])",
        )
    if mark == "'":
        begin = f"fixed({name}, {size})" if changed else f'fixed("", {size})'
        argument = _argument(name, "str", optional) if changed else ""
        return Part(1, argument, f"{cell} = {begin}", cell, f"{name}: str", f"unpadded({cell}, {size})")
    if mark == "@":
        argument = _argument(name, "ProcessHandle", optional) if changed else ""
        begin = f"handle({name})" if changed and not optional else "no_handle()"
        if changed and optional:
            begin = f"no_handle() if {name} is None else handle({name})"
        return Part(1, argument, f"{cell} = {begin}", cell, f"{name}: ProcessHandle", f"handle_of({cell})")
    argument = _argument(name, "Sequence[int]", optional) if changed else ""
    begin = f"words({name}, {size})" if changed else f'ffi.new("short[]", {size})'
    return Part(1, argument, f"{cell} = {begin}", cell, f"{name}: tuple[int, ...]", f"words_of({cell}, {size})")


def _parts(form: Form, procedure: Procedure) -> list[Part]:
    parts, at = [], 0
    for token in form.parameters:
        parts.append(_part(token, procedure.parameters[at].ctype))
        at += parts[-1].consumes
    if at != len(procedure.parameters):
        raise ValueError(f"{form.name} has {len(procedure.parameters)} parameters, its form {at}")
    return parts


_FIRST_FIELD = {"error": "error", "cc": "error", "status": "status", "value": "value"}


def _outcome(form: Form, called: str, filenum: bool) -> str:
    if form.returns == "error":
        return f'checked("{form.name}", {called})'
    if form.returns == "cc":
        of_file = ", filenum" if filenum else ""
        return f'error_behind("{form.name}", {called}{of_file})'
    return f"int({called})"


def _optional_last(arguments: list[str]) -> list[str]:
    """Python wants what may be left out behind what may not; the order is otherwise that of the manual."""
    first_optional = next((place for place, one in enumerate(arguments) if "= None" in one), len(arguments))
    keyword_only = any("= None" not in one for one in arguments[first_optional:])
    if not keyword_only:
        return arguments
    return [*arguments[:first_optional], "*", *arguments[first_optional:]]


def _function(form: Form) -> str:
    parts = _parts(form, _BY_NAME[form.name])
    fields = [part for part in parts if part.field]
    arguments = _optional_last([part.argument for part in parts if part.argument])
    filenum = any(part.argument.startswith("filenum: int") and "None" not in part.argument for part in parts)
    called = "call(" + ", ".join([f'"{form.name}"', *(_passed(part) for part in parts)]) + ")"
    first = _FIRST_FIELD.get(form.returns)
    lines = []
    result = "int" if first else "None"
    if fields:
        result = f"{form.name}_result"
        names = [f"{first}: int"] if first else []
        lines += [f"class {result}(NamedTuple):", f'    """What {form.name} gives."""', ""]
        lines += [f"    {name}" for name in [*names, *(_field_name(part.field, first) for part in fields)]]
        lines += ["", ""]
    lines += [f"def {form.name}({', '.join(arguments)}) -> {result}:", f'    """{form.meaning}"""']
    lines += [f"    {part.before}" for part in parts if part.before]
    if not fields:
        lines.append(f"    {'return ' + _outcome(form, called, filenum) if first else called}")
        return "\n".join(lines) + "\n"
    values = [part.value for part in fields]
    if first:
        lines.append(f"    outcome = {_outcome(form, called, filenum)}")
        values.insert(0, "outcome")
    else:
        lines.append(f"    {called}")
    lines.append(f"    return {result}({', '.join(values)})")
    return "\n".join(lines) + "\n"


def _passed(part: Part) -> str:
    return ", ".join(["None"] * part.consumes) if part.passed == "None" else part.passed


def _field_name(field: str, first: str | None) -> str:
    name, _, kind = field.partition(":")
    return f"{name}_:{kind}" if name in (first, "count", "index") else field


def source() -> str:
    """The text of ``generated.py``, not yet formatted."""
    functions = [_function(form) for form in FORMS]
    names = ", ".join(f'"{name}"' for name in sorted(form.name for form in FORMS))
    return "\n\n".join([_HEAD, *functions]) + f"\n\n__all__ = [{names}]\n"


def formatted(text: str) -> str:
    """The text in the house's format."""
    import subprocess

    command = [sys.executable, "-m", "ruff", "format", "--quiet", "--stdin-filename", str(TARGET), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def main(arguments: list[str]) -> int:
    """Writes the file, or checks that it is fresh."""
    text = formatted(source())
    if "--check" in arguments:
        stale = not TARGET.exists() or TARGET.read_text() != text
        if stale:
            print(f"{TARGET} is stale: run python -m guardian_emu.guardian.generate", file=sys.stderr)
        return int(stale)
    TARGET.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
