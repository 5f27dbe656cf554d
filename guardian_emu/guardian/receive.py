"""$RECEIVE as messages, each of which is replied to."""

from __future__ import annotations

from . import procedures, systemmessages
from .errors import NUMBERS, FileSystemError
from .procedures import FOREVER, RECEIVE, ReceiveInformation
from .systemmessages import SystemMessage

_SYSTEM_MESSAGE = NUMBERS["FESYSMESS"]
_TIMED_OUT = NUMBERS["FETIMEDOUT"]
_NO_SYSTEM_MESSAGES = 1
LARGEST = 2 * 1024 * 1024


class Message:
    """A message that was read: its data and who sent it. It occupies a slot of ``$RECEIVE`` until it is replied to.

    ``information`` is that of FILE_GETRECEIVEINFO_, taken when the message was read.
    """

    __slots__ = ("data", "error", "information")

    def __init__(self, data: bytes, error: int, information: ReceiveInformation) -> None:
        self.data = data
        self.error = error
        self.information = information

    @property
    def is_system(self) -> bool:
        """Whether the system sent it: error 6."""
        return self.error == _SYSTEM_MESSAGE

    def system(self) -> SystemMessage:
        """The system message. Of a user message this has no meaning."""
        return systemmessages.parse(self.data)

    def reply(self, data: bytes = b"", error: int = 0) -> int:
        """Replies and frees the slot; returns how many bytes the requester takes. Data goes along with an error."""
        return procedures.FILE_REPLY64_(data, self.information.message_tag, error)

    def accept(self, label: int) -> None:
        """Replies to an open message: later messages of that open come with the label."""
        self.reply(systemmessages.open_reply(label))

    def __repr__(self) -> str:
        what = f"system {self.system()}" if self.is_system else f"{len(self.data)} bytes"
        return f"<Message {what} from {self.information.sender!r}>"


class Receive:
    """The open ``$RECEIVE`` of this process.

    Guarantee: ``read`` gives every message once, in the order of arrival, and a time limit loses none. Raises
    FileSystemError when ``$RECEIVE`` is open already (12) or more messages are unanswered than ``depth`` (74).
    """

    def __init__(self, depth: int = 1, *, system_messages: bool = True, largest: int = 32768) -> None:
        """``depth`` messages may be unanswered at a time; longer messages than ``largest`` bytes are cut."""
        options = 0 if system_messages else _NO_SYSTEM_MESSAGES
        procedures.FILE_OPEN_("$RECEIVE", nowait_depth=1, sync_or_receive_depth=depth, options=options)
        self._largest = min(largest, LARGEST)
        self._reading = False

    def read(self, timelimit: int = FOREVER) -> Message | None:
        """The next message; None when none came within ``timelimit`` hundredths of a second. 0 only looks."""
        if not self._reading:
            procedures.FILE_READUPDATE64_(RECEIVE, self._largest)
            self._reading = True
        try:
            completion = procedures.FILE_AWAITIO64_(RECEIVE, timelimit)
        except FileSystemError as error:
            if error.number != _TIMED_OUT:
                raise
            self._reading = timelimit == 0  # any other limit has taken the read back
            return None
        self._reading = False
        return Message(completion.data, completion.error, procedures.FILE_GETRECEIVEINFO_())

    def close(self) -> None:
        """Closes ``$RECEIVE``: requests that were read and not answered fail at their senders."""
        procedures.FILE_CLOSE_(RECEIVE)
        self._reading = False
