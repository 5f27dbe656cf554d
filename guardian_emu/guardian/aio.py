"""Guardian messages in asyncio: serving ``$RECEIVE`` and sending requests beside whatever else an event loop does.

    async with Exchange(depth=10) as exchange:
        async for message in exchange:
            message.reply(b"...")

One ``Exchange`` at a time; it owns ``$RECEIVE``. Procedures that wait may be called directly too, though they hold the
whole loop up; call ``look`` after them, because what they took in on the way the loop cannot see.
"""

from __future__ import annotations

import asyncio
import itertools
from types import TracebackType
from typing import Self

from . import library, procedures
from .buffers import Data
from .errors import NUMBERS, FileSystemError
from .procedures import ANY_FILE, POLL, RECEIVE, Completion, Transfer, Written
from .receive import LARGEST, Message

_NOWAIT_OPEN = 16384
_NO_SYSTEM_MESSAGES = 1
_OPENED = -30
_NOTHING = {NUMBERS["FETIMEDOUT"], NUMBERS["FENONEOUT"]}
_NO_SLOT = NUMBERS["FEBADREPLY"]


class AsyncMessage(Message):
    """A message that was read. Its slot is free again when it is replied to."""

    __slots__ = ("_exchange",)

    def __init__(self, message: Message, exchange: Exchange) -> None:
        super().__init__(message.data, message.error, message.information)
        self._exchange = exchange

    def reply(self, data: bytes = b"", error: int = 0) -> int:
        """See ``Message.reply``."""
        taken = super().reply(data, error)
        self._exchange.look()
        return taken


class Exchange:
    """``$RECEIVE`` and the requests of this process, in the running event loop.

    Guarantee: every message comes once, in the order of arrival; a request that is cancelled with its task is taken
    back (CANCELREQ). Raises FileSystemError as the procedures do.
    """

    def __init__(self, depth: int = 1, *, system_messages: bool = True, largest: int = 32768) -> None:
        """``depth`` messages may be unanswered at a time; longer ones than ``largest`` bytes are cut."""
        self._depth = depth
        self._options = 0 if system_messages else _NO_SYSTEM_MESSAGES
        self._largest = min(largest, LARGEST)
        self._reading = False
        self._messages: asyncio.Queue[AsyncMessage | None] = asyncio.Queue()
        self._waiting: dict[tuple[int, int], asyncio.Future[Completion]] = {}
        self._tags = itertools.count(1)
        self._timer: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        procedures.FILE_OPEN_("$RECEIVE", nowait_depth=1, sync_or_receive_depth=self._depth, options=self._options)
        self._loop.add_reader(library.descriptor(), self._take)
        self._take()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._loop.remove_reader(library.descriptor())
        if self._timer:
            self._timer.cancel()
        procedures.FILE_CLOSE_(RECEIVE)
        self._messages.put_nowait(None)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> AsyncMessage:
        if self._messages.empty():
            self.look()
        message = await self._messages.get()
        if message is None:
            raise StopAsyncIteration
        return message

    async def open(self, filename: str, sync_depth: int = 1, nowait_depth: int = 15) -> int:
        """Opens a process and gives the file number; requests on it do not hold the loop up."""
        opened = procedures.FILE_OPEN_(
            filename, nowait_depth=nowait_depth, sync_or_receive_depth=sync_depth, options=_NOWAIT_OPEN
        )
        try:
            await self._completion(opened.filenum, _OPENED)
        except BaseException:
            procedures.FILE_CLOSE_(opened.filenum)
            raise
        return opened.filenum

    async def write_read(self, filenum: int, data: Data, read_count: int) -> Transfer:
        """A request and its reply."""
        tag = next(self._tags)
        procedures.FILE_WRITEREAD64_(filenum, data, read_count, tag)
        completion = await self._completion(filenum, tag)
        return Transfer(completion.error, completion.data)

    async def write(self, filenum: int, data: Data) -> Written:
        """A request whose reply has no data."""
        tag = next(self._tags)
        kept = bytes(data)
        procedures.FILE_WRITE64_(filenum, kept, tag)
        completion = await self._completion(filenum, tag)
        return Written(completion.error, completion.transferred)

    def close(self, filenum: int) -> None:
        """Closes a file; who waits for a request on it is told that it was taken back."""
        procedures.FILE_CLOSE_(filenum)
        for key in [key for key in self._waiting if key[0] == filenum]:
            self._waiting.pop(key).cancel()
        self.look()

    def look(self) -> None:
        """Takes in what came while a procedure was called directly."""
        self._loop.call_soon(self._take)

    async def _completion(self, filenum: int, tag: int) -> Completion:
        future: asyncio.Future[Completion] = self._loop.create_future()
        self._waiting[filenum, tag] = future
        self.look()
        try:
            return await future
        except asyncio.CancelledError:
            if self._waiting.pop((filenum, tag), None) and tag != _OPENED:
                procedures.CANCELREQL(filenum, tag)
            raise

    def _read(self) -> None:
        if self._reading:
            return
        try:
            procedures.FILE_READUPDATE64_(RECEIVE, self._largest)
            self._reading = True
        except FileSystemError as error:
            if error.number != _NO_SLOT:  # every slot is taken: on with it when one is answered
                raise

    def _take(self) -> None:
        """Everything that has completed; then nothing is left that the descriptor would not tell of."""
        while True:
            self._read()
            try:
                completion = procedures.FILE_AWAITIO64_(ANY_FILE, POLL)
            except FileSystemError as error:
                if error.number in _NOTHING and error.filenum == ANY_FILE:
                    break
                self._failed(error)
                continue
            self._completed(completion)
        self._watch_timers()

    def _completed(self, completion: Completion) -> None:
        if completion.filenum == RECEIVE:
            self._reading = False
            message = Message(completion.data, completion.error, procedures.FILE_GETRECEIVEINFO_())
            self._messages.put_nowait(AsyncMessage(message, self))
            return
        future = self._waiting.pop((completion.filenum, completion.tag), None)
        if future and not future.done():
            future.set_result(completion)

    def _failed(self, error: FileSystemError) -> None:
        future = self._waiting.pop((error.filenum, error.tag), None)
        if future and not future.done():
            future.set_exception(error)

    def _watch_timers(self) -> None:
        if self._timer:
            self._timer.cancel()
        microseconds = library.timer_next()
        self._timer = self._loop.call_later(microseconds / 1e6, self._take) if microseconds >= 0 else None
