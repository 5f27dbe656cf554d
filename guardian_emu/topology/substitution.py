"""``${VAR}`` and ``${VAR:-default}`` in values.

It happens after the file was parsed: what a variable holds can change a value, never the structure of the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Environment

from guardian_emu.topology.errors import Refused, Report
from guardian_emu.topology.nearest import nearest
from guardian_emu.topology.tree import Entry, Mapping, Scalar, Sequence, Value, shown

_VARIABLE = re.compile(r"\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:-)([^{}]*))?\}|\$\{")


def substitute(text: str, environment: Environment[str, str]) -> str:
    """``text`` with its variables replaced; ``$${`` stands for a literal ``${``.

    As in the shell, ``:-`` also replaces a variable that is set to nothing. Raises ``Refused`` for a variable that is
    not set and has no default, and for a ``${`` that is none of the forms.
    """

    def replacement(found: re.Match[str]) -> str:
        name, default = found[1], found[3]
        if found[0] == "$${":
            return "${"
        if name is None:
            raise Refused(
                "this substitution is malformed",
                "the forms are ${VAR} and ${VAR:-default}; a default holds no braces",
                "complete it, or write $${ for a literal ${",
            )
        if environment.get(name) or (name in environment and default is None):
            return environment[name]
        if default is None:
            raise _unset(name, environment)
        return default

    return _VARIABLE.sub(replacement, text)


def substitute_tree(value: Value, environment: Environment[str, str], report: Report) -> Value:
    """The tree with substituted values; keys stay as they are. What fails goes to the report and stays as written."""
    if isinstance(value, Mapping):
        entries = tuple(Entry(e.key, substitute_tree(e.value, environment, report)) for e in value.entries)
        return Mapping(value.place, entries)
    if isinstance(value, Sequence):
        return Sequence(value.place, tuple(substitute_tree(item, environment, report) for item in value.items))
    return _substitute_scalar(value, environment, report)


def _substitute_scalar(scalar: Scalar, environment: Environment[str, str], report: Report) -> Scalar:
    if "${" not in scalar.text:
        return scalar
    try:
        text = substitute(scalar.text, environment)
    except Refused as refused:
        report.refuse(scalar.place, shown(scalar), refused)
        return scalar
    if not text.isprintable():
        report.add(
            scalar.place,
            "a variable brings a control character into this value",
            shown(scalar),
            "the variable holds a line break, a tab or the like",
            "look at the variable with: printenv NAME | cat -A",
        )
        return scalar
    return Scalar(scalar.place, text, plain=True)


def _unset(name: str, environment: Environment[str, str]) -> Refused:
    near = nearest(name, environment)
    return Refused(
        f"the environment variable {name} is not set",
        f"a typing error: {near} is set" if near else "it was not exported in this shell",
        f"export {name}=..., or give a default: ${{{name}:-value}}",
    )
