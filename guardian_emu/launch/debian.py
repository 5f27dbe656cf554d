"""A base image from Debian packages: without an image registry, without root, without chroot.

The packages are fetched with this host's own apt, wherever that fetches from, and unpacked; nothing of them is run
but the interpreter, to compile its library.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from guardian_emu.errors import EnvironmentProblem

QEMU = "qemu-ppc-static"
QEMU_PACKAGE = "qemu-user-static"
SEEDS = ("python3-minimal", "libpython3-stdlib", "python3-cffi", "python3-cffi-backend", "python3-ply")
"""What is asked for. ply is named because pycparser depends on it under virtual names only."""

CUT = frozenset(
    "debconf dpkg tar perl-base python3 python3-minimal libpython3-stdlib libdb5.3 libdb5.3t64 readline-common "
    "libreadline8 libreadline8t64 libncursesw6 libtinfo6 libnsl2 libtirpc3 libtirpc3t64 libtirpc-common tzdata "
    "tzdata-legacy media-types netbase python3.11 python3.12 python3.13 python3-pkg-resources libgdbm6".split()
)
"""Dependencies of scripts and of interactive use, which an image without a shell has no use for."""

TRIMMED = ("usr/share", "usr/sbin", "usr/games", "usr/lib/*/gconv", "usr/lib/*/audit", "usr/lib/*/*.a", "var", "etc/*")
TRIMMED_PYTHON = ("pydoc_data", "test", "idlelib", "tkinter", "lib2to3", "ensurepip", "turtledemo", "turtle.py")
KEPT_PROGRAMS = (QEMU,)
DIRECTORIES = ("dev", "etc", "guardian", "opt", "proc", "run/guardian", "sys", "tmp", "usr/bin", "usr/lib")
USERS = "root:x:0:0::/:/none\nguardian:x:65532:65532::/guardian:/none\n"
GROUPS = "root:x:0:\nguardian:x:65532:\n"
FETCH_SECONDS = 300


def recipe() -> bytes:
    """What decides the result, apart from the versions of the packages."""
    return Path(__file__).read_bytes()


def fill(root: Path, work: Path) -> str:
    """Fill ``root`` with a Python of the host's Debian release, and return its version, such as ``3.11``.

    Raises ``EnvironmentProblem`` when this host is no Debian or its packages cannot be fetched.
    """
    for tool in ("apt-get", "apt-cache", "dpkg-deb"):
        if shutil.which(tool) is None:
            raise _problem(f"{tool} is not installed", "this host is no Debian or Ubuntu")
    apt = _Apt(work)
    packages = apt.closure(SEEDS)
    version = next(name for name in packages if name.startswith("libpython3.") and name.endswith("-stdlib"))
    version = version.removeprefix("libpython").removesuffix("-stdlib")
    for package in apt.fetch(packages):
        _run(["dpkg-deb", "-x", str(package), str(root)])
    _add_qemu(root, apt)
    _merge_usr(root)
    _trim(root, version)
    _complete(root, version)
    _compile(root, version)
    return version


class _Apt:
    """The host's apt, used as an ordinary user: package lists of the host when they serve, else lists of our own."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self._options: list[str] = []

    def closure(self, seeds: Iterable[str]) -> list[str]:
        """The seeds and all they depend on, without what is cut."""
        try:
            return self._closure(list(seeds))
        except EnvironmentProblem:
            self._refresh()
            return self._closure(list(seeds))

    def fetch(self, packages: list[str]) -> list[Path]:
        """Fetch package files."""
        into = self._work / "packages"
        into.mkdir(exist_ok=True)
        try:
            self._download(packages, into)
        except EnvironmentProblem:
            self._refresh()
            self._download(packages, into)
        return [path for path in into.iterdir() if path.name.partition("_")[0] in packages]

    def _download(self, packages: list[str], into: Path) -> None:
        _run(["apt-get", *self._options, "-qq", "download", *packages], cwd=into)

    def _refresh(self) -> None:
        if self._options:
            return
        for name in ("lists/partial", "cache/archives/partial"):
            (self._work / name).mkdir(parents=True, exist_ok=True)
        self._options = ["-o", f"Dir::State::Lists={self._work}/lists", "-o", f"Dir::Cache={self._work}/cache"]
        _run(["apt-get", *self._options, "-qq", "update"])

    def _closure(self, seeds: list[str]) -> list[str]:
        unwanted = ("recommends", "suggests", "conflicts", "breaks", "replaces", "enhances")
        switches = [f"--no-{kind}" for kind in unwanted]
        graph = _graph(_run(["apt-cache", *self._options, "depends", "--recurse", *switches, *seeds]))
        waiting = [name for seed in seeds for name in (graph.get(seed, []) if seed in CUT else [seed])]
        reached: dict[str, None] = {}
        while waiting:
            name = waiting.pop()
            if name not in reached and name not in CUT:
                reached[name] = None
                waiting += graph.get(name, [])
        return list(reached)


