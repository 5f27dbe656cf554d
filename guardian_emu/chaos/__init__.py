"""Faults that are made on purpose, and taken back.

faults      what can be done to a CPU and its fabrics: values with ``apply`` and ``undo``
journal     what stands, written into the session before it is done
injection   the two together: inject, lift, reload, heal
report/     what a run left behind, as a page, a trace and JUnit XML
"""
