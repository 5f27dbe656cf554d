"""``cc``: the front of guardian_emu.cc."""

from __future__ import annotations

import click


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, metavar="FILE...")
@click.option("--abi", type=click.Choice(["nonstop", "host"]), default="nonstop", show_default=True)
def cc(words: tuple[str, ...], abi: str) -> None:
    r"""Compile NonStop C sources (and link objects and archives) into a Guardian program.

    The nonstop ABI is NonStop's own data model: big-endian, 32-bit, unsigned char. The host ABI is this machine's.

    \b
    Other options are those of every C compiler:
      -o NAME                 program, or with -c object, to write
      -c  -S  -E              make objects, assembly, preprocessed text; do not link
      -I DIR  -D NAME[=VALUE]  -U NAME  -include FILE
      -O LEVEL  -g            optimise (0 1 2 3 s g; 2 is the default); symbols
      -l NAME  -L DIR  -Wl,.. for the linker
      -MD -MMD -MF FILE -MT TARGET -MQ TARGET -MP   rules for make
      -W...  -f...  -m...     go to the compiler as they are
    """
    from guardian_emu.cc import driver
    from guardian_emu.cc.toolchain import Abi

    driver.run(driver.CommandLine.of_words(Abi(abi), words))
