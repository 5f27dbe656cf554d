"""What a good topology means: inheritance, instances, substitution, anchors, paths, names."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest

from guardian_emu.errors import UsageError
from guardian_emu.topology import (
    Abi,
    Access,
    BadTopology,
    DefineClass,
    Exclusion,
    Fabric,
    Profile,
    ProgramKind,
    Topology,
    User,
    load,
    load_text,
)


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """The path of a topology file beside which the sources lie."""
    for name in ("server.c", "more.c", "server.py", "tool"):
        (tmp_path / name).write_text("")
    (tmp_path / "tool").chmod(0o755)
    return tmp_path / "lab.guardian.yaml"


def read(lab: Path, text: str, **environment: str) -> Topology:
    return load_text(text, lab, environment)


@pytest.mark.requires("NM-01", "NM-04")
def test_the_smallest_topology_is_a_node_of_two_cpus(lab: Path) -> None:
    topology = read(lab, "nodes:\n  \\alpha:\n")
    node = topology.node()
    assert (topology.name, node.name, node.number, node.cpus) == ("lab", "\\ALPHA", 1, 2)
    assert (node.fabric, node.profile, node.ttl_ms) == (Fabric.NETWORKS, Profile(alive_ms=400, check_ms=800), 0)
    assert list(node.cpu_numbers) == [0, 1]
    assert node.processes == ()


@pytest.mark.requires("NM-01")
@pytest.mark.parametrize("cpus", [1, 16])
def test_a_node_has_one_to_sixteen_cpus(lab: Path, cpus: int) -> None:
    assert read(lab, f"nodes: {{\\A: {{cpus: {cpus}}}}}").node().cpus == cpus


def test_a_node_inherits_from_defaults_what_it_does_not_say(lab: Path) -> None:
    text = """
defaults: {cpus: 4, fabric: socket, profile: nonstop, ttl: 90s}
nodes:
  \\A:
  \\B: {cpus: 3, fabric: networks, profile: {alive-interval: 50ms}, ttl: 1.5s}
"""
    a, b = read(lab, text).nodes
    assert (a.cpus, a.fabric, a.profile.check_ms, a.ttl_ms, a.ttl_s) == (4, Fabric.SOCKET, 2400, 90_000, 90)
    assert (b.cpus, b.fabric, b.ttl_ms, b.ttl_s) == (3, Fabric.NETWORKS, 1500, 2)
    assert b.profile == Profile(alive_ms=50, check_ms=100)


def test_the_priority_nearest_to_the_process_wins(lab: Path) -> None:
    text = """
defaults: {priority: 10}
programs: {P: {source: server.c}}
nodes:
  \\A: {processes: {$A: {program: P}}}
  \\B: {priority: 20, processes: {$A: {program: P}, $B: {program: p, priority: 30}}}
"""
    a, b = read(lab, text).nodes
    assert [p.priority for p in a.processes + b.processes] == [10, 20, 30]
    plain = read(lab, text.replace("defaults: {priority: 10}", "")).nodes[0]
    assert plain.processes[0].priority is None


def test_a_process_gets_what_belongs_to_its_start(lab: Path) -> None:
    text = """
defaults: {home-terminal: $TERM, default-volume: $DATA.WORK}
programs: {P: {source: server.c}}
nodes:
  \\A:
    users: {super.oper: "255,1", ADMIN.BILL: "6,14"}
    user: ADMIN.BILL
    processes:
      $PLAIN: {program: P}
      $RICH:
        program: P
        user: 8,44
        home-terminal: $ZT1.#A
        default-volume: $DATA2.MINE
        in: $DATA.SUB.INPUT
        out: =OUT
        params: {debug: on, LEVEL: 3, EMPTY: ""}
        assigns:
          journal: {file: sub.file, unit: MAIN, code: 101, exclusion: protected, access: read, record-size: 80}
          F:  {primary-extent: 4, secondary-extent: 8, block-size: 4096}
        defines:
          =IN: {file: $data.sub.input}
          =PATH: {class: search, subvols: [$A.ONE, $A.TWO]}
