"""Whatever stands in the file: it loads, or it is a TopologyError."""

from __future__ import annotations

from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from guardian_emu.errors import TopologyError
from guardian_emu.topology import Topology, load, load_text
from guardian_emu.topology.section import keys_of
from guardian_emu.topology.sections import FILE

FILE_NAME = Path(__file__).with_name("fuzz.guardian.yaml")
ENVIRONMENT = {"A": "4", "B": "\\ALPHA"}

KEYS = sorted({about.name for section in FILE.sections() for about in keys_of(section).values()})
WORDS = [*KEYS, "\\ALPHA", "\\B", "$LEDG", "$ZED", "LEDGER", "test_fuzz.py", "x.c", "fast", "socket", "host", "400ms"]
WORDS += [
    "2s",
    "5",
    "0",
    "16",
    "-1",
    "1e9",
    "~",
    "<<",
    "${A}",
    "${B:-x}",
    "${",
    "<NUMBER>",
    "<BCKP-CPU>",
    "yes",
    "",
    "é",
]
WORDS += ["9" * 5000, "\0", "\ud800", "\u2028", "\x85"]

FRAGMENTS = [
    *WORDS,
    *":,-?&*!|>'\"%@`#{}[]\n\t ",
    "\n  ",
    "\n    ",
    ": ",
    "- ",
    "&a ",
    "*a",
    "!!str ",
    '"\\x',
    "---\n",
    "...",
]
FRAGMENTS += ["%YAML 1.1\n", "%YAML 9.9\n", "%TAG ! x\n", "\\U0011FFFF", "\r\n", "\ufeff", "nodes:\n  \\A:\n    "]

scalars = st.sampled_from(WORDS) | st.text(max_size=5) | st.integers() | st.none() | st.booleans() | st.floats()
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=20,
)


def loads_or_refuses(text: str) -> None:
    try:
        assert isinstance(load_text(text, FILE_NAME, ENVIRONMENT), Topology)
    except TopologyError as error:
        assert error.exit_code == 2
        assert str(error).encode()
        assert f"{FILE_NAME}:" in str(error)


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_text_loads_or_is_refused(text: str) -> None:
    loads_or_refuses(text)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join))
def test_any_mixture_of_yaml_and_topology_loads_or_is_refused(text: str) -> None:
    loads_or_refuses(text)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), trees, max_size=6))
def test_any_yaml_value_loads_or_is_refused(tree: object) -> None:
    loads_or_refuses(yaml.safe_dump(tree, allow_unicode=True))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_load_or_are_refused(data: bytes) -> None:
    import tempfile

    with tempfile.NamedTemporaryFile(suffix=".guardian.yaml") as file:
        file.write(data)
        file.flush()
        try:
            load(file.name)
        except TopologyError as error:
            assert f"{file.name}:" in str(error)
