"""A slow embedded CPU: a process beside it that stops it and lets it go on, many times a second.

``python -m guardian_emu.launch.throttling PID START FILE PERCENT``: slows the tree of that process down. It writes its
own PID and start into FILE, closes its standard output as the sign that it does, and ends with the tree, or on SIGTERM,
and then the tree runs.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch import owner, trees

PERIOD_SECONDS = 0.1
PATIENCE_SECONDS = 5.0
FULL_SPEED = 100


def start(root: trees.Process, file: Path, percent: int) -> None:
    """Slow a tree down to ``percent`` of the time; returns when ``file`` names the process that does it."""
    command = [sys.executable, "-S", "-m", "guardian_emu.launch.throttling"]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    with subprocess.Popen(
        [*command, str(root.pid), root.start, str(file), str(percent)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/", env=environment,
        start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout
        said = process.stdout.read()
        process.returncode = 0  # it stays; whoever asks for its end knows it by its file
    if said != b"on":
        raise EnvironmentProblem(
            f"process {root.pid} cannot be slowed down", f"{percent}%", "the process that does it ended", "try again"
        )


def end(root: trees.Process | None, file: Path) -> None:
    """Let a tree run at full speed again. Idempotent; also when the process beside it was killed."""
    process = trees.load(file)
    if process is None:
        return
    if not trees.terminate(process, PATIENCE_SECONDS) and root is not None:
        trees.resume(root, trees.saved(suspended_file(file)))
    file.unlink(missing_ok=True)
    suspended_file(file).unlink(missing_ok=True)


def is_on(file: Path) -> bool:
    """Whether the process that ``file`` names is at work."""
    process = trees.load(file)
    return process is not None and process.alive


def suspended_file(file: Path) -> Path:
    """Where the process says which processes of the CPU were suspended when it stopped the CPU."""
    return file.with_suffix(".suspended")


def main(arguments: list[str]) -> int:
    """Slow a tree down until it ends or this process is asked to."""
    pid, begun, name, percent = arguments
    root, file = trees.Process(int(pid), begun), Path(name)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    trees.save_one(file, trees.Process(os.getpid(), owner.start_of(os.getpid()) or ""))
    os.write(1, b"on")
    os.close(1)
    running = PERIOD_SECONDS * int(percent) / FULL_SPEED
    while root.alive and not _asked_within(running):
        suspended = trees.rest(root)
        trees.save(suspended_file(file), suspended)
        trees.stop(root)
        asked = _asked_within(PERIOD_SECONDS - running)
        trees.resume(root, suspended)
        if asked:
            break
    return 0


def _asked_within(seconds: float) -> bool:
    return signal.sigtimedwait([signal.SIGTERM], seconds) is not None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
