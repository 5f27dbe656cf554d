"""The operator channel's end inside a container: standard input and output to and from the kernel's socket.

The engine's exec API starts it, so nothing has to be published. It connects when the first request has arrived:
a failure can then be answered as the channel expects, instead of getting lost in the engine's stream headers.
"""

import json
import os
import select
import socket
import sys

CHUNK = 65536


def main(path: str) -> int:
    """Relay until either side ends."""
    first = os.read(0, CHUNK)
    if not first:
        return 0
    operator = socket.socket(socket.AF_UNIX)
    try:
        operator.connect(path)
    except OSError as problem:
        refusal = {"id": json.loads(first.partition(b"\n")[0])["id"], "ok": False, "error": str(problem), "relay": True}
        _write_all(json.dumps(refusal).encode() + b"\n")
        return 1
    operator.sendall(first)
    watched: list[socket.socket | int] = [0, operator]
    while True:
        readable, _, _ = select.select(watched, [], [])
        if operator in readable:
            data = operator.recv(CHUNK)
            if not data:
                return 0
            _write_all(data)
        if 0 in readable:
            data = os.read(0, CHUNK)
            if not data:
                return 0
            operator.sendall(data)


def _write_all(data: bytes) -> None:
    while data:
        data = data[os.write(1, data) :]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
