"""Guardian procedures for Python programs.

A program that a Guardian kernel started imports this package and is a Guardian process: it opens ``$RECEIVE`` and
other processes, is one member of a pair, takes over. The calls go through libguardian, so a Python process is to the
others what a C process is.

General layout:

library.py         finds libguardian and loads it; says so clearly when no kernel started this process
errors.py          error numbers and their FE names
procedures.py      the procedures by their Guardian names, with Python types
handles.py         process handles
systemmessages.py  what the system tells on $RECEIVE
receive.py         $RECEIVE as messages that are replied to
pair.py            being one of a pair
terminal.py        a terminal: a program that others open, write lines to and read lines from

Guarantee: importing works everywhere; calling a procedure in a process that no kernel started raises NoKernelError.
One thread of a process calls Guardian procedures, as in C. A call that waits holds no Python lock, but Python's own
signal handlers run only after it.
"""

from .errors import FileSystemError, NoKernelError, ProcessCreationError
from .handles import NULL, Comparison, ProcessHandle
from .library import started
from .receive import Message, Receive

__all__ = [
    "NULL",
    "Comparison",
    "FileSystemError",
    "Message",
    "NoKernelError",
    "ProcessCreationError",
    "ProcessHandle",
    "Receive",
    "started",
]
