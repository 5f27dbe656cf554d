"""A stand-in for the kernel, so that launchers are tested alone: says its stages, answers operators, nothing else.

The node's number chooses how it behaves: 1 well; 2 its last CPU never gets beyond ``joining``; 3 its last CPU dies
with a traceback; 4 its last CPU says nothing at all.
"""

import asyncio
import json
import os
import signal
import sys
import time
from typing import Any

WELL, STUCK, BROKEN, SILENT = 1, 2, 3, 4
config = json.loads(os.environ["GUARDIAN_CPU"])
cpu = config["cpu"]
manner = config["node_number"] if cpu == config["cpus"][-1] else WELL


FABRIC_OPERATIONS = ("cut", "join", "start-fabric")
asked: list[dict[str, Any]] = []


def log(event: str, **more: object) -> None:
    print(json.dumps({"t": time.monotonic_ns(), "cpu": cpu, "level": "info", "event": event, **more}), flush=True)


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while line := await reader.readline():
        request: dict[str, Any] = json.loads(line)
        if request["op"] == "spawn":
            child = os.spawnlp(os.P_NOWAIT, sys.executable, sys.executable, "-S", "-c", "import signal; signal.pause()")
            reply: dict[str, Any] = {"ok": True, "result": {"pid": child}}
        elif request["op"] == "events":
            reply = {"ok": True, "result": {}}
            for number in range(3):
                writer.write(
                    json.dumps({"id": request["id"], "event": {"event": "tick", "n": number}}).encode() + b"\n"
                )
        elif request["op"] == "read":
            with open(os.path.join(config["state"], request["path"])) as file:
                reply = {"ok": True, "result": {"text": file.read(), "uid": os.getuid()}}
        elif request["op"] == "record":
            path = os.path.join(config["state"], "recorder", f"cpu-{cpu}")
            os.makedirs(path, exist_ok=True)
            with open(os.path.join(path, "1-2-noise.ring"), "w") as file:
                file.write("events")
            reply = {"ok": True, "result": {}}
        elif request["op"] in FABRIC_OPERATIONS:
            asked.append({key: value for key, value in request.items() if key != "id"})
            reply = {"ok": True, "result": {}}
        elif request["op"] == "asked":
            reply = {"ok": True, "result": {"asked": asked}}
        elif request["op"] == "hello":
            told = ("node", "cpu", "incarnation", "start", "fabrics")
            reply = {"ok": True, "result": {key: config[key] for key in told}}
        else:
            reply = {"ok": False, "error": "unknown operation", "number": 2}
        writer.write(json.dumps({"id": request["id"], **reply}).encode() + b"\n")
        await writer.drain()


async def listen(address: str, callback: Any) -> asyncio.Server:
    kind, _, place = address.partition(":")
    if kind == "unix":
        return await asyncio.start_unix_server(callback, place)
    host, _, port = place.rpartition(":")
    return await asyncio.start_server(callback, host, int(port))


async def main() -> None:
    log("stage", stage="boot")
    servers = [await listen(config["operator"], answer)]
    servers += [await listen(fabric["listen"], answer) for fabric in config["fabrics"].values()]
    log("stage", stage="listening")
    if manner == STUCK:
        log("stage", stage="joining", missing=[config["cpus"][0]])
    elif manner == BROKEN:
        raise RuntimeError("the stand-in was told to break")
    else:
        log("stage", stage="ready")
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    log("halted")


if __name__ == "__main__":
    if manner == SILENT:
        signal.pause()
    asyncio.run(main())
