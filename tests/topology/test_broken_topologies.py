"""Broken topology files: each is refused with its place, its value and the next step, and nothing else is raised."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from guardian_emu.errors import TopologyError
from guardian_emu.topology import BadTopology, load


class Broken(NamedTuple):
    """A broken file: what it holds, the line to blame, words that the message must have, the value it must show."""

    sentence: str
    text: str
    line: int
    words: str
    value: str


N = "nodes:\n  \\ALPHA:\n"
E = "nodes: {\\ALPHA: {cpus: 2}, \\BETA: {users: {PAY.ANN: '8,44'}}}\nexpand:\n  lines:\n"
L = "    - {between: [\\ALPHA.0, \\BETA.1]}\n"
P = "programs:\n  LEDGER: {source: server.c}\n" + N + "    processes:\n"

TABLE = [
    Broken("empty file", "", 1, "the file is empty", "(empty)"),
    Broken("only comments", "# soon\n", 1, "the file is empty", "# soon"),
    Broken("only dashes", "---\n", 2, "the file is empty", "(empty)"),
    Broken("a list at the top", "- nodes\n", 1, "a topology is a mapping", "a list of 1"),
    Broken("a word at the top", "nodes\n", 1, "a topology is a mapping", "nodes"),
    Broken("a second document", N + "---\nname: b\n", 3, "more than one document", "---"),
    Broken("indented with a tab", "nodes:\n\t\\ALPHA:\n", 2, "replace the tab by spaces", "\\ALPHA:"),
    Broken("a bracket left open", N + "    cpus: [1\n    number: 2\n", 4, "close the list", "number: 2"),
    Broken("substitution in braces", "nodes:\n  \\A: {cpus: ${C:-4}}\n", 2, 'quote "${...}"', "${C:-4}"),
    Broken("a missing colon", "name pair\nnodes: {}\n", 1, "or a missing colon", "name pair nodes"),
    Broken("a quote left open", 'name: "pair\nnodes: {}\n', 3, "close the quote", "(empty)"),
    Broken("node name in double quotes", 'nodes:\n  "\\WEST": {}\n', 2, "without quotes", "WEST"),
    Broken("node name that is an escape", 'nodes:\n  "\\beta": {}\n', 2, "control character", "\\x08eta"),
    Broken("wrong indentation", N + "    cpus: 2\n   number: 1\n", 4, "indent as", "number: 1"),
    Broken("a duplicate key", N + "    cpus: 2\n    cpus: 3\n", 4, "it stands in line 3 already", "cpus"),
    Broken("a duplicate top key", N + "name: a\nname: b\n", 4, "second time", "name"),
    Broken(
        "a node twice in other letters", N + "  \\alpha:\n", 3, "\\ALPHA stands here for the second time", "\\alpha"
    ),
    Broken("an unknown anchor", "nodes: *gone\n", 1, "there is no anchor gone", "*gone"),
    Broken("an anchor in itself", "nodes: &a {b: *a}\n", 1, "contains itself", "*a"),
    Broken("a YAML tag", "nodes: !!python/object:os.system {}\n", 1, "tags have no meaning", "python/object:os.system"),
    Broken("merge of a word", N + "    <<: four\n", 3, "<< needs a mapping", "four"),
    Broken("a key that is a list", "[a, b]: c\n" + N, 1, "a key must be a word", "a list of 2"),
    Broken("no nodes", "name: pair\n", 1, "needs the key nodes", "(nothing)"),
    Broken("nodes without a node", "nodes: {}\n", 1, "this mapping is empty", "a mapping of 0 keys"),
    Broken("nodes left empty", "nodes:\n", 1, "a mapping of names belongs here", "(nothing)"),
    Broken("an unknown top key", "node:\n  \\ALPHA:\n", 1, "write nodes", "node"),
    Broken("a misspelt key", N + "    cpu: 4\n", 3, "cpu is a key of a process", "cpu"),
    Broken("an underscore", P + "      $LEDG: {program: LEDGER, backup_cpu: 1}\n", 6, "write backup-cpu", "backup_cpu"),
    Broken("a key of another section", "cpus: 4\n" + N, 1, "move it to a node", "cpus"),
    Broken("a key like no other", N + "    zzz: 1\n", 3, "remove zzz", "zzz"),
    Broken("topology name with capitals", "name: My Lab\n" + N, 1, "write name: my-lab", "My Lab"),
    Broken("node without backslash", "nodes:\n  ALPHA:\n", 2, "write \\ALPHA", "ALPHA"),
    Broken("node name too long", "nodes:\n  \\ALPHABET:\n", 2, "1 to 7 letters or digits", "\\ALPHABET"),
    Broken("node name with a digit first", "nodes:\n  \\1ALPHA:\n", 2, "no node name", "\\1ALPHA"),
    Broken("node name in foreign letters", "nodes:\n  \\ÄLPHA:\n", 2, "no node name", "\\ÄLPHA"),
    Broken("no CPUs", N + "    cpus: 0\n", 3, "0 is not from 1 to 16", "0"),
    Broken("17 CPUs", N + "    cpus: 17\n", 3, "a node has 1 to 16 CPUs", "17"),
    Broken("CPUs in words", N + "    cpus: four\n", 3, "no whole decimal number", "four"),
    Broken("half a CPU", N + "    cpus: 2.5\n", 3, "no whole decimal number", "2.5"),
    Broken("an octal CPU", N + "    cpus: 010\n", 3, "no whole decimal number", "010"),
    Broken("CPUs in quotes", N + "    cpus: '4'\n", 3, "remove the quotes", "4"),
    Broken("CPUs as a list", N + "    cpus: [0, 1]\n", 3, "without brackets", "a list of 2"),
    Broken("CPUs left empty", N + "    cpus:\n", 3, "the value is missing", "(nothing)"),
    Broken("node number too large", N + "    number: 255\n", 3, "node numbers are 0 to 254", "255"),
    Broken("one number for two nodes", N + "    number: 7\n  \\B: {number: 7}\n", 4, "\\ALPHA has it already", "7"),
    Broken("unknown fabric", N + "    fabric: network\n", 3, "write networks", "network"),
    Broken("unknown profile", N + "    profile: fsat\n", 3, "write fast", "fsat"),
    Broken("duration without unit", N + "    profile: {alive-interval: 400}\n", 3, "write 400ms or 400s", "400"),
    Broken("duration in days", N + "    ttl: 3d\n", 3, "units are ms, s, m and h", "3d"),
    Broken("duration in words", N + "    ttl: soon\n", 3, "a number and a unit", "soon"),
    Broken("duration too long", N + "    ttl: 9999h\n", 3, "not within 1s to 720h", "9999h"),
    Broken(
        "profile without alive-interval", N + "    profile: {check-interval: 2s}\n", 3, "alive-interval", "(nothing)"
    ),
    Broken(
        "a hasty profile",
        N + "    profile: {alive-interval: 1s, check-interval: 1500ms}\n",
        3,
        "write 2000ms or more",
        "1500ms",
    ),
    Broken("a process without program", P + "      $LEDG: {cpu: 0}\n", 6, "needs the key program", "(nothing)"),
    Broken("an empty process", P + "      $LEDG:\n", 6, "a process is a mapping of keys", "(nothing)"),
    Broken("an unknown program", P + "      $LEDG: {program: LEGDER}\n", 6, "write LEDGER", "LEGDER"),
    Broken("no programs at all", N + "    processes: {$A: {program: B}}\n", 3, "no section programs", "B"),
    Broken("process without dollar", P + "      LEDG: {program: LEDGER}\n", 6, "write $LEDG", "LEDG"),
    Broken("process name too long", P + "      $LEDGER: {program: LEDGER}\n", 6, "write $LEDGE", "$LEDGER"),
    Broken("a reserved process name", P + "      $ZLED: {program: LEDGER}\n", 6, "belong to the system", "$ZLED"),
    Broken("a reserved name in small letters", P + "      $xled: {program: LEDGER}\n", 6, "reserved", "$xled"),
    Broken("a CPU that is not there", P + "      $LEDG: {program: LEDGER, cpu: 2}\n", 6, "\\ALPHA has no CPU 2", "2"),
    Broken("a CPU that cannot be", P + "      $LEDG: {program: LEDGER, cpu: -1}\n", 6, "from 0 to 15", "-1"),
    Broken("a CPU list with a gap", P + "      $LEDG: {program: LEDGER, cpu: [0, 9]}\n", 6, "no CPU 9", "9"),
    Broken("an empty CPU list", P + "      $LEDG: {program: LEDGER, cpu: []}\n", 6, "list is empty", "a list of 0"),
    Broken(
        "backup beside its primary",
        P + "      $LEDG: {program: LEDGER, cpu: 1, backup-cpu: 1}\n",
        6,
        "dies with it",
        "1",
    ),
    Broken("args as one word", P + "      $LEDG: {program: LEDGER, args: a b}\n", 6, "a list belongs here", "a b"),
    Broken("args with a mapping", P + "      $LEDG: {program: LEDGER, args: [{a: b}]}\n", 6, "argument word", "1 keys"),
    Broken(
        "a placeholder without value",
        P + "      $LEDG: {program: LEDGER, args: [<BCKP-CPU>]}\n",
        6,
        "add backup-cpu",
        "<BCKP-CPU>",
    ),
    Broken("priority 200", P + "      $LEDG: {program: LEDGER, priority: 200}\n", 6, "priorities are 1 to 199", "200"),
    Broken("no instances", P + "      $LEDG: {program: LEDGER, count: 0}\n", 6, "1 to 99 instances", "0"),
    Broken("instance names too long", P + "      $LEDGE: {program: LEDGER, count: 9}\n", 6, "shorten $LEDGE", "9"),
    Broken(
        "instances that collide",
        P + "      $R1: {program: LEDGER}\n      $R: {program: LEDGER, count: 2}\n",
        7,
        "$R and $R1 both make a process $R1",
        "$R1",
    ),
    Broken("a program of nothing", "programs:\n  A: {abi: host}\n" + N, 2, "neither source nor file", "(nothing)"),
    Broken(
        "source and file", "programs:\n  A: {source: server.c, file: tool}\n" + N, 2, "both source and file", "tool"
    ),
    Broken("a source that is not there", "programs:\n  A: {source: sever.c}\n" + N, 2, "write server.c", "sever.c"),
    Broken("a source that is a directory", "programs:\n  A: {source: dir.c}\n" + N, 2, "this is no file", "dir.c"),
    Broken("a source of unknown kind", "programs:\n  A: {source: note.txt}\n" + N, 2, "nobody knows how", "note.txt"),
    Broken("sources of two kinds", "programs:\n  A: {source: [server.c, p.py]}\n" + N, 2, "not both", "server.c, p.py"),
    Broken("a file without its mode", "programs:\n  A: {file: note.txt}\n" + N, 2, "chmod +x note.txt", "note.txt"),
    Broken("Python for nonstop", "programs:\n  A: {source: p.py, abi: nonstop}\n" + N, 2, "remove abi", "nonstop"),
    Broken("Python with options", "programs:\n  A: {source: p.py, options: [-O]}\n" + N, 2, "C compiler's", "-O"),
    Broken("an unknown ABI", "programs:\n  A: {source: server.c, abi: hots}\n" + N, 2, "write host", "hots"),
    Broken("an empty path", "programs:\n  A: {source: ''}\n" + N, 2, "the text is empty", "(empty)"),
    Broken("a program name too long", "programs:\n  LEDGER_SERVER: {source: server.c}\n" + N, 2, "LEDGERSE", "LEDGER_"),
    Broken("a variable that is not set", N + "    cpus: ${CPUZ}\n", 3, "export CPUZ", "${CPUZ}"),
    Broken("a substitution left open", N + "    cpus: ${CPUS\n", 3, "malformed", "${CPUS"),
    Broken("a variable that does not fit", N + "    cpus: ${MANY}\n", 3, "1 to 16 CPUs", "99"),
    Broken("a variable with a line break", "name: ${LINES_}\n" + N, 1, "control character", "${LINES_}"),
    Broken("volumes", N + "    volumes: {$DATA: {cpu: 0, backup-cpu: 1}}\n", 3, "does not run disk volumes", "volumes"),
    Broken(
        "a volume without backup", N + "    volumes: {$DATA: {cpu: 0}}\n", 3, "needs the key backup-cpu", "(nothing)"
    ),
    Broken("a volume nowhere", N + "    volumes: {$D: {cpu: 0, backup-cpu: 5}}\n", 3, "\\ALPHA has no CPU 5", "5"),
    Broken("expand without lines", N + "expand: {}\n", 3, "expand needs the key lines", "(nothing)"),
    Broken("no list of lines", N + "expand: {lines: {}}\n", 3, "a list belongs here", "a mapping of 0"),
    Broken("no line in the list", N + "expand: {lines: []}\n", 3, "this list is empty", "a list of 0"),
    Broken("a key of a line", E + "    - {betwen: [\\ALPHA.0, \\BETA.1]}\n", 4, "has no key betwen", "betwen"),
    Broken("a line to itself", E + "    - {between: [\\ALPHA.0, \\ALPHA.1]}\n", 4, "in one node", "\\ALPHA"),
    Broken("a line with one end", E + "    - {between: [\\ALPHA.0]}\n", 4, "a line has two ends", "\\ALPHA.0"),
    Broken("a line to nowhere", E + "    - {between: [\\ALPHA.0, \\BETTA.1]}\n", 4, "no node \\BETTA", "\\BETTA"),
    Broken("a line to no CPU", E + "    - {between: [\\ALPHA.0, \\BETA.7]}\n", 4, "\\BETA has no CPU 7", "7"),
    Broken(
        "an end without CPU", E + "    - {between: [\\ALPHA, \\BETA.1]}\n", 4, "this is no CPU of a node", "\\ALPHA"
    ),
    Broken("two lines of a name", E + L[:-2] + ", name: $L}\n" + L[:-2] + ", name: $l}\n", 5, "two lines have", "$L"),
    Broken("a line's name", E + L[:-2] + ", name: LINE}\n", 4, "this is no line name", "LINE"),
    Broken("a time factor", E + L[:-2] + ", time-factor: 187}\n", 4, "187 is not from 1 to 186", "187"),
    Broken("two weights", E + L[:-2] + ", time-factor: 4, speed: 56000}\n", 4, "both speed and time-factor", "56000"),
    Broken("nine lines of a path", E + L * 9, 12, "too many lines", "9"),
    Broken("an abort timer without unit", E + L + "  abort-timer: 30\n", 5, "this duration has no unit", "30"),
    Broken("a profile of expand", E + L + "  profile: fats\n", 5, "this choice is unknown", "fats"),
    Broken(
        "a remote password of nobody",
        E + L + "  remote-passwords: {\\BETA: {PAY.AN: {\\BETA: x}}}\n",
        5,
        "no user PAY.AN",
        "PAY.AN",
    ),
    Broken(
        "a remote password for nowhere",
        E + L + "  remote-passwords: {\\BETA: {PAY.ANN: {\\GAMMA: x}}}\n",
        5,
        "no node \\GAMMA",
        "\\GAMMA",
    ),
    Broken(
        "a remote password at a node twice",
        E + L + "  remote-passwords: {\\BETA: {}, \\beta: {}}\n",
        5,
        "for the second time",
        "\\beta",
    ),
    Broken("chaos", N + "chaos: {}\n", 3, "does not run chaos", "chaos"),
    Broken("chaos in one word", N + "chaos: monkey\n", 3, "a mapping belongs here", "monkey"),
    Broken("restart", N + "    restart: 3\n", 3, "does not restart processes", "restart"),
    Broken("home terminal without dollar", N + "    home-terminal: TERM\n", 3, "write for instance $ZHOME", "TERM"),
    Broken("a user of no form", N + "    user: boss\n", 3, "GROUP.USER", "boss"),
    Broken("a user number too large", N + "    user: 255,256\n", 3, "each of them 0 to 255", "255,256"),
    Broken(
        "a user that nobody knows",
        N + "    users: {SUPER.OPER: '255,1'}\n    user: SUPER.OPPER\n",
        4,
        "write SUPER.OPER",
        "SUPER.OPPER",
    ),
    Broken("a user without users", P + "      $LEDG: {program: LEDGER, user: A.B}\n", 6, "no section users", "A.B"),
    Broken("defaults of a user unknown", "defaults: {user: A.B}\n" + N, 1, "no user A.B", "A.B"),
    Broken("two users of one number", N + "    users: {A.B: '1,2', A.C: '1,02'}\n", 3, "A.B has it already", "A.C"),
    Broken("one user twice", N + "    users: {A.B: '1,2', a.b: '1,3'}\n", 3, "second time", "a.b"),
    Broken("users without numbers", N + "    users: [A.B]\n", 3, "a mapping of names belongs here", "a list of 1"),
    Broken("a default volume alone", N + "    default-volume: $DATA\n", 3, "$DATA.WORK", "$DATA"),
    Broken("IN without dollar", P + "      $LEDG: {program: LEDGER, in: $A.B.C.D}\n", 6, "no file name", "$A.B.C.D"),
    Broken("OUT of no form", P + "      $LEDG: {program: LEDGER, out: 9}\n", 6, "write for instance $ZHOME", "9"),
    Broken(
        "params as a list", P + "      $LEDG: {program: LEDGER, params: [A]}\n", 6, "mapping of names", "a list of 1"
    ),
    Broken("a PARAM name", P + "      $LEDG: {program: LEDGER, params: {1A: x}}\n", 6, "no PARAM name", "1A"),
    Broken("a PARAM twice", P + "      $LEDG: {program: LEDGER, params: {a: x, A: y}}\n", 6, "second time", "A"),
    Broken("a PARAM of two", P + "      $LEDG: {program: LEDGER, params: {A: [x]}}\n", 6, "without brackets", "a list"),
    Broken(
        "a PARAM too long",
        P + f"      $LEDG: {{program: LEDGER, params: {{A: {'x' * 256}}}}}\n",
        6,
        "at most 255 bytes",
        "256 bytes",
    ),
    Broken(
        "too many PARAMs",
        P + f"      $LEDG: {{program: LEDGER, params: {{{', '.join(f'P{n}: {200 * chr(120)}' for n in range(6))}}}}}\n",
        6,
        "room for 1024",
        "1224 bytes",
    ),
    Broken(
        "args too long", P + f"      $LEDG: {{program: LEDGER, args: [{530 * 'x'}]}}\n", 6, "room for 529", "530 bytes"
    ),
    Broken(
        "an ASSIGN of no form",
        P + "      $LEDG: {program: LEDGER, assigns: {F: $D.S.F}}\n",
        6,
        "its keys are",
        "$D.S.F",
    ),
    Broken(
        "an ASSIGN's exclusion",
        P + "      $LEDG: {program: LEDGER, assigns: {F: {exclusion: share}}}\n",
        6,
        "write shared",
        "share",
    ),
    Broken(
        "an ASSIGN's name", P + "      $LEDG: {program: LEDGER, assigns: {9: {}}}\n", 6, "no logical file name", "9"
    ),
    Broken("an ASSIGN's code", P + "      $LEDG: {program: LEDGER, assigns: {F: {code: -1}}}\n", 6, "16-bit", "-1"),
    Broken("a DEFINE name", P + "      $LEDG: {program: LEDGER, defines: {F: {file: A}}}\n", 6, "write =F", "F"),
    Broken(
        "a DEFINE of the system",
        P + "      $LEDG: {program: LEDGER, defines: {=_X: {file: A}}}\n",
        6,
        "write =X",
        "=_X",
    ),
    Broken(
        "a DEFINE without file", P + "      $LEDG: {program: LEDGER, defines: {=F: {}}}\n", 6, "add file:", "(nothing)"
    ),
    Broken(
        "a search without subvolumes",
        P + "      $LEDG: {program: LEDGER, defines: {=F: {class: search}}}\n",
        6,
        "add subvols:",
        "(nothing)",
    ),
    Broken(
        "a map with subvolumes",
        P + "      $LEDG: {program: LEDGER, defines: {=F: {file: A, subvols: $D.S}}}\n",
        6,
        "remove subvols",
        "subvols",
    ),
    Broken(
        "a DEFINE of another class",
        P + "      $LEDG: {program: LEDGER, defines: {=F: {class: tape}}}\n",
        6,
        "map or search",
        "tape",
    ),
    Broken("nested too deep", "a: " + "[" * 40 + "]" * 40 + "\n", 1, "deeper than 32 levels", "[[["),
    Broken("too many values", "a: [" + "x," * 20_001 + "]\n", 1, "more than 20000 values", "x,x"),
    Broken("an escape out of range", 'a: "\\UFFFFFFFF"\n', 1, "out of range", "UFFFFFFFF"),
    Broken("a character that YAML forbids", N + "    cpus: 2\x01\n", 3, "YAML forbids", "U+0001"),
]

ENVIRONMENT = {"MANY": "99", "LINES_": "a\nb", "CPUS": "4"}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A directory with the files that the table names."""
    for name in ("server.c", "p.py", "q.py", "note.txt", "tool"):
        (tmp_path / name).write_text("")
    (tmp_path / "tool").chmod(0o755)
    (tmp_path / "dir.c").mkdir()
    return tmp_path


