"""Where libguardian and its headers are.

An installed wheel has them in ``guardian_emu/_runtime``. A clone has only the sources (``runtime/``): then the library
is built on demand into the cache, under a key made of everything that goes into it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from guardian_emu.errors import EnvironmentProblem

from . import toolchain
from .toolchain import Abi

_PACKAGED = Path(__file__).parent.parent / "_runtime"
_SOURCES = Path(__file__).parents[2] / "runtime"


def cache_directory() -> Path:
    """Where built things are kept between runs: ``$GUARDIAN_EMU_CACHE``, else the user's cache directory."""
    if own := os.environ.get("GUARDIAN_EMU_CACHE"):
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "guardian-emu"


def headers() -> Path:
    """The directory of the headers that a NonStop program expects."""
    packaged = _PACKAGED / "include"
    return packaged if packaged.is_dir() else _sources() / "include"


def library(abi: Abi) -> Path:
    """``libguardian.a`` of one ABI. Raises EnvironmentProblem when it has to be built and cannot be."""
    return _artifact(abi, "libguardian.a")


def shared_library() -> Path:
    """``libguardian.so`` of the host, for the Python binding."""
    return _artifact(Abi.HOST, "libguardian.so")


def digest(paths: Iterable[Path], *texts: str) -> str:
    """A key that changes when a file's name or bytes or one of ``texts`` changes."""
    state = hashlib.sha256()
    for path in paths:
        state.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for text in texts:
        state.update(text.encode("utf-8", "surrogateescape") + b"\0")
    return state.hexdigest()[:24]


def build(abi: Abi, sources: Path, target: Path) -> None:
    """Compiles libguardian of ``sources`` (a ``runtime`` directory) into the directory ``target``.

    Guarantee: ``target`` appears whole or not at all, so builders may race.
    """
    command = toolchain.compiler(abi)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".building-") as scratch:
        made = Path(scratch) / "lib"
        objects = Path(scratch) / "objects"
        made.mkdir()
        objects.mkdir()
        files = sorted((sources / "src").glob("*.c"))
        include = [f"-I{sources / 'include'}", f"-I{sources / 'src'}"]
        compile_one = [*command, *toolchain.library_flags(abi), *include, "-c"]
        headers = digest(sorted([*(sources / "include").rglob("*.h"), *(sources / "src").glob("*.h")]), *compile_one)
        with ThreadPoolExecutor(os.cpu_count()) as compilers:
            members = list(compilers.map(lambda file: _object(file, headers, compile_one, objects), files))
        # One object, so that what its parts share can be hidden from the program's own names.
        _run([*command, *toolchain.join_flags(abi), "-o", "guardian.o", *members], objects)
        _run(toolchain.hide_symbols(abi, "guardian.o"), objects)
        _run([toolchain.archiver(abi), "rcsD", str(made / "libguardian.a"), "guardian.o"], objects)
        if abi is Abi.HOST:
            _run([*command, *toolchain.SHARED_FLAGS, *members, "-o", str(made / "libguardian.so")], objects)
        if target.is_dir():
            return
        try:
            made.rename(target)
        except OSError:
            if not target.is_dir():
                raise


def _object(source: Path, made_of: str, command: list[str], scratch: Path) -> str:
    """The object of one source. It is kept, so that a change of one source compiles one source."""
    kept = cache_directory() / "objects" / f"{digest([source], made_of)}.o"
    if not kept.exists():
        made = scratch / f"{source.stem}.o"
        _run([*command, str(source), "-o", str(made)], scratch)
        kept.parent.mkdir(parents=True, exist_ok=True)
        partly = kept.with_name(f"{kept.name}.{os.getpid()}")
        shutil.copyfile(made, partly)
        partly.rename(kept)
    return str(kept)


def install(sources: Path, target: Path) -> list[Abi]:
    """Puts headers and libraries below ``target``, as a wheel has them. Returns the ABIs that could be built."""
    shutil.copytree(sources / "include", target / "include", dirs_exist_ok=True)
    abis = [Abi.HOST, Abi.NONSTOP] if toolchain.has_nonstop_compiler() else [Abi.HOST]
    for abi in abis:
        shutil.rmtree(target / abi / "lib", ignore_errors=True)
        build(abi, sources, target / abi / "lib")
    return abis


def _artifact(abi: Abi, name: str) -> Path:
    packaged = _PACKAGED / abi / "lib" / name
    if packaged.exists():
        return packaged
    sources = _sources()
    command = toolchain.compiler(abi)
    parts = sorted([*(sources / "src").iterdir(), *(sources / "include").rglob("*.h")])
    key = digest(
        (part for part in parts if part.is_file()),
        *command,
        *toolchain.library_flags(abi),
        *toolchain.join_flags(abi),
        *toolchain.SHARED_FLAGS,
        str(shutil.which(command[0])),
    )
    target = cache_directory() / "runtime" / f"{abi}-{key}"
    if not (target / name).exists():
        build(abi, sources, target)
    return target / name


def _sources() -> Path:
    if not (_SOURCES / "src").is_dir():
        raise EnvironmentProblem(
            "libguardian is neither installed nor here as sources",
            _PACKAGED,
            "the package was installed without it: no compiler for this ABI when its wheel was made",
            f"install {toolchain.NONSTOP_PACKAGES}, then reinstall guardian-emu from a clone",
        )
    return _SOURCES


def _run(command: list[str], directory: Path) -> None:
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        raise EnvironmentProblem(
            "libguardian does not compile here",
            " ".join(command[:1]),
            (done.stderr or done.stdout).strip(),
            "see the compiler's messages; `guardian-emu doctor` shows what is installed",
        )
