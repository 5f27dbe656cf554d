"""What zsysc.h defines: sizes, offsets and values are those of the reference in the eyes of both ABIs' compilers."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from wire.sheets import Field, literals, sections, structures, widened

from guardian_emu.cc import toolchain
from guardian_emu.cc.toolchain import Abi
from guardian_emu.wire.generate import RUNTIME
from guardian_emu.wire.zsys import LITERALS, SECTIONS, STRUCTURES, UNSTRUCTURED, Structure, scalars

ADDRESS = {Abi.HOST: 8, Abi.NONSTOP: 4}
SIGNED = {"short": 1, "unsigned short": 0, "int32": 1, "uint32": 0, "int64": 1, "char": 0, "signed char": 1}
NO_NUMBER = ("address", "phandle", "ssid", "typeinformation", "string")

LAYOUTS = {layout.name: layout for layout in structures()}
BY_NAME = {structure.name: structure for structure in STRUCTURES}


def test_the_reference_agrees_with_itself() -> None:
    assert len(LAYOUTS) == len(structures()), "a structure stands in two places of the table"
    for layout in LAYOUTS.values():
        assert layout.size == 2 * layout.words
        assert widened(layout, 4) == layout, f"{layout.name}: members are not next to one another"
        assert sum(field.size for field in layout.fields) == layout.size, layout.name
        assert all(field.offset == 2 * field.word for field in layout.fields), layout.name


def test_the_table_has_every_structure_of_the_reference_and_its_message() -> None:
    for layout in LAYOUTS.values():
        if layout.name != "smsg":
            structure = BY_NAME[layout.name]
            assert (structure.size, structure.number) == (layout.size, layout.message), layout.name


def test_numbers_of_messages_are_where_the_reference_has_numbers() -> None:
    for structure in STRUCTURES:
        if (structure.number or structure.answers) and structure.name in LAYOUTS:
            expected = [place for field in LAYOUTS[structure.name].fields for place in _numbers(field)]
            found = _words(scalars(structure))
            assert found == _words(expected), structure.name


def _numbers(field: Field) -> list[tuple[int, int]]:
    """Of handles and bytes the order is the same everywhere; so it is where two bytes are a number or not."""
    if field.kind == "phandle" or "char[" in field.kind or "z_status0" in field.spellings:
        return []
    if field.kind == "ssid":
        return [(field.offset + 8, 2), (field.offset + 10, 2)]
    if field.kind in ("string", "typeinformation") or "[" in field.kind:
        return [(field.offset + at, 2) for at in range(0, field.size, 2)]
    return [(field.offset, field.size)]


def _words(places: list[tuple[int, int]]) -> list[int]:
    """All words that belong to numbers: reserved ones that carry a tag are one number."""
    return [offset + at for offset, size in places for at in range(0, size, 2)]


def test_numbers_lie_inside_and_apart() -> None:
    for structure in STRUCTURES:
        end = 0
        for offset, size in sorted(scalars(structure)):
            assert offset >= end, structure.name
            end = offset + size
        assert end <= structure.size, structure.name


def test_every_message_begins_with_its_number() -> None:
    numbers = [structure.number for structure in STRUCTURES if structure.number]
    assert len(numbers) == len(set(numbers))
    assert all(scalars(s)[0] == (0, 2) for s in STRUCTURES if s.number or s.answers)
    assert all(places[0] == (0, 2) for places in UNSTRUCTURED.values())
    assert set(numbers) == {
        value
        for name, value in LITERALS.items()
        if name.startswith("ZSYS_VAL_SMSG_") and isinstance(value, int) and value < 0
    }


def test_every_group_of_constants_and_every_structure_has_its_section() -> None:
    there = sections((RUNTIME / "include" / "zsysc.h").read_text())
    expected = {section.name for section in SECTIONS} | {_section(structure) for structure in STRUCTURES}
    assert set(there) == {*expected, "zsys_ddl_extaddr", "zsys_ddl_smsg"}


def _section(structure: Structure) -> str:
    return structure.section or f"zsys_ddl_{structure.name}"


@pytest.fixture(scope="module", params=list(Abi))
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Abi, dict[str, list[int]]]:
    """The ABI, and what a program compiled for it says: numbers by what they are of."""
    abi: Abi = request.param
    if abi is Abi.NONSTOP and not toolchain.has_nonstop_compiler():
        pytest.skip(f"needs {toolchain.NONSTOP_PACKAGES}")
    folder = tmp_path_factory.mktemp("zsys")
    (folder / "tell.c").write_text("\n".join(_program()))
    flags = [*toolchain.PROGRAM_FLAGS, "-static", f"-I{RUNTIME / 'include'}"]
    program = folder / "tell"
    subprocess.run([*toolchain.compiler(abi), *flags, str(folder / "tell.c"), "-o", str(program)], check=True)
    emulator = [toolchain.NONSTOP_EMULATOR] if abi is Abi.NONSTOP else []
    told = subprocess.run([*emulator, str(program)], capture_output=True, text=True, check=True).stdout
    lines = (line.split("\t") for line in told.splitlines())
    return abi, {name: [int(number) for number in numbers] for name, *numbers in lines}


def _program() -> Iterator[str]:
    """A program that tells each structure's size, each member's offset, size and sign, and each constant's value."""
    yield from ("#include <stddef.h>", "#include <stdio.h>", "#include <zsysc.h>")
    yield "int main(void) {"
    for layout in LAYOUTS.values():
        ctype = f"zsys_ddl_{layout.name}_def"
        yield f'    printf("{layout.name}\\t%d\\n", (int)sizeof({ctype}));'
        for field in layout.fields:
            for spelling in field.spellings:
                yield _telling(layout.name, ctype, spelling, field.kind if spelling == field.spellings[0] else "")
            if field.kind == "string":
                for end in ("zoffset", "zlen"):
                    yield _telling(layout.name, ctype, f"{field.spellings[0]}.{end}", "short")
    for name in literals():
        yield f'    printf("{name}\\t%ld\\n", (long){name});'
    yield "    return 0;\n}"


