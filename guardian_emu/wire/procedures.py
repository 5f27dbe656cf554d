"""The table of Guardian procedures: one place for the C header, the Python binding and the conformance list.

A procedure is written as its C prototype. To a native NonStop compiler every parameter of an extensible procedure may
be omitted (c-runtime section 4); ``generate.py`` writes ``runtime/include/cextdecs.h``, whose macros tell an empty
argument position apart from 0. What is really required the procedure checks itself (error 29).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .prototypes import CEXTDECS, CRTLNS


class Parameter(NamedTuple):
    """One parameter: C type and name."""

    ctype: str
    name: str


class Procedure(NamedTuple):
    """A Guardian procedure. The library's function is ``guardian_NAME(present, parameters...)``.

    Bit n of ``present`` says that parameter n, counted from 0, was written by the caller.
    """

    name: str
    returns: str
    parameters: tuple[Parameter, ...]
    header: str


_HEADERS = {"cextdecs": CEXTDECS, "crtlns": CRTLNS}

_DISK = "disk files are not there yet"
_TMF = "transactions are not emulated"
_PATHSEND = "Pathway is not emulated"
_STACK = "word-addressed stacks are those of TNS programs"

NOT_OFFERED = {
    **dict.fromkeys(
        """ALTER CREATE FILE_ALTERLIST_ FILE_CREATE_ FILE_CREATELIST_ FILE_LOCKFILE64_ FILE_LOCKREC64_
        FILE_PURGE_ FILE_READLOCK64_ FILE_READUPDATELOCK64_ FILE_RENAME_ FILE_RESTOREPOSITION_ FILE_SAVEPOSITION_
        FILE_SETKEY_ FILE_SETPOSITION_ FILE_UNLOCKFILE64_ FILE_UNLOCKREC64_ FILE_WRITEUPDATE64_
        FILE_WRITEUPDATEUNLOCK64_ KEYPOSITION KEYPOSITIONX LOCKFILE LOCKREC POSITION PURGE READLOCK READLOCKX
        READUPDATELOCK READUPDATELOCKX RENAME REPOSITION SAVEPOSITION UNLOCKFILE UNLOCKREC WRITEUPDATE WRITEUPDATEX
        WRITEUPDATEUNLOCK WRITEUPDATEUNLOCKX""".split(),
        _DISK,
    ),
    **dict.fromkeys(
        """ABORTTRANSACTION ACTIVATERECEIVETRANSID BEGINTRANSACTION COMPUTETRANSID ENDTRANSACTION GETTRANSID
        INTERPRETTRANSID RESUMETRANSACTION""".split(),
        _TMF,
    ),
    **dict.fromkeys(
        """SERVERCLASS_SEND_ SERVERCLASS_SENDL_ SERVERCLASS_SEND_INFO_ SERVERCLASS_DIALOG_ABORT_
        SERVERCLASS_DIALOG_BEGIN_ SERVERCLASS_DIALOG_END_ SERVERCLASS_DIALOG_SEND_""".split(),
        _PATHSEND,
    ),
    **dict.fromkeys(
        """CHECKALLOCATESEGMENT CHECKDEALLOCATESEGMENT CHECKPOINT CHECKPOINTMANY CHECKRESIZESEGMENT
        SEGMENT_ALLOCATE_CHKPT_ SEGMENT_DEALLOCATE_CHKPT_""".split(),
        _STACK,
    ),
    "PROCESSOR_GETNAME_": "no manual describes it",
}
"""Procedures of the manual that the library lacks, with the reason: a program that calls one does not compile."""

STREAMS_NOT_OFFERED = dict.fromkeys(
    """__ns_fopen_special __ns_fopen64_special __ns_backup_fopen __ns_backup_fopen64 __ns_fget_file_open_state
    __ns_fget_file_state __ns_fset_file_state""".split(),
    "C streams of a pair are not there yet",
)
"""The same of the active backup of C programs, in ``crtlns.h``."""

SIGNALS_NOT_OFFERED = dict.fromkeys(
    "SIGACTION_INIT_ SIGACTION_SUPPLANT_ SIGACTION_RESTORE_ SIGJMP_MASKSET_ signal_name_".split(),
    "processes get no signals",
)
"""The same of signals, in ``tdmsig.h``."""

_PROTOTYPE = re.compile(r"\s*(?P<returns>[\w ]+?\s+\*?)(?P<name>\w+)\((?P<parameters>[^)]*)\);")
_PARAMETER = re.compile(r"(?P<ctype>.*?)\s*(?P<pointer>\**)(?P<name>\w+)$")


def _parameter(text: str) -> Parameter:
    match = _PARAMETER.fullmatch(text)
    assert match, text
    return Parameter((match["ctype"] + " " + match["pointer"]).strip(), match["name"])


def _parse() -> tuple[Procedure, ...]:
    found = []
    for header, text in _HEADERS.items():
        for match in _PROTOTYPE.finditer(text):
            words = [" ".join(word.split()) for word in match["parameters"].split(",")]
            parameters = () if words == ["void"] else tuple(map(_parameter, words))
            found.append(Procedure(match["name"], match["returns"].strip(), parameters, header))
    return tuple(found)


PROCEDURES = _parse()
"""Every procedure that the library has, in the order of the manual's groups."""


def prototype(procedure: Procedure) -> str:
    """C prototype of the library's function."""
    words = ["unsigned int present", *(_spaced(p.ctype, p.name) for p in procedure.parameters)]
    return f"{_spaced(procedure.returns, f'guardian_{procedure.name}')}({', '.join(words)});"


def _spaced(ctype: str, name: str) -> str:
    return f"{ctype}{'' if ctype.endswith('*') else ' '}{name}"
