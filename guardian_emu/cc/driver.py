"""One compilation from start to end, and the cache of compiled programs."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from guardian_emu.errors import ExpectationFailed, UsageError

from . import clashes, dependencies, diagnostics, runtime, toolchain
from .options import CommandLine, Goal, Options
from .stage import Stage

__all__ = ["CommandLine", "Goal", "Options", "cached_program", "compile_objects", "compile_program", "run"]

_OBJECT_FILES = (b"\x7fELF", b"!<arch>", b"!<thin>")


def run(command_line: CommandLine) -> None:
    """Does what a command line says. Raises as ``compile_program`` does."""
    files, options, output = command_line.files, command_line.options, command_line.output
    if command_line.goal is Goal.PROGRAM:
        compile_program(files, output or _program_name(files), options)
    else:
        compile_objects(files, output, options, command_line.goal)


def compile_program(sources: Sequence[Path], output: Path, options: Options | None = None) -> None:
    """Compiles C sources, with objects and archives as they are, and links them with libguardian into ``output``.

    The compiler's messages go to stderr. Raises UsageError for a missing file, ExpectationFailed when the program
    does not compile, EnvironmentProblem without a compiler.
    """
    options = options or Options()
    command = toolchain.compiler(options.abi)
    _check(sources, output)
    library = runtime.library(options.abi)
    with _stage(options) as stage:
        _link(command, _compile(command, sources, stage, options, output), library, output, options, stage)


def compile_objects(
    sources: Sequence[Path], output: Path | None, options: Options | None = None, goal: Goal = Goal.OBJECT
) -> list[Path]:
    """Compiles each source into an object, beside the caller or as ``output``; returns the objects.

    With another ``goal`` than objects it stops there: assembly is written in the same way, preprocessed text to
    ``output`` or stdout, and a check writes nothing.
    """
    options = options or Options()
    command = toolchain.compiler(options.abi)
    if output and len(sources) > 1:
        raise UsageError(
            "several sources cannot become one object", output, "-c with -o and more than one file", "leave out -o"
        )
    targets = [output] if output else [_target_name(source, goal) for source in sources]
    _check(sources, targets[0] if targets and goal in (Goal.OBJECT, Goal.ASSEMBLY) else output)
    with _stage(options) as stage:
        for source, target in zip(sources, targets, strict=True):
            if goal is Goal.PREPROCESSED:
                _preprocess(command, source, output, stage, options)
            else:
                _compile_one(command, source, target, stage, options, goal, _dependency_target(target, target))
    return [target for target in targets if target]


def cached_program(sources: Sequence[Path], options: Options | None = None) -> Path:
    """The compiled program from the cache, compiled first if its sources, headers, flags or libguardian are new."""
    options = options or Options()
    command = toolchain.compiler(options.abi)
    _check(sources, None)
    library = runtime.library(options.abi)
    with _stage(options) as stage:
        as_they_are = [source for source in sources if _is_object(source)]
        for source in sources:
            if source not in as_they_are:
                stage.add(source, options.before)
        header_files = sorted(runtime.headers().rglob("*.h"))
        words = [*command, *options.flags, *options.link, options.abi]
        key = _key([*as_they_are, *header_files, library], stage, words)
        target = runtime.cache_directory() / "programs" / key / sources[0].stem
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            _link(command, _compile(command, sources, stage, options, target), library, target, options, stage)
    return target


@contextmanager
def _stage(options: Options) -> Iterator[Stage]:
    with tempfile.TemporaryDirectory(prefix=diagnostics.STAGE) as scratch:
        yield Stage(Path(scratch), options.include, runtime.headers())


def _key(files: list[Path], stage: Stage, words: list[str]) -> str:
    """Key of a program. Copies are named by where they are staged, which changes, so that is taken out."""
    texts = [copy.read_text(encoding="latin-1").replace(str(stage.directory), "") for copy in stage.files]
    return runtime.digest(files, *texts, *words)


def _compile(command: list[str], sources: Sequence[Path], stage: Stage, options: Options, output: Path) -> list[Path]:
    objects = []
    for source in sources:
        if _is_object(source):
            objects.append(source)
            continue
        target = stage.room() / f"{source.stem}.o"
        rules = _dependency_target(output, output.with_name(source.stem) if len(sources) > 1 else output)
        _compile_one(command, source, target, stage, options, Goal.OBJECT, rules)
        objects.append(target)
    return objects


def _compile_one(
    command: list[str],
    source: Path,
    target: Path,
    stage: Stage,
    options: Options,
    goal: Goal,
    rules: tuple[str, Path],
) -> None:
    copy = stage.add(source, options.before)
    words = [*command, *_flags(source, copy, stage, options), "-x", "c", goal.value, str(copy)]
    if goal is not Goal.CHECKED:
        words += ["-o", str(target)]
    made = stage.directory / "rule.d"
    if options.dependencies:
        words += ["-MD" if options.dependencies.system_too else "-MMD", "-MF", str(made)]
    _run(words, source)
    if wanted := options.dependencies:
        targets = wanted.targets or (dependencies.escaped_target(rules[0]),)
        without = [stage.directory] if wanted.system_too else [stage.directory, runtime.headers()]
        text = dependencies.rule(made.read_text(), stage.originals, without, targets, phony=wanted.phony)
        _write(wanted.file or rules[1], text)


def _dependency_target(target: Path, beside: Path) -> tuple[str, Path]:
    """The target of a rule for make, and the file that the rule goes to when none was named."""
    return str(target), beside.with_suffix(".d")


def _flags(source: Path, copy: Path, stage: Stage, options: Options) -> list[str]:
    include = [f"-I{runtime.headers()}", *(f"-I{path}" for path in options.include), "-iquote", str(source.parent)]
    before = [word for file in stage.before for word in ("-include", str(file))]
    colours = ["-fdiagnostics-color=always"] if sys.stderr.isatty() else []
    debug = [f"-fdebug-prefix-map={copy}={source.absolute()}"] if options.debug else []
    return [*options.flags, *include, *before, *colours, *debug]


def _preprocess(command: list[str], source: Path, output: Path | None, stage: Stage, options: Options) -> None:
    """What ``-E`` writes, without the lines that speak of copies."""
    copy = stage.add(source, options.before)
    words = [*command, *_flags(source, copy, stage, options), "-x", "c", "-E", str(copy)]
    text = _run(words, source)
    about_copies = f'"{stage.directory}/'
    kept = "\n".join(line for line in text.split("\n") if not (line.startswith("# ") and about_copies in line))
    if output:
        _write(output, kept)
    else:
        sys.stdout.buffer.write(kept.encode("latin-1"))
        sys.stdout.flush()


def _link(command: list[str], objects: list[Path], library: Path, output: Path, options: Options, stage: Stage) -> None:
    """Links; ``output`` is replaced in one step, so nobody ever starts half a program."""
    partial = output.with_name(f".{output.name}.{os.getpid()}")
    script = stage.directory / "own.ld"
    script.write_text(clashes.linker_script())
    linked = [*map(str, objects), *options.link, str(library), f"-Wl,{script}"]
    try:
        _run([*command, *toolchain.LINK_FLAGS, *linked, "-lm", "-o", str(partial)], output)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


def _run(command: list[str], subject: Path) -> str:
    """Runs the compiler; its messages speak in the user's words. Returns what it wrote to stdout."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    sys.stderr.write(diagnostics.in_the_users_words(done.stderr.decode("utf-8", "replace")))
    sys.stderr.flush()
    if done.returncode:
        raise _failed(subject)
    return done.stdout.decode("latin-1")


