"""Guardian procedures by their own names, written by generate.py from forms.py. Do not edit.

An argument that is None is omitted, which is not the same as 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .handles import ProcessHandle
from .library import ffi
from .marshal import (
    call,
    changeable,
    checked,
    error_behind,
    fixed,
    handle,
    handle_of,
    no_handle,
    signed,
    taken,
    text,
    unpadded,
    words,
    words_of,
)


def CLOSE(filenum: int, tape_disposition: int | None = None) -> int:
    """Closes a file."""
    return error_behind(
        "CLOSE", call("CLOSE", signed(filenum), None if tape_disposition is None else signed(tape_disposition)), filenum
    )


def CANCELREQL(filenum: int, tag: int | None = None) -> int:
    """Takes the oldest operation with that tag back."""
    return checked("CANCELREQL", call("CANCELREQL", signed(filenum), tag))


def CONTROL(filenum: int, operation: int, param: int, tag: int | None = None) -> int:
    """Sends a control operation to a process, or does it on a device."""
    return error_behind("CONTROL", call("CONTROL", signed(filenum), signed(operation), signed(param), tag), filenum)


def FILE_CONTROL64_(filenum: int, operation: int, param: int, tag: int | None = None) -> int:
    """CONTROL with a 64-bit tag."""
    return checked("FILE_CONTROL64_", call("FILE_CONTROL64_", signed(filenum), signed(operation), signed(param), tag))


def RESETSYNC(filenum: int) -> int:
    """Starts the numbering of requests anew and tells the server (-34)."""
    return error_behind("RESETSYNC", call("RESETSYNC", signed(filenum)), filenum)


class GETSYNCINFO_result(NamedTuple):
    """What GETSYNCINFO gives."""

    error: int
    sync_block: tuple[int, ...]
    sync_block_size: int


def GETSYNCINFO(filenum: int) -> GETSYNCINFO_result:
    """The sync block of a file."""
    sync_block_ = ffi.new("short[]", 16)
    sync_block_size = ffi.new("short *")
    outcome = error_behind("GETSYNCINFO", call("GETSYNCINFO", signed(filenum), sync_block_, sync_block_size), filenum)
    return GETSYNCINFO_result(outcome, words_of(sync_block_, 16), int(sync_block_size[0]))


def SETSYNCINFO(filenum: int, sync_block: Sequence[int]) -> int:
    """Installs a sync block, as after a takeover."""
    return error_behind("SETSYNCINFO", call("SETSYNCINFO", signed(filenum), words(sync_block)), filenum)


class RECEIVEINFO_result(NamedTuple):
    """What RECEIVEINFO gives."""

    error: int
    process_id: tuple[int, ...]
    message_tag: int
    sync_id: int
    filenum: int
    read_count: int
    iotype: int


def RECEIVEINFO() -> RECEIVEINFO_result:
    """What was read, C-series form."""
    process_id_ = ffi.new("short[]", 4)
    message_tag = ffi.new("short *")
    sync_id = ffi.new("int *")
    filenum = ffi.new("short *")
    read_count = ffi.new("short *")
    iotype = ffi.new("short *")
    outcome = error_behind(
        "RECEIVEINFO", call("RECEIVEINFO", process_id_, message_tag, sync_id, filenum, read_count, iotype)
    )
    return RECEIVEINFO_result(
        outcome,
        words_of(process_id_, 4),
        int(message_tag[0]),
        int(sync_id[0]),
        int(filenum[0]),
        int(read_count[0]),
        int(iotype[0]),
    )


class LASTRECEIVE_result(NamedTuple):
    """What LASTRECEIVE gives."""

    error: int
    process_id: tuple[int, ...]
    message_tag: int


def LASTRECEIVE() -> LASTRECEIVE_result:
    """Sender and tag of what was read last, C-series form."""
    process_id_ = ffi.new("short[]", 4)
    message_tag = ffi.new("short *")
    outcome = error_behind("LASTRECEIVE", call("LASTRECEIVE", process_id_, message_tag))
    return LASTRECEIVE_result(outcome, words_of(process_id_, 4), int(message_tag[0]))


def MESSAGESTATUS(message_tag: int | None = None) -> int:
    """1: the message was cancelled; 0: not; -1: no such message."""
    return int(call("MESSAGESTATUS", None if message_tag is None else signed(message_tag)))


def CONTROLMESSAGESYSTEM(actioncode: int, value: int) -> int:
    """Limits the messages of this process: 0 incoming, 1 outgoing."""
    return checked("CONTROLMESSAGESYSTEM", call("CONTROLMESSAGESYSTEM", signed(actioncode), signed(value)))


class MESSAGESYSTEMINFO_result(NamedTuple):
    """What MESSAGESYSTEMINFO gives."""

    error: int
    value: int


def MESSAGESYSTEMINFO(itemcode: int) -> MESSAGESYSTEMINFO_result:
    """A limit or count of the message system for this process."""
    value = ffi.new("short *")
    outcome = checked("MESSAGESYSTEMINFO", call("MESSAGESYSTEMINFO", signed(itemcode), value))
    return MESSAGESYSTEMINFO_result(outcome, int(value[0]))


class FILE_GETINFOBYNAME__result(NamedTuple):
    """What FILE_GETINFOBYNAME_ gives."""

    error: int
    type_info: tuple[int, ...]
    physical_reclen: int
    flags: int


def FILE_GETINFOBYNAME_(
    filename: str, options: int | None = None, tag_or_timeout: int | None = None
) -> FILE_GETINFOBYNAME__result:
    """What a name stands for; type_info is device type, subtype, object type, file type, file code."""
    type_info_ = ffi.new("short[]", 5)
    physical_reclen = ffi.new("short *")
    flags = ffi.new("short *")
    outcome = checked(
        "FILE_GETINFOBYNAME_",
        call(
            "FILE_GETINFOBYNAME_",
            *text(filename),
            type_info_,
            physical_reclen,
            None if options is None else signed(options),
            tag_or_timeout,
            flags,
        ),
    )
    return FILE_GETINFOBYNAME__result(outcome, words_of(type_info_, 5), int(physical_reclen[0]), int(flags[0]))


class FILEINFO_result(NamedTuple):
    """What FILEINFO gives."""

    error: int
    error_: int
    filename: tuple[int, ...]
    ldevnum: int
    devtype: int
    open_flags: int
    subdevice: int
    sync_depth: int
    next_open_fnum: int


def FILEINFO(filenum: int | None = None) -> FILEINFO_result:
    """What is known of an open file, C-series form."""
    error = ffi.new("short *")
    filename_ = ffi.new("short[]", 12)
    ldevnum = ffi.new("short *")
    devtype = ffi.new("short *")
    open_flags = ffi.new("short *")
    subdevice = ffi.new("short *")
    sync_depth = ffi.new("short *")
    next_open_fnum = ffi.new("short *")
    outcome = error_behind(
        "FILEINFO",
        call(
            "FILEINFO",
            None if filenum is None else signed(filenum),
            error,
            filename_,
            ldevnum,
            devtype,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            open_flags,
            subdevice,
            None,
            None,
            None,
            None,
            None,
            sync_depth,
            next_open_fnum,
        ),
    )
    return FILEINFO_result(
        outcome,
        int(error[0]),
        words_of(filename_, 12),
        int(ldevnum[0]),
        int(devtype[0]),
        int(open_flags[0]),
        int(subdevice[0]),
        int(sync_depth[0]),
        int(next_open_fnum[0]),
    )


class FILENAME_SCAN__result(NamedTuple):
    """What FILENAME_SCAN_ gives."""

    error: int
    count_: int
    kind: int
    entity_level: int


def FILENAME_SCAN_(string: str, options: int | None = None) -> FILENAME_SCAN__result:
    """Whether a text begins with a file name; count is its length, kind 0 name, 1 pattern, 2 DEFINE."""
    count = ffi.new("short *")
    kind = ffi.new("short *")
    entity_level = ffi.new("short *")
    outcome = checked(
        "FILENAME_SCAN_",
        call("FILENAME_SCAN_", *text(string), count, kind, entity_level, None if options is None else signed(options)),
    )
    return FILENAME_SCAN__result(outcome, int(count[0]), int(kind[0]), int(entity_level[0]))


class FILENAME_RESOLVE__result(NamedTuple):
    """What FILENAME_RESOLVE_ gives."""

    error: int
    fullname: str


def FILENAME_RESOLVE_(
    partialname: str,
    options: int | None = None,
    override_name: str | None = None,
    search: str | None = None,
    defaults: str | None = None,
) -> FILENAME_RESOLVE__result:
    """The full name."""
    fullname_, fullname_length = changeable("", 64)
    outcome = checked(
        "FILENAME_RESOLVE_",
        call(
            "FILENAME_RESOLVE_",
            *text(partialname),
            fullname_,
            64,
            fullname_length,
            None if options is None else signed(options),
            *text(override_name),
            *text(search),
            *text(defaults),
        ),
    )
    return FILENAME_RESOLVE__result(outcome, taken(fullname_, fullname_length[0]))


class FILENAME_UNRESOLVE__result(NamedTuple):
    """What FILENAME_UNRESOLVE_ gives."""

    error: int
    shortname: str


def FILENAME_UNRESOLVE_(
    longname: str, level: int | None = None, defaults: str | None = None
) -> FILENAME_UNRESOLVE__result:
    """The name without what the defaults say."""
    shortname_, shortname_length = changeable("", 64)
    outcome = checked(
        "FILENAME_UNRESOLVE_",
        call(
            "FILENAME_UNRESOLVE_",
            *text(longname),
            shortname_,
            64,
            shortname_length,
            None if level is None else signed(level),
            *text(defaults),
        ),
    )
    return FILENAME_UNRESOLVE__result(outcome, taken(shortname_, shortname_length[0]))


class FILENAME_DECOMPOSE__result(NamedTuple):
    """What FILENAME_DECOMPOSE_ gives."""

    error: int
    piece: str


def FILENAME_DECOMPOSE_(
    filename: str, level: int, options: int | None = None, subpart: int | None = None
) -> FILENAME_DECOMPOSE__result:
    """A part of a name: level -1 node, 0 destination, 1 and 2 what follows."""
    piece_, piece_length = changeable("", 64)
    outcome = checked(
        "FILENAME_DECOMPOSE_",
        call(
            "FILENAME_DECOMPOSE_",
            *text(filename),
            piece_,
            64,
            piece_length,
            signed(level),
            None if options is None else signed(options),
            None if subpart is None else signed(subpart),
        ),
    )
    return FILENAME_DECOMPOSE__result(outcome, taken(piece_, piece_length[0]))


class FILENAME_EDIT__result(NamedTuple):
    """What FILENAME_EDIT_ gives."""

    error: int
    filename: str


def FILENAME_EDIT_(
    filename: str, piece: str, level: int, options: int | None = None, subpart: int | None = None
) -> FILENAME_EDIT__result:
    """The name with a part replaced."""
    filename_, filename_length = changeable(filename, 64)
    outcome = checked(
        "FILENAME_EDIT_",
        call(
            "FILENAME_EDIT_",
            filename_,
            64,
            filename_length,
            *text(piece),
            signed(level),
            None if options is None else signed(options),
            None if subpart is None else signed(subpart),
        ),
    )
    return FILENAME_EDIT__result(outcome, taken(filename_, filename_length[0]))


def FILENAME_COMPARE_(filename1: str, filename2: str) -> int:
    """0: the same object; -1: others; otherwise an error."""
    return int(call("FILENAME_COMPARE_", *text(filename1), *text(filename2)))


class FILENAME_MATCH__result(NamedTuple):
    """What FILENAME_MATCH_ gives."""

    status: int
    generic_offset: int


def FILENAME_MATCH_(filename: str, pattern: str) -> FILENAME_MATCH__result:
    """2: matches the pattern; 1: begins so; 0: does not."""
    generic_offset = ffi.new("short *")
    outcome = int(call("FILENAME_MATCH_", *text(filename), *text(pattern), generic_offset))
    return FILENAME_MATCH__result(outcome, int(generic_offset[0]))


class FILENAME_FINDSTART__result(NamedTuple):
    """What FILENAME_FINDSTART_ gives."""

    error: int
    searchid: int


def FILENAME_FINDSTART_(
    search_pattern: str | None = None,
    resolve_level: int | None = None,
    device_type: int | None = None,
    device_subtype: int | None = None,
    options: int | None = None,
    startname: str | None = None,
) -> FILENAME_FINDSTART__result:
    """Begins a search of names."""
    searchid = ffi.new("short *")
    outcome = checked(
        "FILENAME_FINDSTART_",
        call(
            "FILENAME_FINDSTART_",
            searchid,
            *text(search_pattern),
            None if resolve_level is None else signed(resolve_level),
            None if device_type is None else signed(device_type),
            None if device_subtype is None else signed(device_subtype),
            None if options is None else signed(options),
            *text(startname),
        ),
    )
    return FILENAME_FINDSTART__result(outcome, int(searchid[0]))


class FILENAME_FINDNEXT__result(NamedTuple):
    """What FILENAME_FINDNEXT_ gives."""

    error: int
    name: str
    entity_info: tuple[int, ...]


def FILENAME_FINDNEXT_(searchid: int, tag: int | None = None) -> FILENAME_FINDNEXT__result:
    """The next name of a search; 1 when there is none."""
    name_, name_length = changeable("", 64)
    entity_info_ = ffi.new("short[]", 5)
    outcome = checked(
        "FILENAME_FINDNEXT_", call("FILENAME_FINDNEXT_", signed(searchid), name_, 64, name_length, entity_info_, tag)
    )
    return FILENAME_FINDNEXT__result(outcome, taken(name_, name_length[0]), words_of(entity_info_, 5))


def FILENAME_FINDFINISH_(searchid: int) -> int:
    """Ends a search."""
    return checked("FILENAME_FINDFINISH_", call("FILENAME_FINDFINISH_", signed(searchid)))


class FILENAME_TO_OLDFILENAME__result(NamedTuple):
    """What FILENAME_TO_OLDFILENAME_ gives."""

    error: int
    oldname: tuple[int, ...]


def FILENAME_TO_OLDFILENAME_(filename: str) -> FILENAME_TO_OLDFILENAME__result:
    """The twelve words of a name in C-series form."""
    oldname_ = ffi.new("short[]", 12)
    outcome = checked("FILENAME_TO_OLDFILENAME_", call("FILENAME_TO_OLDFILENAME_", *text(filename), oldname_))
    return FILENAME_TO_OLDFILENAME__result(outcome, words_of(oldname_, 12))


class OLDFILENAME_TO_FILENAME__result(NamedTuple):
    """What OLDFILENAME_TO_FILENAME_ gives."""

    error: int
    filename: str


def OLDFILENAME_TO_FILENAME_(oldname: Sequence[int]) -> OLDFILENAME_TO_FILENAME__result:
    """The name that twelve words in C-series form are."""
    filename_, filename_length = changeable("", 64)
    outcome = checked(
        "OLDFILENAME_TO_FILENAME_", call("OLDFILENAME_TO_FILENAME_", words(oldname, 12), filename_, 64, filename_length)
    )
    return OLDFILENAME_TO_FILENAME__result(outcome, taken(filename_, filename_length[0]))


def FNAMECOMPARE(filename1: Sequence[int], filename2: Sequence[int]) -> int:
    """0: the same; 1: same volume; -1: others; less: an error, negated."""
    return int(call("FNAMECOMPARE", words(filename1, 12), words(filename2, 12)))


class DEFINEADD_result(NamedTuple):
    """What DEFINEADD gives."""

    error: int
    checknum: int


def DEFINEADD(define_name: str, replace: int | None = None) -> DEFINEADD_result:
    """Makes a DEFINE of the working set."""
    checknum = ffi.new("short *")
    outcome = checked(
        "DEFINEADD", call("DEFINEADD", fixed(define_name, 24), None if replace is None else signed(replace), checknum)
    )
    return DEFINEADD_result(outcome, int(checknum[0]))


def DEFINEDELETE(define_name: str) -> int:
    """Removes a DEFINE."""
    return checked("DEFINEDELETE", call("DEFINEDELETE", fixed(define_name, 24)))


def DEFINEDELETEALL() -> int:
    """Removes every DEFINE but =_DEFAULTS."""
    return checked("DEFINEDELETEALL", call("DEFINEDELETEALL"))


class DEFINENEXTNAME_result(NamedTuple):
    """What DEFINENEXTNAME gives."""

    error: int
    define_name: str


def DEFINENEXTNAME(define_name: str) -> DEFINENEXTNAME_result:
    """The DEFINE after that one; blank asks for the first."""
    define_name_ = fixed(define_name, 24)
    outcome = checked("DEFINENEXTNAME", call("DEFINENEXTNAME", define_name_))
    return DEFINENEXTNAME_result(outcome, unpadded(define_name_, 24))


def DEFINESETATTR(attribute_name: str, value: str | None = None, default_names: Sequence[int] | None = None) -> int:
    """Sets an attribute in the working set."""
    return checked(
        "DEFINESETATTR", call("DEFINESETATTR", fixed(attribute_name, 16), *text(value), words(default_names, 8))
    )


def DEFINESETLIKE(define_name: str) -> int:
    """The working set becomes like that DEFINE."""
    return checked("DEFINESETLIKE", call("DEFINESETLIKE", fixed(define_name, 24)))


class DEFINEMODE_result(NamedTuple):
    """What DEFINEMODE gives."""

    error: int
    old_mode: int


def DEFINEMODE(new_mode: int | None = None) -> DEFINEMODE_result:
    """Turns DEFINEs on and off."""
    old_mode = ffi.new("short *")
    outcome = checked("DEFINEMODE", call("DEFINEMODE", None if new_mode is None else signed(new_mode), old_mode))
    return DEFINEMODE_result(outcome, int(old_mode[0]))


def SETSTOP(stop_mode: int) -> int:
    """Who may stop this process; gives the mode before, -1 for one that cannot be."""
    return int(call("SETSTOP", signed(stop_mode)))


def PROCESS_ACTIVATE_(processhandle: ProcessHandle | None = None, specifier: int | None = None) -> int:
    """Lets a suspended process run."""
    return checked(
        "PROCESS_ACTIVATE_",
        call("PROCESS_ACTIVATE_", handle(processhandle), None if specifier is None else signed(specifier)),
    )


def PROCESS_SUSPEND_(processhandle: ProcessHandle | None = None, specifier: int | None = None) -> int:
    """Suspends a process."""
    return checked(
        "PROCESS_SUSPEND_",
        call("PROCESS_SUSPEND_", handle(processhandle), None if specifier is None else signed(specifier)),
    )


def DELAY(time_period: int) -> None:
    """Waits so many hundredths of a second."""
    call("DELAY", time_period)


class PROCESS_GETINFO__result(NamedTuple):
    """What PROCESS_GETINFO_ gives."""

    status: int
    processhandle: ProcessHandle
    proc_fname: str
    priority: int
    moms_processhandle: ProcessHandle
    hometerm: str
    process_time: int
    creator_access_id: int
    process_access_id: int
    gmoms_processhandle: ProcessHandle
    jobid: int
    program_file: str
    error_detail: int
    proc_type: int
    oss_pid: int


def PROCESS_GETINFO_(processhandle: ProcessHandle | None = None, timeout: int | None = None) -> PROCESS_GETINFO__result:
    """What is known of a process; 4 no such process, 5 no such processor."""
    processhandle_ = no_handle() if processhandle is None else handle(processhandle)
    proc_fname_, proc_fname_length = changeable("", 64)
    priority = ffi.new("short *")
    moms_processhandle_ = no_handle()
    hometerm_, hometerm_length = changeable("", 64)
    process_time = ffi.new("long long *")
    creator_access_id = ffi.new("short *")
    process_access_id = ffi.new("short *")
    gmoms_processhandle_ = no_handle()
    jobid = ffi.new("short *")
    program_file_, program_file_length = changeable("", 64)
    error_detail = ffi.new("short *")
    proc_type = ffi.new("short *")
    oss_pid = ffi.new("int *")
    outcome = int(
        call(
            "PROCESS_GETINFO_",
            processhandle_,
            proc_fname_,
            64,
            proc_fname_length,
            priority,
            moms_processhandle_,
            hometerm_,
            64,
            hometerm_length,
            process_time,
            creator_access_id,
            process_access_id,
            gmoms_processhandle_,
            jobid,
            program_file_,
            64,
            program_file_length,
            None,
            None,
            None,
            error_detail,
            proc_type,
            oss_pid,
            timeout,
        )
    )
    return PROCESS_GETINFO__result(
        outcome,
        handle_of(processhandle_),
        taken(proc_fname_, proc_fname_length[0]),
        int(priority[0]),
        handle_of(moms_processhandle_),
        taken(hometerm_, hometerm_length[0]),
        int(process_time[0]),
        int(creator_access_id[0]),
        int(process_access_id[0]),
        handle_of(gmoms_processhandle_),
        int(jobid[0]),
        taken(program_file_, program_file_length[0]),
        int(error_detail[0]),
        int(proc_type[0]),
        int(oss_pid[0]),
    )


class PROCESS_SETSTRINGINFO__result(NamedTuple):
    """What PROCESS_SETSTRINGINFO_ gives."""

    error: int
    old_value: str


def PROCESS_SETSTRINGINFO_(
    *, processhandle: ProcessHandle | None = None, specifier: int | None = None, set_attr_code: int, set_value: str
) -> PROCESS_SETSTRINGINFO__result:
    """Sets a text attribute: 5 the home terminal."""
    old_value_, old_value_length = changeable("", 64)
    outcome = checked(
        "PROCESS_SETSTRINGINFO_",
        call(
            "PROCESS_SETSTRINGINFO_",
            handle(processhandle),
            None if specifier is None else signed(specifier),
            signed(set_attr_code),
            *text(set_value),
            old_value_,
            64,
            old_value_length,
        ),
    )
    return PROCESS_SETSTRINGINFO__result(outcome, taken(old_value_, old_value_length[0]))


class PRIORITY_result(NamedTuple):
    """What PRIORITY gives."""

    status: int
    init_priority: int


def PRIORITY(new_priority: int | None = None) -> PRIORITY_result:
    """This process's priority; sets it when one is given."""
    init_priority = ffi.new("short *")
    outcome = int(call("PRIORITY", None if new_priority is None else signed(new_priority), init_priority))
    return PRIORITY_result(outcome, int(init_priority[0]))


