"""Guardian procedures by their own names, with Python types.

An argument that is None is omitted, which is not the same as 0. Data goes in as ``bytes`` or anything with a buffer
and comes out as ``bytes``; names are ``str``. Warnings (1 to 9) are returned; an error from 10 on raises
FileSystemError. What a procedure returns in several parameters comes as one named tuple.

A nowait operation keeps its buffer here until AWAITIO completes it or its file is closed.

General layout:

opens        opening, closing, what an open file is
transfers    READ, WRITE, WRITEREAD, READUPDATE, REPLY and their families; receive information
completions  AWAITIO, FILE_COMPLETE_, CANCEL and their families
modes        SETMODE, SETPARAM, CONTROLBUF, sync blocks
processes    processes, pairs, handles
launching    other ways to create a process
lists        attributes of processes and processors
conversions  what works on bare addresses in C
generated    all others, from the table in forms
"""

from __future__ import annotations

from .buffers import Data as Data
from .completions import *
from .conversions import *
from .generated import *
from .launching import *
from .lists import *
from .modes import *
from .opens import *
from .processes import *
from .processes import __ns_start_backup as __ns_start_backup
from .transfers import *
