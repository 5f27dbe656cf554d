"""A terminal in the node for one command: what is typed here is read there, what is written there is shown here.

The terminal is a Guardian process (guardian_emu.guardian.terminal) named ``$ZT`` and three digits. Programs that are
started with it as their home terminal open it like any other.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import guardian_emu
from guardian_emu.errors import EnvironmentProblem
from guardian_emu.operating import programs

if TYPE_CHECKING:
    from guardian_emu.launch.launcher import CpuAddress, Launcher

PROGRAM = "ZTERM"
_NAME_ERROR, _IN_USE = 11, 10
_NAMES = 1000
_CONTROL_Y = b"\x19"


def somebody_types() -> bool:
    """Whether standard input is a terminal, a pipe or a file: not when it is closed, or a device such as /dev/null."""
    try:
        mode = os.fstat(0).st_mode
    except OSError:
        return False
    return os.isatty(0) or stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)


class Terminal:
    """A terminal process and the two threads that carry lines to and from it.

    Guarantee: everything that was written to it before ``close`` has been shown when ``close`` returns.
    """

    def __init__(self, launcher: Launcher, cpu: CpuAddress | None) -> None:
        """Start it in that CPU, in any for None. Raises EnvironmentProblem when it cannot be started."""
        self._launcher = launcher
        self._cpu = cpu
        self._channel = launcher.attach(cpu)
        programs.install(launcher, PROGRAM, Path(guardian_emu.__file__).parent / "guardian" / "terminal.py")
        self.name, self._process, self._events = self._start()
        self._echo: list[Any] | None = None
        self._output = threading.Thread(target=self._show_all, daemon=True)
        self._output.start()
        threading.Thread(target=self._type_all, daemon=True).start()

    def close(self) -> None:
        """End the terminal."""
        from guardian_emu.launch.channel import ChannelClosed, OperatorRefusal

        with contextlib.suppress(ChannelClosed, OperatorRefusal), self._launcher.attach(self._cpu) as channel:
            channel.request("stop", process=self._process)
        self._output.join()
        self._set_echo(True)
        self._channel.close()

    def _start(self) -> tuple[str, str, Iterator[dict[str, Any]]]:
        from guardian_emu.launch.channel import OperatorRefusal

        first = os.getpid() % _NAMES
        for number in (*range(first, _NAMES), *range(first)):
            name = f"$ZT{number:03}"
            events = self._channel.stream(
                "create", program=PROGRAM, name=name, cpu=self._cpu.cpu if self._cpu else -1, follow=True, input=True
            )
            try:
                result = next(event for event in events if event.get("event") == "result")
            except OperatorRefusal as refusal:
                if (refusal.number, refusal.detail) != (_NAME_ERROR, _IN_USE):
                    raise
                continue
            return name, f"{result['cpu']},{result['pin']}", events
        raise EnvironmentProblem("no terminal can be named", "$ZT000 to $ZT999", "all of them exist", "stop some")

    def _show_all(self) -> None:
        from guardian_emu.launch.channel import ChannelClosed

        with contextlib.suppress(ChannelClosed):
            for event in self._events:
                if event.get("event") == "output":
                    self._show(event)
                elif event.get("event") in ("process-ended", "cpu-down"):
                    return

    def _show(self, event: dict[str, Any]) -> None:
        if event.get("stream") == "stderr":
            print(event.get("text"), file=sys.stderr, flush=True)
            return
        said = json.loads(str(event.get("text")))
        if "echo" in said:
            self._set_echo(bool(said["echo"]))
            return
        text = str(said["text"]).encode("latin-1").decode("utf-8", "replace")
        print(text, end=said["end"], flush=True)

    def _type_all(self) -> None:
        from guardian_emu.launch.channel import ChannelClosed, OperatorRefusal

        with contextlib.suppress(ChannelClosed, OperatorRefusal), self._launcher.attach(self._cpu) as channel:
            for line in sys.stdin.buffer:
                text = line.removesuffix(b"\n").removesuffix(b"\r")
                said = {"end": False} if text == _CONTROL_Y else {"line": text.decode("latin-1")}
                channel.request("input", process=self._process, text=json.dumps(said) + "\n")
            channel.request("input", process=self._process, text=json.dumps({"end": True}) + "\n")

    def _set_echo(self, on: bool) -> None:
        """Passwords are typed unseen (SETMODE 20)."""
        if not os.isatty(0):
            return
        import termios

        attributes = termios.tcgetattr(0)
        if self._echo is None:
            self._echo = termios.tcgetattr(0)
        attributes[3] = attributes[3] | termios.ECHO if on else attributes[3] & ~termios.ECHO
        termios.tcsetattr(0, termios.TCSADRAIN, self._echo if on else attributes)
