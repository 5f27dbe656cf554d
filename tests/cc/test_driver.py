"""Compilations with the real compilers, and the programs run."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cc.programs import BOTH_ABIS, run
from click.testing import CliRunner

from guardian_emu.cc import driver, runtime, toolchain
from guardian_emu.cc.driver import CommandLine, Options
from guardian_emu.cc.toolchain import Abi
from guardian_emu.cli.compile import cc
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


HELLO = '#include <stdioh>\nmain() { puts("hello"); }\n'


def compiled(*words: str) -> None:
    """What ``cc --abi host`` does with these words."""
    driver.run(CommandLine.of_words(Abi.HOST, ["-O0", *words]))


@pytest.mark.parametrize(("name", "program"), [("foo.c", "foo"), ("fooc", "foo"), ("FOO.C", "FOO"), ("FOOC", "FOO")])
def test_a_source_is_named_as_on_either_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, program: str
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / name, HELLO)
    compiled(name)
    assert run(tmp_path / program, Abi.HOST).stdout == "hello\n"


@pytest.mark.parametrize(("name", "made"), [("foo.c", "foo.o"), ("fooc", "fooo")])
def test_objects_are_named_after_their_source_and_known_by_what_they_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, made: str
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / name, HELLO)
    compiled("-c", name)
    compiled(made, "-o", "program")
    assert run(tmp_path / "program", Abi.HOST).stdout == "hello\n"


def test_archives_and_libraries_are_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "seven.c", "int seven(void) { return 7; }\n")
    written(tmp_path / "a.c", "#include <math.h>\nmain() { return seven() + (int)sqrt(4.0 * (seven() > 0)); }\n")
    compiled("-c", "seven.c")
    subprocess.run(["ar", "rcs", "libseven.a", "seven.o"], check=True)
    compiled("a.c", "libseven.a", "-o", "first")
    compiled("a.c", "-L.", "-lseven", "-lm", "-o", "second")
    assert [run(tmp_path / name, Abi.HOST).returncode for name in ("first", "second")] == [9, 9]


def test_a_rule_for_make_names_the_users_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "partsh", "#pragma section one\n#define ONE 1\n#pragma section two\n#define TWO 2\n")
    written(tmp_path / "not taken.h", "")
    written(tmp_path / "a b.h", "_extensible int f(int a);\n")
    text = '#include "parts(one)"\n#include "parts(two)"\n#include "a b.h"\n#if 0\n#include "not taken.h"\n#endif\n'
    text += "#include <cextdecs(NUMIN)>\n"
    written(tmp_path / "a.c", text + "main() { return ONE - TWO + 1; }\n")
    compiled("-c", "a.c", "-MMD", "-MP")
    rule = (tmp_path / "a.d").read_text()
    assert "\n".join(line for line in rule.splitlines() if line) == "\n".join(
        ["a.o: a.c \\", " partsh \\", " a\\ b.h", "partsh:", "a\\ b.h:"]
    )
    compiled("a.c", "-o", "prog", "-MD", "-MF", "x.d", "-MT", "all")
    rule = (tmp_path / "x.d").read_text()
    assert rule.startswith("all: a.c")
    assert "cextdecs.h" in rule
    assert "guardian-emu-cc" not in rule


def test_preprocessed_text_speaks_of_the_users_files_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "a.h", "int b;\n")
    written(tmp_path / "a.c", '#include "a.h" nolist\nint c = __LINE__; /* x */ char *s = "\xe4";\n')
    compiled("-E", "a.c")
    out = capfdbinary.readouterr().out
    assert b'# 2 "a.c" 2\nint c = 2; char *s = "\xe4";' in out
    assert b"guardian-emu-cc-" not in out
    compiled("-E", "a.c", "-o", "a.i")
    assert (tmp_path / "a.i").read_bytes() == out


def test_a_debugger_is_told_of_the_users_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "a.c", HELLO)
    compiled("-g", "-c", "a.c")
    made = (tmp_path / "a.o").read_bytes()
    assert str(tmp_path / "a.c").encode() in made
    assert b"guardian-emu-cc-" not in made


def test_a_byte_that_is_zero_is_told_with_its_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = written(tmp_path / "edit.c", "int x;\nint y\0;\n")
    with pytest.raises(ExpectationFailed):
        driver.compile_program([source], tmp_path / "A", Options(abi=Abi.HOST))
    assert f"{source}:2:2: error: a byte that is 0" in capfd.readouterr().err


def test_a_header_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    header = written(tmp_path / "secret.h", "int x;\n")
    source = written(tmp_path / "a.c", '#include "secret.h"\n')
    read = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path == header:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(UsageError, match="cannot be read") as caught:
        driver.compile_program([source], tmp_path / "A", Options(abi=Abi.HOST))
    assert caught.value.value == header


@pytest.mark.parametrize("name", ["none.c", "."])
def test_what_is_no_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="source file"):
        compiled(name)


def test_a_line_of_a_hundred_thousand_characters_is_a_line_like_others(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    long = "int " + ", ".join(f"a{number}" for number in range(15000)) + ";"
    assert len(long) > 100_000
    source = written(tmp_path / "long.c", f"{long}\nint main(void) {{ return wrong; }}\n")
    with pytest.raises(ExpectationFailed):
        driver.compile_program([source], tmp_path / "A", Options(abi=Abi.HOST))
    assert f"{source}:2:25: error" in capfd.readouterr().err


def test_a_section_that_cextdecs_does_not_have_is_a_warning(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = written(tmp_path / "a.c", "int x;\n#include <cextdecs(NUMIN, HEAPSORTX_)>\nmain() { return 0; }\n")
    driver.compile_program([source], tmp_path / "A", Options(abi=Abi.HOST))
    assert f"{source}:2:2: warning: <cextdecs.h> has no section HEAPSORTX_\n" in capfd.readouterr().err


def test_the_compilers_column_stays_where_text_was_put_in(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = "_extensible int f(int a, char *b); int x = nowhere;\nint main(void) { return 0; }\n"
    with pytest.raises(ExpectationFailed):
        driver.compile_program([written(tmp_path / "a.c", text)], tmp_path / "A", Options(abi=Abi.HOST))
    assert f"a.c:1:{text.index('nowhere') + 1}: error" in capfd.readouterr().err


def test_words_that_begin_like_options_of_ours_go_to_the_compiler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "a.c", "int f(void) { int x = 1; { int x = 2; return x; } }\n")
    words = ["-Wshadow", "-fhosted", "-O0", "--abi", "host", "-c", "-o", "made.o", "a.c"]
    done = CliRunner().invoke(cc, words, catch_exceptions=False)
    assert done.exit_code == 0
    assert "a.c:1:32: warning: declaration of" in done.stderr
    assert (tmp_path / "made.o").exists()


def test_what_the_linker_misses_is_told_of_the_users_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    written(
        tmp_path / "a.c", "#include <cextdecs>\nextern int missing(); int twice = 1;\nmain() { return missing(); }\n"
    )
    written(tmp_path / "b.c", "int twice = 2;\n")
    with pytest.raises(ExpectationFailed):
        compiled("a.c", "b.c")
    messages = capfd.readouterr().err
    assert "undefined reference to `missing'" in messages
    assert "b.o:" in messages
    assert "guardian-emu-cc-" not in messages


def test_a_program_in_the_cache_is_found_again_by_what_its_headers_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime.library(Abi.HOST)
    monkeypatch.setenv("GUARDIAN_EMU_CACHE", str(tmp_path / "cache"))
    written(tmp_path / "inner.h", "#define VALUE 1\n")
    written(tmp_path / "outer.h", '#include "inner.h"\n#include "inner.h"\n')
    source = written(tmp_path / "a.c", '#include "outer.h"\nint main(void) { return VALUE; }\n')
    options = Options(abi=Abi.HOST)
    assert driver.cached_program([source], options) == driver.cached_program([source], options)
