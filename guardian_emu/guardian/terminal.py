#!/usr/bin/env python3
"""A terminal: a Guardian process that others open, write lines to and read lines from.

Whoever sits at it is at the other end of its standard input and output, one JSON object on each line:

    in   {"line": "text"}                 a line was typed
         {"end": true}                    CTRL-Y, or nothing more will be typed: the end of file, for good
         {"end": false}                   CTRL-Y: the end of file for one read
    out  {"text": "...", "end": "\\n"}     to be shown; a prompt has the end ""
         {"echo": false}                  what is typed is not to be shown (SETMODE 20)

Text is Latin-1, so any byte passes. When standard input ends, nobody sits there any more: what is still written is
passed on, reads meet the end of file, and the terminal ends with the last process that has it open. ``Terminal`` does
no I/O; ``main`` is the program.
"""

from __future__ import annotations

import json
import os
import select
import struct
import sys
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

END_OF_FILE, INVALID, TOO_LONG = 1, 2, 21
WRITE, READ, WRITEREAD = 1, 2, 3
SPACING, ECHO = 6, 20
MODES = range(5, 30)
FORMS, COMPLETE_ALL = 1, 26
CPU_DOWN, CONTROL, SETMODE, RESETSYNC, CANCELLED, OPEN, CLOSE, DEVICE = -2, -32, -33, -34, -38, -103, -104, -106
LARGEST = 32755
TERMINAL, RECORD, SIMULATES_A_DEVICE, SUBTYPE = 6, 132, 30, 8

_SETMODE = struct.Struct("=hhhhh")
_CONTROL = struct.Struct("=hhh")
_WORDS = struct.Struct("=hh")
_DEVICE = struct.pack("=hhhhhhh", DEVICE, TERMINAL, 0, -1, -1, -1, RECORD)


class Reply(NamedTuple):
    """The answer to the request with that tag."""

    tag: int
    data: bytes = b""
    error: int = 0


class Show(NamedTuple):
    """Text for whoever sits at the terminal."""

    text: bytes
    line: bool


class Echo(NamedTuple):
    """Whether what is typed is to be seen."""

    on: bool


Action = Reply | Show | Echo


class Opener(NamedTuple):
    """Who has the terminal open: process handle and file number."""

    handle: bytes
    filenum: int


class Terminal:
    """What a terminal does with requests and with lines. No I/O: every method yields what is to be done.

    Guarantee: a line goes to one read, in the order in which lines were typed and reads came; a read that is taken
    back takes no line with it.
    """

    def __init__(self) -> None:
        self.openers: set[Opener] = set()
        self._lines: deque[bytes | None] = deque()
        self._reads: deque[tuple[int, Opener]] = deque()
        self._over = False
        self._modes = dict.fromkeys(MODES, (0, 0)) | {SPACING: (1, 0), 7: (1, 0), ECHO: (1, 0)}

    def typed(self, line: bytes) -> Iterator[Action]:
        """A line was typed, without its end."""
        self._lines.append(line)
        return self._serve()

    def end_of_file(self, *, for_good: bool) -> Iterator[Action]:
        """CTRL-Y was typed; ``for_good``: nothing more will be."""
        self._over |= for_good
        if not for_good:
            self._lines.append(None)
        return self._serve()

    def request(self, tag: int, opener: Opener, kind: int, data: bytes) -> Iterator[Action]:
        """A WRITE, READ or WRITEREAD."""
        if len(data) > LARGEST:
            yield Reply(tag, error=TOO_LONG)
            return
        if kind == WRITE:
            yield Show(data, self._modes[SPACING][0] != 0)
            yield Reply(tag)
            return
        if data:
            yield Show(data, line=False)
        self._reads.append((tag, opener))
        yield from self._serve()

    def system(self, tag: int, opener: Opener, message: bytes) -> Iterator[Action]:
        """A system message, in this program's byte order."""
        number = int.from_bytes(message[:2], sys.byteorder, signed=True)
        if number == OPEN:
            self.openers.add(opener)
        elif number == CLOSE:
            yield from self._closed(opener)
        elif number == CANCELLED:
            yield from self._taken_back(_WORDS.unpack_from(message)[1])
        elif number == CPU_DOWN:
            for lost in [other for other in self.openers if other.handle[1] == _WORDS.unpack_from(message)[1]]:
                yield from self._closed(lost)
        elif number == SETMODE:
            yield from self._setmode(tag, message)
            return
        elif number == DEVICE:
            yield Reply(tag, _DEVICE)
            return
        elif number == CONTROL:
            done = _CONTROL.unpack_from(message)[1] in (FORMS, COMPLETE_ALL)
            yield Reply(tag, error=0 if done else INVALID)
            return
        known = number <= -100 or number in (CPU_DOWN, RESETSYNC, CANCELLED)
        yield Reply(tag, error=0 if known or number > -32 else INVALID)

    def _serve(self) -> Iterator[Action]:
        while self._reads and (self._lines or self._over):
            tag, _opener = self._reads.popleft()
            line = self._lines.popleft() if self._lines else None
            yield Reply(tag, error=END_OF_FILE) if line is None else Reply(tag, line)

    def _closed(self, opener: Opener) -> Iterator[Action]:
        self.openers.discard(opener)
        for tag in [tag for tag, reader in self._reads if reader == opener]:
            yield from self._taken_back(tag)

    def _taken_back(self, tag: int) -> Iterator[Action]:
        """The reply goes nowhere, but the message has to have one."""
        for read in [read for read in self._reads if read[0] == tag]:
            self._reads.remove(read)
            yield Reply(tag)

    def _setmode(self, tag: int, message: bytes) -> Iterator[Action]:
        _number, function, first, second, flags = _SETMODE.unpack(message.ljust(_SETMODE.size, b"\0")[: _SETMODE.size])
        if function not in self._modes:
            yield Reply(tag, error=INVALID)
            return
        before = self._modes[function]
        given = flags if len(message) >= _SETMODE.size else 6
        self._modes[function] = first if given & 4 else before[0], second if given & 2 else before[1]
        if function == ECHO and self._modes[ECHO][0] != before[0]:
            yield Echo(self._modes[ECHO][0] != 0)
        yield Reply(tag, struct.pack("=hhh", SETMODE, *before) if given & 1 else b"")


