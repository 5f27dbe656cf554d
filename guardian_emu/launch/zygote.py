"""Starts many kernels from one interpreter: it loads the kernel's code once, then forks for each CPU.

A bare interpreter that loads asyncio takes longer to start than sixteen forks. Every CPU gets a PID namespace of its
own where that is allowed, so that it dies as one; else the kernel is made the reaper of its orphans, so that the
launcher finds all its processes. The kernels survive this process and its parent, by intent.

Reads ``{"cpus": [{"config": ..., "log": path, "pid": path}, ...]}`` from standard input. Ends with status 0 when every
CPU has written its PID and start into its file.
"""

import ctypes
import importlib
import json
import os
import pkgutil
import signal
import sys
from typing import Any

from guardian_emu.launch import boot

CLONE_NEWUSER, CLONE_NEWPID = 0x10000000, 0x20000000
PR_SET_PDEATHSIG, PR_SET_NAME, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 15, 36, 38
KERNEL = "guardian_emu.kernel"

_libc = ctypes.CDLL(None, use_errno=True)


def main() -> int:
    """Start the CPUs that standard input describes."""
    die_with_parent(os.getppid())
    cpus: list[dict[str, Any]] = json.load(sys.stdin)["cpus"]
    _preload()
    started, starting = os.pipe()
    for cpu in cpus:
        _start(cpu, started, starting)
    os.close(starting)
    said = b""
    while data := os.read(started, 4096):
        said += data
    return 0 if len(said) == len(cpus) else 1


def die_with_parent(parent: int) -> None:
    """Be killed when the parent ends: a launcher that was killed leaves nobody who goes on starting CPUs."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _preload() -> None:
    """Load the parts of the kernel, all but the module that runs it, so that forks share them."""
    boot.leave_out_openssl()
    importlib.import_module("asyncio")
    kernel = importlib.import_module(KERNEL)
    for module in pkgutil.iter_modules(kernel.__path__, f"{KERNEL}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def _start(cpu: dict[str, Any], started: int, starting: int) -> None:
    """Fork a middle process that enters the namespaces; its child, the first in them, becomes the CPU."""
    me = os.getpid()
    middle = os.fork()
    if middle:
        os.waitpid(middle, 0)
        return
    try:
        os.close(started)
        die_with_parent(me)
        enclosed = _enter_namespaces()
        if os.fork() == 0:
            _become_cpu(cpu, starting, enclosed)
    except BaseException as problem:
        os.write(2, f"{type(problem).__name__}: {problem}\n".encode())
        os._exit(1)
    os._exit(0)


def _enter_namespaces() -> bool:
    """Whether the next child will be the first of a PID namespace."""
    if _libc.unshare(CLONE_NEWPID) == 0:
        return True
    user, group = os.getuid(), os.getgid()
    if _libc.unshare(CLONE_NEWUSER | CLONE_NEWPID) != 0:
        return False
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    return True


def _become_cpu(cpu: dict[str, Any], starting: int, enclosed: bool) -> None:
    os.setsid()
    if not enclosed:
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _redirect(cpu["log"])
    _write_pid(cpu["pid"], enclosed)
    os.write(starting, b".")
    os.close(starting)
    config = cpu["config"]
    _libc.prctl(PR_SET_NAME, f"{config['node']}-{config['cpu']}".encode(), 0, 0, 0)
    os.chdir(config["state"])
    status = 1
    try:
        boot.become_kernel(config)
        status = 0
    except SystemExit as ending:
        status = ending.code if isinstance(ending.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _redirect(log: str) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(nothing, 0)
    os.dup2(written, 1)
    os.dup2(written, 2)
    os.close(nothing)
    os.close(written)


def _write_pid(path: str, enclosed: bool) -> None:
    """PID and start as the launcher sees them: ``/proc`` is still that of the outer namespace."""
    with open("/proc/self/stat") as file:
        text = file.read()
    with open("/proc/sys/kernel/random/boot_id") as file:
        boot_id = file.read()[:8]
    pid, start = text.partition(" ")[0], text.rpartition(")")[2].split()[19]
    with open(path + ".new", "w") as file:
        file.write(f"{pid} {boot_id}.{start}{' enclosed' * enclosed}")
    os.replace(path + ".new", path)


if __name__ == "__main__":
    sys.exit(main())
