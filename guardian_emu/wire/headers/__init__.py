"""The C headers that come from the tables of this package, a module for each.

text.py        what all of them begin with, and their sections
frames.py      ``wire.h``: frames and kernel messages, for the library
byteorder.py   ``byte_order_table.h``: which bytes of system messages are numbers, for the library
calls.py       ``guardian_calls.h``: how a call with omitted arguments becomes a C call
procedures.py  ``cextdecs.h``, ``crtlns.h`` and ``nonstop.h``
zsysc.py       ``zsysc.h``: constants and structures
derror.py      ``derror.h``: names of errors
signals.py     ``tdmsig.h``: signals
"""