def _graph(listing: str) -> dict[str, list[str]]:
    """What depends on what; of alternatives the first, and nothing virtual."""
    graph: dict[str, list[str]] = {}
    name, alternative = "", False
    for line in listing.splitlines():
        kind, _, target = line.strip().partition(": ")
        if not line.startswith(" "):
            name = line.strip()
            graph[name] = []
        elif kind.lstrip("|") in ("Depends", "PreDepends"):
            if not alternative and not target.startswith("<"):
                graph[name].append(target)
            alternative = kind.startswith("|")
    return graph


def _add_qemu(root: Path, apt: _Apt) -> None:
    """The host's own static qemu when there is one: its package is large."""
    target = root / "usr/bin" / QEMU
    target.parent.mkdir(parents=True, exist_ok=True)
    installed = Path("/usr/bin") / QEMU
    if installed.exists():
        shutil.copy(installed, target)
        return
    (package,) = apt.fetch([QEMU_PACKAGE])
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE) as unpacking:
        _run(["tar", "-x", "-C", str(root), f"./usr/bin/{QEMU}"], stdin=unpacking.stdout)


def _merge_usr(root: Path) -> None:
    """``/lib`` becomes a link to ``/usr/lib``, as in every installed Debian, and so on."""
    for name in ("bin", "sbin", "lib", "lib64"):
        old, new = root / name, root / "usr" / name
        if old.is_dir() and not old.is_symlink():
            shutil.copytree(old, new, symlinks=True, dirs_exist_ok=True)
            shutil.rmtree(old)
        if new.is_dir() and not old.is_symlink():
            old.symlink_to(f"usr/{name}")


def _trim(root: Path, version: str) -> None:
    library = f"usr/lib/python{version}"
    for pattern in (*TRIMMED, *(f"{library}/{name}" for name in TRIMMED_PYTHON), f"{library}/config-*"):
        for path in root.glob(pattern):
            _discard(path)
    for path in (root / "usr/bin").iterdir():
        if path.name not in (*KEPT_PROGRAMS, f"python{version}"):
            _discard(path)


def _discard(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _complete(root: Path, version: str) -> None:
    for name in DIRECTORIES:
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / "tmp").chmod(0o1777)
    (root / "usr/bin/python3").symlink_to(f"python{version}")
    (root / "etc/passwd").write_text(USERS)
    (root / "etc/group").write_text(GROUPS)


def _compile(root: Path, version: str) -> None:
    """Compile the library with the interpreter just unpacked, on its own C library."""
    libraries = ":".join(str(path) for path in sorted((root / "usr/lib").glob("*-linux-gnu*")))
    loader = next(_loaders(root))
    interpreter = [str(loader), "--library-path", libraries, str(root / f"usr/bin/python{version}")]
    places = [f"usr/lib/python{version}", "usr/lib/python3/dist-packages"]
    options = ["-q", "-j", str(os.cpu_count()), "--invalidation-mode", "unchecked-hash", "-s", str(root), "-p", "/"]
    command = [*interpreter, "-S", "-m", "compileall", *options, *(str(root / place) for place in places)]
    _run(command, env={"PYTHONHOME": str(root / "usr"), "PATH": os.environ.get("PATH", "")}, may_fail=True)


def _loaders(root: Path) -> Iterator[Path]:
    for pattern in ("usr/lib64/ld-linux*.so.*", "usr/lib/ld-linux*.so.*", "usr/lib/*/ld-linux*.so.*"):
        yield from root.glob(pattern)


def _run(
    command: list[str],
    *,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    stdin: IO[bytes] | int | None = subprocess.DEVNULL,
    may_fail: bool = False,
) -> str:
    environment = env if env is not None else {**os.environ, "LC_ALL": "C"}
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env=environment,
            stdin=stdin,
            capture_output=True,
            text=True,
            timeout=FETCH_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise _problem(f"{command[0]} failed", str(problem)) from problem
    if done.returncode and not may_fail:
        raise _problem(f"{command[0]} failed", done.stderr.strip()[-500:])
    return done.stdout


def _problem(value: str, cause: str) -> EnvironmentProblem:
    return EnvironmentProblem(
        "the base image cannot be made from Debian packages",
        value,
        cause,
        "set GUARDIAN_EMU_BASE to an image with Python 3.11 or later that the engine can pull, see images/README.md; "
        f"or use --runtime embedded with this host's Python {sys.version_info.major}.{sys.version_info.minor}",
    )
