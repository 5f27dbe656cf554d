"""What a user can say about a compilation, and the words in which compilers are told so."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from guardian_emu.errors import UsageError

from . import toolchain
from .toolchain import Abi

LEVELS = ("0", "1", "2", "3", "s", "g", "fast")


class Goal(enum.Enum):
    """Where a compilation stops."""

    PROGRAM = "program"
    OBJECT = "-c"
    ASSEMBLY = "-S"
    PREPROCESSED = "-E"
    CHECKED = "-fsyntax-only"


@dataclass(frozen=True)
class Dependencies:
    """What make is to be told of a source's headers (``-MD`` and its kin)."""

    system_too: bool = True
    file: Path | None = None
    targets: tuple[str, ...] = ()
    phony: bool = False


@dataclass(frozen=True)
class Options:
    """What a user can say about a compilation; the rest is given by the ABI."""

    abi: Abi = Abi.NONSTOP
    include: tuple[Path, ...] = ()
    define: tuple[str, ...] = ()
    optimise: str = "2"
    debug: bool = False
    more: tuple[str, ...] = ()
    before: tuple[Path, ...] = ()
    link: tuple[str, ...] = ()
    dependencies: Dependencies | None = None

    @classmethod
    def of_words(cls, abi: Abi, words: Sequence[str], here: Path) -> Options:
        """Options written as for a compiler: ``-I`` is relative to ``here``, what is not known goes to gcc as it is."""
        return CommandLine.of_words(abi, words, here).options

    @property
    def flags(self) -> list[str]:
        """Flags for the compiler proper."""
        flags = [*toolchain.PROGRAM_FLAGS, f"-O{self.optimise}"]
        if self.debug and "-g" not in self.more:
            flags.append("-g")
        return [*flags, *(f"-D{macro}" for macro in self.define), *self.more]


@dataclass(frozen=True)
class CommandLine:
    """A compiler's command line: files, where to stop, where to write, options."""

    options: Options
    files: tuple[Path, ...] = ()
    output: Path | None = None
    goal: Goal = Goal.PROGRAM

    @classmethod
    def of_words(cls, abi: Abi, words: Sequence[str], here: Path = Path()) -> CommandLine:
        """Reads words as a compiler does. Raises UsageError when one that needs an operand has none."""
        return _Reader(words, here).read(abi)


@dataclass
class _Reader:
    """The words that are left, and what those before them have said."""

    words: Sequence[str]
    here: Path
    files: list[Path] = field(default_factory=list)
    include: list[Path] = field(default_factory=list)
    before: list[Path] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    link: list[str] = field(default_factory=list)
    output: Path | None = None
    goal: Goal = Goal.PROGRAM
    optimise: str = "2"
    debug: bool = False
    wants_dependencies: bool = False
    system_too: bool = True
    dependency_file: Path | None = None
    targets: list[str] = field(default_factory=list)
    phony: bool = False

    def read(self, abi: Abi) -> CommandLine:
        words = list(self.words)
        while words:
            word = words.pop(0)
            if word == "--":
                self.files += map(Path, words)
                break
            if not word.startswith("-") or word == "-":
                self.files.append(Path(word))
            elif word.startswith("--"):
                raise UsageError("there is no such option", word, "a mistyped word", "see `guardian-emu cc --help`")
            elif not self._single(word) and not self._with_operand(word, words):
                (self.link if _is_for_linker(word) else self.more).append(word)
        return CommandLine(self._options(abi), tuple(self.files), self.output, self.goal)

    def _single(self, word: str) -> bool:
        """Words that stand alone."""
        if word in ("-c", "-S", "-E", "-fsyntax-only"):
            self.goal = Goal(word)
        elif word == "-g":
            self.debug = True
            self.more.append(word)
        elif word.startswith("-O"):
            self.optimise = word[2:] or "1"
            if self.optimise not in LEVELS:
                raise UsageError("there is no such level", word, "a mistyped word", f"one of {' '.join(LEVELS)}")
        elif word in ("-MD", "-MMD"):
            self.wants_dependencies, self.system_too = True, word == "-MD"
        elif word == "-MP":
            self.phony = True
        else:
            return False
        return True

    def _with_operand(self, word: str, words: list[str]) -> bool:
        """Words with an operand, joined to them or behind them."""
        flag = next((flag for flag in _OPERANDS if word.startswith(flag)), None)
        if flag is None:
            return False
        operand = word[len(flag) :]
        if not operand:
            if not words:
                raise UsageError(f"{flag} needs an operand", word, "it is the last word", f"write {flag} with one")
            operand = words.pop(0)
        self._operand(flag, operand)
        return True

    def _operand(self, flag: str, operand: str) -> None:
        if flag == "-o":
            self.output = Path(operand)
        elif flag == "-I":
            self.include.append(self.here / operand)
        elif flag == "-include":
            self.before.append(self.here / operand)
        elif flag == "-MF":
            self.dependency_file = Path(operand)
        elif flag in ("-MT", "-MQ"):
            self.targets.append(operand if flag == "-MT" else operand.replace("$", "$$").replace(" ", "\\ "))
        elif flag == "-L":
            self.link.append(f"-L{self.here / operand}")
        else:
            self.more.append(flag + operand)

    def _options(self, abi: Abi) -> Options:
        wanted = Dependencies(self.system_too, self.dependency_file, tuple(self.targets), self.phony)
        return Options(
            abi=abi,
            include=tuple(self.include),
            optimise=self.optimise,
            debug=self.debug,
            more=tuple(self.more),
            before=tuple(self.before),
            link=tuple(self.link),
            dependencies=wanted if self.wants_dependencies else None,
        )


_OPERANDS = ("-include", "-MF", "-MT", "-MQ", "-o", "-I", "-D", "-U", "-L")


def _is_for_linker(word: str) -> bool:
    return word.startswith(("-l", "-Wl,")) or word == "-s"
