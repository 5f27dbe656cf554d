"""What ``run`` and a topology give a process, and the terminal that ``run`` makes: on a node that really runs."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from guardian_emu import cli

TELLS = """\
#include <stdioh> nolist
#include <stdlibh> nolist
#include <stringh> nolist
#include <cextdecs(PROCESS_GETINFO_, DEFINEINFO)> nolist
static void show(const char *what, const char *bytes, int length) { printf("%s <%.*s>\\n", what, length, bytes); }
int main(int argc, char **argv, char **env) {
    startup_msg_type startup;
    assign_msg_type assign;
    char terminal[48], name[25] = "=INPUT                  ", class[17], attribute[17], value[64];
    short length, user, priority, value_length;
    for (int word = 1; word < argc; word++) printf("word <%s>\\n", argv[word]);
    for (; *env; env++) printf("env <%s>\\n", *env);
    get_startup_msg(&startup, &length);
    show("default", startup.defaults.whole, 16);
    show("in", startup.infile.whole, 24);
    show("out", startup.outfile.whole, 24);
    for (short number = 1; get_assign_msg(number, &assign) == 0; number++) {
        show("assign", assign.logical_unit_name.filename, assign.logical_unit_name.filenamelen);
        show("file", assign.filename.whole, 24);
        printf("code %d exclusion %o access %o\\n", assign.file_code, assign.exclusion_spec, assign.access_spec);
    }
    PROCESS_GETINFO_(, , , , &priority, , terminal, sizeof terminal, &length, , , &user);
    show("terminal", terminal, length);
    printf("user %d,%d priority %d\\n", (unsigned short)user >> 8, user & 255, priority);
    if (DEFINEINFO(name, class, attribute, value, sizeof value, &value_length) == 0) show("input", value, value_length);
    return 0;
}
"""
TALKS = """\
#include <stdioh> nolist
#include <stringh> nolist
#include <cextdecs(FILE_OPEN_, WRITEREADX, WRITEX, PROCESS_GETINFO_, SETMODE, FILE_GETINFOBYNAME_)> nolist
int main(void) {
    char line[200], terminal[48];
    short file, length, type[5];
    unsigned short count;
    printf("who? ");
    if (fgets(line, sizeof line, stdin)) printf("printed <%s>\\n", strtok(line, "\\n"));
    PROCESS_GETINFO_(, , , , , , terminal, sizeof terminal, &length);
    if (FILE_GETINFOBYNAME_(terminal, length, type) || type[0] != 6) printf("no terminal\\n");
    FILE_OPEN_(terminal, length, &file);
    SETMODE(file, 20, 0);
    strcpy(line, "more? ");
    while (_status_eq(WRITEREADX(file, line, (unsigned short)strlen(line), sizeof line, &count))) {
        char answer[220];
        int bytes = snprintf(answer, sizeof answer, "asked <%.*s>", count, line);
        WRITEX(file, answer, (unsigned short)bytes);
        strcpy(line, "more? ");
    }
    SETMODE(file, 20, 1);
    printf("no more\\n");
    fprintf(stderr, "on the terminal as well\\n");
    printf("unended");
    return 0;
}
"""
GOES = """\
#include <cextdecs(PROCESS_STOP_)> nolist
#include <stringh> nolist
int main(int argc, char **argv) {
    if (argc == 2) PROCESS_STOP_(, , 0, , , , argv[1], (short)strlen(argv[1]));
    PROCESS_STOP_(, , 1, , 45, , argv[1], (short)strlen(argv[1]));
}
"""
PARTS = """\
#include <cextdecs(PROCESS_GETINFO_)> nolist
#include <stdioh> nolist
int main(void) {
    char terminal[48] = "", answer[40];
    short length;
    PROCESS_GETINFO_(, , , , , , terminal, sizeof terminal - 1, &length);
    FILE *out = fopen(terminal, "w"), *in = fopen(terminal, "r"), *both = fopen(terminal, "r+");
    fputs("one", out);
    fflush(out);
    fputs(" line\\n", out);
    setnbuf(both);
    fprintf(both, "a ");
    fprintf(both, "question? ");
    fgets(answer, sizeof answer, in);
    fprintf(out, "answered %s", answer);
    return fclose(in) + fclose(out) + fclose(both);
}
"""
TOPOLOGY = """\
name: {name}
programs:
  TELLS: {{source: tells.c, abi: host}}
  TALKS: {{source: talks.c, abi: host}}
  GOES: {{source: goes.c, abi: host}}
  PARTS: {{source: parts.c, abi: host}}
