"""The demonstration: a process pair under load survives four faults, with an account of every request.

General layout:
  script      what happens, in order
  watching    the node's events, collected while faults are made
  timing      when the survivors noticed, took over and answered: from events and flight recorders
  rolling     every CPU reloaded in turn instead, under load
  partitions  paths cut so that parts of the node do not hear each other, under load
  flapping    fabrics cut and joined every second, under load
  verdict     requests sent, replied, lost, duplicated; result.json and the closing table
"""
