r"""What processes of this CPU ask about other nodes: ``\NODE.`` names and handles of others, unchanged calls."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from ...wire.codec import Message, Value
from ...wire.handle import NULL_HANDLE, ProcessHandle, unpack
from ...wire.layouts import PAIR_INFO_BY
from ..creation import MONITOR_UNREACHABLE, Created
from ..information import HANDLES, NO_CPU, NO_NODE
from ..process import Process
from ..processes import Processes
from .access import Access
from .parcels import NETWORK_DOWN, PATH_DOWN, Json, Reply
from .settings import Settings

NODE_UNREACHABLE = 10
_UNREACHED = {PATH_DOWN: NO_CPU, NETWORK_DOWN: NO_NODE}

Work = Coroutine[Any, Any, None]


class Owner(Protocol):
    """What asking needs from the rest of the network."""

    async def ask(self, node: int, cpu: int, what: str, arguments: Json) -> Reply:
        """Ask a kernel of another node."""

    async def ask_any(self, node: int, what: str, arguments: Json) -> Reply:
        """Ask whichever kernel of the node is up."""

    async def ask_one(self, node: int, what: str, arguments: Json) -> Reply:
        """Ask one kernel of the node, and no other when it dies."""


class Elsewhere:
    """Guarantee: every request that concerns another node gets exactly one reply, with the error of the network when
    the network has kept the answer away.
    """

    def __init__(self, settings: Settings, access: Access, processes: Processes, owner: Owner) -> None:
        self._settings = settings
        self._access = access
        self._processes = processes
        self._owner = owner
        self._served: dict[str, tuple[Callable[[Message], int | None], Callable[[Process, Message, int], Work]]] = {
            "find": (self._node_of_name, self._find),
            "pair_info": (self._node_of_pair, self._pair_info),
            "stop": (self._node_of_handle, self._stop),
            "suspend": (self._node_of_handle, self._suspend),
            "set_info": (self._node_of_handle, self._set_info),
            "get_info": (self._node_of_handle, self._get_info),
            "get_processor": (self._node_of_number, self._get_processor),
        }

    def serve(self, process: Process, message: Message) -> Work | None:
        """What is to be done for a request that concerns another node that is known; None for any other message."""
        if message.name not in self._served:
            return None
        node_of, work = self._served[message.name]
        node = node_of(message)
        return work(process, message, node) if node is not None else None

    def node_of_program(self, program: str) -> int | None:
        r"""The other node that ``\NODE.`` before a program's name means."""
        return self._foreign(program)

    async def create(self, node: int, cpu: int, letter: Json, creator: Process | None) -> Created:
        """PROCESS_CREATE_ in another node; with CPU -1 in one that it chooses."""
        who, heritage = self.who(creator, node), letter["heritage"]
        if heritage["home_terminal"].startswith("$"):
            own = self._settings.nodes[self._settings.node].name
            letter = {**letter, "heritage": {**heritage, "home_terminal": f"{own}.{heritage['home_terminal']}"}}
        reply = await self._owner.ask_one(node, "create", {**who, "cpu": cpu, "letter": letter})
        if reply.error:
            return Created(MONITOR_UNREACHABLE, reply.error, None, "")
        answer = reply.answer
        handle = unpack(bytes.fromhex(answer["handle"])) if answer["handle"] else None
        return Created(answer["error"], answer["detail"], handle, answer["name"])

    # Which other node a message is about.

    def _foreign(self, text: str) -> int | None:
        if not text.startswith("\\"):
            return None
        node = self._settings.named(text.strip().partition(".")[0])
        return node.number if node and node.number != self._settings.node else None

    def _node_of_name(self, message: Message) -> int | None:
        return self._foreign(message.strings["name"].decode("ascii", "replace").strip())

    def _node_of_handle(self, message: Message) -> int | None:
        handle = unpack(message.handle("handle"))
        known = handle is not None and handle.node in self._settings.nodes and handle.node != self._settings.node
        return handle.node if handle and known else None

    def _node_of_pair(self, message: Message) -> int | None:
        by = message.number("by")
        if by == PAIR_INFO_BY["NAME"]:
            return self._node_of_name(message)
        return self._node_of_handle(message) if by == PAIR_INFO_BY["HANDLE"] else None

    def _node_of_number(self, message: Message) -> int | None:
        node = message.number("node")
        return node if node in self._settings.nodes and node != self._settings.node else None

    # Asking.

    def who(self, process: Process | None, node: int) -> Json:
        """Who asks, so that the other node can decide whether he may."""
        if process is None:
            access_id = creator_access_id = 0xFFFF
        else:
            access_id, creator_access_id = process.process_access_id, process.creator_access_id
        caller = process.handle.pack().hex() if process else NULL_HANDLE.hex()
        return {
            "caller": caller, "access_id": access_id, "creator_access_id": creator_access_id,
            "brought": self._access.request(access_id, node),
        }  # fmt: skip

    async def _find(self, process: Process, message: Message, node: int) -> None:
        name = message.strings["name"].decode("ascii", "replace").strip()
        reply = await self._owner.ask_any(node, "find", {**self.who(process, node), "name": name})
        values: dict[str, Value] = {"handle": NULL_HANDLE, "backup": NULL_HANDLE}
        strings = {"descriptor": b""}
        error = reply.error or reply.answer["error"]
        if not error:
            values = {part: bytes.fromhex(reply.answer[part]) for part in values}
            strings = {"descriptor": reply.answer["descriptor"].encode()}
        self._processes.send(process, "found", values, strings, error=error, tag=message.tag)

    async def _pair_info(self, process: Process, message: Message, node: int) -> None:
        arguments = {
            "name": message.strings["name"].decode("ascii", "replace"),
            "handle": message.handle("handle").hex(),
            "by": message.number("by"),
        }
        reply = await self._owner.ask_any(node, "pair", {**self.who(process, node), **arguments})
        if reply.error:
            self._processes.send(process, "pair", {"result": NODE_UNREACHABLE}, tag=message.tag)
            return
        values: dict[str, Value] = dict(reply.answer["values"])
        values |= {name: bytes.fromhex(packed) for name, packed in reply.answer["handles"].items()}
        strings = {name: text.encode() for name, text in reply.answer["strings"].items()}
        self._processes.send(process, "pair", values, strings, tag=message.tag)

    async def _of_process(self, process: Process, message: Message, node: int, what: str, **arguments: Any) -> Json:
        """Ask about or do something to a process of another node; the answer has an ``error``."""
        handle = unpack(message.handle("handle"))
        assert isinstance(handle, ProcessHandle)
        asked = {**self.who(process, node), "handle": handle.pack().hex(), **arguments}
        reply = await self._owner.ask(node, handle.cpu, what, asked)
        return {"error": reply.error} if reply.error else reply.answer

    async def _stop(self, process: Process, message: Message, node: int) -> None:
        abend = int(bool(message.number("options") & 1))
        specifier = message.number("specifier")
        answer = await self._of_process(process, message, node, "stop", specifier=specifier, abend=abend)
        self._processes.send(process, "done", error=answer["error"], tag=message.tag)

    async def _suspend(self, process: Process, message: Message, node: int) -> None:
        wanted = {name: message.number(name) for name in ("specifier", "suspended")}
        answer = await self._of_process(process, message, node, "suspend", **wanted)
        self._processes.send(process, "done", error=answer["error"], tag=message.tag)

    async def _set_info(self, process: Process, message: Message, node: int) -> None:
        wanted: Json = {name: message.number(name) for name in ("specifier", "attribute", "value")}
        wanted["text"] = message.strings["text"].decode("ascii", "replace")
        was = await self._of_process(process, message, node, "set-info", **wanted)
        strings = {"text": was.get("text", "").encode()}
        value = was.get("value", 0)
        self._processes.send(process, "was", {"value": value}, strings, error=was["error"], tag=message.tag)

    async def _get_info(self, process: Process, message: Message, node: int) -> None:
        wanted = {name: message.number(name) for name in ("by", "cpu", "pin")}
        answer = await self._of_process(process, message, node, "info", **wanted)
        values: dict[str, Value] = dict(answer.get("values", {}))
        values |= {name: bytes.fromhex(answer["handles"][name]) for name in HANDLES if "handles" in answer}
        strings = {name: text.encode() for name, text in answer.get("strings", {}).items()}
        error = _UNREACHED.get(int(answer["error"]), int(answer["error"]))
        self._processes.send(process, "info", values, strings, error=error, tag=message.tag)

    async def _get_processor(self, process: Process, message: Message, node: int) -> None:
        reply = await self._owner.ask_any(node, "processors", {"cpu": message.number("cpu")})
        error = reply.error or reply.answer["error"]
        values: dict[str, Value] = {} if reply.error else reply.answer["values"]
        self._processes.send(process, "processor", values, error=error, tag=message.tag)