def ALTERPRIORITY(process_id: Sequence[int], priority: int) -> int:
    """Sets a process's priority."""
    return error_behind("ALTERPRIORITY", call("ALTERPRIORITY", words(process_id, 4), signed(priority)))


def STEPMOM(process_id: Sequence[int]) -> int:
    """The caller becomes the mom of a process."""
    return error_behind("STEPMOM", call("STEPMOM", words(process_id, 4)))


class PROCESSHANDLE_TO_CRTPID__result(NamedTuple):
    """What PROCESSHANDLE_TO_CRTPID_ gives."""

    error: int
    process_id: tuple[int, ...]


def PROCESSHANDLE_TO_CRTPID_(
    processhandle: ProcessHandle, pair_flag: int | None = None, node_number: int | None = None
) -> PROCESSHANDLE_TO_CRTPID__result:
    """The C-series process ID."""
    process_id_ = ffi.new("short[]", 4)
    outcome = checked(
        "PROCESSHANDLE_TO_CRTPID_",
        call(
            "PROCESSHANDLE_TO_CRTPID_",
            handle(processhandle),
            process_id_,
            None if pair_flag is None else signed(pair_flag),
            node_number,
        ),
    )
    return PROCESSHANDLE_TO_CRTPID__result(outcome, words_of(process_id_, 4))


