"""The structures of zsysc.h: sizes and places are those of zsys.md, in the compilers' eyes as well."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from guardian_emu.wire.generate import RUNTIME
from guardian_emu.wire.literals import LITERALS
from guardian_emu.wire.structures import STRUCTURES, UNSTRUCTURED, scalars

SIZES = {
    "ssid": 12,
    "typeinformation": 10,
    "receiveinformation": 34,
    "receiveinformation2": 38,
    "smsg_cpudown": 4,
    "smsg_cpuup": 4,
    "smsg_settime": 14,
    "smsg_poweron": 4,
    "smsg_msgmissed": 2,
    "smsg_3270": 8,
    "smsg_timesignal": 8,
    "smsg_lockmem": 8,
    "smsg_lockmemfail": 8,
    "smsg_proctimesig": 8,
    "smsg_control": 6,
    "smsg_setmode": 10,
    "smsg_setmode_reply": 6,
    "smsg_resetsync": 2,
    "smsg_controlbuf": 250,
    "smsg_setparam": 250,
    "smsg_setparam_rply": 250,
    "smsg_qmsgcancelled": 4,
    "smsg_devinfocomp": 12,
    "smsg_remotecpudown": 24,
    "smsg_nodedown": 22,
    "smsg_nodeup": 22,
    "smsg_remotecpuup": 24,
    "smsg_procdeath": 194,
    "smsg_proccreate": 90,
    "smsg_gmomnotify": 24,
    "smsg_procspawn": 68,
    "smsg_open": 162,
    "smsg_open_reply": 4,
    "smsg_close": 4,
    "smsg_break": 8,
    "smsg_devinfo": 28,
    "smsg_devinfo_reply": 14,
    "smsg_subname": 116,
    "smsg_subname_reply": 32,
    "smsg_fileinfo": 22,
    "smsg_filenamenext": 78,
    "plaunch_parms": 96,
    "processextension": 68,
    "processresults": 36,
    "completion_info": 18,
    "completion_info2": 22,
    "complete_element": 8,
    "lock": 268,
    "lockparticipant": 24,
    "altkey": 12,
}

PLACES = {
    "smsg_procdeath.z_killer": 48,
    "smsg_procdeath.z_procname": 70,
    "smsg_procdeath.z_osspid": 76,
    "smsg_procdeath.u_z_data": 82,
    "smsg_open.z_primary": 16,
    "smsg_open.z_opener_name": 38,
    "smsg_open.u_z_data": 60,
    "smsg_proccreate.u_z_data": 40,
    "smsg_procspawn.z_phandle": 36,
    "smsg_subname.z_pattern": 6,
    "smsg_filenamenext.z_name_len": 16,
    "smsg_filenamenext.z_name": 28,
    "smsg_fileinfo.z_reclen": 18,
    "receiveinformation2.z_sender": 16,
    "completion_info.u_z_return_value": 10,
    "plaunch_parms.z_create_options": 80,
}
"""Members behind others of odd sizes; nonstop has them exactly there."""

ADDRESSES = ("plaunch_parms", "processextension")
"""Wider where addresses are."""


def test_sizes_are_those_of_the_manual() -> None:
    assert {structure.name: structure.size for structure in STRUCTURES} == SIZES


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
        value for name, value in LITERALS.items() if name.startswith("ZSYS_VAL_SMSG_") and value < 0
    }


def _compiles(compiler: str, text: str, folder: Path) -> None:
    if not shutil.which(compiler):
        pytest.skip(f"{compiler} is not there")
    source = folder / "sizes.c"
    source.write_text(text)
    command = [compiler, "-std=gnu11", "-fsyntax-only", "-Werror", f"-I{RUNTIME / 'include'}", str(source)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def test_nonstop_programs_see_these_sizes_and_places(tmp_path: Path) -> None:
    lines = ["#include <stddef.h>", "#include <zsysc.h>"]
    lines += [f'_Static_assert(sizeof(zsys_ddl_{name}_def) == {size}, "{name}");' for name, size in SIZES.items()]
    for member, offset in PLACES.items():
        structure, name = member.split(".")
        lines.append(f'_Static_assert(offsetof(zsys_ddl_{structure}_def, {name}) == {offset}, "{member}");')
    lines += [
        '_Static_assert(sizeof(zsys_ddl_smsg_def) == ZSYS_VAL_SMSG_LEN, "union");',
        '_Static_assert(ZSYS_VAL_PLAUNCH_PARMS_LEN == 96, "launch");',
    ]
    _compiles("powerpc-linux-gnu-gcc", "\n".join(lines) + "\n", tmp_path)


def test_host_programs_see_the_same_but_for_addresses(tmp_path: Path) -> None:
    lines = ["#include <zsysc.h>"]
    for name, size in SIZES.items():
        if name not in ADDRESSES:
            lines.append(f'_Static_assert(sizeof(zsys_ddl_{name}_def) == {size}, "{name}");')
    _compiles("gcc", "\n".join(lines) + "\n", tmp_path)
