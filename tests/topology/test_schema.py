"""The published JSON Schema, and the topologies that are shipped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from guardian_emu.topology import Fabric, load
from guardian_emu.topology.schema import PUBLISHED, schema, text

SHIPPED = sorted((Path(__file__).parents[2] / "topologies").glob("*.guardian.yaml"))


def valid(document: Any) -> bool:
    return bool(jsonschema.Draft7Validator(schema()).is_valid(document))


def test_the_published_schema_is_fresh() -> None:
    advice = "stale: run python -m guardian_emu.topology.schema"
    assert PUBLISHED.read_text(encoding="utf-8") == text(), advice


def test_the_schema_is_a_schema_in_which_every_key_is_described() -> None:
    jsonschema.Draft7Validator.check_schema(json.loads(PUBLISHED.read_text(encoding="utf-8")))
    for name, section in schema()["definitions"].items():
        assert section["description"], name
        assert all(about["description"] for about in section.get("properties", {}).values()), name


def test_there_are_topologies() -> None:
    names = {path.name.removesuffix(".guardian.yaml") for path in SHIPPED}
    assert names >= {"pair", "pair-python", "four-cpus", "sixteen-cpus"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_topology_is_valid_and_bears_its_file_name(path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    jsonschema.validate(yaml.safe_load(written), schema(), jsonschema.Draft7Validator)
    topology = load(path, {})
    assert path.name == f"{topology.name}.guardian.yaml"
    assert topology.nodes[0].processes[0].name == "$LEDG"
    assert written.startswith("# yaml-language-server: $schema=../guardian_emu/topology/guardian-emu.schema.json\n")


def test_the_pair_fits_on_one_screen() -> None:
    pair = next(path for path in SHIPPED if path.name == "pair.guardian.yaml")
    assert len(pair.read_text(encoding="utf-8").splitlines()) <= 16


@pytest.mark.requires("NM-01")
def test_the_full_node_has_sixteen_cpus_and_no_networks() -> None:
    node = load(next(path for path in SHIPPED if path.name == "sixteen-cpus.guardian.yaml")).node()
    assert (node.cpus, node.fabric) == (16, Fabric.SOCKET)
    assert [process.cpu for process in node.processes] == [0, *range(2, 16)]


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"nodes": {}},
        {"nodes": {"ALPHA": {}}},
        {"nodes": {"\\ALPHA": {"cpus": 17}}},
        {"nodes": {"\\ALPHA": {"cpus": "4"}}},
        {"nodes": {"\\ALPHA": {"cpuz": 4}}},
        {"nodes": {"\\ALPHA": {"ttl": "5"}}},
        {"nodes": {"\\ALPHA": {"profile": "slow"}}},
        {"nodes": {"\\ALPHA": {"profile": {"check-interval": "2s"}}}},
        {"nodes": {"\\ALPHA": {"processes": {"$A": {"cpu": 0}}}}},
        {"nodes": {"\\ALPHA": {"processes": {"$ZED": {"program": "P"}}}}},
        {"nodes": {"\\ALPHA": {"processes": {"$A": {"program": "P", "cpu": []}}}}},
        {"nodes": {"\\ALPHA": None}, "programs": {"P": {"source": []}}},
    ],
    ids=str,
)
def test_an_editor_marks_what_is_wrong(document: Any) -> None:
    assert not valid(document)


@pytest.mark.parametrize(
    "document",
    [
        {"nodes": {"\\ALPHA": None}},
        {"nodes": {"\\ALPHA": {"cpus": "${CPUS:-4}", "ttl": "${TTL}"}}},
        {"nodes": {"\\ALPHA": {"profile": {"alive-interval": "400ms"}, "fabric": "socket"}}},
        {"nodes": {"\\A": {"processes": {"$A": {"program": "P", "cpu": [0, 1], "args": ["a", 1, True, 0.5]}}}}},
        {"nodes": {"\\A": {}}, "programs": {"P": {"source": ["a.c", "b.c"], "abi": "host"}}},
    ],
    ids=str,
)
def test_an_editor_accepts_what_is_right(document: Any) -> None:
    assert valid(document)