class CRTPID_TO_PROCESSHANDLE__result(NamedTuple):
    """What CRTPID_TO_PROCESSHANDLE_ gives."""

    error: int
    processhandle: ProcessHandle
    pair_flag: int


def CRTPID_TO_PROCESSHANDLE_(
    process_id: Sequence[int], node_number: int | None = None
) -> CRTPID_TO_PROCESSHANDLE__result:
    """The handle of a C-series ID."""
    processhandle_ = no_handle()
    pair_flag = ffi.new("short *")
    outcome = checked(
        "CRTPID_TO_PROCESSHANDLE_",
        call("CRTPID_TO_PROCESSHANDLE_", words(process_id, 4), processhandle_, pair_flag, node_number),
    )
    return CRTPID_TO_PROCESSHANDLE__result(outcome, handle_of(processhandle_), int(pair_flag[0]))


class PROCESSHANDLE_TO_FILENAME__result(NamedTuple):
    """What PROCESSHANDLE_TO_FILENAME_ gives."""

    error: int
    filename: str


def PROCESSHANDLE_TO_FILENAME_(
    processhandle: ProcessHandle, options: int | None = None
) -> PROCESSHANDLE_TO_FILENAME__result:
    """The file name of a process."""
    filename_, filename_length = changeable("", 64)
    outcome = checked(
        "PROCESSHANDLE_TO_FILENAME_",
        call(
            "PROCESSHANDLE_TO_FILENAME_",
            handle(processhandle),
            filename_,
            64,
            filename_length,
            None if options is None else signed(options),
        ),
    )
    return PROCESSHANDLE_TO_FILENAME__result(outcome, taken(filename_, filename_length[0]))


