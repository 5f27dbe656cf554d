r"""A pair in \BETA under load from \ALPHA while lines, CPUs and members die: nothing is lost, nothing is done twice."""

from __future__ import annotations

import pytest
from expand.ledger import Load, install, start_pair
from expand.network import A, B, C, Line, network

TWO_LINES = (Line("$LH0", (A, 0), (B, 0)), Line("$LH1", (A, 1), (B, 1)))


@pytest.mark.requires("EX-01", "EX-03", "EX-08", "XY-02")
def test_a_line_that_is_cut_under_load_loses_nothing() -> None:
    with network({A: 2, B: 2}, *TWO_LINES) as net:
        install(net)
        start_pair(net.nodes[B], (0, 1))
        load = Load(net.nodes[A], [0, 1, 0], f"{B}.$LEDG")
        load.goes_on(0)
        for line in ("$LH0", "$LH1") * 3:
            net.cut(line)
            load.goes_on(0)
            net.join(line)
        load.end(0)


@pytest.mark.requires("EX-02", "EX-03", "EX-08")
def test_the_cpu_of_a_line_that_dies_under_load_loses_nothing() -> None:
    with network({A: 3, B: 3}, Line("$LH1", (A, 1), (B, 1)), Line("$LH2", (A, 2), (B, 2))) as net:
        install(net)
        start_pair(net.nodes[B], (0, 2))
        load = Load(net.nodes[A], [0, 0], f"{B}.$LEDG")
        load.goes_on(0)
        net.nodes[A].cpus[1].kill()
        load.goes_on(0)
        net.nodes[A].load(1).ready()
        load.goes_on(0)
        net.nodes[B].cpus[1].kill()
        load.goes_on(0)
        load.end(0)


@pytest.mark.requires("EX-08", "FS-02", "FS-05")
@pytest.mark.parametrize("server", ["ledger_server.host", "ledger_server.py"])
def test_the_cpu_of_the_primary_that_dies_under_load_loses_nothing(server: str) -> None:
    with network({A: 2, B: 2}, *TWO_LINES) as net:
        install(net)
        start_pair(net.nodes[B], (0, 1), server)
        load = Load(net.nodes[A], [0, 1], f"{B}.$LEDG")
        load.goes_on(0)
        net.nodes[B].cpus[0].kill()
        load.goes_on(0)
        load.end(0)


@pytest.mark.requires("EX-04", "EX-06", "EX-08")
def test_a_pass_through_node_loses_nothing() -> None:
    lines = (Line("$LHAB", (A, 0), (B, 0)), Line("$LHBC", (B, 1), (C, 1)), Line("$SLOW", (A, 1), (C, 0), 9))
    with network({A: 2, B: 2, C: 2}, *lines) as net:
        install(net)
        start_pair(net.nodes[C], (0, 1))
        load = Load(net.nodes[A], [0, 1], f"{C}.$LEDG")
        load.goes_on(0)
        net.nodes[B].cpus[0].kill()  # the way by it is gone, the slow line is left
        load.goes_on(0)
        net.nodes[B].load(0).ready()
        load.goes_on(0)
        net.cut("$SLOW")
        load.goes_on(0)
        load.end(0)
