"""The book is true: every chapter is read in an empty directory and its commands are typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docs.chapter import Block, How, agrees, blocks, commands
from docs.reader import CLONE, Disagreement, Reader
from docs.tables import BOOK, TABLES, with_table

from guardian_emu.cc import toolchain
from guardian_emu.cli.commands import COMMANDS

CONTENTS = BOOK / "README.md"
CHAPTERS = sorted(path for path in BOOK.glob("*.md") if path != CONTENTS)
NEEDS_NONSTOP = f"the book compiles for the nonstop ABI: apt-get install {toolchain.NONSTOP_PACKAGES}"


def chapters_with(*kinds: How) -> list[Path]:
    return [path for path in CHAPTERS if any(block.how in kinds for block in blocks(path))]


def name_of(path: Path) -> str:
    return path.name


@pytest.fixture
def nonstop() -> None:
    if not toolchain.has_nonstop_compiler():
        pytest.skip(NEEDS_NONSTOP)


@pytest.mark.slow
@pytest.mark.timeout(300)  # a chapter is read command by command, and a busy machine reads slowly
@pytest.mark.usefixtures("nonstop")
@pytest.mark.parametrize("chapter", chapters_with(How.TYPE), ids=name_of)
def test_a_chapter_does_what_it_says(chapter: Path) -> None:
    with Reader(chapter.name) as reader:
        for block in blocks(chapter):
            if block.how is not How.DOCKER:
                reader.do(block)


@pytest.mark.slow
@pytest.mark.docker
@pytest.mark.usefixtures("nonstop")
@pytest.mark.parametrize("chapter", chapters_with(How.DOCKER), ids=name_of)
def test_what_a_chapter_does_with_containers(chapter: Path) -> None:
    with Reader(chapter.name, engine=True) as reader:
        for block in blocks(chapter):
            if block.how in (How.FILE, How.DOCKER):
                reader.do(block)


@pytest.mark.slow
@pytest.mark.usefixtures("nonstop")
def test_the_program_of_the_readme_tells_its_role_in_the_node_of_the_readme() -> None:
    text = (CLONE / "README.md").read_text(encoding="utf-8")
    [program] = re.findall(r"^```c\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    [topology] = re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    typed = "$ guardian-emu up -f pair\n...\n$ guardian-emu run --name '$ROLE' -f pair role.c\nI am the primary\n"
    with Reader("../README.md") as reader:
        for example in ("ledger_server.c", "ledger.h"):
            reader.do(Block(How.FILE, 0, example, (CLONE / "examples/c" / example).read_text(encoding="utf-8")))
        reader.do(Block(How.FILE, 0, "role.c", program))
        reader.do(Block(How.FILE, 0, "pair.guardian.yaml", topology))
        reader.do(Block(How.TYPE, 0, "", typed))


def test_the_contents_name_every_chapter_and_no_other() -> None:
    named = re.findall(r"\]\(([a-z-]+\.md)\)", CONTENTS.read_text(encoding="utf-8"))
    assert sorted(named) == [path.name for path in CHAPTERS]


@pytest.mark.parametrize("page", [CONTENTS, *CHAPTERS], ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize(("chapter", "name"), TABLES, ids=" ".join)
def test_a_table_is_what_the_code_says(chapter: str, name: str) -> None:
    text = (BOOK / chapter).read_text(encoding="utf-8")
    assert text == with_table(text, name, TABLES[chapter, name]()), "run: python tests/docs/tables.py"


def test_every_command_has_its_place_in_the_chapter_about_operating() -> None:
    text = (BOOK / "operating.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`{name}" not in text] == []


def test_dots_stand_for_any_lines_and_any_text() -> None:
    assert agrees(["a", "...", "z"], ["a", "b", "c", "z"])
    assert agrees(["took ... ms"], ["took   7.5   ms"])
    assert agrees(["..."], [])
    assert not agrees(["a", "..."], ["b"])
    assert not agrees(["a"], ["a", "b"])
    assert not agrees([], ["unexpected"])


def test_a_wrong_promise_is_told_with_its_line() -> None:
    with Reader("wrong.md") as reader, pytest.raises(Disagreement, match=r"wrong\.md:8: (?s:.*)should say:\n2"):
        reader.do(Block(How.TYPE, 7, "", "$ echo 1\n2\n"))


def test_a_command_that_fails_unannounced_is_told() -> None:
    with Reader("wrong.md") as reader:
        reader.do(Block(How.TYPE, 1, "", "$ false\n$ echo $?\n1\n"))
        with pytest.raises(Disagreement, match="exit code 1 of false"):
            reader.do(Block(How.TYPE, 1, "", "$ false\n"))


def test_a_command_may_go_on_in_the_next_line() -> None:
    [command] = commands(Block(How.TYPE, 1, "", "$ echo a \\\n> b\na b\n"))
    assert (command.text, command.expected) == ("echo a \\\nb", ["a b"])