# The program.


def described(action: Show | Echo) -> bytes:
    """What standard output gets, a line of JSON."""
    if isinstance(action, Echo):
        return json.dumps({"echo": action.on}).encode() + b"\n"
    return json.dumps({"text": action.text.decode("latin-1"), "end": "\n" if action.line else ""}).encode() + b"\n"


class _Keyboard:
    """Standard input, read without waiting."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._pending = b""
        self.there = True

    def read(self) -> Iterator[Action]:
        data = os.read(0, 65536)
        self.there = bool(data)
        if not data:
            yield from self._terminal.end_of_file(for_good=True)
        *lines, self._pending = (self._pending + data).split(b"\n")
        for line in lines:
            said: dict[str, Any] = json.loads(line)
            if "line" in said:
                yield from self._terminal.typed(str(said["line"]).encode("latin-1", "replace"))
            else:
                yield from self._terminal.end_of_file(for_good=bool(said.get("end")))


def main() -> None:
    """Serve until nobody sits at the terminal and nobody has it open."""
    from guardian_emu.guardian import FileSystemError, Message, Receive
    from guardian_emu.guardian.library import descriptor, ffi, procedure
    from guardian_emu.guardian.procedures import MONITORCPUS

    receive = Receive(depth=1000, largest=65536)
    procedure("SETMODE")(
        7, 0, 80, 5, 0, ffi.NULL
    )  # tell of cancelled requests (<13>) and of what SETMODE wants back (<15>)
    error = procedure("PROCESS_SETINFO_")(
        28, ffi.NULL, 0, SUBTYPE, ffi.new("short *", SIMULATES_A_DEVICE), 1, ffi.NULL, 0, ffi.NULL
    )
    if error:
        raise FileSystemError("PROCESS_SETINFO_", error)
    MONITORCPUS(-1)
    terminal = Terminal()
    keyboard = _Keyboard(terminal)
    messages: dict[int, Message] = {}

    def perform(actions: Iterator[Action]) -> None:
        for action in actions:
            if isinstance(action, Reply):
                messages.pop(action.tag).reply(action.data, action.error)
            else:
                os.write(1, described(action))

    while True:
        while message := receive.read(timelimit=0):
            about = message.information
            messages[about.message_tag] = message
            opener = Opener(bytes(about.sender), about.filenum)
            if message.is_system:
                perform(terminal.system(about.message_tag, opener, message.data))
            else:
                perform(terminal.request(about.message_tag, opener, about.io_type, message.data))
        if not keyboard.there and not terminal.openers:
            return
        ready, _, _ = select.select([descriptor(), *([0] if keyboard.there else [])], [], [])
        if 0 in ready:
            perform(keyboard.read())


if __name__ == "__main__":
    main()
