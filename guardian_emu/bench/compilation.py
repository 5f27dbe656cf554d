"""``cc`` of a program of a thousand lines, as a user types it, beside the bare compiler on the same statements."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from guardian_emu.cc import runtime, toolchain
from guardian_emu.cc.toolchain import Abi
from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch.launcher import Progress

from . import rows
from .rows import CompilationRow

LINES = 1000

_DIALECT = """\
#pragma nolist, symbols
#include <stdioh> nolist
#include <stringh> nolist
#include <cextdecs(FILE_OPEN_, FILE_CLOSE_, \\
                   FILE_READUPDATE64_, FILE_REPLY64_, \\
                   PROCESSHANDLE_NULLIT_)> nolist
#include <zsysc> nolist
#pragma list
"""
_PLAIN = """\

#include <stdio.h>
#include <string.h>
#include <cextdecs.h>


#include <zsysc.h>

"""
_FUNCTION = """
/* Requests of kind {0}: counted, checked and answered. */
struct request_{0} {{
    short code;
    short length;
    char text[64];
    long long amount;
}};

short serve_{0}(short file, struct request_{0} *request, short *error)
{{
    short number = 0, handle[10];
    int i, sum = 0;
    *error = FILE_OPEN_("$SRV", 4, &number, , , 1);
    if (*error == 0) {{
        for (i = 0; i < request->length && i < (int)sizeof request->text; i++)
            sum += request->text[i] * ({0} + i);
        switch (request->code) {{
        case ZSYS_VAL_SMSG_OPEN:
            request->amount += sum;
        case ZSYS_VAL_SMSG_CLOSE:
            sprintf(request->text, "%d of %lld", sum, request->amount);
            break;
        default:
            memset(request->text, ' ', sizeof request->text);
        }}
        PROCESSHANDLE_NULLIT_(handle);
        FILE_REPLY64_(request->text, request->length, , , *error);
        *error = FILE_CLOSE_(number);
    }}
    return handle[0] == -1 ? file : number;
}}
"""


def source(includes: str) -> str:
    """A program of so many lines behind its includes."""
    text, number = includes, 0
    while (text + _FUNCTION.format(number)).count("\n") < LINES - 2:
        text += _FUNCTION.format(number)
        number += 1
    text += "/* The end. */\n" * (LINES - 1 - text.count("\n"))
    return text + "int main(void) { return 0; }\n"


def measure(abis: Sequence[Abi], rounds: int, progress: Progress) -> list[CompilationRow]:
    """A row for each ABI, floor and ours by turns."""
    found = []
    with tempfile.TemporaryDirectory(prefix="guardian-emu-bench-") as scratch:
        dialect, plain = Path(scratch) / "dialect.c", Path(scratch) / "plain.c"
        dialect.write_text(source(_DIALECT))
        plain.write_text(source(_PLAIN))
        for abi in abis:
            progress.stage(f"cc: {LINES} lines for {abi}")
            bare = [*toolchain.compiler(abi), *toolchain.PROGRAM_FLAGS, "-O2", f"-I{runtime.headers()}"]
            command = [sys.executable, "-m", "guardian_emu.cli", "cc", "--abi", abi]
            floors, ours = [], []
            for _ in range(rounds):
                floors.append(_seconds([*bare, "-c", str(plain), "-o", f"{scratch}/plain.o"]))
                ours.append(_seconds([*command, "-c", str(dialect), "-o", f"{scratch}/dialect.o"]))
            found.append(rows.compilation(abi, LINES, ours, floors))
    return found


def _seconds(command: list[str]) -> float:
    begin = time.monotonic()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise EnvironmentProblem("the measured program does not compile", command[0], done.stderr, "see the messages")
    return time.monotonic() - begin
