"""What a process asks or tells the kernel of its CPU, on the kernel socket."""

from __future__ import annotations

from .layout import HANDLE, Layout, fields

FROM_PROCESS = (
    Layout(
        "hello",
        1,
        fields(
            ("version", "u16", "PROTOCOL_VERSION of the library"),
            ("abi", "u16", "ABIS"),
            ("pid", "u32", "Linux process id as the process sees itself"),
        ),
        meaning="first message of a process; no reply",
    ),
    Layout(
        "find",
        2,
        (),
        ("name",),
        "look a process name or descriptor up for an open; reply: found. Errors 13 14 18 201",
    ),
    Layout("link", 3, fields(HANDLE), meaning="ask for a link to that process; reply: linked, with descriptor"),
    Layout(
        "broken",
        4,
        fields(
            ("link", "u64", "link whose socket failed"),
            ("socket", "u32", "number of the socket that failed: 0, or what `resumed` gave it"),
        ),
        meaning="a link's socket failed though its peer was not declared dead; answered by resumed or peer_down",
    ),
    Layout(
        "opened",
        5,
        fields(
            ("file", "i16", "file number of the open"),
            ("label", "i16", "label of the open"),
            ("target", "handle", "process that holds the open now"),
        ),
        meaning="registers an open, or moves it after a takeover, so that the kernel can close it; no reply",
    ),
    Layout(
        "closed",
        6,
        fields(
            ("file", "i16", "file number"),
        ),
        meaning="withdraws it; no reply",
    ),
    Layout(
        "pair_info",
        7,
        fields(
            ("by", "u16", "PAIR_INFO_BY"),
            HANDLE,
            ("index", "u32", "BY INDEX: 0, or `next` of the pair before"),
        ),
        ("name",),
        "PROCESS_GETPAIRINFO_ and name look-ups; reply: pair",
    ),
    Layout(
        "monitor_cpus",
        8,
        fields(
            ("mask", "u16", "bit 0x8000 >> n: tell of CPU n"),
        ),
        meaning="MONITORCPUS; no reply",
    ),
    Layout(
        "create",
        9,
        fields(
            ("cpu", "i16", "target CPU, -1: system chooses"),
            ("name_option", "i16", "ZSYS_VAL_PCREATOPT_*"),
            ("priority", "i16", "1..199, -1: creator's"),
            ("options", "i16", "create options"),
            ("job", "i16", "job id, 0: none, -1: creator's"),
            ("startup_by", "u16", "STARTUP_BY"),
        ),
        ("program", "name", "home_terminal", "startup", "defines", "environment"),
        "PROCESS_CREATE_; reply: created; header error and detail are those of the procedure. Environment: NAME=VALUE, "
        "each ended by NUL, beside what the kernel gives (PROCESS_SPAWN_)",
    ),
    Layout(
        "stop",
        10,
        fields(
            HANDLE,
            ("specifier", "i16", "0 that process, 1 both members, 2 the other member"),
            ("options", "i16", "bit 1: abend"),
            ("completion_code", "i16", "when stopping oneself"),
            ("termination_info", "i16", "when stopping oneself"),
        ),
        ("text", "ssid"),
        "PROCESS_STOP_ (null handle: the caller); reply: done, but never when the caller itself goes. Text, and the "
        "subsystem id of 12 bytes or none, are for stopping oneself. Errors 14 201 590 638 639",
    ),
    Layout("set_primary", 11, (), meaning="PROCESS_SETINFO_ attribute 47; reply: done"),
    Layout(
        "get_info",
        12,
        fields(
            ("by", "u16", "INFO_BY"),
            HANDLE,
            ("cpu", "i16", "BY PIN and NEXT: processor"),
            ("pin", "i32", "BY PIN: that PIN; BY NEXT: the first process from this PIN on"),
        ),
        meaning="PROCESS_GETINFO_ and its list form (null handle: the caller); reply: info",
    ),
    Layout(
        "suspend",
        13,
        fields(
            HANDLE,
            ("specifier", "i16", "0 that process, 1 both members"),
            ("suspended", "u16", "1 PROCESS_SUSPEND_, 0 PROCESS_ACTIVATE_"),
        ),
        meaning="reply: done. Errors 2 11 48 201",
    ),
    Layout(
        "set_info",
        14,
        fields(
            HANDLE,
            ("specifier", "i16", "0 that process, 1 both members"),
            ("attribute", "i16", "PROCESS_SETINFO_ code, or SETTABLE"),
            ("value", "i64", "new value, or -1 for PRIORITY and SETSTOP without one"),
        ),
        ("text",),
        "PROCESS_SETINFO_ but for attribute 47, PROCESS_SETSTRINGINFO_, SETSTOP (null handle: the caller); reply: was",
    ),
    Layout(
        "reserve_name",
        15,
        fields(("long", "u16", "1: five characters, 0: four")),
        meaning="PROCESSNAME_CREATE_; reply: named. Error 44",
    ),
    Layout(
        "monitor",
        16,
        fields(("what", "u16", "MONITORED"), ("enabled", "u16", "1 on, 0 off")),
        meaning="MONITORNET and MONITORNEW; no reply",
    ),
    Layout(
        "get_processor",
        17,
        fields(("node", "i32", "Expand node number, -1: own"), ("cpu", "i16", "processor, -1: only the node's state")),
        meaning="PROCESSORSTATUS and PROCESSOR_GETINFOLIST_; reply: processor. Errors 18 201",
    ),
    Layout(
        "get_node",
        18,
        fields(("number", "i32", "Expand node number; -1: look the name up, or own when that is empty")),
        ("name",),
        "NODENAME_TO_NODENUMBER_ and back; reply: node. Error 18",
    ),
    Layout(
        "get_user",
        19,
        fields(("number", "i32", "group << 8 | user; -1: look the name up")),
        ("name",),
        "USER_GETINFO_ and its ancestors; reply: user. Error 11",
    ),
)