class PROCESSHANDLE_TO_STRING__result(NamedTuple):
    """What PROCESSHANDLE_TO_STRING_ gives."""

    error: int
    process_string: str


def PROCESSHANDLE_TO_STRING_(
    processhandle: ProcessHandle, nodename: str | None = None, named_form: int | None = None
) -> PROCESSHANDLE_TO_STRING__result:
    """A handle as text."""
    process_string_, process_string_length = changeable("", 64)
    outcome = checked(
        "PROCESSHANDLE_TO_STRING_",
        call(
            "PROCESSHANDLE_TO_STRING_",
            handle(processhandle),
            process_string_,
            64,
            process_string_length,
            *text(nodename),
            None if named_form is None else signed(named_form),
        ),
    )
    return PROCESSHANDLE_TO_STRING__result(outcome, taken(process_string_, process_string_length[0]))


class FILENAME_TO_PROCESSHANDLE__result(NamedTuple):
    """What FILENAME_TO_PROCESSHANDLE_ gives."""

    error: int
    processhandle: ProcessHandle


def FILENAME_TO_PROCESSHANDLE_(filename: str) -> FILENAME_TO_PROCESSHANDLE__result:
    """The process that a name stands for."""
    processhandle_ = no_handle()
    outcome = checked("FILENAME_TO_PROCESSHANDLE_", call("FILENAME_TO_PROCESSHANDLE_", *text(filename), processhandle_))
    return FILENAME_TO_PROCESSHANDLE__result(outcome, handle_of(processhandle_))


