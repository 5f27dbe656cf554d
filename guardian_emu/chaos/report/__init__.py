"""Reports of a run, made of what it left behind: flight recorders, and the events that CPUs and faults wrote.

events      the run's events: read from the CPUs' logs, kept as ``events.jsonl``
recorded    the recorder files of each process joined: one life, with the stretches that are known
matching    messages with both their ends, and the time a process waited or served
states      what CPUs and processes were, from the events
takeovers   a takeover in its parts, and percentiles by fault
model       the timeline as a value; all of the above put together
timeline    as one self-contained HTML page
perfetto    as a Chrome trace, for ui.perfetto.dev
junit       expectations as JUnit XML
directory   into the run directory and out of it
"""
