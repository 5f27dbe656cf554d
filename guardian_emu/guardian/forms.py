"""How each C procedure becomes a Python function: the table from which ``generated.py`` is written.

A row is the name, what the C function returns, its parameters in order, and what it does. Returns: ``error`` a
file-system error, from 10 on raised; ``cc`` a condition code, whose error is looked up and treated so; ``status`` a
number that is handed on; ``value`` the result itself; ``none``.

Parameters, ``?`` behind one says that it may be omitted:
    n          a number                    >n         a number that comes back       <n        both
    "n         text and its length         >"n:64     text that comes back, with room for 64 bytes, and its length
    <"n:64     text changed in place       'n:24      text of fixed width (<'n:24 changed, >'n:24 comes back)
    @n         a process handle            >@n        one that comes back            <@n       both
    #n:12      so many words (* any)       >#n:12     so many words that come back   <#n:12    both
    $n         bytes, their address        $n+        bytes and their count          -         omitted always
"""

from __future__ import annotations

from typing import NamedTuple


class Form(NamedTuple):
    """One row of the table."""

    name: str
    returns: str
    parameters: tuple[str, ...]
    meaning: str


_TABLE = """
CLOSE | cc | filenum tape_disposition? | Closes a file.
CANCELREQL | error | filenum tag? | Takes the oldest operation with that tag back.
CONTROL | cc | filenum operation param tag? | Sends a control operation to a process, or does it on a device.
FILE_CONTROL64_ | error | filenum operation param tag? | CONTROL with a 64-bit tag.
RESETSYNC | cc | filenum | Starts the numbering of requests anew and tells the server (-34).
GETSYNCINFO | cc | filenum >#sync_block:16 >sync_block_size | The sync block of a file.
SETSYNCINFO | cc | filenum #sync_block:* | Installs a sync block, as after a takeover.
RECEIVEINFO | cc | >#process_id:4 >message_tag >sync_id >filenum >read_count >iotype | What was read, C-series form.
LASTRECEIVE | cc | >#process_id:4 >message_tag | Sender and tag of what was read last, C-series form.
MESSAGESTATUS | value | message_tag? | 1: the message was cancelled; 0: not; -1: no such message.
CONTROLMESSAGESYSTEM | error | actioncode value | Limits the messages of this process: 0 incoming, 1 outgoing.
MESSAGESYSTEMINFO | error | itemcode >value | A limit or count of the message system for this process.
FILE_GETINFOBYNAME_ | error | "filename >#type_info:5 >physical_reclen options? tag_or_timeout? >flags | What a name \
stands for; type_info is device type, subtype, object type, file type, file code.
FILEINFO | cc | filenum? >error >#filename:12 >ldevnum >devtype - - - - - - - >open_flags >subdevice - - - - - \
>sync_depth >next_open_fnum | What is known of an open file, C-series form.

FILENAME_SCAN_ | error | "string >count >kind >entity_level options? | Whether a text begins with a file name; count \
is its length, kind 0 name, 1 pattern, 2 DEFINE.
FILENAME_RESOLVE_ | error | "partialname >"fullname:64 options? "override_name? "search? "defaults? | The full name.
FILENAME_UNRESOLVE_ | error | "longname >"shortname:64 level? "defaults? | The name without what the defaults say.
FILENAME_DECOMPOSE_ | error | "filename >"piece:64 level options? subpart? | A part of a name: level -1 node, 0 \
destination, 1 and 2 what follows.
FILENAME_EDIT_ | error | <"filename:64 "piece level options? subpart? | The name with a part replaced.
FILENAME_COMPARE_ | status | "filename1 "filename2 | 0: the same object; -1: others; otherwise an error.
FILENAME_MATCH_ | status | "filename "pattern >generic_offset | 2: matches the pattern; 1: begins so; 0: does not.
FILENAME_FINDSTART_ | error | >searchid "search_pattern? resolve_level? device_type? device_subtype? options? \
"startname? | Begins a search of names.
FILENAME_FINDNEXT_ | error | searchid >"name:64 >#entity_info:5 tag? | The next name of a search; 1 when there is none.
FILENAME_FINDFINISH_ | error | searchid | Ends a search.
FILENAME_TO_OLDFILENAME_ | error | "filename >#oldname:12 | The twelve words of a name in C-series form.
OLDFILENAME_TO_FILENAME_ | error | #oldname:12 >"filename:64 | The name that twelve words in C-series form are.
FNAMECOMPARE | status | #filename1:12 #filename2:12 | 0: the same; 1: same volume; -1: others; less: an error, negated.
DEFINEADD | error | 'define_name:24 replace? >checknum | Makes a DEFINE of the working set.
DEFINEDELETE | error | 'define_name:24 | Removes a DEFINE.
DEFINEDELETEALL | error | | Removes every DEFINE but =_DEFAULTS.
DEFINENEXTNAME | error | <'define_name:24 | The DEFINE after that one; blank asks for the first.
DEFINESETATTR | error | 'attribute_name:16 "value? #default_names:8? | Sets an attribute in the working set.
DEFINESETLIKE | error | 'define_name:24 | The working set becomes like that DEFINE.
DEFINEMODE | error | new_mode? >old_mode | Turns DEFINEs on and off.

SETSTOP | status | stop_mode | Who may stop this process; gives the mode before, -1 for one that cannot be.
PROCESS_ACTIVATE_ | error | @processhandle? specifier? | Lets a suspended process run.
PROCESS_SUSPEND_ | error | @processhandle? specifier? | Suspends a process.
DELAY | none | time_period | Waits so many hundredths of a second.
PROCESS_GETINFO_ | status | <@processhandle? >"proc_fname:64 >priority >@moms_processhandle >"hometerm:64 \
>process_time >creator_access_id >process_access_id >@gmoms_processhandle >jobid \
>"program_file:64 - - - >error_detail >proc_type >oss_pid timeout? | What is known of a process; 4 no such \
process, 5 no such processor.
PROCESS_SETSTRINGINFO_ | error | @processhandle? specifier? set_attr_code "set_value >"old_value:64 | Sets a \
text attribute: 5 the home terminal.
PRIORITY | status | new_priority? >init_priority | This process's priority; sets it when one is given.
ALTERPRIORITY | cc | #process_id:4 priority | Sets a process's priority.
STEPMOM | cc | #process_id:4 | The caller becomes the mom of a process.
PROCESSHANDLE_TO_CRTPID_ | error | @processhandle >#process_id:4 pair_flag? node_number? | The C-series process ID.
CRTPID_TO_PROCESSHANDLE_ | error | #process_id:4 >@processhandle >pair_flag node_number? | The handle of a C-series ID.
PROCESSHANDLE_TO_FILENAME_ | error | @processhandle >"filename:64 options? | The file name of a process.
PROCESSHANDLE_TO_STRING_ | error | @processhandle >"process_string:64 "nodename? named_form? | A handle as text.
FILENAME_TO_PROCESSHANDLE_ | error | "filename >@processhandle | The process that a name stands for.
PROCESSNAME_CREATE_ | error | >"name:64 name_type? "nodename? options? | A name that nobody has.
PROCESSSTRING_SCAN_ | error | "string >length_used >@processhandle >stringtype >"name:64 >cpu >pin options? | The \
process that a text stands for.
CHILD_LOST_ | status | $message+ @processhandle | 4: the message says that the child is lost; 0: not; 5: irrelevant.
MYPID | value | | Processor and PIN of this process.
MYTERM | none | >#file_name:12 | The home terminal, C-series form.
MYGMOM | none | >#process_id:4 | The job ancestor, C-series form.
MOM | none | >#process_id:4 | The mom, C-series form.
PROGRAMFILENAME | none | >#file_name:12 | The program file, C-series form.
CREATORACCESSID | value | | group << 8 | user of the creator.
PROCESSACCESSID | value | | group << 8 | user of this process.
GETCRTPID | cc | cpu_pin >#process_id:4 | The C-series process ID of a processor and PIN.
GETPPDENTRY | cc | index sysnum >#ppd_entry:9 | An entry of the table of named processes.
LOOKUPPROCESSNAME | cc | <#ppd_entry:9 | The entry of a name in the table of named processes.
DEBUG | none | | Where a debugger would take over.
USERIDTOUSERNAME | cc | <#id_name:8 | The name of a user id.
USERNAMETOUSERID | cc | <#name_id:8 | The id of a user name.

PROCESSORSTATUS | value | | Highest processor number + 1 in the upper word; bit 0x8000 >> n: processor n is up.
REMOTEPROCESSORSTATUS | value | sysnum | The same of a node.
PROCESSORTYPE | value | cpu? sysnum? | The type of a processor.
NODENAME_TO_NODENUMBER_ | error | "nodename? >nodenumber | The Expand number of a node.
NODENUMBER_TO_NODENAME_ | error | nodenumber? >"nodename:16 >ldevnum | The name of a node.
MYSYSTEMNUMBER | value | | The Expand number of this node.
MONITORNET | none | enable | Asks for what befalls other nodes, or no longer.
PROCESS_MONITOR_NET_ | none | enable | As MONITORNET.
MONITORNEW | none | enable | Asks for changes of the time of day, or no longer.
PROCESS_MONITOR_NEW_ | none | enable | As MONITORNEW.

TIME | none | >#date_and_time:7 | Year, month, day, hour, minute, second, hundredth: local civil time.
TIMESTAMP | none | >#interval_clock:3 | Hundredths of a second since the end of 1974, in three words.
CONTIME | none | >#date_and_time:7 t0 t1 t2 | Date and time of three words of TIMESTAMP.
JULIANTIMESTAMP | value | type? - - node? | Microseconds since noon of 1 January 4713 BC, Greenwich.
INTERPRETTIMESTAMP | value | julian_timestamp >#date_n_time:8 | Date and time of a Julian timestamp; -1 out of range.
COMPUTETIMESTAMP | value | #date_n_time:8 >errormask | The Julian timestamp of a date and time.
CONVERTTIMESTAMP | value | julian_timestamp direction? node? >error | A timestamp in another kind of time.
INTERPRETINTERVAL | value | time >hours >minutes >seconds >milliseconds >microseconds | Days and the rest of a time.
COMPUTEJULIANDAYNO | value | year month day >error | The Julian day number of a date.
INTERPRETJULIANDAYNO | none | julian_day_num >year >month >day | The date of a Julian day number.
DAYOFWEEK | value | julian_day_num | 0 Sunday to 6 Saturday; -1 for a day that cannot be.
SIGNALTIMEOUT | cc | timeout_value param1? param2? >tag | A -22 after so many hundredths of a second.
CANCELTIMEOUT | cc | tag | Cancels a timer; -1 all.
SIGNALPROCESSTIMEOUT | cc | timeout_value param1? param2? >tag | A -26 after so much processor time.
CANCELPROCESSTIMEOUT | cc | tag | Cancels such a timer; -1 all.
TIMER_START_ | error | timeout_value param1? param2? >tle_id | A -22 after so many microseconds.
TIMER_STOP_ | error | tle_id | Cancels such a timer.
DNUMOUT | value | >'ascii_result:40 unsigned_doubleword base width? flags? | A number as text; the value is its length.

FILE_OPEN_CHKPT_ | error | filenum >status | Makes the backup open what this process has open.
FILE_CLOSE_CHKPT_ | error | filenum tape_disposition? | Makes the backup close it.
CHECKOPEN | cc | #file_name:12 filenum flags? sync_or_receive_depth? - - >backerror | FILE_OPEN_CHKPT_, C-series form.
CHECKCLOSE | cc | filenum tape_disposition? | FILE_CLOSE_CHKPT_, C-series form.
CHECKMONITOR | value | | What a passive backup waits in; returns at takeover: 0x0200 to 0x0203.
CHECKSWITCH | value | | Primary and backup change places; returns when this one takes over again, or an error.
CHECKSETMODE | cc | filenum function >error | Tells the backup of a mode that was set.
CHECKDEFINE | status | 'define_name:24 | Gives the backup a DEFINE.
"""

FORMS: tuple[Form, ...] = tuple(
    Form(name.strip(), returns.strip(), tuple(parameters.split()), meaning.strip())
    for name, returns, parameters, meaning in (
        line.split(" | ", 3) for line in _TABLE.replace("| |", "|  |").splitlines() if line.strip()
    )
)
"""Every procedure whose Python form is generated, in the order of the manual's groups."""
