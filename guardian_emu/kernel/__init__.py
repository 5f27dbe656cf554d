"""The kernel of one CPU.

General layout. Sans-I/O machines, which take events and return actions:

membership.py     who is up: signs of life, ends of file, poison
regroup.py        agreement among survivors, split-brain rule, pruning
globalupdate.py   atomic, ordered changes of the replicated tables
names.py          the destination control table
processor.py      these four put together: one CPU of the node
channel.py        control messages in order and once, over either fabric
systemmessages.py the messages a kernel puts on $RECEIVE

The shell around them, where sockets and processes are:

configuration.py  what a CPU is told when it starts
handshake.py      mutual authentication of two kernels
paths.py          one control connection, one other CPU
fabric.py         all control connections of this CPU
quickend.py       lets the connections of a killed CPU end at once
links.py          brokered links between processes
processes.py      the processes of this CPU and their kernel sockets
creation.py       creating processes, here and through the monitors of other CPUs
monitor.py        what processes and other kernels ask for: find, link, stop, info
deaths.py         who is told what when a process or a CPU has died
events.py         the log and the node-wide event stream
operator.py       the operator channel
commands.py       its operations
shell.py          the event loop that joins all this
"""