nodes:
  \\ALPHA:
    cpus: 2
    users: {{ADMIN.BILL: "6,14"}}
    processes:
      $TELL:
        program: TELLS
        cpu: 1
        args: [<NUMBER>, two words]
        user: ADMIN.BILL
        priority: 77
        home-terminal: $TERM.#A
        default-volume: $DATA.WORK
        in: ""
        out: $ZHOME
        params: {{LEVEL: 3}}
        assigns: {{journal: {{file: log, code: 101, exclusion: exclusive, access: write}}}}
        defines: {{=INPUT: {{file: $DATA.A.B}}}}
"""


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("run")
    for name, text in (("tells", TELLS), ("talks", TALKS), ("goes", GOES), ("parts", PARTS)):
        (path / f"{name}.c").write_text(text)
    text = TOPOLOGY.format(name=f"run-test-{os.getpid()}").replace('        in: ""\n', "        in: $DATA.A.IN\n")
    (path / "lab.guardian.yaml").write_text(text)
    return path


@pytest.fixture(scope="module", autouse=True)
def lab(directory: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(directory)
    try:
        assert cli.main(["up", "--runtime", "embedded"]) == 0
        yield
    finally:
        assert cli.main(["down", "--runtime", "embedded"]) == 0
        os.chdir(before)


def run(*words: str, typed: str | None = None, code: int = 0) -> tuple[str, str]:
    """What the command says, on both streams."""
    command = [sys.executable, "-u", "-m", "guardian_emu.cli", "run", *words]
    given = subprocess.DEVNULL if typed is None else None
    done = subprocess.run(command, stdin=given, input=typed, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout, done.stderr


@pytest.mark.requires("CR-08")
def test_a_topology_gives_its_processes_everything_that_belongs_to_their_start(
    capfd: pytest.CaptureFixture[str],
) -> None:
    capfd.readouterr()
    assert cli.main(["logs", "1", "--json"]) == 0
    records = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [record["text"] for record in records if record["event"] == "output" and record["name"] == "$TELL"] == [
        "word <1>", "word <two words>", "env <LEVEL=3>", "default <$DATA   WORK    >", "in <$DATA   A       IN      >",
        "out <$ZHOME                  >", "assign <JOURNAL>", "file <$DATA   WORK    LOG     >",
        "code 101 exclusion 20 access 4000", "terminal <\\ALPHA.$TERM.#A>", "user 6,14 priority 77",
        "input <\\ALPHA.$DATA.A.B>",
    ]  # fmt: skip


@pytest.mark.requires("CR-08")
def test_run_gives_a_process_what_its_options_say() -> None:
    out, _ = run(
        "--user", "ADMIN.BILL", "--priority", "90", "--in", "$DATA.A.B", "--out", "$ZHOME", "--term", "$ZHOME",
        "--param", "level=ten", "--param", "EMPTY=", "--assign", "list=$S.#LP", "tells", "a b", 'say "hi"', "",
    )  # fmt: skip
    assert out.splitlines() == [
        "word <a b>", 'word <say "hi">', "word <>", "env <LEVEL=ten>", "env <EMPTY=>",
        "default <$SYSTEM NOSUBVOL>", "in <$DATA   A       B       >", "out <$ZHOME                  >",
        "assign <LIST>", "file <$S      #LP             >", "code 0 exclusion 0 access 0",
        "terminal <\\ALPHA.$ZHOME>", "user 6,14 priority 90",
    ]  # fmt: skip


def test_without_anybody_who_types_the_home_terminal_is_that_of_the_node() -> None:
    out, err = run("talks")
    assert out == "who? more? \nno more\nunended\n"
    assert err == "on the terminal as well\n"


def test_what_is_piped_into_run_is_read_by_the_process() -> None:
    out, err = run("talks", typed="me\none\ntwo")
    assert out == "who? printed <me>\nmore? asked <one>\nmore? asked <two>\nmore? no more\n" + (
        "on the terminal as well\nunended\n"
    )
    assert err == ""


def test_part_of_a_line_that_a_stream_flushes_is_seen_and_the_line_goes_on() -> None:
    out, err = run("parts", typed="fine\n")
    assert (out, err) == ("one line\na question? answered fine\n", "")


def test_control_y_is_the_end_of_file_for_one_read() -> None:
    assert run("talks", typed="me\none\n\x19\n")[0].startswith("who? printed <me>\nmore? asked <one>\nmore? no more\n")


def test_a_terminal_of_the_command_is_one_of_the_process() -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-u", "-m", "guardian_emu.cli", "run", "talks"]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        said = b""
        for prompt, answer in ((b"who? ", b"me\n"), (b"more? ", b"secret\n"), (b"more? ", b"\x04")):
            seen = len(said)
            while not said[seen:].endswith(prompt):
                more = os.read(running.stdout.fileno(), 1024)
                assert more, said
                said += more
            os.write(ours, answer)
        rest, err = running.communicate(timeout=30)
    os.close(theirs)
    assert (said + rest).endswith(b"more? no more\non the terminal as well\nunended\n")
    assert b"asked <secret>" in said
    assert (running.returncode, err) == (0, b"")
    assert b"secret" not in os.read(ours, 4096)
    os.close(ours)


def test_the_terminal_of_a_run_ends_with_it(capfd: pytest.CaptureFixture[str]) -> None:
    run("talks", typed="me\n")
    capfd.readouterr()
    assert cli.main(["status", "--json"]) == 0
    [node] = json.loads(capfd.readouterr().out)["nodes"]
    assert [process["name"] for process in node["processes"] if process["state"] != "stopping"] == []


def test_a_killed_run_hangs_up_and_nothing_of_it_stays(capfd: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-u", "-m", "guardian_emu.cli", "run", "talks"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout
        assert os.read(running.stdout.fileno(), 1024) == b"who? "
        running.kill()
    left = ["talks"]
    while left:  # the process meets the end of file and ends, then its terminal does
        capfd.readouterr()
        assert cli.main(["status", "--json"]) == 0
        [node] = json.loads(capfd.readouterr().out)["nodes"]
        left = [process["program"] for process in node["processes"]]


def test_a_process_that_says_why_it_ends_is_quoted() -> None:
    assert "the process stopped with completion code 0: all is well\n" in run("goes", "all is well")[1]
    said = run("goes", "disk is full", "x", code=1)[1]
    assert "the process abended with completion code 5, termination info 45: disk is full\n" in said


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--user", "BOSS", "this is no user name"),
        ("--in", "$A.B.C.D", "this is no file name"),
        ("--out", "9", "this is no file name"),
        ("--term", "TERM", "this is no terminal name"),
        ("--param", "NAME", "this is no PARAM"),
        ("--param", "1=x", "this is no PARAM name"),
        ("--assign", "NAME", "this is no ASSIGN"),
        ("--assign", "NAME=$A.B.C.D", "this is no file name"),
    ],
)
def test_a_wrong_option_is_refused_with_the_next_step(option: str, value: str, words: str) -> None:
    assert words in run(option, value, "tells", code=2)[1]


def test_a_user_that_the_node_does_not_know_is_refused() -> None:
    assert "'NO.BODY' is no user" in run("--user", "NO.BODY", "tells", code=3)[1]


def test_arguments_that_no_startup_message_can_carry_are_refused() -> None:
    assert "it has room for 529" in run("tells", "x" * 600, code=3)[1]


@pytest.mark.docker
@pytest.mark.slow
@pytest.mark.requires("CR-08")
def test_startup_messages_and_what_is_typed_reach_a_program_in_a_container(
    directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("tells.c", "talks.c", "goes.c", "parts.c"):
        (tmp_path / name).write_text((directory / name).read_text())
    text = (directory / "lab.guardian.yaml").read_text().replace("name: run-test-", "name: run-docker-")
    (tmp_path / "lab.guardian.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    try:
        assert cli.main(["up", "--runtime", "docker"]) == 0
        out, _ = run("--runtime", "docker", "--param", "level=ten", "--assign", "list=$S.#LP", "tells", "a b")
        assert [line for line in out.splitlines() if line.startswith(("word", "env", "assign"))] == [
            "word <a b>", "env <LEVEL=ten>", "assign <LIST>",
        ]  # fmt: skip
        out, _ = run("--runtime", "docker", "talks", typed="me\none\n")
        assert out.startswith("who? printed <me>\nmore? asked <one>\nmore? no more\n")
        capfd.readouterr()
        assert cli.main(["logs", "1", "--runtime", "docker", "--json"]) == 0
        assert "env <LEVEL=3>" in capfd.readouterr().out
    finally:
        assert cli.main(["down", "--runtime", "docker"]) == 0
