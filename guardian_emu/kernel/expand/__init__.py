r"""Expand: the network that joins nodes (kernel.md section 13), docs/design.md, "Expand".

General layout:
  settings            what a kernel is told of lines, nodes, time-outs and passwords
  statuses            which CPUs of which nodes are up, as far as anybody has said
  routing             distance vectors over lines: the tables of $NCP
  introduction, wire  two kernels prove themselves on a line; frames on its trunk
  lines               the line handlers of this CPU: trunks, and sockets of circuits
  relays, circuits    chains of sockets from process to process through the kernels of line CPUs
  parcels             questions to kernels of other nodes, and their answers, hop by hop
  access              who may come in (remote passwords)
  elsewhere           what processes of this CPU ask about other nodes; followers in asking, answering
  losses, monitoring  what is told of remote deaths
  network             all of it put together, and its hooks in the kernel
"""
