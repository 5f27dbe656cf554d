"""Compilations with the real compilers, and the programs run."""

from __future__ import annotations

from pathlib import Path

import pytest
from cc.programs import BOTH_ABIS, run

from guardian_emu.cc import driver, runtime, toolchain
from guardian_emu.cc.driver import Options
from guardian_emu.cc.toolchain import Abi
from guardian_emu.errors import EnvironmentProblem, ExpectationFailed, UsageError

LEGACY = """\
#pragma nolist
#include <stdioh> nolist /* a remark
that goes on */
#include <cextdecs(PROCESS_GETPAIRINFO_, \\
   FILE_OPEN_, /* second */ \\
   PROCESS_STOP_)> nolist
#include <zsysc.h>
#include <talh> nolist // remark
#pragma list
#pragma unheard_of (1, 2)
union { short code; char text[2]; } u;
_far char *p;
main(argc, argv) int argc; char *argv[]; {
    char c = -1;
    u.code = 'AB';
    printf("%d %c%c %d %d\\n", c > 0, u.text[0], u.text[1], (int)sizeof(long), __LINE__);
    return 0;
}
"""


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="latin-1")
    return path


@pytest.mark.parametrize("abi", BOTH_ABIS)
def test_a_program_may_use_the_names_of_the_library_s_own_functions(tmp_path: Path, abi: Abi) -> None:
    text = 'void fail(char *why) { puts(why); }\nint self = 7;\nmain() { fail("mine"); return self; }\n'
    source = written(tmp_path / "own.c", "#include <stdio.h>\n" + text)
    driver.compile_program([source], tmp_path / "own", Options(abi=abi))
    done = run(tmp_path / "own", abi)
    assert (done.stdout, done.returncode) == ("mine\n", 7)


@pytest.mark.parametrize("abi", BOTH_ABIS)
def test_legacy_source_compiles_and_runs(tmp_path: Path, abi: Abi) -> None:
    source = written(tmp_path / "legacy.c", LEGACY)
    driver.compile_program([source], tmp_path / "LEGACY", Options(abi=abi))
    done = run(tmp_path / "LEGACY", abi)
    letters, size = ("AB", 4) if abi is Abi.NONSTOP else ("BA", 8)
    assert (done.stdout, done.returncode) == (f"1 {letters} {size} 16\n", 0)


@pytest.mark.parametrize("abi", BOTH_ABIS)
def test_a_guardian_call_without_a_kernel_says_where_programs_are_started(tmp_path: Path, abi: Abi) -> None:
    text = "#include <cextdecs(PROCESS_GETPAIRINFO_)>\nint main(void) { return PROCESS_GETPAIRINFO_(); }\n"
    driver.compile_program([written(tmp_path / "a.c", text)], tmp_path / "A", Options(abi=abi))
    done = run(tmp_path / "A", abi)
    assert done.returncode == 1
    assert "guardian-emu run" in done.stderr


def test_predefined_macros_tell_a_program_where_it_is(tmp_path: Path) -> None:
    tests = "\n".join(f"#if {name} != {value}\n#error {name}\n#endif" for name, value in toolchain.IDENTITY.items())
    text = (
        f"{tests}\n#ifdef _OSS_TARGET\n#error\n#endif\n#ifdef _LP64\n#error\n#endif\nint main(void) {{ return 0; }}\n"
    )
    driver.compile_program([written(tmp_path / "a.c", text)], tmp_path / "A", Options(abi=Abi.HOST))


def test_several_sources_objects_macros_and_headers_make_one_program(tmp_path: Path) -> None:
    (tmp_path / "inc").mkdir()
    written(tmp_path / "inc" / "sharedh", "#pragma section one\nint one(void);\n#pragma section two\n#error taken\n")
    one = written(tmp_path / "one.c", '#include "shared(one)"\nint one(void) { return VALUE; }\n')
    two = written(tmp_path / "two.c", '#include "SHARED.H(ONE)" nolist\nint main(void) { return one() - 7; }\n')
    options = Options(abi=Abi.HOST, include=(tmp_path / "inc",), define=("VALUE=7",))
    [made] = driver.compile_objects([one], tmp_path / "one.o", options)
    driver.compile_program([two, made], tmp_path / "TWO", options)
    assert run(tmp_path / "TWO", Abi.HOST).returncode == 0


def test_a_users_header_includes_guardian_headers_and_itself(tmp_path: Path) -> None:
    written(tmp_path / "b.h", '#ifndef B\n#define B\n#include <cextdecs(FILE_OPEN_)> nolist\n#include "b.h"\n#endif\n')
    source = written(tmp_path / "a.c", '#include "b.h"\nint main(void) { return 0; }\n')
    driver.compile_program([source], tmp_path / "A", Options(abi=Abi.HOST))


def test_an_error_points_at_the_users_own_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = written(tmp_path / "wrong.c", "#include <cextdecs(A, \\\n B)>\nint main(void) { return nothing; }\n")
    with pytest.raises(ExpectationFailed, match="does not compile"):
        driver.compile_program([source], tmp_path / "WRONG", Options(abi=Abi.HOST))
    assert f"{source}:3:" in capfd.readouterr().err
    assert not (tmp_path / "WRONG").exists()


def test_bytes_that_are_no_ascii_reach_the_program(tmp_path: Path) -> None:
    text = '/* \x83\x5c */\nint main(void) { return *(const char *)"\xe4" - 0xe4; }\n'
    driver.compile_program([written(tmp_path / "a.c", text)], tmp_path / "A", Options(abi=Abi.HOST))
    assert run(tmp_path / "A", Abi.HOST).returncode == 0


def test_a_program_is_compiled_again_only_when_something_it_is_made_of_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime.library(Abi.HOST)
    monkeypatch.setenv("GUARDIAN_EMU_CACHE", str(tmp_path / "cache"))
    header = written(tmp_path / "value.h", "#define VALUE 1\n")
    source = written(tmp_path / "a.c", '#include "value.h"\nint main(void) { return VALUE; }\n')
    options = Options(abi=Abi.HOST)
    first = driver.cached_program([source], options)
    stamp = first.stat().st_mtime_ns
    again = driver.cached_program([source], options)
    assert (again, again.stat().st_mtime_ns) == (first, stamp)
    written(header, "#define VALUE 2\n")
    changed = driver.cached_program([source], options)
    assert changed != first
    assert run(changed, Abi.HOST).returncode == 2
    assert driver.cached_program([source], Options(abi=Abi.HOST, optimise="0")) not in (first, changed)


def test_options_of_a_topology_are_those_of_a_compiler(tmp_path: Path) -> None:
    options = Options.of_words(Abi.HOST, ["-Iinc", "-I", "more", "-DX=1", "-g"], tmp_path)
    assert options.include == (tmp_path / "inc", tmp_path / "more")
    assert options.flags[-2:] == ["-DX=1", "-g"]


def test_a_missing_cross_compiler_names_the_packages_and_the_way_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = written(tmp_path / "a.c", "int main(void) { return 0; }\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EnvironmentProblem) as caught:
        driver.compile_program([source], tmp_path / "A", Options(abi=Abi.NONSTOP))
    for word in ("gcc-powerpc-linux-gnu", "libc6-dev-powerpc-cross", "qemu-user-static", "--abi host"):
        assert word in str(caught.value)


def test_the_output_never_overwrites_a_source(tmp_path: Path) -> None:
    source = written(tmp_path / "a.c", "int main(void) { return 0; }\n")
    with pytest.raises(UsageError, match="overwrite"):
        driver.compile_program([source], source, Options(abi=Abi.HOST))
