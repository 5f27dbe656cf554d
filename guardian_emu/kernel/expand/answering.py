"""What kernels of other nodes ask this one, and whether they may (EX-11, EX-13, EX-14)."""

from __future__ import annotations

from typing import Protocol

from ...wire.handle import ProcessHandle, unpack
from ..creation import MONITOR_UNREACHABLE, Creation
from ..inquiries import Inquiries
from ..links import NO_SUCH_PROCESS, PATH_DOWN, STATE_UNKNOWN, Links
from ..monitor import Monitor
from ..names import Names
from ..processes import Processes
from ..stopping import Caller
from .access import Access
from .farewells import Farewells
from .losses import Losses
from .parcels import Answer, Json

PROGRAM_FILE_ERROR, SECURITY_VIOLATION = 1, 48


class Owner(Protocol):
    """What answering needs from the kernel."""

    def is_up(self, cpu: int) -> bool:
        """Whether a CPU of this node is up."""

    def cpus_up(self) -> list[int]:
        """The CPUs of this node that are up, ascending."""

    async def ask(self, cpu: int, what: str, arguments: Json) -> Json | None:
        """Ask a kernel of this node; None when its CPU is down."""

    def close_open(self, message: Json) -> None:
        """Close an open of a process that ended, at whoever serves it now."""