class PROCESSNAME_CREATE__result(NamedTuple):
    """What PROCESSNAME_CREATE_ gives."""

    error: int
    name: str


def PROCESSNAME_CREATE_(
    name_type: int | None = None, nodename: str | None = None, options: int | None = None
) -> PROCESSNAME_CREATE__result:
    """A name that nobody has."""
    name_, name_length = changeable("", 64)
    outcome = checked(
        "PROCESSNAME_CREATE_",
        call(
            "PROCESSNAME_CREATE_",
            name_,
            64,
            name_length,
            None if name_type is None else signed(name_type),
            *text(nodename),
            None if options is None else signed(options),
        ),
    )
    return PROCESSNAME_CREATE__result(outcome, taken(name_, name_length[0]))


class PROCESSSTRING_SCAN__result(NamedTuple):
    """What PROCESSSTRING_SCAN_ gives."""

    error: int
    length_used: int
    processhandle: ProcessHandle
    stringtype: int
    name: str
    cpu: int
    pin: int


def PROCESSSTRING_SCAN_(string: str, options: int | None = None) -> PROCESSSTRING_SCAN__result:
    """The process that a text stands for."""
    length_used = ffi.new("short *")
    processhandle_ = no_handle()
    stringtype = ffi.new("short *")
    name_, name_length = changeable("", 64)
    cpu = ffi.new("short *")
    pin = ffi.new("short *")
    outcome = checked(
        "PROCESSSTRING_SCAN_",
        call(
            "PROCESSSTRING_SCAN_",
            *text(string),
            length_used,
            processhandle_,
            stringtype,
            name_,
            64,
            name_length,
            cpu,
            pin,
            None if options is None else signed(options),
        ),
    )
    return PROCESSSTRING_SCAN__result(
        outcome,
        int(length_used[0]),
        handle_of(processhandle_),
        int(stringtype[0]),
        taken(name_, name_length[0]),
        int(cpu[0]),
        int(pin[0]),
    )


def CHILD_LOST_(message: bytes, processhandle: ProcessHandle) -> int:
    """4: the message says that the child is lost; 0: not; 5: irrelevant."""
    return int(call("CHILD_LOST_", ffi.from_buffer(message), len(message), handle(processhandle)))


def MYPID() -> int:
    """Processor and PIN of this process."""
    return int(call("MYPID"))


class MYTERM_result(NamedTuple):
    """What MYTERM gives."""

    file_name: tuple[int, ...]


def MYTERM() -> MYTERM_result:
    """The home terminal, C-series form."""
    file_name_ = ffi.new("short[]", 12)
    call("MYTERM", file_name_)
    return MYTERM_result(words_of(file_name_, 12))


class MYGMOM_result(NamedTuple):
    """What MYGMOM gives."""

    process_id: tuple[int, ...]


def MYGMOM() -> MYGMOM_result:
    """The job ancestor, C-series form."""
    process_id_ = ffi.new("short[]", 4)
    call("MYGMOM", process_id_)
    return MYGMOM_result(words_of(process_id_, 4))


class MOM_result(NamedTuple):
    """What MOM gives."""

    process_id: tuple[int, ...]


def MOM() -> MOM_result:
    """The mom, C-series form."""
    process_id_ = ffi.new("short[]", 4)
    call("MOM", process_id_)
    return MOM_result(words_of(process_id_, 4))


class PROGRAMFILENAME_result(NamedTuple):
    """What PROGRAMFILENAME gives."""

    file_name: tuple[int, ...]


def PROGRAMFILENAME() -> PROGRAMFILENAME_result:
    """The program file, C-series form."""
    file_name_ = ffi.new("short[]", 12)
    call("PROGRAMFILENAME", file_name_)
    return PROGRAMFILENAME_result(words_of(file_name_, 12))


def CREATORACCESSID() -> int:
    """group << 8 | user of the creator."""
    return int(call("CREATORACCESSID"))


def PROCESSACCESSID() -> int:
    """group << 8 | user of this process."""
    return int(call("PROCESSACCESSID"))


class GETCRTPID_result(NamedTuple):
    """What GETCRTPID gives."""

    error: int
    process_id: tuple[int, ...]


def GETCRTPID(cpu_pin: int) -> GETCRTPID_result:
    """The C-series process ID of a processor and PIN."""
    process_id_ = ffi.new("short[]", 4)
    outcome = error_behind("GETCRTPID", call("GETCRTPID", signed(cpu_pin), process_id_))
    return GETCRTPID_result(outcome, words_of(process_id_, 4))


class GETPPDENTRY_result(NamedTuple):
    """What GETPPDENTRY gives."""

    error: int
    ppd_entry: tuple[int, ...]


def GETPPDENTRY(index: int, sysnum: int) -> GETPPDENTRY_result:
    """An entry of the table of named processes."""
    ppd_entry_ = ffi.new("short[]", 9)
    outcome = error_behind("GETPPDENTRY", call("GETPPDENTRY", signed(index), signed(sysnum), ppd_entry_))
    return GETPPDENTRY_result(outcome, words_of(ppd_entry_, 9))


class LOOKUPPROCESSNAME_result(NamedTuple):
    """What LOOKUPPROCESSNAME gives."""

    error: int
    ppd_entry: tuple[int, ...]


