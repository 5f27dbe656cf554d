"""What crosses a socket or stands in a header, one table for C and Python. Imports nothing of ours.

layouts.py          frames and the kernel socket; requests.py, answers.py and checkpoints.py are its bodies
layout.py           what a layout is
codec.py            the Python codec of kernel messages
zsys/               constants and structures of ``zsysc.h``
errors.py           names of errors
procedures.py       the Guardian procedures; prototypes/ has their C prototypes
headers/            text of the C headers made from all of them; generate.py writes them
handle.py, defines.py, startupmessages.py, recording.py
                    forms of their own: handles, DEFINEs, startup messages, the flight recorder
"""
