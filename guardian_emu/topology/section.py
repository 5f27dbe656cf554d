"""Mappings with known keys, mappings of names, and how a section declares its keys.

An unknown key, a missing key and a key that this version cannot act upon yet are found here.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Dict
from dataclasses import Field, dataclass, field, fields
from typing import Any, ClassVar, TypeVar, cast

from guardian_emu.topology.errors import Place, Report
from guardian_emu.topology.kinds import JSON, Kind, Name, ScalarKind
from guardian_emu.topology.nearest import listed, nearest
from guardian_emu.topology.tree import Mapping, Scalar, Value, shown

T = TypeVar("T")
S = TypeVar("S", bound="Section")
A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, kw_only=True)
class Section:
    """A mapping with known keys, as written: what was not written is None.

    A subclass lists its keys with ``key``; the attribute ``backup_cpu`` is the key ``backup-cpu``, and ``in_``, a word
    of Python, the key ``in``. ``place`` is where the section's name stands, ``places`` where the values stand.
    """

    label: ClassVar[str] = "a section"
    place: Place
    places: Dict[str, Place]

    def at(self, attribute: str) -> Place:
        """Where the value of a key stands; the section itself when the key was not written."""
        return self.places.get(attribute, self.place)


@dataclass(frozen=True)
class Later:
    """A key that is accepted in its documented shape, and which this version cannot act upon yet."""

    what: str
    next_step: str


@dataclass(frozen=True)
class Key:
    """What a section knows about one of its keys."""

    name: str
    kind: Kind[Any]
    doc: str
    required: bool
    later: Later | None


def key(kind: Kind[T], doc: str, *, required: bool = False, later: Later | None = None) -> T | None:
    """Declares a key of a section: the kind of its value and what it means. Typed as the value it will hold."""
    metadata = {"kind": kind, "doc": doc, "required": required, "later": later}
    return cast("T | None", field(default=None, metadata=metadata))


def keys_of(section: type[Section]) -> dict[str, Key]:
    """The keys of a section by attribute name, in the order in which they are declared."""
    return {f.name: _key(f) for f in fields(section) if "kind" in f.metadata}


def _key(declared: Field[Any]) -> Key:
    about = declared.metadata
    return Key(
        declared.name.rstrip("_").replace("_", "-"), about["kind"], about["doc"], about["required"], about["later"]
    )


class SectionOf(Kind[S]):
    """A mapping with known keys; an unknown key is a problem that names the nearest one."""

    def __init__(self, section: type[S], *, may_be_empty: bool = False) -> None:
        self.section = section
        self._may_be_empty = may_be_empty

    def read(self, value: Value, report: Report) -> S | None:
        return self.read_at(value, value.place, report)

    def read_at(self, value: Value, place: Place, report: Report) -> S | None:
        """The section whose name stands at ``place``."""
        if self._may_be_empty and isinstance(value, Scalar) and value.empty:
            return self.section(place=place, places={})
        if not isinstance(value, Mapping):
            keys = listed(known.name for known in keys_of(self.section).values())
            what = f"{self.section.label} is a mapping of keys"
            report.add(
                value.place,
                what,
                shown(value),
                "its keys are missing, or stand in another form",
                f"its keys are {keys}",
            )
            return None
        return self._read_keys(value, place, report)

    def _read_keys(self, mapping: Mapping, place: Place, report: Report) -> S:
        known = {about.name: (attribute, about) for attribute, about in keys_of(self.section).items()}
        values: dict[str, Any] = {}
        places: dict[str, Place] = {}
        for entry in mapping.entries:
            if entry.key.text not in known:
                _refuse_key(entry.key, self.section, report)
                continue
            attribute, about = known[entry.key.text]
            places[attribute] = entry.value.place
            values[attribute] = about.kind.read(entry.value, report)
            if about.later is not None:
                cause = "it belongs to a later version of guardian-emu"
                report.add(entry.key.place, about.later.what, about.name, cause, about.later.next_step)
        for attribute, about in known.values():
            if about.required and attribute not in places:
                step = f"add {about.name}: {about.doc}"
                report.add(
                    place, f"{self.section.label} needs the key {about.name}", "(nothing)", "it was left out", step
                )
        return self.section(place=place, places=places, **values)

    def schema(self) -> JSON:
        reference = {"$ref": f"#/definitions/{self.section.__name__}"}
        return {"anyOf": [reference, {"type": "null"}]} if self._may_be_empty else reference

    def sections(self) -> Iterator[type[Section]]:
        yield self.section
        for about in keys_of(self.section).values():
            yield from about.kind.sections()


class MapOf(Kind[dict[str, S]]):
    """Sections by name. Guarantee: the names are in the system's form, none stands twice, the order is the file's."""

    def __init__(self, name: Name, section: SectionOf[S], *, at_least: int = 0) -> None:
        self._name, self._section, self._at_least = name, section, at_least

    def read(self, value: Value, report: Report) -> dict[str, S] | None:
        if not isinstance(value, Mapping):
            step = f"write {self._name.expects}, a colon, and its keys"
            report.add(value.place, "a mapping of names belongs here", shown(value), "the names are missing", step)
            return None
        if len(value.entries) < self._at_least:
            step = f"add {self._name.expects}"
            report.add(value.place, "this mapping is empty", shown(value), "its names were removed", step)
            return None
        found: dict[str, S] = {}
        for entry in value.entries:
            name = self._name.read(entry.key, report)
            section = self._section.read_at(entry.value, entry.key.place, report)
            if name in found:
                cause = f"it stands in line {found[name].place.line} already; letter case makes no difference"
                report.add(
                    entry.key.place, f"{name} stands here for the second time", shown(entry.key), cause, "rename one"
                )
            elif name is not None and section is not None:
                found[name] = section
        return found

    def schema(self) -> JSON:
        names = {self._name.pattern: self._section.schema()}
        schema: JSON = {"type": "object", "patternProperties": names, "additionalProperties": False}
        return schema | ({"minProperties": self._at_least} if self._at_least else {})

    def sections(self) -> Iterator[type[Section]]:
        return self._section.sections()


class WordsByName(Kind[dict[str, T]]):
    """Single values by name. Guarantee: names are in the system's form, none stands twice, the order is the file's."""

    def __init__(self, name: Name, value: ScalarKind[T]) -> None:
        self._name, self._value = name, value

    def read(self, value: Value, report: Report) -> dict[str, T] | None:
        if not isinstance(value, Mapping):
            step = f"write {self._name.expects}, a colon, and {self._value.expects}"
            report.add(value.place, "a mapping of names belongs here", shown(value), "the names are missing", step)
            return None
        found: dict[str, T] = {}
        lines: dict[str, int] = {}
        for entry in value.entries:
            name, read = self._name.read(entry.key, report), self._value.read(entry.value, report)
            if name in found:
                what, cause = f"{name} stands here for the second time", f"it stands in line {lines[name]} already"
                report.add(entry.key.place, what, shown(entry.key), cause, "rename one")
            elif name is not None and read is not None:
                found[name], lines[name] = read, entry.key.place.line
        return found

    def schema(self) -> JSON:
        return {
            "type": "object",
            "patternProperties": {self._name.pattern: self._value.schema()},
            "additionalProperties": False,
        }


class Either(Kind[A | B]):
    """One kind when a word is written, another when a mapping is."""

    def __init__(self, word: ScalarKind[A], mapping: SectionOf[Any]) -> None:
        self._word, self._mapping = word, mapping

    def read(self, value: Value, report: Report) -> A | B | None:
        kind: Kind[Any] = self._mapping if isinstance(value, Mapping) else self._word
        return cast("A | B | None", kind.read(value, report))

    def schema(self) -> JSON:
        return {"anyOf": [self._word.schema(), self._mapping.schema()]}

    def sections(self) -> Iterator[type[Section]]:
        return self._mapping.sections()


def _refuse_key(found: Scalar, section: type[Section], report: Report) -> None:
    names = [about.name for about in keys_of(section).values()]
    near = nearest(found.text, names)
    homes = [other.label for other in Section.__subclasses__() if _has_key(other, found.text)]
    if homes:
        cause, step = f"{found.text} is a key of {' and of '.join(homes)}", f"move it to {homes[0]}"
    elif near:
        cause, step = "a typing error", f"write {near}"
    else:
        cause, step = f"the keys of {section.label} are {listed(names)}", f"use one of them, or remove {shown(found)}"
    report.add(found.place, f"{section.label} has no key {shown(found)}", shown(found), cause, step)


def _has_key(section: type[Section], name: str) -> bool:
    return any(about.name == name for about in keys_of(section).values())
