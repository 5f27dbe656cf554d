"""``runtime/include/zsysc.h``: constants and structures, in the sections that the header has on NonStop."""

from __future__ import annotations

from collections.abc import Iterator

from ..zsys import LITERALS, SECTIONS, STRUCTURES, SYSTEM_MESSAGES, Structure
from .text import once, sectioned

_ADDRESSES = ["typedef char *zsys_ddl_extaddr_def;", "typedef char *zsys_ddl_char_extaddr_def;"]


def header() -> str:
    """The header. A section of a structure stands on those of the structures in it."""
    sections: dict[str, list[str]] = {"zsys_ddl_extaddr": once("GUARDIAN_ZSYS_DDL_EXTADDR", _ADDRESSES)}
    for name, lines in (*_constants(), *_structures()):
        sections.setdefault(name, []).extend(lines)
    return sectioned("zsys", sections.items())


def _constants() -> Iterator[tuple[str, list[str]]]:
    for section in SECTIONS:
        yield section.name, [f"#define {name} {_literal(value)}" for name, value in section.literals.items()]


def _structures() -> Iterator[tuple[str, list[str]]]:
    for structure in STRUCTURES:
        yield structure.section or f"zsys_ddl_{structure.name}", _structure(structure)
    yield "zsys_ddl_smsg", _packed("smsg", _any_message())


def _literal(value: int | str) -> str:
    return f"({value})" if isinstance(value, int) and value < 0 else str(value)


def _structure(structure: Structure) -> list[str]:
    tag = f"zsys_ddl_{structure.name}"
    lines = [f"typedef struct __{tag} {{", *(f"    {member.declaration};" for member in structure.members)]
    lines.append(f"}} {tag}_def;")
    if structure.alias:
        lines.append(f"typedef {tag}_def zsys_ddl_{structure.alias}_def;")
    return _packed(structure.name, lines)


def _packed(name: str, lines: list[str]) -> list[str]:
    """With shared2 alignment: nothing is aligned to more than two bytes."""
    return once(f"GUARDIAN_ZSYS_DDL_{name.upper()}", ["#pragma pack(push, 2)", *lines, "#pragma pack(pop)"])


def _any_message() -> list[str]:
    """What any system message fits in: the variants stand in the union of the DDL, and without its name."""
    size = LITERALS["ZSYS_VAL_SMSG_LEN"]
    words = LITERALS["ZSYS_VAL_SMSG_WLEN"]
    variants = [f"zsys_ddl_{s.name}_def z_{s.variant or s.name.removeprefix('smsg_')};" for s in SYSTEM_MESSAGES]
    return [
        "typedef struct __zsys_ddl_smsg {",
        "    union {",
        "        union {",
        f"            struct {{ char zbase[{size}]; }} z_msg;",
        f"            short z_msgnumber[{words}];",
        *(f"            {variant}" for variant in variants),
        "        } u_z_msg;",
        *(f"        {variant}" for variant in variants),
        "    };",
        "} zsys_ddl_smsg_def;",
    ]
