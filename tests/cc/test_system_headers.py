"""The headers of libguardian, as compilers of both ABIs see them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from wire.sheets import errors, procedures, sections, structures

from guardian_emu.cc import driver, runtime, toolchain
from guardian_emu.cc.driver import Options
from guardian_emu.cc.headers import STANDARD, SystemHeaders, file_id
from guardian_emu.cc.toolchain import Abi
from guardian_emu.wire.procedures import (
    NOT_OFFERED,
    PROCEDURES,
    SIGNALS_NOT_OFFERED,
    STREAMS_NOT_OFFERED,
    Procedure,
)

INCLUDE = runtime.headers()
HEADERS = sorted(path.name for path in INCLUDE.glob("*.h"))
STRICT = ("-std=gnu11", "-Wall", "-Wextra", "-Werror")
ABIS = [
    Abi.HOST,
    pytest.param(
        Abi.NONSTOP,
        marks=pytest.mark.skipif(not toolchain.has_nonstop_compiler(), reason=f"needs {toolchain.NONSTOP_PACKAGES}"),
    ),
]
SYSTEM_HEADERS = "cextdecs zsysc tal derror dprcctl dlaunch tdmext tdmsig crtlns nonstop".split()


def compiled(abi: Abi, folder: Path, texts: Sequence[str], include: Path = INCLUDE) -> str:
    """What the compiler says about sources; nothing is what it should."""
    files = []
    for number, text in enumerate(texts):
        files.append(folder / f"{number}.c")
        files[-1].write_text(text)
    command = [*toolchain.compiler(abi), *STRICT, f"-I{include}", "-c", *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder).stderr


def ordinary(folder: Path) -> Path:
    """The headers as headers that the compiler looks into: in system headers it keeps its warnings to itself."""
    copies = folder / "include"
    copies.mkdir()
    for name in HEADERS:
        text = (INCLUDE / name).read_text()
        text = re.sub(r"^#pragma (GCC system_header|section \w+)$", "", text, flags=re.MULTILINE)
        (copies / name).write_text(text)
    return copies


def including(names: Sequence[str]) -> str:
    return "".join(f"#include <{name}>\n" for name in names) + "int nothing;\n"


@pytest.mark.parametrize("abi", ABIS)
def test_each_header_compiles_alone_and_twice(abi: Abi, tmp_path: Path) -> None:
    include = ordinary(tmp_path)
    assert compiled(abi, tmp_path, [including([name]) for name in HEADERS], include) == ""
    assert compiled(abi, tmp_path, [including([name, name]) for name in HEADERS], include) == ""


@pytest.mark.parametrize("abi", ABIS)
def test_headers_compile_in_any_order_with_those_of_the_c_library(abi: Abi, tmp_path: Path) -> None:
    standard = [f"{stem}.h" for stem in STANDARD]
    orders = [HEADERS, HEADERS[::-1], HEADERS[1::2] + HEADERS[::2]]
    texts = [including([*standard, *order, *standard]) for order in orders]
    texts += [including([*order, *standard, *order]) for order in orders]
    assert compiled(abi, tmp_path, texts, ordinary(tmp_path)) == ""


@pytest.mark.parametrize("abi", ABIS)
def test_no_macro_has_the_name_of_something_in_the_c_library(abi: Abi) -> None:
    standard = including([f"{stem}.h" for stem in STANDARD if stem != "stdlib"])
    ours = _preprocessed(abi, including(HEADERS), "-dM")
    theirs = _preprocessed(abi, standard, "-dM")
    macros = set(re.findall(r"^#define (\w+)", ours, re.M)) - set(re.findall(r"^#define (\w+)", theirs, re.M))
    assert {"FILE_OPEN_", "READ", "FEOK", "ZSYS_VAL_LEN_FILENAME"} <= macros
    words = set(re.findall(r"\w+", _preprocessed(abi, standard, "-P")))
    assert "printf" in words
    assert {name for name in macros & words if not name.startswith("_")} == set()


def _preprocessed(abi: Abi, text: str, *flags: str) -> str:
    command = [*toolchain.compiler(abi), "-std=gnu11", "-E", *flags, f"-I{INCLUDE}", "-x", "c", "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def test_every_header_of_the_list_is_there_by_its_guardian_spellings() -> None:
    system = SystemHeaders(HEADERS)
    for stem in SYSTEM_HEADERS:
        for name in (stem, f"{stem}.h", file_id(stem), f"$system.system.{file_id(stem)}", stem.upper()):
            assert system.find(name) == f"{stem}.h", name


@pytest.mark.parametrize("abi", ABIS)
def test_procedures_take_all_arguments_none_and_some(abi: Abi, tmp_path: Path) -> None:
    lines = ["#include <cextdecs.h>", "#include <crtlns.h>", "void calls(void) {"]
    for procedure in PROCEDURES:
        lines += [f"    (void){procedure.name}({arguments});" for arguments in _forms(procedure)]
    assert compiled(abi, tmp_path, ["\n".join([*lines, "}\n"])], ordinary(tmp_path)) == ""


def _forms(procedure: Procedure) -> set[str]:
    """All arguments, none, the first, the last, and every second one of them."""
    given = [f"({parameter.ctype})0" for parameter in procedure.parameters]
    last = len(given) - 1
    forms = [given, [], given[:1], ["" if index < last else text for index, text in enumerate(given)]]
    forms += [[text if index % 2 == odd else "" for index, text in enumerate(given)] for odd in (0, 1)]
    return {", ".join(form) for form in forms}


@pytest.mark.parametrize("abi", ABIS)
def test_a_call_tells_which_arguments_it_has(abi: Abi) -> None:
    text = _preprocessed(abi, "#include <cextdecs.h>\ncall: PROCESS_STOP_(, /* both */ 1, 1)\n", "-P")
    call = "".join(text[text.index("call:") :].split())
    assert call == "call:guardian_PROCESS_STOP_((1u<<1)|(1u<<2)|0u,0,1,1,0,0,0,0,0)"


@pytest.mark.parametrize("abi", ABIS)
def test_a_call_with_an_argument_too_many_is_refused_where_it_stands(abi: Abi, tmp_path: Path) -> None:
    taking = [procedure for procedure in PROCEDURES if procedure.header == "cextdecs" and procedure.parameters]
    calls = []
    for procedure in taking:
        given = ", ".join(f"({parameter.ctype})0" for parameter in procedure.parameters)
        calls.append(f"void call_{len(calls)}(void) {{ {procedure.name}({given}, 0); }}")
    found = refusals(abi, tmp_path, ["#include <cextdecs.h>"], calls)
    assert [re.match("too many arguments to function", message) is None for message in found] == [False] * len(calls)


def refusals(abi: Abi, folder: Path, head: Sequence[str], calls: Sequence[str]) -> list[str]:
    """The error that the compiler finds on the line of each call, empty if it finds none.

    A source has fewer of them than compilers bear.
    """
    few = 15
    groups = [calls[first : first + few] for first in range(0, len(calls), few)]
    said = compiled(abi, folder, ["\n".join([*head, *group, ""]) for group in groups])
    found = [""] * len(calls)
    for source, line, message in re.findall(r"(\d+)\.c:(\d+):\d+: error: (.*)", said):
        at = few * int(source) + int(line) - len(head) - 1
        found[at] = found[at] or message
    return found


def test_every_procedure_of_the_reference_is_there_or_refused() -> None:
    known = {procedure.name for procedure in PROCEDURES}
    refused = {*NOT_OFFERED, *STREAMS_NOT_OFFERED, *SIGNALS_NOT_OFFERED}
    assert set(procedures()) - known - refused == set()
    assert known & refused == set(), "what is there is not refused any more"


@pytest.mark.parametrize("abi", ABIS)
def test_a_call_of_what_is_not_offered_does_not_compile_and_is_named(abi: Abi, tmp_path: Path) -> None:
    refused = {**NOT_OFFERED, **STREAMS_NOT_OFFERED, **SIGNALS_NOT_OFFERED}
    calls = [f"void call_{number}(void) {{ {name}(0); }}" for number, name in enumerate(refused)]
    head = ["#include <crtlns.h>", "#include <tdmsig.h>", "#include <cextdecs.h>"]
    for (name, reason), found in zip(refused.items(), refusals(abi, tmp_path, head, calls), strict=True):
        assert f"{name} is not offered by this version of guardian-emu: {reason}" in found


@pytest.mark.parametrize("name", ["__ns_std_io_file_open_state", "__ns_std_io_file_state"])
def test_a_state_of_a_stream_is_named_as_not_offered(name: str, tmp_path: Path) -> None:
    said = compiled(Abi.HOST, tmp_path, [f"#include <crtlns.h>\n{name} state;\n"])
    assert f"{name} is not offered by this version of guardian-emu" in said


@pytest.mark.parametrize("abi", ABIS)
def test_errors_have_the_numbers_of_the_reference(abi: Abi, tmp_path: Path) -> None:
    lines = [f'_Static_assert({name} == {number}, "{name}");' for name, number in errors().items()]
    assert compiled(abi, tmp_path, ["\n".join(["#include <derror.h>", *lines, ""])]) == ""


@pytest.mark.parametrize("abi", ABIS)
def test_pair_information_has_the_results_of_the_reference(abi: Abi, tmp_path: Path) -> None:
    """errors.md section 5: PROCESS_GETPAIRINFO_; section 6: creation error 10."""
    values = {"SINGLE": 4, "PRIMARY": 5, "BACKUP": 6, "UNNAMED": 7, "COMPLETE": 8, "NONEXTANT": 9, "NODEDOWN": 10}
    values |= {"OK": 0, "PRM": 2, "BNDS": 3, "IOP": 11, "DOWNREV_IOP": 12, "NOMINAL": 13, "MONCOM": 10}
    lines = [f'_Static_assert(PROC_{name} == {number}, "{name}");' for name, number in values.items()]
    assert compiled(abi, tmp_path, ["\n".join(["#include <dprcctl.h>", *lines, ""])]) == ""


PLACES_OF_TDMEXT = {
    "processextension": (
        "process_extension_def",
        """pe_len pe_library_name pe_swap_file_name pe_extswap_file_name pe_priority pe_cpu pe_name_options filler_1
        pe_process_name pe_hometerm pe_memory_pages pe_jobid pe_create_options filler_2 pe_defines pe_defines_len
        pe_debug_options pe_pfs_size pe_OSS_options filler_3 pe_mainstack_max pe_heap_max pe_space_guarantee""",
    ),
    "processresults": (
        "process_extension_results_def",
        "pr_len pr_phandle pr_pid pr_errno pr_TPCerror pr_TPCdetail",
    ),
}


@pytest.mark.parametrize("abi", ABIS)
def test_what_creators_give_has_the_layout_of_zsys_under_its_other_names(abi: Abi, tmp_path: Path) -> None:
    layouts = {layout.name: [field.spellings[0] for field in layout.fields] for layout in structures()}
    launch = [(name, name.removeprefix("z_")) for name in layouts["plaunch_parms"]]
    pairs = [("plaunch_parms", "process_launch_parms_def", launch)]
    for name, (ctype, members) in PLACES_OF_TDMEXT.items():
        pairs.append((name, ctype, list(zip(layouts[name], members.split(), strict=True))))
    lines = ["#include <stddef.h>", "#include <zsysc.h>", "#include <dlaunch.h>", "#include <tdmext.h>"]
    for name, ctype, members in pairs:
        zsys = f"zsys_ddl_{name}_def"
        lines.append(f'_Static_assert(sizeof({ctype}) == sizeof({zsys}), "{ctype}");')
        for theirs, ours in members:
            lines.append(f'_Static_assert(offsetof({ctype}, {ours}) == offsetof({zsys}, {theirs}), "{ours}");')
    assert compiled(abi, tmp_path, ["\n".join([*lines, ""])]) == ""


def test_cextdecs_has_a_section_for_each_procedure_which_stands_on_its_own(tmp_path: Path) -> None:
    there = sections((INCLUDE / "cextdecs.h").read_text())
    declared = [procedure.name for procedure in PROCEDURES if procedure.header == "cextdecs"]
    assert list(there) == [*declared, *NOT_OFFERED]
    backwards = "\n".join(reversed(there.values()))
    defined = "".join(f"\n#ifndef {name}\n#error {name}\n#endif" for name in there)
    assert compiled(Abi.HOST, tmp_path, [f"{backwards}{defined}\n", there["PROCESS_STOP_"] + "int nothing;\n"]) == ""


def test_sections_of_zsysc_stand_on_those_of_the_structures_in_them(tmp_path: Path) -> None:
    there = sections((INCLUDE / "zsysc.h").read_text())
    lists = {
        ("filename_constant",): "char name[ZSYS_VAL_LEN_FILENAME];",
        ("zsys_ddl_phandle", "zsys_ddl_receiveinformation"): "zsys_ddl_receiveinformation_def of;",
        ("zsys_ddl_extaddr", "zsys_ddl_process_launch"): "short of = ZSYS_VAL_PLAUNCH_PARMS_LEN;",
        ("zsys_ddl_phandle", "zsys_ddl_ssid", "zsys_ddl_smsg_procdeath"): "zsys_ddl_smsg_procdeath_def of;",
    }
    texts = ["".join(map(there.__getitem__, names)) + f"{use}\n" for names, use in lists.items()]
    assert compiled(Abi.HOST, tmp_path, texts) == ""


@pytest.mark.parametrize("abi", ABIS)
def test_lists_of_sections_that_exist_or_not_do_no_harm(abi: Abi, tmp_path: Path) -> None:
    source = tmp_path / "lists.c"
    source.write_text(
        "#include <zsysc(filename_constant, no_such_section)>\n#include <ZSYSC(ZSYS_DDL_PHANDLE)> nolist\n"
        '#include "$system.zsysdefs.zsysc(none)"\n#include <cextdecs(FILE_OPEN_, NO_SUCH_PROCEDURE)>\n'
        "#include <derrorh>\n#include <nonstoph>\n#include <tdmsigh>\n#include <systypeh>\n"
        "char name[ZSYS_VAL_LEN_FILENAME];\nzsys_ddl_phandle_def handle;\nsighandler3_t handler;\nint eof = FEEOF;\n"
    )
    [made] = driver.compile_objects([source], tmp_path / "lists.o", Options(abi=abi))
    assert made.exists()


DEFAULTS = """\
#include <stdio.h>
#include <dlaunch.h>
#include <tdmext.h>
int main(void) {
    process_launch_parms_def p = P_L_DEFAULT_PARMS_;
    process_extension_def e = DEFAULT_PROCESS_EXTENSION;
    process_extension_results_def r = DEFAULT_PROCESS_EXTENSION_RESULTS;
    printf("%d %d\\n", p.version, p.length == (short)sizeof p);
    printf("%ld %ld ", (long)p.program_name, (long)p.library_name);
    printf("%ld %ld\\n", (long)p.swapfile_name, (long)p.extswapfile_name);
    printf("%ld %ld %ld\\n", (long)p.process_name, (long)p.hometerm_name, (long)p.defines_name);
    printf("%d %d %d %d ", p.program_name_len, p.library_name_len, p.swapfile_name_len, p.extswapfile_name_len);
    printf("%d %d %d\\n", p.process_name_len, p.hometerm_name_len, p.defines_name_len);
    printf("%d %d %d %d ", p.nowait_tag, p.pfs_size, p.mainstack_max, p.heap_max);
    printf("%d %d %d %d\\n", p.space_guarantee, p.create_options, p.name_options, p.debug_options);
    printf("%d %d %d %d\\n", p.priority, p.cpu, p.memory_pages, p.jobid);
    printf("%d %d\\n", e.pe_len == (int)sizeof e, r.pr_len == (int)sizeof r);
    printf("%d %d %d\\n", r.pr_phandle[0], r.pr_phandle[9], r.pr_TPCerror);
    return 0;
}
"""


@pytest.mark.parametrize("abi", ABIS)
def test_initial_values_of_parameters_are_those_of_the_manual(abi: Abi, tmp_path: Path) -> None:
    """zsys.md section 8."""
    (tmp_path / "a.c").write_text(DEFAULTS)
    command = [*toolchain.compiler(abi), *STRICT, f"-I{INCLUDE}", "-static", "a.c", "-o", "a"]
    subprocess.run(command, cwd=tmp_path, check=True)
    emulator = [toolchain.NONSTOP_EMULATOR] if abi is Abi.NONSTOP else []
    done = subprocess.run([*emulator, str(tmp_path / "a")], capture_output=True, text=True, check=True)
    nil = "-262144"
    assert done.stdout.splitlines() == [
        "1 1",
        " ".join([nil] * 4),
        " ".join([nil] * 3),
        "0 0 0 0 0 0 0",
        "-1 0 0 0 0 0 0 0",
        "-1 -1 -1 -1",
        "1 1",
        "-1 -1 0",
    ]
