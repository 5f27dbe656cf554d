"""The JSON Schema of ``*.guardian.yaml`` for editors, made from the sections.

``python -m guardian_emu.topology.schema`` writes it anew; a test fails when the published file is stale.
"""

from __future__ import annotations

import json
from pathlib import Path

from guardian_emu.topology.kinds import JSON
from guardian_emu.topology.section import Section, keys_of
from guardian_emu.topology.sections import FILE

PUBLISHED = Path(__file__).with_name("guardian-emu.schema.json")


def schema() -> JSON:
    """The schema, JSON Schema draft 7, which is what YAML editors understand best.

    It is a little wider than ``load``: what one value must be to another cannot be said in it.
    """
    definitions = {section.__name__: _section_schema(section) for section in FILE.sections()}
    definitions["substitution"] = {
        "type": "string",
        "pattern": r"\$\{",
        "description": "a value from the environment: ${VAR} or ${VAR:-default}",
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "guardian-emu topology",
        "$ref": f"#/definitions/{FILE.section.__name__}",
        "definitions": definitions,
    }


def text() -> str:
    """The schema as the published file holds it."""
    return json.dumps(schema(), indent=1) + "\n"


def _section_schema(section: type[Section]) -> JSON:
    keys = keys_of(section).values()
    about: JSON = {
        "type": "object",
        "description": section.__doc__,
        "properties": {
            key.name: {"description": f"{key.doc} ({key.later.what})" if key.later else key.doc} | key.kind.schema()
            for key in keys
        },
        "additionalProperties": False,
    }
    required = [key.name for key in keys if key.required]
    return about | ({"required": required} if required else {})


if __name__ == "__main__":
    PUBLISHED.write_text(text(), encoding="utf-8")
