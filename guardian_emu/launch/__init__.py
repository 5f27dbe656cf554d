"""Where CPUs run.

launcher    the interface, and ``choose``, ``create``, ``find``, ``sweep``
sessions    those four over both runtimes
plan        what a session is to start: nodes, CPUs, addresses, secret; the configuration of each kernel
owner       which process a session belongs to, and whether it is still alive
readiness   follows the logs of starting kernels until all are ready
channel     the operator channel: JSON lines over any byte stream
logs        log lines as values

containers  the docker launcher     engine    the engine's API, and what its errors mean
subnets     addresses of fabrics    marks     labels and names of whatever is ours
streams     attach and exec streams of the engine  notes     texts that it keeps with a session

cutting     cuts that kernels make in themselves   rolling   every CPU of a node reloaded in turn

embedded    the launcher without an engine        estate    its directories, its session files
throttling  a slow CPU there
trees       process trees: stop, continue, kill   watch     told when files grow and processes end
zygote      starts many kernels from one interpreter

images      the CPU image and its base            debian    a base from Debian packages
boot        first thing in every CPU, then the kernel
relay       operator channel's end inside a container

``boot``, ``zygote``, ``throttling`` and ``relay`` run beside the kernel and import nothing of others.
"""
