"""Fuzzes what a kernel decodes from the kernel socket of a process: ``kernel_messages.py SECONDS [SEED]``.

Whatever a packet holds, decoding it gives exactly the message that encodes to these bytes, or a MessageError.
"""

from __future__ import annotations

import random
import sys
import time

from guardian_emu.wire.codec import MAX_KERNEL_MESSAGE, MessageError, Value, decode, encode
from guardian_emu.wire.layouts import HANDLE_BYTES, KERNEL_MESSAGES, SIZES, Layout

BATCH = 2000


def message(chance: random.Random, layout: Layout) -> bytes:
    """A well-formed packet."""
    values: dict[str, Value] = {}
    for field in layout.fields:
        if field.kind == "handle":
            values[field.name] = chance.randbytes(HANDLE_BYTES)
        else:
            bits = 8 * SIZES[field.kind]
            number = chance.getrandbits(bits)
            values[field.name] = number - (1 << bits) if field.kind[0] == "i" and number >> (bits - 1) else number
    strings = {name: chance.randbytes(chance.choice((0, 1, 7, 300))) for name in layout.strings}
    return encode(layout.name, values, strings, error=chance.randrange(-9, 999), tag=chance.getrandbits(32))


def damaged(chance: random.Random, packet: bytes) -> bytes:
    """The packet with a few bytes changed, cut, doubled or put in."""
    data = bytearray(packet)
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(data) + 1)
        what = chance.randrange(5)
        if what == 0:
            del data[at:]
        elif what == 1:
            data[at:at] = chance.randbytes(chance.randrange(1, 9))
        elif what == 2:
            del data[at : at + chance.randrange(1, 9)]
        elif what == 3:
            data += data[at:][: MAX_KERNEL_MESSAGE - len(data)]
        elif at < len(data):
            data[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    return bytes(data)


def check(packet: bytes) -> bool:
    """Whether the packet is a message; anything but that or a MessageError is a finding."""
    try:
        decoded = decode(packet)
    except MessageError:
        return False
    again = encode(
        decoded.name, decoded.fields, decoded.strings, error=decoded.error, tag=decoded.tag, detail=decoded.detail
    )
    if again != packet:
        raise AssertionError(f"{packet.hex()} is decoded as what encodes to {again.hex()}")
    return True


def main(seconds: float, seed: int) -> int:
    """Goes on for so long; 1 and the packet at the first finding."""
    chance = random.Random(seed)
    end, packets, accepted = time.monotonic() + seconds, 0, 0
    packet = b""
    try:
        while time.monotonic() < end:
            for _ in range(BATCH):
                packet = damaged(chance, message(chance, chance.choice(KERNEL_MESSAGES)))
                accepted += check(packet)
            packets += BATCH
    except Exception as finding:
        print(f"seed {seed}, after {packets} packets: {packet.hex()}\n{type(finding).__name__}: {finding}")
        return 1
    print(f"seed {seed}: {packets} packets, {accepted} of them messages, no finding")
    return 0


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(main(float(words[0]), int(words[1]) if len(words) > 1 else random.SystemRandom().getrandbits(32)))
