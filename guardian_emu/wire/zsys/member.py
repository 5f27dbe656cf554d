"""A member and a structure of ZSYS, and how its members are written in C.

Offsets follow from the order of the members: alignment is shared2, so nothing is padded beyond two bytes. Where the
DDL gives bytes two meanings its compiler made a union with a name; such members can be written with and without it.
"""

from __future__ import annotations

from typing import NamedTuple

Places = tuple[tuple[int, int], ...]
"""(offset, size) of numbers."""

HANDLE_BYTES = 20


class Member(NamedTuple):
    """One member: C declaration, bytes, and the numbers in it, which host programs see in their own byte order.

    ``variable`` says that a system message ends within it, where the length that stands in the message says.
    """

    declaration: str
    size: int
    numbers: Places = ()
    variable: bool = False


class Structure(NamedTuple):
    """A ``zsys_ddl_NAME_def``: a system message (``number``), a reply to one (``answers``), or neither.

    ``variant`` is its name in ``zsys_ddl_smsg_def``, where that is not the name of the structure without ``smsg_``;
    ``alias`` is another name of the whole, ``section`` that of its section where it is not ``zsys_ddl_NAME``.
    """

    name: str
    members: tuple[Member, ...]
    number: int = 0
    answers: int = 0
    variant: str = ""
    alias: str = ""
    section: str = ""

    @property
    def size(self) -> int:
        """Bytes of the declared structure in the NonStop data model."""
        return sum(member.size for member in self.members)


def scalars(structure: Structure) -> list[tuple[int, int]]:
    """(offset, size) of every number that changes with byte order, nested ones and array elements included."""
    found = []
    offset = 0
    for member in structure.members:
        found += [(offset + place, size) for place, size in member.numbers]
        offset += member.size
    return found


def short(name: str) -> Member:
    """INT."""
    return Member(f"short {name}", 2, ((0, 2),))


def unsigned(name: str) -> Member:
    """INT that is no signed number."""
    return Member(f"unsigned short {name}", 2, ((0, 2),))


def shorts(name: str, count: int) -> Member:
    """Several INTs."""
    return Member(f"short {name}[{count}]", 2 * count, tuple((2 * index, 2) for index in range(count)))


def long(name: str) -> Member:
    """INT(32): ``int`` is what ``__int32_t`` stands for under both ABIs, ``long`` is not."""
    return Member(f"int {name}", 4, ((0, 4),))


def int64(name: str) -> Member:
    """FIXED."""
    return Member(f"long long {name}", 8, ((0, 8),))


def octets(name: str, size: int, kind: str = "char", *, variable: bool = False) -> Member:
    """Bytes of a fixed number."""
    return Member(f"{kind} {name}[{size}]", size, (), variable)


def handle(name: str) -> Member:
    """A process handle, whose bytes have the same order everywhere."""
    return Member(f"zsys_ddl_phandle_def {name}", HANDLE_BYTES)


def address(name: str) -> Member:
    """An extended address: 32 bits wide on NonStop, a pointer everywhere."""
    return Member(f"zsys_ddl_char_extaddr_def {name}", 4)


def redefined(union: str, meanings: tuple[str, ...], size: int, numbers: Places = ()) -> Member:
    """Bytes that have several meanings: members of the union of that name, and of the structure itself."""
    body = "".join(f" {meaning};" for meaning in meanings)
    return Member(f"union {{ union {{{body} }} {union};{body} }}", size, numbers)


def text(name: str, size: int) -> Member:
    """Strings that follow a message; its offsets and lengths say where each of them is."""
    named = f"struct {{ signed char filler_0[{size}]; }} z_data; char {name}[{size}];"
    return Member(f"union {{ union {{ {named} }} u_z_data; char {name}[{size}]; }}", size, (), True)


def string(name: str) -> Member:
    """Where in a message a string is, and its length."""
    return Member(f"struct {{ short zoffset; short zlen; }} {name}", 4, ((0, 2), (2, 2)))


def nested(structure: Structure, name: str) -> Member:
    """A structure in a structure."""
    return Member(f"zsys_ddl_{structure.name}_def {name}", structure.size, tuple(scalars(structure)))


NUMBER = short("z_msgnumber")
"""How most messages begin."""

REDEFINED_NUMBER = redefined("u_z_msgnumber", ("short z_msgnumber", "char z_base[2]"), 2, ((0, 2),))
"""How the messages begin that strings follow: offsets count from ``z_base``."""