def _telling(name: str, ctype: str, member: str, kind: str) -> str:
    """Of members that are no numbers, and of further spellings, the sign is not told."""
    value = f"(({ctype} *)0)->{member}"
    base, _, count = kind.partition("[")
    sign = f"(__typeof__({value}{'[0]' if count else ''}))-1 < 0" if base in SIGNED else "0"
    place = f"(int)offsetof({ctype}, {member}), (int)sizeof({value}), {sign}"
    return f'    printf("{name}.{member}\\t%d\\t%d\\t%d\\n", {place});'


def test_sizes_are_those_of_the_reference(seen: tuple[Abi, dict[str, list[int]]]) -> None:
    abi, told = seen
    for layout in LAYOUTS.values():
        assert told[layout.name] == [widened(layout, ADDRESS[abi]).size], layout.name


def test_offsets_of_all_spellings_are_those_of_the_reference(seen: tuple[Abi, dict[str, list[int]]]) -> None:
    abi, told = seen
    for layout in LAYOUTS.values():
        for field in widened(layout, ADDRESS[abi]).fields:
            for spelling in field.spellings:
                assert told[f"{layout.name}.{spelling}"][0] == field.offset, f"{layout.name}.{spelling}"


def test_sizes_and_signs_of_members_are_those_of_the_reference(seen: tuple[Abi, dict[str, list[int]]]) -> None:
    abi, told = seen
    for layout in LAYOUTS.values():
        for field in widened(layout, ADDRESS[abi]).fields:
            _offset, size, sign = told[f"{layout.name}.{field.spellings[0]}"]
            kind = field.kind.partition("[")[0]
            assert size == field.size, f"{layout.name}.{field.spellings[0]}"
            assert kind in NO_NUMBER or sign == SIGNED[kind], f"{layout.name}.{field.spellings[0]}"


def test_where_a_string_is_stands_before_how_long_it_is(seen: tuple[Abi, dict[str, list[int]]]) -> None:
    strings = [(layout, field) for layout in LAYOUTS.values() for field in layout.fields if field.kind == "string"]
    assert len(strings) == 4
    for layout, field in strings:
        places = [seen[1][f"{layout.name}.{field.spellings[0]}.{end}"] for end in ("zoffset", "zlen")]
        assert places == [[field.offset, 2, 1], [field.offset + 2, 2, 1]]


def test_constants_have_the_values_of_the_reference(seen: tuple[Abi, dict[str, list[int]]]) -> None:
    abi, told = seen
    values = literals()
    values["ZSYS_VAL_PLAUNCH_PARMS_LEN"] = widened(LAYOUTS["plaunch_parms"], ADDRESS[abi]).size
    assert {name: told[name] for name in values} == {name: [value] for name, value in values.items()}
