"""The kernel of one CPU.

General layout. Sans-I/O machines, which take events and return actions:

membership.py     who is up: signs of life, ends of file, poison
disputes.py       two CPUs that declared each other down
regroup.py        agreement among survivors, split-brain rule, pruning
globalupdate.py   atomic, ordered changes of the replicated tables
entries.py        a name, its pair, its ancestor
names.py          the destination control table
processor.py      these put together: one CPU of the node
channel.py        control messages in order and once, over either fabric
descriptors.py    process names and descriptors as programs write them
users.py          users of the node, and who may act on whose processes
environment.py    what an operator gives a process that it starts
systemmessages.py the messages a kernel puts on $RECEIVE

The shell around them, where sockets and processes are:

configuration.py  what a CPU is told when it starts
image.py          the code that it runs, which is that of the node
handshake.py      mutual authentication of two kernels
greeting.py       the same on real sockets
paths.py          one control connection, one other CPU
fabric.py         all control connections of this CPU
quickend.py       lets the connections of a killed CPU end at once
questions.py      what kernels ask one another
links.py          brokered links between processes

process.py        one process of this CPU and its attributes
spawning.py       what is executed for a program file, and what its wait status means
kernelsocket.py   the kernel's end of a kernel socket
output.py         what processes write on standard output and error
input.py          what operators write for them to read
input.py          what operators write on their standard input
accounting.py     what Linux tells about time, memory and states
processes.py      the processes of this CPU: PINs, start, end
naming.py         reserving names, and making those that the system chooses
creation.py       creating processes, here and through the monitors of other CPUs
stopping.py       stopping processes: who may, who has to wait, pairs as one
suspension.py     suspending and activating them
attributes.py     changing their attributes
information.py    telling their attributes
inquiries.py      what processes ask about names, pairs, processors, nodes and users
monitor.py        the monitor: what processes and other monitors ask for
deaths.py         who of this CPU is told what when a process or a CPU has died
vanished.py       names lost with a CPU, until it is certain
persistence.py    the configured processes that a reload starts again
releases.py       pairs that are stopped as one, until both are dead
endings.py        what the node has to know when a process of this CPU ends
events.py         the log and the node-wide event stream
operator.py       the operator channel
commands.py       its operations
following.py      the output and the end of one process, for its operator
shell.py          the kernel that joins all this
running.py        what it asks of Linux, and what happens when it fails
"""
