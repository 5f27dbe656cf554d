"""What <stdio.h>, <stdlib.h>, <string.h> and <errno.h> leave to a program, and what they take from the C library."""

from __future__ import annotations

from pathlib import Path

import pytest
from cc.test_driver import BOTH_ABIS, run, written

from guardian_emu.cc import driver
from guardian_emu.cc.driver import Options
from guardian_emu.cc.toolchain import Abi

OWN_NAMES = """\
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
struct device { FILE *(*fopen)(const char *, const char *); int (*fflush)(FILE *); int perror, abort; };
extern int errno;
int remove(const char *name) { return name[0]; }
int setnbuf(FILE *stream) { return stream == stdout; }
char *strerror(int number) { static char text[8]; sprintf(text, "<%d>", number); return text; }
int main(void) {
    struct device device = {fopen, fflush, 1, 2};
    int strtol = 4;
    errno = 45;
    printf("%c %d %s %d\\n", remove("a"), setnbuf(stdout), strerror(errno), device.abort + strtol);
    return device.fflush(stdout);
}
"""
OPENS = """\
#include <stdio.h>
#include <errno.h>
int main(void) { FILE *(*open)() = fopen; return open("/dev/null", "r") ? 0 : errno; }
"""


def programs(directory: Path, text: str, options: Options) -> Path:
    target = directory / "PROGRAM"
    driver.compile_program([written(directory / "program.c", text)], target, options)
    return target


@pytest.mark.parametrize("abi", BOTH_ABIS)
def test_a_program_may_have_functions_and_members_of_the_names_of_streams(tmp_path: Path, abi: Abi) -> None:
    done = run(programs(tmp_path, OWN_NAMES, Options(abi=abi)), abi)
    assert (done.stdout, done.returncode) == ("a 1 <45> 6\n", 0)


@pytest.mark.parametrize("abi", BOTH_ABIS)
@pytest.mark.parametrize("define", [(), ("_FILE_OFFSET_BITS=64",), ("_LARGEFILE64_SOURCE", "_GNU_SOURCE")], ids=str)
def test_fopen_is_never_the_machines_own(tmp_path: Path, abi: Abi, define: tuple[str, ...]) -> None:
    done = run(programs(tmp_path, OPENS, Options(abi=abi, define=define)), abi)
    assert done.returncode == 14
    assert "fopen was called in a process that no Guardian kernel started" in done.stderr


def test_without_the_macro_of_nonstop_compilers_streams_are_the_machines(tmp_path: Path) -> None:
    text = f"#undef __TANDEM\n{OPENS}"
    assert run(programs(tmp_path, text, Options(abi=Abi.HOST)), Abi.HOST).returncode == 0
