"""What the DDL of the system defines for programs: constants and structures, each in its section of ``zsysc.h``.

member.py     a member and a structure, and how the members of ZSYS are written
files.py      handles, receive information, completions, keys and locks
creation.py   what PROCESS_LAUNCH_ and PROCESS_SPAWN_ take and give
messages.py   system messages about processors, processes, opens, operations and timers
inquiries.py  system messages that ask, or answer what was asked: devices, names, files, nodes
devices.py    what is told about devices
itemcodes.py  codes of attributes and items that procedures are asked for
literals.py   all other constants

Values, sizes and offsets are facts of zsys.md, names of sections those of public DDL output. No number is measured from
a compiler.
"""

from __future__ import annotations

from . import creation, devices, files, inquiries, messages
from .literals import LITERALS, SECTIONS, Section
from .member import Member, Places, Structure, scalars

__all__ = [
    "LITERALS",
    "SECTIONS",
    "STRUCTURES",
    "SYSTEM_MESSAGES",
    "UNSTRUCTURED",
    "Member",
    "Places",
    "Section",
    "Structure",
    "scalars",
]

SYSTEM_MESSAGES = (*messages.STRUCTURES, *inquiries.STRUCTURES)
"""System messages and the replies to them: the variants of ``zsys_ddl_smsg_def``."""

STRUCTURES = (*files.STRUCTURES, *creation.STRUCTURES, *SYSTEM_MESSAGES, *devices.STRUCTURES)
"""Every structure, those that others contain first."""

UNSTRUCTURED: dict[int, Places] = {
    # NEWPROCESSNOWAIT completion: the name or timestamp words of the process id are as the program sees them.
    -12: ((0, 2), (2, 2), (4, 4), (14, 2), (16, 2), (18, 2)),
    -121: ((0, 2),),
}
"""Messages that ZSYS has no structure for: where their numbers are (system-messages.md section 3)."""