@pytest.mark.requires("NM-01", "NM-04", "PR-04")
@pytest.mark.parametrize("broken", TABLE, ids=lambda broken: broken.sentence)
def test_a_broken_topology_is_refused_with_place_value_and_next_step(directory: Path, broken: Broken) -> None:
    file = directory / "lab.guardian.yaml"
    file.write_text(broken.text, encoding="utf-8")

    with pytest.raises(BadTopology) as caught:
        load(file, ENVIRONMENT)

    assert caught.value.exit_code == 2
    blamed = [p for p in caught.value.problems if broken.words in str(p) and broken.value in p.value]
    assert blamed, f"no problem says {broken.words!r} about {broken.value!r}:\n{caught.value}"
    assert blamed[0].place.line == broken.line
    assert all(p.next_step and p.cause and p.value and p.what for p in caught.value.problems)
    assert f"{file}:{broken.line}:" in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_the_table_is_as_large_as_promised() -> None:
    assert len({broken.text for broken in TABLE}) >= 40


def test_a_broken_topology_brings_no_second_hand_problems(directory: Path) -> None:
    file = directory / "lab.guardian.yaml"
    for broken in TABLE:
        file.write_text(broken.text, encoding="utf-8")
        with pytest.raises(BadTopology) as caught:
            load(file, ENVIRONMENT)
        assert len(caught.value.problems) <= 2, f"{broken.sentence}:\n{caught.value}"


