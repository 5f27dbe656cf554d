"""One compilation from start to end, and the cache of compiled programs."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from guardian_emu.errors import ExpectationFailed, UsageError

from . import runtime, toolchain
from .stage import Stage
from .toolchain import Abi

_LINKED_AS_IT_IS = {".o", ".a"}


@dataclass(frozen=True)
class Options:
    """What a user can say about a compilation; the rest is given by the ABI."""

    abi: Abi = Abi.NONSTOP
    include: tuple[Path, ...] = ()
    define: tuple[str, ...] = ()
    optimise: str = "2"
    debug: bool = False
    more: tuple[str, ...] = ()

    @classmethod
    def of_words(cls, abi: Abi, words: Sequence[str], here: Path) -> Options:
        """Options written as for a compiler: ``-I`` is relative to ``here``, what is not known goes to gcc as it is."""
        include, more = [], []
        words = list(words)
        while words:
            word = words.pop(0)
            if word.startswith("-I"):
                include.append(here / (word[2:] or (words.pop(0) if words else ".")))
            else:
                more.append(word)
        return cls(abi=abi, include=tuple(include), more=tuple(more))

    @property
    def flags(self) -> list[str]:
        """Flags for the compiler proper."""
        flags = [*toolchain.PROGRAM_FLAGS, f"-O{self.optimise}"]
        if self.debug:
            flags.append("-g")
        return [*flags, *(f"-D{macro}" for macro in self.define), *self.more]


def compile_program(sources: Sequence[Path], output: Path, options: Options | None = None) -> None:
    """Compiles C sources, with objects and archives as they are, and links them with libguardian into ``output``.

    The compiler's messages go to stderr. Raises UsageError for a missing file, ExpectationFailed when the program
    does not compile, EnvironmentProblem without a compiler.
    """
    options = options or Options()
    command = toolchain.compiler(options.abi)
    _check(sources, output)
    library = runtime.library(options.abi)
    with tempfile.TemporaryDirectory(prefix="guardian-emu-cc-") as scratch:
        stage = Stage(Path(scratch), options.include, runtime.headers())
        _link(command, _compile(command, sources, stage, options), library, output)


def compile_objects(sources: Sequence[Path], output: Path | None, options: Options | None = None) -> list[Path]:
    """Compiles each source into an object, beside the caller or as ``output``; returns the objects."""
    options = options or Options()
    command = toolchain.compiler(options.abi)
    if output and len(sources) > 1:
        raise UsageError(
            "several sources cannot become one object", output, "-c with -o and more than one file", "leave out -o"
        )
    targets = [output] if output else [Path(source.name).with_suffix(".o") for source in sources]
    _check(sources, targets[0])
    with tempfile.TemporaryDirectory(prefix="guardian-emu-cc-") as scratch:
        stage = Stage(Path(scratch), options.include, runtime.headers())
        for source, target in zip(sources, targets, strict=True):
            _compile_one(command, stage.add(source), source, target, options)
    return targets


def cached_program(sources: Sequence[Path], options: Options | None = None) -> Path:
    """The compiled program from the cache, compiled first if its sources, headers, flags or libguardian are new."""
    options = options or Options()
    command = toolchain.compiler(options.abi)
    _check(sources, None)
    library = runtime.library(options.abi)
    with tempfile.TemporaryDirectory(prefix="guardian-emu-cc-") as scratch:
        stage = Stage(Path(scratch), options.include, runtime.headers())
        for source in sources:
            if source.suffix not in _LINKED_AS_IT_IS:
                stage.add(source)
        as_they_are = [source for source in sources if source.suffix in _LINKED_AS_IT_IS]
        header_files = sorted(runtime.headers().rglob("*.h"))
        key = _key([*as_they_are, *header_files, library], stage, [*command, *options.flags, options.abi])
        target = runtime.cache_directory() / "programs" / key / sources[0].stem
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            _link(command, _compile(command, sources, stage, options), library, target)
    return target


def _key(files: list[Path], stage: Stage, words: list[str]) -> str:
    """Key of a program. Copies are named by where they are staged, which changes, so that is taken out."""
    texts = [copy.read_text(encoding="latin-1").replace(str(copy.parent), "") for copy in stage.files]
    return runtime.digest(files, *texts, *words)


def _compile(command: list[str], sources: Sequence[Path], stage: Stage, options: Options) -> list[Path]:
    objects = []
    for source in sources:
        if source.suffix in _LINKED_AS_IT_IS:
            objects.append(source)
            continue
        copy = stage.add(source)
        target = copy.with_name(copy.name + ".o")
        _compile_one(command, copy, source, target, options)
        objects.append(target)
    return objects


def _compile_one(command: list[str], copy: Path, source: Path, target: Path, options: Options) -> None:
    include = [f"-I{runtime.headers()}", *(f"-I{path}" for path in options.include)]
    _run([*command, *options.flags, *include, "-x", "c", "-c", str(copy), "-o", str(target)], source)


def _link(command: list[str], objects: list[Path], library: Path, output: Path) -> None:
    """Links; ``output`` is replaced in one step, so nobody ever starts half a program."""
    partial = output.with_name(f".{output.name}.{os.getpid()}")
    linked = [*map(str, objects), str(library)]
    try:
        _run([*command, *toolchain.LINK_FLAGS, *linked, "-lm", "-o", str(partial)], output)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


def _run(command: list[str], subject: Path) -> None:
    if subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode:
        raise ExpectationFailed(
            "the program does not compile", subject, "see the compiler's messages above", "correct the source"
        )


def _check(sources: Sequence[Path], output: Path | None) -> None:
    if not sources:
        raise UsageError("there is nothing to compile", None, "no source file was named", "name a C file")
    for source in sources:
        if not source.is_file():
            raise UsageError(
                "there is no such source file", source, "a wrong path or name", f"look into {source.absolute().parent}"
            )
    if output and not output.absolute().parent.is_dir():
        raise UsageError("the directory of the output does not exist", output, "a wrong path", "create it first")
    if output and any(output.absolute() == source.absolute() for source in sources):
        raise UsageError("the output would overwrite a source", output, "-o names a source file", "choose another name")
