"""Command lines as compilers read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardian_emu.cc.options import CommandLine, Goal
from guardian_emu.cc.toolchain import Abi
from guardian_emu.errors import UsageError


def read(*words: str) -> CommandLine:
    return CommandLine.of_words(Abi.HOST, words)


@pytest.mark.parametrize(
    ("word", "goal"),
    [("-c", Goal.OBJECT), ("-S", Goal.ASSEMBLY), ("-E", Goal.PREPROCESSED), ("-fsyntax-only", Goal.CHECKED)],
)
def test_a_word_says_where_to_stop(word: str, goal: Goal) -> None:
    assert read(word, "a.c").goal is goal
    assert read("a.c").goal is Goal.PROGRAM


@pytest.mark.parametrize("words", ["-oX -Iinc -DA=1 -UB -Llib a.c", "-o X -I inc -D A=1 -U B a.c -L lib"])
def test_operands_are_joined_to_their_option_or_stand_behind_it(words: str) -> None:
    line = read(*words.split())
    assert (line.output, line.options.include) == (Path("X"), (Path("inc"),))
    assert line.options.more == ("-DA=1", "-UB")
    assert line.options.link == ("-Llib",)
    assert line.files == (Path("a.c"),)


def test_definitions_and_their_undoing_keep_their_order() -> None:
    assert read("-DA", "-UA", "-DA=2").options.more == ("-DA", "-UA", "-DA=2")


def test_what_is_for_the_linker_and_what_is_unknown_go_where_they_belong() -> None:
    options = read("-lm", "-Wl,-Map=x", "-Wall", "-fno-inline", "-Wshadow", "-O3", "a.c").options
    assert (options.link, options.more) == (("-lm", "-Wl,-Map=x"), ("-Wall", "-fno-inline", "-Wshadow"))
    assert "-O3" in options.flags


def test_debugging_is_asked_for_once() -> None:
    assert read("-g", "a.c").options.flags.count("-g") == 1


def test_rules_for_make_are_asked_for_in_every_way() -> None:
    wanted = read("-MMD", "-MP", "-MF", "x.d", "-MT", "a b", "-MQ", "$c d", "a.c").options.dependencies
    assert wanted
    assert (wanted.system_too, wanted.phony, wanted.file) == (False, True, Path("x.d"))
    assert wanted.targets == ("a b", "$$c\\ d")
    assert read("a.c").options.dependencies is None


def test_names_behind_two_dashes_are_files() -> None:
    assert read("--", "-odd.c").files == (Path("-odd.c"),)


@pytest.mark.parametrize("word", ["-O9", "--warn"])
def test_a_mistyped_word_is_told(word: str) -> None:
    with pytest.raises(UsageError, match="no such") as caught:
        read("a.c", word)
    assert caught.value.value == word


@pytest.mark.parametrize("word", ["-o", "-I", "-D", "-MF", "-include"])
def test_an_option_without_its_operand_is_told(word: str) -> None:
    with pytest.raises(UsageError, match=f"{word} needs an operand"):
        read("a.c", word)