def test_all_problems_are_told_together_in_the_order_of_lines(directory: Path) -> None:
    file = directory / "lab.guardian.yaml"
    file.write_text("name: UP\n" + N + "    cpus: 99\n    fabric: x\n    ttl: 5\n")
    with pytest.raises(BadTopology) as caught:
        load(file)
    assert [problem.place.line for problem in caught.value.problems] == [1, 4, 5, 6]
    assert str(caught.value).endswith(f"4 problems in {file}")


def test_many_problems_are_counted_instead_of_printed(directory: Path) -> None:
    file = directory / "lab.guardian.yaml"
    file.write_text(N + "".join(f"    key{n}: 1\n" for n in range(60)))
    with pytest.raises(BadTopology) as caught:
        load(file)
    assert len(caught.value.problems) == 60
    assert "and 10 more" in str(caught.value)


def test_a_bad_topology_survives_pickling_and_becomes_json(directory: Path) -> None:
    import pickle

    file = directory / "lab.guardian.yaml"
    file.write_text(N + "    cpus: 99\n")
    with pytest.raises(BadTopology) as caught:
        load(file)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert str(copy) == str(caught.value)
    problems = caught.value.to_json()["problems"]
    assert isinstance(problems, list)
    assert problems[0]["line"] == 3
    assert problems[0]["value"] == "99"
    assert set(problems[0]) == {"file", "line", "column", "what", "value", "cause", "next-step"}


