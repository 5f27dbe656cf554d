"""A server pair in steps: a test takes them one by one, and loses a member between any two (see test_takeover.py).

It counts what it does and tells its backup before it replies: opener table with labels, sync ids and last replies, and
the work itself.
"""

from __future__ import annotations

from guardian.actors import Actor, Stage

SERVER = """
receive = Receive(1)
MONITORCPUS(-1)
openers, lines, own = {}, [], PROCESSHANDLE_GETMINE_()
partner = None

def open_partner():
    global partner
    partner = FILE_OPEN_(PROCESSHANDLE_DECOMPOSE_(own).procname).filenum

def update():
    try:
        WRITEX(partner, repr((openers, lines)).encode())
    except FileSystemError as error:
        return error.number

def from_partner(message):
    return PROCESSHANDLE_COMPARE_(message.information.sender, own) == 1

def system(message):
    said = message.system()
    if isinstance(said, systemmessages.Open):
        if from_partner(message):
            return message.reply()
        if len(openers) == 3:
            return message.reply(b'', 12)
        if said.sync_depth > 1:
            return message.reply(b'', 28)
        label = next(n for n in range(3) if n not in openers)
        openers[label] = [-1, b'']
        update()
        return message.accept(label)
    if isinstance(said, systemmessages.Close) and message.information.open_label in openers:
        del openers[message.information.open_label]
        update()
    message.reply()

def request(limit=2000):
    \"\"\"Reads on up to a request, or as a backup an update; what was read.\"\"\"
    global openers, lines
    while True:
        message = receive.read(limit)
        if message is None:
            return None
        if message.is_system:
            system(message)
            if pair.role() == pair.Role.SINGLE and len(heard) < 50:
                heard.append(systemmessages.parse(message.data))
        elif from_partner(message):
            openers, lines = eval(message.data)
            message.reply()
            return 'update'
        elif pair.role() == pair.Role.BACKUP:
            message.reply(b'', 200)
        else:
            return message

def is_repeated(message):
    return openers[message.information.open_label][0] == message.information.sync_id

def work(message):
    if not is_repeated(message):
        lines.append(bytes(message.data))
        openers[message.information.open_label] = [message.information.sync_id, b'%d' % len(lines)]

def reply(message):
    message.reply(openers[message.information.open_label][1])

heard = []
"""
TAKE = "(message := request()) and getattr(message, 'data', message)"


class Pair:
    """The server pair, and requesters of it."""

    def __init__(self, stage: Stage, cpus: tuple[int, int] = (0, 1)) -> None:
        self.stage = stage
        self.primary, self.backup = stage.pair("$SERV", cpus, SERVER)
        opened = self.primary.start("open_partner()")
        self.backup.do("system(receive.read())")
        opened.result()

    def opened_by(self, requester: Actor, sync_depth: int = 1) -> int:
        """The file number of an open, or what the server refused it with as a negative number."""
        asked = requester.start(f"FILE_OPEN_('$SERV', nowait_depth=1, sync_or_receive_depth={sync_depth}).filenum")
        told = self.primary.start("system(receive.read())")
        self.backup_reads()
        told.result()
        return int(asked.result())

    def backup_reads(self) -> None:
        """The backup takes one update."""
        assert self.backup.do(TAKE) == "update"

    def ask(self, requester: Actor, file: int, data: bytes = b"line") -> None:
        """Start a request."""
        requester.do(f"FILE_WRITEREAD64_({file}, {data!r}, 10, tag=1)")

    def serve(self) -> None:
        """The primary serves one request, from reading to replying."""
        assert self.primary.do(TAKE) is not None
        self.primary.do("work(message)")
        self.updated()
        self.primary.do("reply(message)")

    def updated(self) -> None:
        """The primary sends its state, the backup takes it."""
        told = self.primary.start("update()")
        self.backup_reads()
        assert told.result() is None

    def survivor_serves(self) -> bytes:
        """The backup takes over and serves the one request that there is; its data."""
        data = bytes(self.backup.do("(message := request()).data"))
        self.backup.do("work(message)")
        self.backup.do("reply(message)")
        assert self.backup.do("request(50)") is None
        return data