def LOOKUPPROCESSNAME(ppd_entry: Sequence[int]) -> LOOKUPPROCESSNAME_result:
    """The entry of a name in the table of named processes."""
    ppd_entry_ = words(ppd_entry, 9)
    outcome = error_behind("LOOKUPPROCESSNAME", call("LOOKUPPROCESSNAME", ppd_entry_))
    return LOOKUPPROCESSNAME_result(outcome, words_of(ppd_entry_, 9))


def DEBUG() -> None:
    """Where a debugger would take over."""
    call("DEBUG")


class USERIDTOUSERNAME_result(NamedTuple):
    """What USERIDTOUSERNAME gives."""

    error: int
    id_name: tuple[int, ...]


def USERIDTOUSERNAME(id_name: Sequence[int]) -> USERIDTOUSERNAME_result:
    """The name of a user id."""
    id_name_ = words(id_name, 8)
    outcome = error_behind("USERIDTOUSERNAME", call("USERIDTOUSERNAME", id_name_))
    return USERIDTOUSERNAME_result(outcome, words_of(id_name_, 8))


class USERNAMETOUSERID_result(NamedTuple):
    """What USERNAMETOUSERID gives."""

    error: int
    name_id: tuple[int, ...]


def USERNAMETOUSERID(name_id: Sequence[int]) -> USERNAMETOUSERID_result:
    """The id of a user name."""
    name_id_ = words(name_id, 8)
    outcome = error_behind("USERNAMETOUSERID", call("USERNAMETOUSERID", name_id_))
    return USERNAMETOUSERID_result(outcome, words_of(name_id_, 8))


def PROCESSORSTATUS() -> int:
    """Highest processor number + 1 in the upper word; bit 0x8000 >> n: processor n is up."""
    return int(call("PROCESSORSTATUS"))


def REMOTEPROCESSORSTATUS(sysnum: int) -> int:
    """The same of a node."""
    return int(call("REMOTEPROCESSORSTATUS", signed(sysnum)))


def PROCESSORTYPE(cpu: int | None = None, sysnum: int | None = None) -> int:
    """The type of a processor."""
    return int(call("PROCESSORTYPE", None if cpu is None else signed(cpu), None if sysnum is None else signed(sysnum)))


class NODENAME_TO_NODENUMBER__result(NamedTuple):
    """What NODENAME_TO_NODENUMBER_ gives."""

    error: int
    nodenumber: int


def NODENAME_TO_NODENUMBER_(nodename: str | None = None) -> NODENAME_TO_NODENUMBER__result:
    """The Expand number of a node."""
    nodenumber = ffi.new("int *")
    outcome = checked("NODENAME_TO_NODENUMBER_", call("NODENAME_TO_NODENUMBER_", *text(nodename), nodenumber))
    return NODENAME_TO_NODENUMBER__result(outcome, int(nodenumber[0]))


class NODENUMBER_TO_NODENAME__result(NamedTuple):
    """What NODENUMBER_TO_NODENAME_ gives."""

    error: int
    nodename: str
    ldevnum: int


def NODENUMBER_TO_NODENAME_(nodenumber: int | None = None) -> NODENUMBER_TO_NODENAME__result:
    """The name of a node."""
    nodename_, nodename_length = changeable("", 16)
    ldevnum = ffi.new("int *")
    outcome = checked(
        "NODENUMBER_TO_NODENAME_", call("NODENUMBER_TO_NODENAME_", nodenumber, nodename_, 16, nodename_length, ldevnum)
    )
    return NODENUMBER_TO_NODENAME__result(outcome, taken(nodename_, nodename_length[0]), int(ldevnum[0]))


def MYSYSTEMNUMBER() -> int:
    """The Expand number of this node."""
    return int(call("MYSYSTEMNUMBER"))


def MONITORNET(enable: int) -> None:
    """Asks for what befalls other nodes, or no longer."""
    call("MONITORNET", signed(enable))


def PROCESS_MONITOR_NET_(enable: int) -> None:
    """As MONITORNET."""
    call("PROCESS_MONITOR_NET_", signed(enable))


def MONITORNEW(enable: int) -> None:
    """Asks for changes of the time of day, or no longer."""
    call("MONITORNEW", signed(enable))


def PROCESS_MONITOR_NEW_(enable: int) -> None:
    """As MONITORNEW."""
    call("PROCESS_MONITOR_NEW_", signed(enable))


class TIME_result(NamedTuple):
    """What TIME gives."""

    date_and_time: tuple[int, ...]


def TIME() -> TIME_result:
    """Year, month, day, hour, minute, second, hundredth: local civil time."""
    date_and_time_ = ffi.new("short[]", 7)
    call("TIME", date_and_time_)
    return TIME_result(words_of(date_and_time_, 7))


class TIMESTAMP_result(NamedTuple):
    """What TIMESTAMP gives."""

    interval_clock: tuple[int, ...]


def TIMESTAMP() -> TIMESTAMP_result:
    """Hundredths of a second since the end of 1974, in three words."""
    interval_clock_ = ffi.new("short[]", 3)
    call("TIMESTAMP", interval_clock_)
    return TIMESTAMP_result(words_of(interval_clock_, 3))


class CONTIME_result(NamedTuple):
    """What CONTIME gives."""

    date_and_time: tuple[int, ...]


def CONTIME(t0: int, t1: int, t2: int) -> CONTIME_result:
    """Date and time of three words of TIMESTAMP."""
    date_and_time_ = ffi.new("short[]", 7)
    call("CONTIME", date_and_time_, signed(t0), signed(t1), signed(t2))
    return CONTIME_result(words_of(date_and_time_, 7))


def JULIANTIMESTAMP(type: int | None = None, node: int | None = None) -> int:
    """Microseconds since noon of 1 January 4713 BC, Greenwich."""
    return int(
        call(
            "JULIANTIMESTAMP",
            None if type is None else signed(type),
            None,
            None,
            None if node is None else signed(node),
        )
    )


class INTERPRETTIMESTAMP_result(NamedTuple):
    """What INTERPRETTIMESTAMP gives."""

    value: int
    date_n_time: tuple[int, ...]


def INTERPRETTIMESTAMP(julian_timestamp: int) -> INTERPRETTIMESTAMP_result:
    """Date and time of a Julian timestamp; -1 out of range."""
    date_n_time_ = ffi.new("short[]", 8)
    outcome = int(call("INTERPRETTIMESTAMP", julian_timestamp, date_n_time_))
    return INTERPRETTIMESTAMP_result(outcome, words_of(date_n_time_, 8))


class COMPUTETIMESTAMP_result(NamedTuple):
    """What COMPUTETIMESTAMP gives."""

    value: int
    errormask: int


