"""The kernel's end of a kernel socket: packets, descriptors, and who sent them."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from typing import NamedTuple

from ..wire.codec import MAX_KERNEL_MESSAGE
from .process import Process

_CREDENTIALS = struct.Struct("3i")


class Packet(NamedTuple):
    """What came: the bytes, empty at the end of file, and the Linux process that sent them."""

    data: bytes
    sender: int


def pair() -> tuple[socket.socket, socket.socket]:
    """The kernel's end, which asks for credentials with every packet, and the process's end."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    ours.setblocking(False)
    return ours, theirs


def receive(sock: socket.socket) -> Packet | None:
    """The next packet; None when there is none yet."""
    try:
        data, ancillary, _flags, _address = sock.recvmsg(MAX_KERNEL_MESSAGE + 1, 256)
    except BlockingIOError:
        return None
    except OSError:
        return Packet(b"", 0)
    return Packet(data, _sender(ancillary))


def send(loop: asyncio.AbstractEventLoop, process: Process, packet: bytes, fd: int = -1) -> None:
    """Send a packet, with a descriptor if ``fd`` is one; it waits here while the socket is full."""
    if process.dead or process.sock is None:
        return
    if not process.outgoing:
        try:
            _send_one(process.sock, packet, fd)
            return
        except BlockingIOError:
            loop.add_writer(process.sock.fileno(), _writable, loop, process)
        except OSError:
            return  # it is ending
    process.outgoing.append((packet, os.dup(fd) if fd >= 0 else -1))


def close(loop: asyncio.AbstractEventLoop, process: Process) -> None:
    """Let go of the socket of a process that ended, and of what still waited for it."""
    assert process.sock is not None
    loop.remove_reader(process.sock.fileno())
    loop.remove_writer(process.sock.fileno())
    process.sock.close()
    for _packet, fd in process.outgoing:
        if fd >= 0:
            os.close(fd)
    process.outgoing.clear()


def _writable(loop: asyncio.AbstractEventLoop, process: Process) -> None:
    assert process.sock is not None
    while process.outgoing:
        packet, fd = process.outgoing[0]
        try:
            _send_one(process.sock, packet, fd)
        except BlockingIOError:
            return
        except OSError:
            pass
        process.outgoing.popleft()
        if fd >= 0:
            os.close(fd)
    loop.remove_writer(process.sock.fileno())


def _send_one(sock: socket.socket, packet: bytes, fd: int) -> None:
    if fd < 0:
        sock.send(packet)
    else:
        sock.sendmsg([packet], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack("i", fd))])


def _sender(ancillary: list[tuple[int, int, bytes]]) -> int:
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
            return int(_CREDENTIALS.unpack(data[: _CREDENTIALS.size])[0])
    return 0
