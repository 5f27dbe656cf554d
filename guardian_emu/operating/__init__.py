"""A node that is up, seen by whoever operates it: the commands, a benchmark, a test.

programs    the programs of a topology, compiled, installed and started; a program file or source as well
running     one process that is followed from its creation to its end
feed        the events of one streaming operation, waited for with patience that ends
listening   the events of all CPUs, each once
status      CPUs and processes as the node tells them
"""
