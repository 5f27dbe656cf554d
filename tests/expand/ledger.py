r"""The ledger of examples/ across nodes: a pair in one node, requesters in another one that count their posts."""

from __future__ import annotations

import re
import shutil

from expand.network import Network
from guardian.conftest import EXAMPLES, Run, put
from kernel.embedded import Node

from guardian_emu.cc import driver, runtime
from guardian_emu.cc.toolchain import Abi

REQUESTER = "ledger_requester.host"


def install(network: Network) -> None:
    """Put the ledger's programs onto $SYSTEM of every node."""
    runtime.shared_library()
    for node in network.nodes.values():
        put(node, *(EXAMPLES / "python").glob("*.py"))
        for name in ("ledger_server", "ledger_requester"):
            built = driver.cached_program([EXAMPLES / "c" / f"{name}.c"], driver.Options(abi=Abi.HOST))
            target = node.folder / "state" / "system" / f"{name}.host"
            shutil.copy(built, target)
            target.chmod(0o755)


def start_pair(node: Node, cpus: tuple[int, int], server: str = "ledger_server.host") -> None:
    """Start $LEDG; returns when its backup is there."""
    Run(node.cpus[cpus[0]], server, "$LEDG", str(cpus[1]))
    node.cpus[cpus[1]].wait_for(lambda record: record["event"] == "process-created" and record["role"] == "backup")


class Load:
    r"""Requesters of ``\NODE.$LEDG`` that post until the books are closed."""

    def __init__(self, node: Node, cpus: list[int], ledger: str) -> None:
        self.node = node
        self.ledger = ledger
        self.requesters = [
            Run(node.cpus[cpu], REQUESTER, f"$REQ{number}", ledger, "0", str(number)) for number, cpu in enumerate(cpus)
        ]

    def total(self, cpu: int) -> int:
        """The posts that the ledger has counted."""
        code, said = Run(self.node.cpus[cpu], REQUESTER, "$LOOK", self.ledger, "total").end()
        assert code == 0, said
        return int(said.split()[2])

    def goes_on(self, cpu: int, more: int = 100) -> None:
        """Return when so many posts more have been counted."""
        wanted = self.total(cpu) + more
        while self.total(cpu) < wanted:
            pass

    def end(self, cpu: int) -> int:
        """Close the books. How many posts there were: none lost, none done twice, and the ledger has as many."""
        code, said = Run(self.node.cpus[cpu], REQUESTER, "$SHUT", self.ledger, "close").end()
        assert code == 0, said
        posts = 0
        for requester in self.requesters:
            code, said = requester.end()
            found = re.fullmatch(r"requester \d+: sent (\d+) replied (\d+) lost 0 duplicated 0 failed 0", said)
            assert found, said
            assert (code, found[1]) == (0, found[2])
            posts += int(found[1])
        assert self.total(cpu) == posts
        return posts