"""
    node = read(lab, text).node()
    plain, rich = node.processes
    assert node.users == (User(name="SUPER.OPER", number=65281), User(name="ADMIN.BILL", number=6 * 256 + 14))
    assert (plain.user, plain.home_terminal, plain.default_volume) == (6 * 256 + 14, "$TERM", "$DATA.WORK")
    assert (plain.infile, plain.outfile, plain.params, plain.assigns, plain.defines) == (None, None, (), (), ())
    assert (rich.user, rich.home_terminal, rich.default_volume) == (8 * 256 + 44, "$ZT1.#A", "$DATA2.MINE")
    assert (rich.infile, rich.outfile) == ("$DATA.SUB.INPUT", "=OUT")
    assert [(param.name, param.value) for param in rich.params] == [("DEBUG", "on"), ("LEVEL", "3"), ("EMPTY", "")]
    journal, other = rich.assigns
    assert (journal.logical, journal.file, journal.unit, journal.code) == ("JOURNAL", "SUB.FILE", "MAIN", 101)
    assert (journal.exclusion, journal.access, journal.record_size) == (Exclusion.PROTECTED, Access.READ, 80)
    assert (other.primary_extent, other.secondary_extent, other.block_size, other.file) == (4, 8, 4096, None)
    assert [(define.name, define.kind, define.values) for define in rich.defines] == [
        ("=IN", DefineClass.MAP, ("$DATA.SUB.INPUT",)),
        ("=PATH", DefineClass.SEARCH, ("$A.ONE", "$A.TWO")),
    ]
    assert read(lab, text).to_json()["nodes"][0]["processes"][1]["assigns"][0]["record-size"] == 80


def test_arguments_may_fill_a_startup_message(lab: Path) -> None:
    text = "programs: {P: {source: server.c}}\nnodes: {\\A: {processes: {$A: {program: P, args: ['a b', %s]}}}}"
    assert len(read(lab, text % ("x" * 523)).node().processes[0].args[1]) == 523
    with pytest.raises(BadTopology, match="530 bytes"):
        read(lab, text % ("x" * 524))


def test_a_program_inherits_its_abi_unless_it_is_python(lab: Path) -> None:
    text = """
defaults: {abi: %s}
programs:
  ONE: {source: server.c, options: [-DTRACE, -O2]}
  TWO: {source: [server.c, more.c], abi: host}
  SNAKE: {source: server.py}
  TOOL: {file: tool}
nodes: {\\A: {}}
"""
    for abi in Abi:
        topology = read(lab, text % abi)
        assert [p.abi for p in topology.programs] == [abi, Abi.HOST, Abi.HOST, abi]
    one, two, snake, tool = topology.programs
    assert [p.kind for p in topology.programs] == [ProgramKind.C, ProgramKind.C, ProgramKind.PYTHON, ProgramKind.OBJECT]
    assert one.options == ("-DTRACE", "-O2")
    assert two.files == (lab.parent / "server.c", lab.parent / "more.c")
    assert (snake.files, tool.files) == ((lab.parent / "server.py",), (lab.parent / "tool",))
    assert read(lab, "programs: {P: {source: server.c}}\nnodes: {\\A: }").program("p").abi is Abi.NONSTOP


def test_paths_are_relative_to_the_file_whatever_the_directory(lab: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (lab.parent / "below").mkdir()
    file = lab.parent / "below" / "x.guardian.yaml"
    file.write_text("programs: {P: {source: ../server.c}}\nnodes: {\\A: }")
    monkeypatch.chdir(lab.parent)
    topology = load("below/x.guardian.yaml")
    assert topology.programs[0].files == (lab.parent / "server.c",)
    assert topology.path == file


@pytest.mark.requires("ZP-07")
def test_the_backup_cpu_is_passed_where_the_arguments_say_so(lab: Path) -> None:
    text = """
programs: {P: {source: server.c}}
nodes: {\\A: {processes: {$A: {program: P, cpu: 1, backup-cpu: 0, args: [<BCKP-CPU>, yes, 0x10, 2500, ""]}}}}
"""
    process = read(lab, text).node().processes[0]
    assert (process.cpu, process.backup_cpu) == (1, 0)
    assert process.args == ("0", "yes", "0x10", "2500", "")


@pytest.mark.requires("PR-04")
def test_instances_get_numbers_and_take_their_cpus_in_turn(lab: Path) -> None:
    text = """
programs: {P: {source: server.c}}
nodes:
  \\A:
    cpus: 4
    processes:
      $ONE: {program: P}
      $REQ: {program: P, count: 3, cpu: [2, 3], args: [$ONE, "id-<NUMBER>"]}
      $ALL: {program: P, count: 10}
"""
    one, *others = read(lab, text).node().processes
    assert (one.name, one.cpu) == ("$ONE", 0)
    assert [(p.name, p.cpu, p.args[1]) for p in others[:3]] == [
        ("$REQ1", 2, "id-1"),
        ("$REQ2", 3, "id-2"),
        ("$REQ3", 2, "id-3"),
    ]
    assert [p.name for p in others[3:]] == [f"$ALL{n:02}" for n in range(1, 11)]
    assert [p.cpu for p in others[3:]] == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1]


def test_nodes_without_a_number_get_the_lowest_free_one(lab: Path) -> None:
    text = "nodes: {\\A: , \\B: {number: 1}, \\C: {number: 0}, \\D: }"
    assert [node.number for node in read(lab, text).nodes] == [2, 1, 0, 3]


def test_a_variable_changes_a_value_and_never_the_structure(lab: Path) -> None:
    text = 'name: ${LAB:-plain}\nnodes: {\\A: {cpus: "${CPUS:-4}"}}\n'
    assert read(lab, text).node().cpus == 4
    assert read(lab, text, CPUS="8", LAB="mine").node().cpus == 8
    assert read(lab, text, CPUS="8", LAB="mine").name == "mine"
    with pytest.raises(BadTopology, match="no whole decimal number"):
        read(lab, text, CPUS="8}, \\B: {")


def test_anchors_and_merge_keys_are_understood(lab: Path) -> None:
    text = """
