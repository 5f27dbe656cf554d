"""``runtime/src/wire.h``: frames and kernel messages, with functions that read and write their fields."""

from __future__ import annotations

from .. import layouts
from ..layouts import (
    CHECK_MESSAGES,
    CHECK_PARTS,
    FRAME,
    FROM_PROCESS,
    KERNEL_HEADER,
    SIZES,
    TO_PROCESS,
    Layout,
    size_of,
)
from .text import guarded

_C_TYPES = {
    "u8": "uint8_t",
    "u16": "uint16_t",
    "i16": "int16_t",
    "u32": "uint32_t",
    "i32": "int32_t",
    "u64": "uint64_t",
    "i64": "int64_t",
}

_PREAMBLE = """\
#include <stdint.h>
#include <string.h>

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define WIRE_SWAP(bits, value) (value)
#else
#define WIRE_SWAP(bits, value) __builtin_bswap##bits(value)
#endif

/* `bytes` is a constant 1, 2, 4 or 8 wherever these are called: one load or store is left of them. */
static inline uint64_t wire_get(const uint8_t *at, int bytes) {
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    switch (bytes) {
    case 1:
        return *at;
    case 2:
        memcpy(&two, at, sizeof two);
        return WIRE_SWAP(16, two);
    case 4:
        memcpy(&four, at, sizeof four);
        return WIRE_SWAP(32, four);
    default:
        memcpy(&eight, at, sizeof eight);
        return WIRE_SWAP(64, eight);
    }
}

static inline void wire_put(uint8_t *at, int bytes, uint64_t value) {
    uint16_t two = WIRE_SWAP(16, (uint16_t)value);
    uint32_t four = WIRE_SWAP(32, (uint32_t)value);
    uint64_t eight = WIRE_SWAP(64, value);
    switch (bytes) {
    case 1:
        *at = (uint8_t)value;
        break;
    case 2:
        memcpy(at, &two, sizeof two);
        break;
    case 4:
        memcpy(at, &four, sizeof four);
        break;
    default:
        memcpy(at, &eight, sizeof eight);
    }
}
"""


def _accessors(layout: Layout) -> list[str]:
    lines = [f"#define WIRE_{layout.name.upper()}_SIZE {size_of(layout)}"]
    offset = 0
    for field in layout.fields:
        stem = f"wire_{layout.name}"
        size = SIZES[field.kind]
        lines.append(f"/* {field.meaning} */")
        if field.kind == "handle":
            lines.append(f"static inline uint8_t *{stem}_{field.name}(uint8_t *at) {{ return at + {offset}; }}")
        else:
            ctype = _C_TYPES[field.kind]
            lines.append(
                f"static inline {ctype} {stem}_{field.name}(const uint8_t *at) "
                f"{{ return ({ctype})wire_get(at + {offset}, {size}); }}"
            )
            lines.append(
                f"static inline void {stem}_set_{field.name}(uint8_t *at, {ctype} value) "
                f"{{ wire_put(at + {offset}, {size}, (uint64_t)value); }}"
            )
        offset += size
    return [*lines, ""]


def _enumeration(prefix: str, values: dict[str, int]) -> list[str]:
    return [f"#define WIRE_{prefix}_{name} {value}" for name, value in values.items()] + [""]


def header() -> str:
    """``runtime/src/wire.h``: frames and kernel messages."""
    lines = [
        f"#define WIRE_PROTOCOL_VERSION {layouts.PROTOCOL_VERSION}",
        f"#define WIRE_MAX_MESSAGE {layouts.MAX_MESSAGE}",
        f"#define WIRE_HANDLE_BYTES {layouts.HANDLE_BYTES}",
        "",
    ]
    lines += _enumeration("FRAME", layouts.FRAME_KINDS)
    lines += _enumeration("IO", {**layouts.RECEIVE_IO, "CHECKPOINT": layouts.CHECKPOINT_IO})
    lines += _enumeration("ABI", layouts.ABIS)
    lines += _enumeration("BY", layouts.PAIR_INFO_BY)
    lines += _enumeration("INFO_BY", layouts.INFO_BY)
    lines += _enumeration("DOWN", layouts.DOWN_REASONS)
    lines += _enumeration("MONITOR", layouts.MONITORED)
    lines += _enumeration("STARTUP", layouts.STARTUP_BY)
    lines += _enumeration("SET", layouts.SETTABLE)
    lines += _enumeration("CHECK_DEFINE", layouts.CHECK_DEFINES)
    for layout in (FRAME, KERNEL_HEADER, *CHECK_PARTS):
        lines += _accessors(layout)
    for layout in FROM_PROCESS + TO_PROCESS + CHECK_MESSAGES:
        if layout.meaning:
            lines.append(f"/* {layout.meaning} */")
        lines.append(f"#define WIRE_{layout.name.upper()} {layout.code}")
        lines += _accessors(layout)
    return guarded("layouts.py", "GUARDIAN_WIRE_H", [_PREAMBLE, *lines[:-1]])