def COMPUTETIMESTAMP(date_n_time: Sequence[int]) -> COMPUTETIMESTAMP_result:
    """The Julian timestamp of a date and time."""
    errormask = ffi.new("short *")
    outcome = int(call("COMPUTETIMESTAMP", words(date_n_time, 8), errormask))
    return COMPUTETIMESTAMP_result(outcome, int(errormask[0]))


class CONVERTTIMESTAMP_result(NamedTuple):
    """What CONVERTTIMESTAMP gives."""

    value: int
    error: int


def CONVERTTIMESTAMP(
    julian_timestamp: int, direction: int | None = None, node: int | None = None
) -> CONVERTTIMESTAMP_result:
    """A timestamp in another kind of time."""
    error = ffi.new("short *")
    outcome = int(
        call(
            "CONVERTTIMESTAMP",
            julian_timestamp,
            None if direction is None else signed(direction),
            None if node is None else signed(node),
            error,
        )
    )
    return CONVERTTIMESTAMP_result(outcome, int(error[0]))


class INTERPRETINTERVAL_result(NamedTuple):
    """What INTERPRETINTERVAL gives."""

    value: int
    hours: int
    minutes: int
    seconds: int
    milliseconds: int
    microseconds: int


def INTERPRETINTERVAL(time: int) -> INTERPRETINTERVAL_result:
    """Days and the rest of a time."""
    hours = ffi.new("short *")
    minutes = ffi.new("short *")
    seconds = ffi.new("short *")
    milliseconds = ffi.new("short *")
    microseconds = ffi.new("short *")
    outcome = int(call("INTERPRETINTERVAL", time, hours, minutes, seconds, milliseconds, microseconds))
    return INTERPRETINTERVAL_result(
        outcome, int(hours[0]), int(minutes[0]), int(seconds[0]), int(milliseconds[0]), int(microseconds[0])
    )


class COMPUTEJULIANDAYNO_result(NamedTuple):
    """What COMPUTEJULIANDAYNO gives."""

    value: int
    error: int


def COMPUTEJULIANDAYNO(year: int, month: int, day: int) -> COMPUTEJULIANDAYNO_result:
    """The Julian day number of a date."""
    error = ffi.new("short *")
    outcome = int(call("COMPUTEJULIANDAYNO", signed(year), signed(month), signed(day), error))
    return COMPUTEJULIANDAYNO_result(outcome, int(error[0]))


class INTERPRETJULIANDAYNO_result(NamedTuple):
    """What INTERPRETJULIANDAYNO gives."""

    year: int
    month: int
    day: int


def INTERPRETJULIANDAYNO(julian_day_num: int) -> INTERPRETJULIANDAYNO_result:
    """The date of a Julian day number."""
    year = ffi.new("short *")
    month = ffi.new("short *")
    day = ffi.new("short *")
    call("INTERPRETJULIANDAYNO", julian_day_num, year, month, day)
    return INTERPRETJULIANDAYNO_result(int(year[0]), int(month[0]), int(day[0]))


def DAYOFWEEK(julian_day_num: int) -> int:
    """0 Sunday to 6 Saturday; -1 for a day that cannot be."""
    return int(call("DAYOFWEEK", julian_day_num))


class SIGNALTIMEOUT_result(NamedTuple):
    """What SIGNALTIMEOUT gives."""

    error: int
    tag: int


def SIGNALTIMEOUT(timeout_value: int, param1: int | None = None, param2: int | None = None) -> SIGNALTIMEOUT_result:
    """A -22 after so many hundredths of a second."""
    tag = ffi.new("short *")
    outcome = error_behind(
        "SIGNALTIMEOUT", call("SIGNALTIMEOUT", timeout_value, None if param1 is None else signed(param1), param2, tag)
    )
    return SIGNALTIMEOUT_result(outcome, int(tag[0]))


def CANCELTIMEOUT(tag: int) -> int:
    """Cancels a timer; -1 all."""
    return error_behind("CANCELTIMEOUT", call("CANCELTIMEOUT", signed(tag)))


class SIGNALPROCESSTIMEOUT_result(NamedTuple):
    """What SIGNALPROCESSTIMEOUT gives."""

    error: int
    tag: int


def SIGNALPROCESSTIMEOUT(
    timeout_value: int, param1: int | None = None, param2: int | None = None
) -> SIGNALPROCESSTIMEOUT_result:
    """A -26 after so much processor time."""
    tag = ffi.new("short *")
    outcome = error_behind(
        "SIGNALPROCESSTIMEOUT",
        call("SIGNALPROCESSTIMEOUT", timeout_value, None if param1 is None else signed(param1), param2, tag),
    )
    return SIGNALPROCESSTIMEOUT_result(outcome, int(tag[0]))


def CANCELPROCESSTIMEOUT(tag: int) -> int:
    """Cancels such a timer; -1 all."""
    return error_behind("CANCELPROCESSTIMEOUT", call("CANCELPROCESSTIMEOUT", signed(tag)))


class TIMER_START__result(NamedTuple):
    """What TIMER_START_ gives."""

    error: int
    tle_id: int


def TIMER_START_(timeout_value: int, param1: int | None = None, param2: int | None = None) -> TIMER_START__result:
    """A -22 after so many microseconds."""
    tle_id = ffi.new("int *")
    outcome = checked("TIMER_START_", call("TIMER_START_", timeout_value, param1, param2, tle_id))
    return TIMER_START__result(outcome, int(tle_id[0]))


def TIMER_STOP_(tle_id: int) -> int:
    """Cancels such a timer."""
    return checked("TIMER_STOP_", call("TIMER_STOP_", tle_id))


class DNUMOUT_result(NamedTuple):
    """What DNUMOUT gives."""

    value: int
    ascii_result: str


def DNUMOUT(unsigned_doubleword: int, base: int, width: int | None = None, flags: int | None = None) -> DNUMOUT_result:
    """A number as text; the value is its length."""
    ascii_result_ = fixed("", 40)
    outcome = int(
        call(
            "DNUMOUT",
            ascii_result_,
            unsigned_doubleword,
            signed(base),
            None if width is None else signed(width),
            None if flags is None else signed(flags),
        )
    )
    return DNUMOUT_result(outcome, unpadded(ascii_result_, 40))


class FILE_OPEN_CHKPT__result(NamedTuple):
    """What FILE_OPEN_CHKPT_ gives."""

    error: int
    status: int