programs: {P: {source: server.c}}
nodes:
  \\A: &node
    cpus: 4
    fabric: socket
    processes: &both {$A: {program: P, cpu: 3}}
  \\B: {<<: *node, cpus: 5}
  \\C: {<<: [{cpus: 6}, *node], processes: *both}
"""
    a, b, c = read(lab, text).nodes
    assert [node.cpus for node in (a, b, c)] == [4, 5, 6]
    assert {node.fabric for node in (a, b, c)} == {Fabric.SOCKET}
    assert a.processes == b.processes == c.processes


def test_a_byte_order_mark_is_no_part_of_the_text(lab: Path) -> None:
    lab.write_bytes(b"\xef\xbb\xbfnodes:\n  \\A:\n")
    assert load(lab).node().name == "\\A"


def test_a_file_whose_name_is_no_topology_name_must_name_itself(lab: Path) -> None:
    file = lab.with_name("1 lab.guardian.yaml")
    file.write_text("nodes: {\\A: }\n")
    with pytest.raises(BadTopology, match="add a line name:"):
        load(file)
    file.write_text("name: lab\nnodes: {\\A: }\n")
    assert load(file).name == "lab"


def test_the_model_becomes_json_with_kebab_case_keys(lab: Path) -> None:
    text = "programs: {P: {source: server.c}}\nnodes: {\\A: {processes: {$A: {program: P, backup-cpu: 1}}}}"
    found = json.loads(json.dumps(read(lab, text).to_json()))
    assert found["name"] == "lab"
    assert found["programs"][0]["files"] == [str(lab.parent / "server.c")]
    assert found["nodes"][0]["profile"] == {"alive-ms": 400, "check-ms": 800}
    assert found["nodes"][0]["fabric"] == "networks"
    assert found["nodes"][0]["processes"][0]["backup-cpu"] == 1


def test_a_topology_cannot_be_changed(lab: Path) -> None:
    topology = read(lab, "nodes: {\\A: }")
    with pytest.raises(dataclasses.FrozenInstanceError):
        topology.name = "other"  # type: ignore[misc]


def test_nodes_and_programs_are_found_by_name(lab: Path) -> None:
    topology = read(lab, "programs: {P: {source: server.c}}\nnodes: {\\A: , \\B: }")
    assert topology.node("b").name == topology.node("\\B").name == "\\B"
    assert topology.program("p").name == "P"
    with pytest.raises(UsageError, match="name one of them"):
        topology.node()
    with pytest.raises(UsageError, match=r"its nodes are \\A, \\B"):
        topology.node("C")
    with pytest.raises(UsageError, match="its programs are P"):
        topology.program("Q")


def test_importing_the_topology_does_not_import_yaml_or_what_is_ours() -> None:
    code = "import sys, guardian_emu.topology; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    ours = {name for name in loaded if name.startswith("guardian_emu")}
    assert "yaml" not in loaded
    assert all(
        name in ("guardian_emu", "guardian_emu.errors") or name.startswith("guardian_emu.topology") for name in ours
    )


@pytest.mark.requires("ZP-05")
def test_a_process_is_started_by_up_alone_unless_its_start_mode_says_otherwise(lab: Path) -> None:
    text = (
        "programs: {S: {source: server.c}}\n"
        "nodes: {\\A: {processes: {$A: {program: S}, $B: {program: S, start-mode: kernel}}}}\n"
    )
    assert [process.start_mode.value for process in read(lab, text).node().processes] == ["manual", "kernel"]


@pytest.mark.requires("ZP-05")
def test_an_unknown_start_mode_is_refused_with_the_nearest(lab: Path) -> None:
    text = "programs: {S: {source: server.c}}\nnodes: {\\A: {processes: {$A: {program: S, start-mode: kernal}}}}\n"
    with pytest.raises(BadTopology, match="write kernel"):
        read(lab, text)


@pytest.mark.requires("ZP-07")
def test_the_arguments_of_a_start_in_the_backup_cpu_name_the_primarys(lab: Path) -> None:
    text = (
        "programs: {S: {source: server.c}}\n"
        "nodes: {\\A: {processes: {$A: {program: S, cpu: 0, backup-cpu: 1, args: [to, <BCKP-CPU>]}}}}\n"
    )
    [process] = read(lab, text).node().processes
    assert (process.args, process.backup_args) == (("to", "1"), ("to", "0"))
