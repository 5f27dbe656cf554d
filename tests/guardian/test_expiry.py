"""News of a processor that nobody reads for three minutes is news no more."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from guardian.conftest import Run
from kernel.embedded import Node

from guardian_emu.cc import driver
from guardian_emu.cc.toolchain import Abi

SLEEPER = r"""
#include <cextdecs.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <sys/syscall.h>

static long ahead; /* seconds that this process believes to have passed besides */

int clock_gettime(clockid_t clock, struct timespec *now) {
    long error = syscall(SYS_clock_gettime, clock, now);
    now->tv_sec += ahead;
    return (int)error;
}

int main(int argc, char *argv[]) {
    short file, count, message[125], error;
    FILE_OPEN_("$RECEIVE", 8, &file, , , 1, 1);
    MONITORCPUS(-1);
    printf("ready\n");
    while ((PROCESSORSTATUS() & 0xffff) != 0x8000) PROCESS_DELAY_(10000);
    PROCESS_DELAY_(300000); /* the message follows the table */
    PROCESSORSTATUS();
    ahead = atol(argv[argc - 1]);
    READUPDATEX(0, (char *)message, sizeof message);
    AWAITIOX(&file, , &count, , 100);
    FILE_GETINFO_(0, &error);
    printf("read error %d number %d\n", error, error == 6 ? message[0] : 0);
    return 0;
}
"""


@pytest.mark.requires("MO-03")
@pytest.mark.parametrize(("seconds", "said"), [(170, "read error 6 number -2"), (190, "read error 6 number -13")])
def test_a_down_message_that_nobody_read_for_three_minutes_is_dropped(
    make_node: Callable[..., Node], tmp_path: Path, seconds: int, said: str
) -> None:
    node = make_node(2)
    (tmp_path / "sleeper.c").write_text(SLEEPER)
    built = driver.cached_program([tmp_path / "sleeper.c"], driver.Options(abi=Abi.HOST))
    target = node.folder / "state" / "system" / "sleeper"
    shutil.copy(built, target)
    target.chmod(0o755)
    run = Run(node.cpus[0], "sleeper", "$SLEEP", str(seconds))
    run.output("ready")
    node.cpus[1].kill()
    assert run.output("read error") == said