def FILE_OPEN_CHKPT_(filenum: int) -> FILE_OPEN_CHKPT__result:
    """Makes the backup open what this process has open."""
    status = ffi.new("short *")
    outcome = checked("FILE_OPEN_CHKPT_", call("FILE_OPEN_CHKPT_", signed(filenum), status))
    return FILE_OPEN_CHKPT__result(outcome, int(status[0]))


def FILE_CLOSE_CHKPT_(filenum: int, tape_disposition: int | None = None) -> int:
    """Makes the backup close it."""
    return checked(
        "FILE_CLOSE_CHKPT_",
        call("FILE_CLOSE_CHKPT_", signed(filenum), None if tape_disposition is None else signed(tape_disposition)),
    )


class CHECKOPEN_result(NamedTuple):
    """What CHECKOPEN gives."""

    error: int
    backerror: int


def CHECKOPEN(
    file_name: Sequence[int], filenum: int, flags: int | None = None, sync_or_receive_depth: int | None = None
) -> CHECKOPEN_result:
    """FILE_OPEN_CHKPT_, C-series form."""
    backerror = ffi.new("short *")
    outcome = error_behind(
        "CHECKOPEN",
        call(
            "CHECKOPEN",
            words(file_name, 12),
            signed(filenum),
            None if flags is None else signed(flags),
            None if sync_or_receive_depth is None else signed(sync_or_receive_depth),
            None,
            None,
            backerror,
        ),
        filenum,
    )
    return CHECKOPEN_result(outcome, int(backerror[0]))


def CHECKCLOSE(filenum: int, tape_disposition: int | None = None) -> int:
    """FILE_CLOSE_CHKPT_, C-series form."""
    return error_behind(
        "CHECKCLOSE",
        call("CHECKCLOSE", signed(filenum), None if tape_disposition is None else signed(tape_disposition)),
        filenum,
    )


def CHECKMONITOR() -> int:
    """What a passive backup waits in; returns at takeover: 0x0200 to 0x0203."""
    return int(call("CHECKMONITOR"))


def CHECKSWITCH() -> int:
    """Primary and backup change places; returns when this one takes over again, or an error."""
    return int(call("CHECKSWITCH"))


class CHECKSETMODE_result(NamedTuple):
    """What CHECKSETMODE gives."""

    error: int
    error_: int


def CHECKSETMODE(filenum: int, function: int) -> CHECKSETMODE_result:
    """Tells the backup of a mode that was set."""
    error = ffi.new("short *")
    outcome = error_behind("CHECKSETMODE", call("CHECKSETMODE", signed(filenum), signed(function), error), filenum)
    return CHECKSETMODE_result(outcome, int(error[0]))


def CHECKDEFINE(define_name: str) -> int:
    """Gives the backup a DEFINE."""
    return int(call("CHECKDEFINE", fixed(define_name, 24)))


__all__ = [
    "ALTERPRIORITY",
    "CANCELPROCESSTIMEOUT",
    "CANCELREQL",
    "CANCELTIMEOUT",
    "CHECKCLOSE",
    "CHECKDEFINE",
    "CHECKMONITOR",
    "CHECKOPEN",
    "CHECKSETMODE",
    "CHECKSWITCH",
    "CHILD_LOST_",
    "CLOSE",
    "COMPUTEJULIANDAYNO",
    "COMPUTETIMESTAMP",
    "CONTIME",
    "CONTROL",
    "CONTROLMESSAGESYSTEM",
    "CONVERTTIMESTAMP",
    "CREATORACCESSID",
    "CRTPID_TO_PROCESSHANDLE_",
    "DAYOFWEEK",
    "DEBUG",
    "DEFINEADD",
    "DEFINEDELETE",
    "DEFINEDELETEALL",
    "DEFINEMODE",
    "DEFINENEXTNAME",
    "DEFINESETATTR",
    "DEFINESETLIKE",
    "DELAY",
    "DNUMOUT",
    "FILEINFO",
    "FILENAME_COMPARE_",
    "FILENAME_DECOMPOSE_",
    "FILENAME_EDIT_",
    "FILENAME_FINDFINISH_",
    "FILENAME_FINDNEXT_",
    "FILENAME_FINDSTART_",
    "FILENAME_MATCH_",
    "FILENAME_RESOLVE_",
    "FILENAME_SCAN_",
    "FILENAME_TO_OLDFILENAME_",
    "FILENAME_TO_PROCESSHANDLE_",
    "FILENAME_UNRESOLVE_",
    "FILE_CLOSE_CHKPT_",
    "FILE_CONTROL64_",
    "FILE_GETINFOBYNAME_",
    "FILE_OPEN_CHKPT_",
    "FNAMECOMPARE",
    "GETCRTPID",
    "GETPPDENTRY",
    "GETSYNCINFO",
    "INTERPRETINTERVAL",
    "INTERPRETJULIANDAYNO",
    "INTERPRETTIMESTAMP",
    "JULIANTIMESTAMP",
    "LASTRECEIVE",
    "LOOKUPPROCESSNAME",
    "MESSAGESTATUS",
    "MESSAGESYSTEMINFO",
    "MOM",
    "MONITORNET",
    "MONITORNEW",
    "MYGMOM",
    "MYPID",
    "MYSYSTEMNUMBER",
    "MYTERM",
    "NODENAME_TO_NODENUMBER_",
    "NODENUMBER_TO_NODENAME_",
    "OLDFILENAME_TO_FILENAME_",
    "PRIORITY",
    "PROCESSACCESSID",
    "PROCESSHANDLE_TO_CRTPID_",
    "PROCESSHANDLE_TO_FILENAME_",
    "PROCESSHANDLE_TO_STRING_",
    "PROCESSNAME_CREATE_",
    "PROCESSORSTATUS",
    "PROCESSORTYPE",
    "PROCESSSTRING_SCAN_",
    "PROCESS_ACTIVATE_",
    "PROCESS_GETINFO_",
    "PROCESS_MONITOR_NET_",
    "PROCESS_MONITOR_NEW_",
    "PROCESS_SETSTRINGINFO_",
    "PROCESS_SUSPEND_",
    "PROGRAMFILENAME",
    "RECEIVEINFO",
    "REMOTEPROCESSORSTATUS",
    "RESETSYNC",
    "SETSTOP",
    "SETSYNCINFO",
    "SIGNALPROCESSTIMEOUT",
    "SIGNALTIMEOUT",
    "STEPMOM",
    "TIME",
    "TIMER_START_",
    "TIMER_STOP_",
    "TIMESTAMP",
    "USERIDTOUSERNAME",
    "USERNAMETOUSERID",
]