@pytest.mark.parametrize(
    ("data", "line", "column", "words"),
    [
        (b"name: a\nnodes: {\xff: 1}\n", 2, 9, "not UTF-8"),
        (b"\xff\xfen\x00a\x00", 1, 1, "not UTF-8"),
        (b"#" * (256 * 1024 + 1), 1, 1, "larger than 256 KiB"),
    ],
    ids=["latin 1", "utf-16", "huge"],
)
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, data: bytes, line: int, column: int, words: str) -> None:
    file = tmp_path / "lab.guardian.yaml"
    file.write_bytes(data)
    with pytest.raises(BadTopology, match=words) as caught:
        load(file)
    assert f"{file}:{line}:{column}: " in str(caught.value)


@pytest.mark.parametrize("name", ["", "gone.guardian.yaml", "nul\0.yaml", "x" * 5000, "\udc80\ud800"])
def test_a_path_that_is_no_regular_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(TopologyError, match="next step"):
        load(tmp_path / name)


def test_a_device_is_not_read() -> None:
    with pytest.raises(BadTopology, match="no regular file"):
        load("/dev/zero")


def test_nested_aliases_do_not_explode(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20))
    file = tmp_path / "lab.guardian.yaml"
    file.write_text(bomb)
    with pytest.raises(BadTopology, match="more than 20000 values"):
        load(file)
