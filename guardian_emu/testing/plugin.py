"""Fixtures, options and hooks for pytest.

Loaded in every pytest run of an environment in which guardian-emu is installed, so whatever is not needed to say what
there is gets imported when a fixture is used.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import pytest

from guardian_emu.errors import GuardianEmuError, UsageError

if TYPE_CHECKING:
    from guardian_emu.testing.node import GuardianNode
    from guardian_emu.testing.pool import Pool

RUNTIMES = ("docker", "embedded")
TEST, WORKER = "test", "worker"
SCOPES = (TEST, WORKER)
FAILURE, ALWAYS = "failure", "always"
NAME_LENGTH = 120
PACKAGE = Path(__file__).parents[1]
OWN, SHARED = "node", "shared-node"
MARKER = (
    "guardian(topology=None, *, scope='test'): the topology file of guardian_node, beside the test or in the root "
    "directory; scope='worker' shares the node with the worker's other tests"
)

_topology = pytest.StashKey[Path | None]()
_nodes = pytest.StashKey[dict[str, "GuardianNode"]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options and settings."""
    group = parser.getgroup("guardian", "NonStop Guardian nodes (guardian-emu)")
    group.addoption("--guardian-runtime", choices=RUNTIMES, help="where CPUs run; else Docker when its engine answers")
    group.addoption("--guardian-topology", metavar="FILE", help="topology of tests whose marker names none")
    group.addoption(
        "--guardian-artifacts",
        metavar="DIR",
        default="guardian-artifacts",
        help="where logs, flight recorders, events and status of nodes are kept (default: %(default)s)",
    )
    group.addoption(
        "--guardian-artifacts-when",
        choices=(FAILURE, ALWAYS),
        default=FAILURE,
        help="keep them when a test has failed, or always (default: %(default)s)",
    )
    parser.addini("guardian_topology", "topology of tests whose marker names none, from the root directory")
    parser.addini("guardian_runtime", "where CPUs run: docker or embedded")


def pytest_configure(config: pytest.Config) -> None:
    """Raises UsageError for a setting that cannot be meant."""
    config.addinivalue_line("markers", MARKER)
    runtime = config.getini("guardian_runtime")
    if runtime and runtime not in RUNTIMES:
        raise pytest.UsageError(f"guardian_runtime: there is no runtime {runtime!r}; write {' or '.join(RUNTIMES)}")
    config.stash[_topology] = _default_topology(config)


@pytest.fixture
def guardian_node(request: pytest.FixtureRequest) -> Iterator[GuardianNode]:
    """A Guardian node that is up: of this test alone, and removed after it, whatever the test did to it."""
    name, scope = _marked(request.node)
    if scope == WORKER:
        yield request.getfixturevalue("guardian_shared_node")
        return
    path = _topology_of(request, name)
    with _told():
        node = _pool(request).fresh(path)
    try:
        yield _kept(request.node, OWN, node)
    finally:
        node.close()


@pytest.fixture
def guardian_shared_node(request: pytest.FixtureRequest) -> Iterator[GuardianNode]:
    """A node that the worker's tests with the same topology share, healed after each that broke something."""
    path = _topology_of(request, _marked(request.node)[0])
    pool = _pool(request)
    with _told():
        node = pool.shared(path)
    try:
        yield _kept(request.node, SHARED, node)
    finally:
        if why := pool.give_back(path):
            request.node.add_report_section("teardown", "guardian", f"the shared node is removed: {why}")


@pytest.fixture(scope="session")
def _guardian_pool(pytestconfig: pytest.Config) -> Iterator[Pool]:
    """The nodes of this process."""
    from guardian_emu.launch import launcher as launch
    from guardian_emu.testing.pool import Pool

    worker = _worker(pytestconfig)
    with _told():
        pool = Pool(
            pytestconfig.getoption("guardian_runtime") or pytestconfig.getini("guardian_runtime") or None, worker
        )
        if worker in ("main", "gw0"):
            launch.sweep(launch.Silent())  # what a pytest that was killed has left
    try:
        yield pool
    finally:
        pool.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keeps what a test's nodes can tell, while they are still there."""
    if call.excinfo and isinstance(call.excinfo.value, GuardianEmuError):
        _point_at_the_test(call.excinfo)
    report = yield
    nodes = item.stash.get(_nodes, {})
    is_always = item.config.getoption("guardian_artifacts_when") == ALWAYS
    if nodes and (report.failed or (is_always and report.when == "call")):
        report.sections.append(("guardian", _keep(item, nodes)))
    return report


