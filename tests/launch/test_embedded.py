"""What only process trees have: namespaces, whole trees, directories, ordinary users."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from launch.standin import Make, asked_of, cpu, killed_in_the_middle_of_up, plan, standin_code

from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch import estate, owner, trees
from guardian_emu.launch.launcher import CpuState, Silent

NOBODY = 65534


def process_of(estate_root: Path, session: str, number: int) -> trees.Process:
    process = trees.load(estate_root / session / "ALPHA" / "pid" / str(number))
    assert process is not None
    return process


def test_a_cpu_dies_with_everything_in_it(embedded: Make, estate_root: Path) -> None:
    launcher = embedded()
    launcher.up(Silent())
    with launcher.attach(cpu(0)) as channel:
        channel.request("spawn")
    root = process_of(estate_root, launcher.session, 0)
    (child,) = trees._descendants(root.pid)
    process = trees.Process(child, owner.start_of(child) or "")
    assert process.alive
    launcher.halt(cpu(0))
    assert not process.alive
    assert not root.alive


def test_freezing_stops_the_whole_tree(embedded: Make, estate_root: Path) -> None:
    launcher = embedded()
    launcher.up(Silent())
    with launcher.attach(cpu(0)) as channel:
        channel.request("spawn")
    root = process_of(estate_root, launcher.session, 0)
    (child,) = trees._descendants(root.pid)
    process = trees.Process(child, owner.start_of(child) or "")
    launcher.freeze(cpu(0))
    assert root.stopped
    assert process.stopped
    launcher.thaw(cpu(0))
    assert not root.stopped
    assert not process.stopped


def test_what_was_stopped_before_a_freeze_stays_so_after_the_thaw(embedded: Make, estate_root: Path) -> None:
    launcher = embedded()
    launcher.up(Silent())
    with launcher.attach(cpu(0)) as channel:
        channel.request("spawn")
        channel.request("spawn")
    root = process_of(estate_root, launcher.session, 0)
    suspended, other = (
        trees.Process(child, owner.start_of(child) or "") for child in trees._descendants(root.pid)
    )  # a kernel suspends processes; this one cannot
    os.kill(suspended.pid, signal.SIGSTOP)
    launcher.freeze(cpu(0))
    launcher.freeze(cpu(0))
    assert root.stopped and suspended.stopped and other.stopped
    launcher.thaw(cpu(0))
    assert [process.stopped for process in (root, suspended, other)] == [False, True, False]
    os.kill(suspended.pid, signal.SIGCONT)
    launcher.freeze(cpu(0))
    launcher.thaw(cpu(0))
    assert not suspended.stopped


def test_the_kernel_is_the_first_process_of_its_namespace(embedded: Make, estate_root: Path) -> None:
    launcher = embedded()
    launcher.up(Silent())
    root = process_of(estate_root, launcher.session, 1)
    (line,) = [line for line in Path(f"/proc/{root.pid}/status").read_text().splitlines() if line.startswith("NSpid")]
    namespaces = line.split()[1:]
    if len(namespaces) == 1:
        pytest.skip("this system allows no PID namespaces")
    assert namespaces[-1] == "1"


def test_kernels_get_nothing_of_the_callers_environment(
    embedded: Make, estate_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_SECRET_OF_THE_CALLER", "1")
    launcher = embedded()
    launcher.up(Silent())
    root = process_of(estate_root, launcher.session, 0)
    assert b"A_SECRET_OF_THE_CALLER" not in Path(f"/proc/{root.pid}/environ").read_bytes()


def test_a_session_directory_is_for_its_user_only(embedded: Make, estate_root: Path) -> None:
    launcher = embedded()
    launcher.up(Silent())
    assert estate_root.stat().st_mode & 0o777 == 0o700
    assert (estate_root / launcher.session / "session.json").stat().st_mode & 0o777 == 0o600


def test_a_state_directory_that_others_can_write_to_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "state"
    place.mkdir()
    place.chmod(0o777)
    monkeypatch.setenv(estate.VARIABLE, str(place))
    with pytest.raises(EnvironmentProblem, match="cannot be trusted"):
        estate.root()


def test_a_state_directory_too_deep_for_sockets_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(estate.VARIABLE, str(tmp_path / ("deep" * 30)))
    with pytest.raises(EnvironmentProblem, match="path is too long"):
        estate.found(plan(), tmp_path)


@pytest.mark.requires("XY-08")
def test_without_networks_the_kernel_cuts_a_fabric(embedded: Make) -> None:
    launcher = embedded()
    launcher.up(Silent())
    launcher.cut(cpu(0), "X")
    launcher.join(cpu(0), "X")
    whole = {"fabric": "X", "peer": None, "direction": "both"}
    assert asked_of(launcher, 0) == [{"op": "cut", **whole}, {"op": "join", **whole}]
    assert asked_of(launcher, 1) == []


def worked(process: trees.Process) -> int:
    """Clock ticks that a process has computed."""
    fields = owner.stat_of(process.pid)
    assert fields
    return int(fields[11]) + int(fields[12])


def test_a_slow_cpu_computes_less_and_is_no_frozen_one(embedded: Make, estate_root: Path) -> None:
    launcher = embedded()
    launcher.up(Silent())
    [pid_file] = estate_root.glob("*/ALPHA/pid/1")
    kernel = trees.load(pid_file)
    assert kernel
    assert "stopped" in launcher.throttle(cpu(1), 10)
    [file] = estate_root.glob("*/ALPHA/pid/throttle-1")
    beside = trees.load(file)
    assert beside and beside.alive
    while not kernel.stopped:
        pass
    assert launcher.states()[cpu(1)] is CpuState.RUNNING
    with launcher.attach(cpu(1)) as channel:
        assert channel.request("hello")["cpu"] == 1
    launcher.throttle(cpu(1), 100)
    assert not beside.alive and not file.exists() and not kernel.stopped


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_cpu_whose_brake_was_killed_can_be_let_go(embedded: Make, estate_root: Path, how: signal.Signals) -> None:
    launcher = embedded()
    launcher.up(Silent())
    launcher.throttle(cpu(1), 1)
    [pid_file] = estate_root.glob("*/ALPHA/pid/1")
    [file] = estate_root.glob("*/ALPHA/pid/throttle-1")
    kernel, beside = trees.load(pid_file), trees.load(file)
    assert kernel and beside
    while not kernel.stopped:
        pass
    os.kill(beside.pid, how)
    while beside.alive:
        pass
    launcher.throttle(cpu(1), 100)
    assert not kernel.stopped and launcher.states()[cpu(1)] is CpuState.RUNNING


@pytest.mark.parametrize("ending", ["halt", "freeze", "remove"])
def test_the_brake_of_a_cpu_ends_with_it(embedded: Make, estate_root: Path, ending: str) -> None:
    launcher = embedded()
    launcher.up(Silent())
    launcher.throttle(cpu(1), 50)
    [file] = estate_root.glob("*/ALPHA/pid/throttle-1")
    beside = trees.load(file)
    assert beside and beside.alive
    {"halt": lambda: launcher.halt(cpu(1)), "freeze": lambda: launcher.freeze(cpu(1)),
     "remove": lambda: launcher.remove(Silent())}[ending]()  # fmt: skip
    assert not beside.alive
    if ending == "freeze":
        assert launcher.states()[cpu(1)] is CpuState.FROZEN


def test_a_cpu_that_does_not_run_cannot_be_slowed_down(embedded: Make) -> None:
    launcher = embedded()
    launcher.up(Silent())
    launcher.freeze(cpu(0))
    with pytest.raises(EnvironmentProblem, match="frozen"):
        launcher.throttle(cpu(0), 50)
    launcher.halt(cpu(1))
    with pytest.raises(EnvironmentProblem, match="halted"):
        launcher.throttle(cpu(1), 50)
    launcher.throttle(cpu(1), 100)


def test_a_killed_up_leaves_a_leftover_and_the_sweep_takes_only_that(
    embedded: Make, estate_root: Path, tmp_path: Path
) -> None:
    alive = embedded()
    alive.up(Silent())
    dead = killed_in_the_middle_of_up("embedded", str(tmp_path / "code"))
    processes = [process_of(estate_root, dead, number) for number in range(3)]
    removed = estate.sweep(Silent(), everything=False)
    assert f"directory {estate_root / dead}" in removed
    assert not any(process.alive for process in processes)
    assert [path.name for path in estate_root.iterdir()] == [alive.session]
    assert set(alive.states().values()) == {CpuState.RUNNING}


def test_a_leashed_session_is_swept_with_its_owner(embedded: Make, estate_root: Path) -> None:
    kept, leashed = embedded(), embedded(plan(leashed=True))
    for launcher in (kept, leashed):
        launcher.up(Silent())
        file = estate_root / launcher.session / "session.json"
        file.write_text(file.read_text().replace(owner.current().start, f"{owner.current().start}0"))
    estate.sweep(Silent(), everything=False)
    assert [path.name for path in estate_root.iterdir()] == [kept.session]


def test_a_session_whose_time_is_over_is_swept(embedded: Make, estate_root: Path) -> None:
    launcher = embedded(plan(expires=1.0))
    launcher.up(Silent())
    estate.sweep(Silent(), everything=False)
    assert list(estate_root.iterdir()) == []


def test_an_ordinary_user_can_do_it_all(tmp_path_factory: pytest.TempPathFactory) -> None:
    interpreter = shutil.which("python3.11", path="/usr/bin") or shutil.which("python3", path="/usr/bin")
    if os.getuid() != 0 or interpreter is None:
        pytest.skip("needs root, to become somebody else, and an interpreter that others may run")
    script = (
        "import json, os, sys\n"
        "from guardian_emu.launch import embedded, plan\n"
        "from guardian_emu.launch.launcher import CpuAddress, Silent\n"
        "launcher = embedded.EmbeddedLauncher(plan.from_json(json.loads(sys.argv[1]), '00' * 32), 30)\n"
        "launcher.up(Silent())\n"
        "with launcher.attach(CpuAddress('\\\\ALPHA', 1)) as channel:\n"
        "    assert channel.request('hello')['cpu'] == 1\n"
        "launcher.halt(CpuAddress('\\\\ALPHA', 1))\n"
        "launcher.start(CpuAddress('\\\\ALPHA', 1), Silent())\n"
        "launcher.remove(Silent())\n"
        "print(os.getuid())\n"
    )
    place = Path(f"/tmp/ge-nobody-{os.getpid()}")
    state = f"/tmp/ge-nobody-state-{os.getpid()}"
    code = standin_code(place)
    for name in ("launch", "kernel/__main__.py"):
        link = code / "guardian_emu" / name
        source = link.resolve()
        link.unlink()
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, link)
    shutil.copyfile(Path(estate.__file__).parents[1] / "errors.py", code / "guardian_emu" / "errors.py")
    try:
        done = subprocess.run(
            [interpreter, "-c", script, json.dumps(plan().to_json())],
            user=NOBODY, group=NOBODY, extra_groups=[], cwd="/", capture_output=True, text=True, timeout=60,
            env={"PYTHONPATH": str(code), "PATH": "/usr/bin:/bin", estate.VARIABLE: state},
        )  # fmt: skip
        assert (done.stdout, done.stderr) == (f"{NOBODY}\n", "")
    finally:
        shutil.rmtree(place)
        shutil.rmtree(state, ignore_errors=True)