def _failed(subject: Path) -> ExpectationFailed:
    return ExpectationFailed(
        "the program does not compile", subject, "see the compiler's messages above", "correct the source"
    )


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="latin-1")
    except OSError as problem:
        raise UsageError("a file cannot be written", path, problem.strerror or "", "choose another name") from problem


def _is_object(file: Path) -> bool:
    """Whether a file goes to the linker as it is: an object or an archive, whatever it is called."""
    try:
        with file.open("rb") as opened:
            return opened.read(8).startswith(_OBJECT_FILES)
    except OSError:
        return False


def _program_name(files: Sequence[Path]) -> Path:
    """``foo`` of ``foo.c`` and of the Guardian spelling ``fooc``."""
    if not files:
        return Path("a")
    name = files[0].name
    if files[0].suffix:
        return Path(files[0].stem)
    return Path(name[:-1] if name[-1:].lower() == "c" and len(name) > 1 else f"{name}.out")


def _target_name(source: Path, goal: Goal) -> Path:
    """``foo.o`` of ``foo.c``, and ``fooo`` of ``fooc``, as Guardian names an object."""
    letter = "s" if goal is Goal.ASSEMBLY else "o"
    if source.suffix:
        return Path(source.name).with_suffix(f".{letter}")
    name = source.name
    return Path(name[:-1] + letter if name[-1:].lower() == "c" and len(name) > 1 else f"{name}.{letter}")


def _check(sources: Sequence[Path], output: Path | None) -> None:
    if not sources:
        raise UsageError("there is nothing to compile", None, "no source file was named", "name a C file")
    for source in sources:
        if source.is_dir():
            raise UsageError("a directory is no source file", source, "a wrong path", "name the files in it")
        if not source.is_file():
            raise UsageError(
                "there is no such source file", source, "a wrong path or name", f"look into {source.absolute().parent}"
            )
    if output and not output.absolute().parent.is_dir():
        raise UsageError("the directory of the output does not exist", output, "a wrong path", "create it first")
    if output and any(output.absolute() == source.absolute() for source in sources):
        raise UsageError("the output would overwrite a source", output, "-o names a source file", "choose another name")
