"""Compilers and flags of both ABIs. Every flag of the project stands here and nowhere else."""

from __future__ import annotations

import enum
import os
import shlex
import shutil

from guardian_emu.errors import EnvironmentProblem

NONSTOP_COMPILER = "powerpc-linux-gnu-gcc"
NONSTOP_PACKAGES = "gcc-powerpc-linux-gnu libc6-dev-powerpc-cross qemu-user-static"
NONSTOP_EMULATOR = "qemu-ppc-static"


class Abi(enum.StrEnum):
    """The two ABIs of C programs: NonStop's own data model, or that of the machine we run on."""

    NONSTOP = "nonstop"
    HOST = "host"


WORDS_OF_NONSTOP_C = (
    "_tal _c _cobol _fortran _pascal _unspecified _resident _callable _priv "
    "_far _near _baddr _waddr _procaddr _lowmem _cspace _ptr32 _ptr64"
).split()
"""Keywords that say nothing on a flat 32-bit machine and are defined away (c-runtime section 4)."""

IDENTITY = {
    "__TANDEM": "1",
    "_GUARDIAN_TARGET": "1",
    "_GUARDIAN_HOST": "1",
    "_TANDEM_SOURCE": "1",
    "__INT32": "1",
    "__XMEM": "1",
    "_TNS_X_TARGET": "1",
    "_TANDEM_ARCH_": "3",
    "_COMMON": "1",
    "_IEEE_FLOAT": "1",
}
"""What a program can ask about its compiler (c-runtime section 5)."""

FOREIGN = "_LP64 unix linux __unix __unix__ __linux __linux__ __gnu_linux__ PPC powerpc".split()
"""Macros of this machine's compilers that would tell a program it is somewhere else, or take a name from it."""

PROGRAM_FLAGS = (
    "-std=gnu11",
    "-funsigned-char",
    "-fno-strict-aliasing",
    # Definitions without a value may stand in several files; asm and typeof are names like others.
    "-fcommon",
    "-fno-asm",
    # What is wrong inside a macro is said of the line on which the program uses it.
    "-ftrack-macro-expansion=0",
    *(f"-D{name}={value}" for name, value in IDENTITY.items()),
    *(f"-D{word}=" for word in WORDS_OF_NONSTOP_C),
    "-D_extensible=",
    "-D_variable=",
    "-D_alias(name)=",
    "-D_arg_present(parameter)=((guardian_present >> guardian_position_##parameter) & 1u)",
    *(f"-U{name}" for name in FOREIGN),
    # Legal NonStop C that gcc would rather not see (c-runtime sections 1, 3 and 12).
    "-Wno-unknown-pragmas",
    "-Wno-multichar",
    "-Wno-implicit-int",
    "-Wno-int-conversion",
    "-Wno-incompatible-pointer-types",
    "-Wno-discarded-qualifiers",
)
"""Every object of a Guardian program, whatever the ABI."""

LINK_FLAGS = ("-static", "-Wl,--undefined=guardian_started", "-Wl,--wrap=main")
"""A program carries its libraries, so it runs in any CPU image. It is a Guardian process from its first instruction on,
also when it calls no Guardian procedure: the symbol brings libguardian's start-up in. libguardian calls its ``main``,
with what the startup messages say."""

LIBRARY_FLAGS = ("-std=gnu11", "-O2", "-Wall", "-Wextra", "-fvisibility=hidden")
SHARED_FLAGS = ("-shared", "-Wl,--no-undefined")

_LIBRARY_FLAGS_OF_ABI = {
    Abi.HOST: ("-fPIC",),
    Abi.NONSTOP: ("-fno-pie", "-flto", "-fno-tree-loop-distribute-patterns"),
}
_JOIN_FLAGS_OF_ABI = {
    Abi.HOST: (),
    Abi.NONSTOP: ("-O2", "-fno-pie", "-flto=auto", "-flinker-output=nolto-rel"),
}


def library_flags(abi: Abi) -> tuple[str, ...]:
    """Flags for the objects of libguardian."""
    return LIBRARY_FLAGS + _LIBRARY_FLAGS_OF_ABI[abi]


def join_flags(abi: Abi) -> tuple[str, ...]:
    """Flags with which the objects of libguardian become one.

    The ``nonstop`` one is optimised as a whole: every return from a function and every call through a pointer costs
    qemu a search for where to go on, so what an exchange passes through is best one piece.
    """
    return ("-r", "-nostdlib", *_JOIN_FLAGS_OF_ABI[abi])


def has_nonstop_compiler() -> bool:
    """Whether programs of the ``nonstop`` ABI can be compiled here."""
    return shutil.which(NONSTOP_COMPILER) is not None


def compiler(abi: Abi) -> list[str]:
    """The command of the C compiler; ``$CC`` chooses that of the host ABI. Raises EnvironmentProblem without one."""
    if abi is Abi.HOST:
        command = shlex.split(os.environ.get("CC", "")) or ["cc"]
        next_step = "install a C compiler (Debian: apt-get install gcc libc6-dev) or set CC"
    else:
        command = [NONSTOP_COMPILER]
        next_step = f"apt-get install {NONSTOP_PACKAGES}, or compile with --abi host"
    if shutil.which(command[0]) is None:
        raise EnvironmentProblem(
            f"there is no C compiler for the {abi} ABI", command[0], "it is not installed, or not in PATH", next_step
        )
    return command


def hide_symbols(abi: Abi, program: str) -> list[str]:
    """The command after which a program may have functions of the names that are the library's own business."""
    return [_prefix(abi) + "objcopy", "--localize-hidden", program]


def archiver(abi: Abi) -> str:
    """The ``ar`` that goes with the compiler."""
    return _prefix(abi) + "ar"


def _prefix(abi: Abi) -> str:
    return "" if abi is Abi.HOST else NONSTOP_COMPILER.removesuffix("gcc")