def _point_at_the_test(raised: pytest.ExceptionInfo[BaseException]) -> None:
    """An expected error is shown where the test has called; the way through guardian-emu says nothing to its author."""
    caller: TracebackType | None = raised.tb
    while caller is not None and caller.tb_next is not None:
        if Path(caller.tb_next.tb_frame.f_code.co_filename).is_relative_to(PACKAGE):
            caller.tb_next = None
        caller = caller.tb_next


def _keep(item: pytest.Item, nodes: dict[str, GuardianNode]) -> str:
    """Write the artefacts; where they are, or why they are not."""
    from guardian_emu.testing import artefacts

    parent = item.config.invocation_params.dir / item.config.getoption("guardian_artifacts")
    directory = parent / re.sub(r"[^\w.-]+", "-", item.nodeid).strip("-")[:NAME_LENGTH]
    try:
        for name, node in nodes.items():
            artefacts.save(node, directory / name)
    except OSError as problem:
        return f"what the nodes could tell cannot be kept: {problem}"
    runtimes = ", ".join(f"{name} on {node.runtime}" for name, node in nodes.items())
    return f"logs, flight recorders, events and status ({runtimes}) are in {directory}"


def _kept(item: pytest.Item, name: str, node: GuardianNode) -> GuardianNode:
    """The node, which is asked should the test fail."""
    item.stash.setdefault(_nodes, {})[name] = node
    return node


def _pool(request: pytest.FixtureRequest) -> Pool:
    pool: Pool = request.getfixturevalue("_guardian_pool")
    return pool


def _topology_of(request: pytest.FixtureRequest, name: str | None) -> Path:
    """The file for a test: its marker's, else the option's or setting's, else the only one beside it."""
    from guardian_emu.topology.errors import NoTopology
    from guardian_emu.topology.finding import find

    beside = request.path.parent
    with _told():
        if name is not None:
            try:
                return find(name, beside).resolve()
            except NoTopology:
                return find(name, request.config.rootpath).resolve()
        if default := request.config.stash[_topology]:
            return default
        try:
            return find(None, beside).resolve()
        except NoTopology as problem:
            step = '@pytest.mark.guardian("FILE"), --guardian-topology FILE, or guardian_topology in the settings'
            raise UsageError(problem.what, problem.value, problem.cause, step) from None


def _default_topology(config: pytest.Config) -> Path | None:
    """What the option or the setting names. Raises pytest.UsageError when it is not there."""
    option, setting = config.getoption("guardian_topology"), config.getini("guardian_topology")
    if not (option or setting):
        return None
    from guardian_emu.topology.finding import find

    try:
        return find(option or setting, config.invocation_params.dir if option else config.rootpath).resolve()
    except GuardianEmuError as problem:
        raise pytest.UsageError(f"{'--guardian-topology' if option else 'guardian_topology'}: {problem}") from None


def _marked(item: pytest.Item) -> tuple[str | None, str]:
    """The topology and the scope that the test's markers name; the nearest counts. Fails for what they cannot mean."""
    names: list[str] = []
    scopes: list[str] = []
    for marker in item.iter_markers("guardian"):
        unknown = sorted(set(marker.kwargs) - {"scope"})
        if unknown or len(marker.args) > 1:
            what = f"unknown argument {unknown[0]!r}" if unknown else f"{len(marker.args)} topologies"
            pytest.fail(f"pytest.mark.guardian: {what}\n  next step: write {MARKER.partition(':')[0]}", pytrace=False)
        names += map(str, marker.args)
        scopes += map(str, marker.kwargs.values())
    if scopes and scopes[0] not in SCOPES:
        step = f"write {' or '.join(SCOPES)}"
        pytest.fail(f"pytest.mark.guardian: unknown scope\n  value: {scopes[0]}\n  next step: {step}", pytrace=False)
    return names[0] if names else None, scopes[0] if scopes else TEST


@contextmanager
def _told() -> Iterator[None]:
    """An expected error in setting up fails the test with its text alone."""
    try:
        yield
    except GuardianEmuError as problem:
        pytest.fail(str(problem), pytrace=False)


def _worker(config: pytest.Config) -> str:
    """Name of this process among those that share the work."""
    return str(getattr(config, "workerinput", {}).get("workerid", "main"))
