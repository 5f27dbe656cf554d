"""One end of a link, as the kernel holds it."""

from __future__ import annotations

import contextlib
import socket

from ..wire.handle import ProcessHandle
from .process import Process


class Link:
    """One end of a link: the kernel's duplicate of the descriptor that a local process holds.

    ``number`` counts the sockets that the link has had: 0 is the first one's. ``fabric`` carries the present one;
    in one CPU there is none.
    """

    __slots__ = ("asked", "fabric", "identity", "mending", "number", "peer", "process", "sock")

    def __init__(
        self, identity: int, process: Process, peer: ProcessHandle, sock: socket.socket, asked: bool, fabric: str = ""
    ) -> None:
        self.identity = identity
        self.process = process
        self.peer = peer
        self.sock = sock
        self.asked = asked
        self.fabric = fabric
        self.number = 0
        self.mending = False

    def close(self) -> None:
        """Let go of the duplicate; the socket ends when its process lets go too."""
        self.sock.close()

    def end(self) -> None:
        """The process is dead: end of file behind what it sent, also when a forked child still holds the socket."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_WR)
        self.sock.close()

    def shut(self) -> None:
        """End the socket for both directions: what had arrived stays readable, nothing more comes."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """End the link, and let go of the duplicate."""
        self.shut()
        self.sock.close()
