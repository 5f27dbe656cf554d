"""``cc``: the front of guardian_emu.cc."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "-o", "output", type=click.Path(path_type=Path), metavar="NAME", help="Program (with -c: object) to write."
)
@click.option("--abi", type=click.Choice(["nonstop", "host"]), default="nonstop", show_default=True)
@click.option("-I", "include", multiple=True, type=click.Path(path_type=Path), metavar="DIR", help="Search DIR.")
@click.option("-D", "define", multiple=True, metavar="NAME[=VALUE]", help="Define a macro.")
@click.option("-O", "optimise", type=click.Choice(["0", "1", "2", "3", "s", "g"]), default="2", show_default=True)
@click.option("-g", "debug", is_flag=True, help="With symbols for a debugger.")
@click.option("-c", "only_compile", is_flag=True, help="Make objects, do not link.")
def cc(
    sources: tuple[Path, ...],
    output: Path | None,
    abi: str,
    include: tuple[Path, ...],
    define: tuple[str, ...],
    optimise: str,
    debug: bool,
    only_compile: bool,
) -> None:
    """Compile NonStop C sources (and link objects) into a Guardian program.

    The nonstop ABI is NonStop's own data model: big-endian, 32-bit, unsigned char. The host ABI is this machine's.
    """
    from guardian_emu.cc import driver
    from guardian_emu.cc.toolchain import Abi

    options = driver.Options(abi=Abi(abi), include=include, define=define, optimise=optimise, debug=debug)
    if only_compile:
        driver.compile_objects(sources, output, options)
    else:
        driver.compile_program(sources, output or Path(sources[0].stem), options)
