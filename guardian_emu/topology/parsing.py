"""YAML text to a located tree.

Guarantee: the work is bounded whatever the text holds. Depth and number of values are limited, and an alias counts as
often as it is used, so nested aliases cannot explode.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from guardian_emu.topology.errors import BadTopology, Place, Report
from guardian_emu.topology.tree import Entry, Mapping, Scalar, Sequence, Value, shown, shown_text

DEPTH_LIMIT = 32
VALUE_LIMIT = 20_000

_QUOTES = "write names like \\ALPHA without quotes, or in '...'"
_ADVICE = (
    ("unknown escape character", "double quotes make \\ an escape", _QUOTES),
    ("expected escape sequence", "double quotes make \\ an escape", _QUOTES),
    ("character '\\t'", "YAML does not indent with tabs", "replace the tab by spaces"),
    ("mapping values are not allowed", "a colon too many, or a line indented too far", "indent as its neighbours"),
    ("could not find expected ':'", "a key without its colon", "write key: value"),
    ("expected <block end>", "the line is indented differently from its neighbours", "indent as the keys beside it"),
    ("flow sequence", "a [ without its ], or ${...} without quotes inside [ ]", 'close the list, quote "${...}"'),
    ("flow mapping", "a { without its }, or ${...} without quotes inside { }", 'close the braces, quote "${...}"'),
    ("scanning a quoted scalar", "a quote that is not closed", "close the quote on its line"),
    ("cannot start any token", "this character means something to YAML", "put the value in single quotes"),
)


def parse(text: str, report: Report) -> Mapping:
    """The one mapping in ``text``. Raises BadTopology when it is no YAML or something else than one mapping.

    Duplicate keys and values that nothing can hold go to the report, and reading goes on.
    """
    return _Builder(text, report).document()


class _Builder:
    """Builds the tree from the parser's events."""

    def __init__(self, text: str, report: Report) -> None:
        self._text = text
        self._report = report
        self._values = 0
        self._anchors: dict[str, tuple[Value, int] | None] = {}
        self._events = self._safe_events()

    def document(self) -> Mapping:
        """The first document; a second one is refused."""
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise self._stop(self._start(), "the file is empty", "nothing but comments was saved yet", _EXAMPLE)
        event = next(self._events)
        root = self._value(event, depth=0)
        if isinstance(root, Scalar) and root.empty:
            raise self._stop(root.place, "the file is empty", "nothing but comments was saved yet", _EXAMPLE)
        if not isinstance(root, Mapping):
            what = "a topology is a mapping of keys such as nodes and programs"
            raise self._stop(root.place, what, "another kind of file, or a missing colon", _EXAMPLE, shown(root))
        next(self._events)
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            place = self._place(event)
            cause = "a line --- begins a second document"
            raise self._stop(
                place, "the file holds more than one document", cause, "keep one topology in one file", "---"
            )
        return root

    def _value(self, event: yaml.Event, depth: int) -> Value:
        place = self._place(event)
        if depth > DEPTH_LIMIT:
            what = f"the file is nested deeper than {DEPTH_LIMIT} levels"
            raise self._stop(place, what, "this is no topology, or brackets were left open", "flatten it")
        self._count(1, place)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, place)
        anchor = getattr(event, "anchor", None)
        before = self._values
        if anchor is not None:
            self._anchors[anchor] = None
        self._refuse_tag(event, place)
        value = self._plain_value(event, place, depth)
        if anchor is not None:
            self._anchors[anchor] = (value, self._values - before)
        return value

    def _plain_value(self, event: yaml.Event, place: Place, depth: int) -> Value:
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Value] = []
            while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
                items.append(self._value(event, depth + 1))
            return Sequence(place, tuple(items))
        assert isinstance(event, yaml.ScalarEvent)
        return self._scalar(event, place)

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> Scalar:
        scalar = Scalar(place, event.value, plain=event.style is None)
        if not scalar.text.isprintable():
            cause = "double quotes turned \\ and a letter into it, or it was pasted"
            step = "write names like \\ALPHA without quotes, or in '...'; write texts on one line"
            self._report.add(place, "this value holds a control character", shown(scalar), cause, step)
        return scalar

    def _mapping(self, place: Place, depth: int) -> Mapping:
        own: dict[str, Entry] = {}
        merged: dict[str, Entry] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._value(event, depth + 1)
            value = self._value(next(self._events), depth + 1)
            if not isinstance(key, Scalar):
                step = "write key: value; quote a key that begins with [ or {"
                self._report.add(
                    key.place, "a key must be a word", shown(key), "brackets or braces before a colon", step
                )
            elif key.text == "<<" and key.plain:
                self._merge(value, merged)
            elif key.text in own:
                self._duplicate(key, own[key.text].key)
            else:
                own[key.text] = Entry(key, value)
        return Mapping(place, tuple((own | {text: e for text, e in merged.items() if text not in own}).values()))

    def _merge(self, value: Value, merged: dict[str, Entry]) -> None:
        sources = value.items if isinstance(value, Sequence) else (value,)
        for source in sources:
            if not isinstance(source, Mapping):
                cause, step = "<< takes the keys of an anchored mapping", "write <<: *anchor, or use defaults"
                self._report.add(source.place, "<< needs a mapping", shown(source), cause, step)
                continue
            for entry in source.entries:
                merged.setdefault(entry.key.text, entry)

    def _duplicate(self, key: Scalar, first: Scalar) -> None:
        what = f"the key {shown(key)} stands here for the second time"
        cause = f"it stands in line {first.place.line} already"
        self._report.add(key.place, what, shown(key), cause, "keep one of the two")

    def _alias(self, event: yaml.AliasEvent, place: Place) -> Value:
        name = event.anchor
        if name not in self._anchors:
            step = f"write &{name} before the value that is meant, above this line"
            raise self._stop(place, f"there is no anchor {name}", "a typing error, or it comes later", step, f"*{name}")
        known = self._anchors[name]
        if known is None:
            step = "name the parts instead of the whole"
            raise self._stop(
                place, f"the anchor {name} contains itself", "an alias inside its own anchor", step, f"*{name}"
            )
        value, weight = known
        self._count(weight, place)
        return value

    def _count(self, number: int, place: Place) -> None:
        self._values += number
        if self._values > VALUE_LIMIT:
            what = f"the file holds more than {VALUE_LIMIT} values"
            raise self._stop(place, what, "aliases of aliases, or not a topology", "use count: for many like processes")

    def _refuse_tag(self, event: yaml.Event, place: Place) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            cause = "tags have no meaning in a topology"
            self._report.add(
                place, "a YAML tag stands here", shown_text(tag), cause, "remove the word that begins with !"
            )

    def _safe_events(self) -> Iterator[yaml.Event]:
        """The parser's events; whatever the parser raises becomes BadTopology."""
        try:
            yield from yaml.parse(self._text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            raise self._syntax_error(error) from None
        except yaml.reader.ReaderError as error:
            raise self._unreadable(error) from None
        except (ValueError, OverflowError) as error:
            cause = f"a number in an escape or a directive is out of range ({error})"
            step = "remove the escape or directive"
            raise self._stop(self._start(), "YAML cannot read this file", cause, step) from None

    def _syntax_error(self, error: yaml.MarkedYAMLError) -> BadTopology:
        mark = error.problem_mark or error.context_mark
        place = Place(self._report.file, mark.line + 1, mark.column + 1) if mark else self._start()
        said = " ".join(part for part in (error.context, error.problem) if part)
        for words, cause, step in _ADVICE:
            if words in said:
                return self._stop(place, f"this is no valid YAML: {said}", cause, step)
        cause = "indentation, brackets or quotes before this place"
        return self._stop(place, f"this is no valid YAML: {said}", cause, "compare with topologies/pair.guardian.yaml")

    def _unreadable(self, error: yaml.reader.ReaderError) -> BadTopology:
        before = self._text[: error.position]
        place = Place(self._report.file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        code = error.character if isinstance(error.character, int) else ord(error.character[:1] or "\0")
        cause = "a binary file, or a character that was pasted"
        return self._stop(place, "a character that YAML forbids stands here", cause, "delete it", f"U+{code:04X}")

    def _stop(self, place: Place, what: str, cause: str, step: str, value: str | None = None) -> BadTopology:
        return self._report.stop(place, what, self._line(place) if value is None else value, cause, step)

    def _line(self, place: Place) -> str:
        lines = self._text.split("\n", place.line)
        return shown_text(lines[place.line - 1].strip() if place.line <= len(lines) else "")

    def _start(self) -> Place:
        return Place(self._report.file, 1, 1)

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        return Place(self._report.file, mark.line + 1, mark.column + 1) if mark else self._start()


_EXAMPLE = "begin with the lines of topologies/pair.guardian.yaml"
