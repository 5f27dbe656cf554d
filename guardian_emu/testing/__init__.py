"""The pytest plugin: a Guardian node for a test, and what a test does with it.

plugin      fixtures, options and hooks; loaded in every pytest run, so it imports nothing of the rest beforehand
pool        the nodes of one pytest process: fresh ones, shared ones
node        a node for a test: programs, faults, pairs
events      the events of the node, waited for
kinds       which kinds of event there are
artefacts   what is kept of a node when its test has failed
"""