class Answering:
    """Guarantee: who is not allowed in gets 48 and nothing else, and a caller from another node is a remote one."""

    def __init__(
        self,
        node: str,
        cpu: int,
        names: Names,
        processes: Processes,
        links: Links,
        monitor: Monitor,
        creation: Creation,
        access: Access,
        losses: Losses,
        farewells: Farewells,
        owner: Owner,
    ) -> None:
        self._node = node
        self._cpu = cpu
        self._names = names
        self._processes = processes
        self._links = links
        self._monitor = monitor
        self._creation = creation
        self._access = access
        self._losses = losses
        self._farewells = farewells
        self._owner = owner
        self._next_cpu = 0

    def answers(self) -> dict[str, Answer]:
        """The table of what can be asked."""
        return {
            "find": self._find,
            "pair": self._pair,
            "stop": self._stop,
            "suspend": self._suspend,
            "set-info": self._set_info,
            "info": self._info,
            "processors": self._processors,
            "create": self._create,
            "serving": self._serving,
            "link-broken": self._link_broken,
            "process-gone": self._process_gone,
            "system-message": self._system_message,
            "probe": self._probe,
        }

    def _may(self, asked: Json) -> bool:
        return self._access.allows(int(asked["access_id"]), asked["brought"])

    def _caller(self, asked: Json) -> Caller:
        handle = bytes.fromhex(asked["caller"])
        return Caller(handle, asked["access_id"], asked["creator_access_id"], remote=True)

    async def _find(self, asked: Json) -> Json:
        refused = {"error": SECURITY_VIOLATION}
        return (await self._monitor.inquiries.found(asked["name"])) if self._may(asked) else refused

    async def _pair(self, asked: Json) -> Json:
        inquiries: Inquiries = self._monitor.inquiries
        return inquiries.pair_of(asked["by"], unpack(bytes.fromhex(asked["handle"])), asked["name"])

    async def _stop(self, asked: Json) -> Json:
        if not self._may(asked):
            return {"error": SECURITY_VIOLATION}
        handle = unpack(bytes.fromhex(asked["handle"]))
        assert handle is not None
        stopping = self._monitor.stopping
        return {"error": await stopping.stop(self._caller(asked), handle, asked["specifier"], bool(asked["abend"]))}

    async def _suspend(self, asked: Json) -> Json:
        if not self._may(asked):
            return {"error": SECURITY_VIOLATION}
        handle = unpack(bytes.fromhex(asked["handle"]))
        assert handle is not None
        suspended = bool(asked["suspended"])
        return {"error": await self._monitor.suspension.set(self._caller(asked), handle, asked["specifier"], suspended)}

    async def _set_info(self, asked: Json) -> Json:
        if not self._may(asked):
            return {"error": SECURITY_VIOLATION}
        handle = unpack(bytes.fromhex(asked["handle"]))
        assert handle is not None
        was = await self._monitor.attributes.change(
            self._caller(asked), handle, asked["specifier"], asked["attribute"], asked["value"], asked["text"]
        )
        return was._asdict()

    async def _info(self, asked: Json) -> Json:
        handle = unpack(bytes.fromhex(asked["handle"]))
        assert handle is not None
        arguments = {"by": asked["by"], "handle": asked["handle"], "pin": asked["pin"]}
        answer = await self._owner.ask(handle.cpu, "info", arguments)
        return {"error": PATH_DOWN} if answer is None else answer

    async def _processors(self, asked: Json) -> Json:
        error, values = await self._monitor.inquiries.processor_values(asked["cpu"])
        return {"error": error, "values": values}

    async def _create(self, asked: Json) -> Json:
        """The monitor of the CPU that was chosen, or that this kernel chooses, creates it (CR-01)."""
        if not self._may(asked):
            return _not_created(PROGRAM_FILE_ERROR, SECURITY_VIOLATION)
        cpu = asked["cpu"] if asked["cpu"] != -1 else self._chosen_cpu()
        answer = await self._owner.ask(cpu, "create", asked["letter"]) if self._owner.is_up(cpu) else None
        return answer if answer is not None else _not_created(MONITOR_UNREACHABLE, PATH_DOWN)

    def _chosen_cpu(self) -> int:
        """The CPUs in turn."""
        up = self._owner.cpus_up()
        self._next_cpu += 1
        return up[self._next_cpu % len(up)]

    async def _serving(self, asked: Json) -> Json:
        """Who serves for a process that is lost; ``again`` when its death has not come to this kernel yet."""
        handle = unpack(bytes.fromhex(asked["handle"]))
        assert handle is not None
        if any(self._owner.is_up(cpu) for cpu in asked["down"]) and not self._was_reloaded(handle):
            return {"again": 1, "handle": ""}
        serving = self._names.serving(handle)
        if asked["ended"] and serving == handle:
            return {"again": 1, "handle": ""}
        return {"again": 0, "handle": serving.pack().hex() if serving else ""}

    def _was_reloaded(self, handle: ProcessHandle) -> bool:
        """Whether the table has forgotten that process: then its CPU that is up is a later load of it."""
        entry = self._names.of(handle)
        return entry is None or handle not in entry.members()

    async def _link_broken(self, asked: Json) -> Json:
        """The other end of a link that a process here has asked for has lost its socket."""
        process = self._processes.of(unpack(bytes.fromhex(asked["to"])))
        if process is None:
            return {"error": NO_SUCH_PROCESS}
        if not any(link.identity == asked["link"] for link in process.links):
            return {"error": STATE_UNKNOWN}
        self._links.broken_there(asked["link"], asked["socket"])
        return {"error": 0}

    async def _process_gone(self, asked: Json) -> Json:
        """A process of another node has ended: links to it, then its opens (DL-01)."""
        gone = unpack(bytes.fromhex(asked["gone"]))
        successor = unpack(bytes.fromhex(asked["successor"])) if asked["successor"] else None
        assert gone is not None
        self._losses.gone(gone, successor)
        for message in asked["opens"]:
            self._owner.close_open(message)
        return {}

    async def _system_message(self, asked: Json) -> Json:
        to = unpack(bytes.fromhex(asked["to"]))
        assert to is not None
        self._farewells.deliver(to, bytes.fromhex(asked["message"]), bytes.fromhex(asked["drain"]))
        return {}

    async def _probe(self, _asked: Json) -> Json:
        return {"node": self._node, "cpu": self._cpu}


def _not_created(error: int, detail: int) -> Json:
    return {"error": error, "detail": detail, "handle": "", "name": ""}
