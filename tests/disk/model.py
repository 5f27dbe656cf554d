"""Guardian files as plain dictionaries and lists: what a half must do, in the simplest words that say it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from guardian_emu.disk.attributes import AlternateKey, Attributes

UNSTRUCTURED, RELATIVE, ENTRY, KEYED, EDIT = range(5)
WAITS = -1


class Error(Exception):
    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True)
class Place:
    current: int = 0
    next: int = 0
    specifier: int = 0
    key: bytes = b""
    compare: int = 0
    mode: int = 0
    reverse: bool = False
    skip: bool = False
    last: bool = False
    entry: bytes = b""
    record: Any = None


@dataclass
class ModelOpen:
    number: int
    reads: bool = True
    writes: bool = True
    lock_mode: int = 0
    place: Place = field(default_factory=Place)


class ModelFile:
    """One file. ``records`` maps addresses or keys to data; an unstructured file has ``content`` instead."""

    def __init__(self, kind: int, attributes: Attributes) -> None:
        self.kind = kind
        self.attributes = attributes
        self.records: dict[Any, bytes] = {}
        self.content = bytearray()
        self.order: dict[tuple[int, Any], int] = {}
        self.insertions = 0
        self.entry_tail = (0, 0, 0)
        self.locks: dict[Any, int] = {}
        self.file_lock = 0

    # Space.

    def fits(self, size: int) -> None:
        a = self.attributes
        if size > 2048 * (a.primary_extent + (a.maximum_extents - 1) * a.secondary_extent):
            raise Error(45)

    def blocks(self, used: int, overhead: int) -> int:
        block = self.attributes.block_length
        return -(-used // (block - overhead)) * block

    def used(self) -> int:
        overhead = 4 if self.kind == EDIT else 2
        return sum(len(data) + overhead for data in self.records.values())

    # Finding records.

    def value(self, key: AlternateKey, data: bytes) -> bytes | None:
        value = data[key.offset : key.offset + key.length]
        if len(value) != key.length or (key.null is not None and set(value) == {key.null}):
            return None
        return value

    def alternate(self, specifier: int) -> AlternateKey:
        return next(key for key in self.attributes.alternate_keys if key.specifier == specifier)

    def name(self, record: Any) -> bytes:
        return record if isinstance(record, bytes) else record.to_bytes(8, "big")

    def entries(self, specifier: int) -> list[tuple[bytes, Any]]:
        if not specifier:
            return sorted((key, key) for key in self.records)
        key = self.alternate(specifier)
        found = []
        for record, data in self.records.items():
            value = self.value(key, data)
            if value is not None:
                ordinal = self.order[specifier, record].to_bytes(8, "big") if key.insertion_ordered else b""
                found.append((value + ordinal + self.name(record), record))
        return sorted(found)

    def length(self, specifier: int) -> int:
        return self.alternate(specifier).length if specifier else self.attributes.key_length

    def walk(self, place: Place) -> tuple[bytes, Any]:
        """The next entry of a key's path."""
        entries, key, prefix = self.entries(place.specifier), place.key, place.key[: place.compare]
        length = self.length(place.specifier)
        full = len(key) >= length
        if place.entry:
            left = [e for e in entries if (e[0] < place.entry if place.reverse else e[0] > place.entry)]
        elif not place.reverse and place.skip and full:
            left = [e for e in entries if e[0][: len(key)] > key]
        elif not place.reverse:
            left = [e for e in entries if e[0] >= prefix]
        elif not prefix:
            left = entries
        elif place.skip and full:
            left = [e for e in entries if e[0] < key]
        elif place.last:
            left = [e for e in entries if e[0][: len(prefix)] <= prefix]
        else:
            same = [e for e in entries if e[0][: len(prefix)] == prefix]
            left = same[:1] or [e for e in entries if e[0] < prefix]
        if not left:
            raise Error(1)
        found = left[-1] if place.reverse else left[0]
        wanted = (b"", prefix, key if full else found[0] + b"?")[place.mode]
        if found[0][: len(wanted)] != wanted:
            raise Error(1)
        return found

    def next(self, place: Place, count: int) -> tuple[Any, bytes, Place]:
        if self.kind == UNSTRUCTURED:
            start = len(self.content) if place.next == -1 else place.next
            if start >= len(self.content):
                raise Error(1)
            data = bytes(self.content[start : start + self.even(count)])
            return start, data, replace(place, current=start, next=start + len(data))
        if place.specifier or self.kind == KEYED:
            entry, record = self.walk(place)
            moved = replace(place, entry=entry, record=record)
            if self.kind != KEYED:
                moved = replace(moved, current=record, next=record + 1)
            return record, self.records[record], moved
        if place.next < 0:
            raise Error(1)
        left = [n for n in sorted(self.records) if (n <= place.next if place.reverse else n >= place.next)]
        if not left:
            raise Error(1)
        number = left[-1] if place.reverse else left[0]
        if place.mode == 2 and (place.record is not None or number != place.current):
            raise Error(1)
        following = number - 1 if place.reverse else number + 1
        return number, self.records[number], replace(place, current=number, next=following, record=number)

    def current(self, place: Place) -> Any:
        """The current record by its name, whether it is there or not."""
        if self.kind == UNSTRUCTURED:
            return place.current
        if place.record is not None and (place.specifier or self.kind == KEYED):
            return place.record
        if place.specifier:
            if not self.alternate(place.specifier).unique:
                raise Error(46)
            length = self.length(place.specifier)
            for entry, record in self.entries(place.specifier):
                if len(place.key) >= length and entry.startswith(place.key):
                    return record
            raise Error(11)
        if self.kind == KEYED:
            if len(place.key) < self.attributes.key_length:
                raise Error(11)
            return place.key
        if place.current < 0:
            raise Error(11)
        return place.current

    def existing(self, place: Place, count: int = 0) -> tuple[Any, bytes]:
        record = self.current(place)
        if self.kind == UNSTRUCTURED:
            if not 0 <= record < len(self.content):
                raise Error(11)
            return record, bytes(self.content[record : record + self.even(count)])
        if record not in self.records:
            raise Error(11)
        return record, self.records[record]

    def even(self, count: int) -> int:
        return count if self.attributes.odd else count + count % 2

    # Locks.

    def blocked(self, who: ModelOpen, record: Any) -> bool:
        if self.file_lock not in (0, who.number):
            return True
        return self.locks.get(record, who.number) != who.number

    def may_write(self, who: ModelOpen, record: Any) -> None:
        if self.blocked(who, record):
            raise Error(73)

    def lock(self, who: ModelOpen, record: Any) -> None:
        if self.locks.get(record) == who.number or self.file_lock == who.number:
            return
        if self.blocked(who, record):
            raise Error(73 if who.lock_mode in (1, 3, 7) else WAITS)
        self.locks[record] = who.number

    def lock_file(self, who: ModelOpen) -> None:
        if self.file_lock not in (0, who.number) or any(owner != who.number for owner in self.locks.values()):
            raise Error(73 if who.lock_mode in (1, 3, 7) else WAITS)
        self.file_lock = who.number

    def unlock(self, who: ModelOpen, record: Any) -> None:
        if self.locks.get(record) == who.number:
            del self.locks[record]

    def unlock_file(self, who: ModelOpen) -> None:
        self.locks = {record: owner for record, owner in self.locks.items() if owner != who.number}
        self.file_lock = 0 if self.file_lock == who.number else self.file_lock

    # Requests.

    def read(self, who: ModelOpen, count: int, update: bool, lock: bool) -> tuple[int, bytes]:
        if not who.reads:
            raise Error(49)
        if update:
            (record, data), place = self.existing(who.place, count), who.place
        else:
            record, data, place = self.next(who.place, count)
        warning = 0
        if lock:
            self.lock(who, record)
        elif self.blocked(who, record) and who.lock_mode not in (2, 3):
            if who.lock_mode in (6, 7):
                warning = 9
            else:
                raise Error(73 if who.lock_mode == 1 else WAITS)
        who.place = place
        return warning, data[:count]

    def write(self, who: ModelOpen, data: bytes) -> int:
        if not who.writes:
            raise Error(49)
        if self.kind == UNSTRUCTURED:
            return self._write_bytes(who, data)
        kept, record, size = self._new(who.place, data)
        self.may_write(who, record)
        if record in self.records:
            raise Error(10)
        warning = self._keys(kept, None)
        self.fits(size)
        self.records[record] = kept
        self._entered(record, None, kept)
        if self.kind == ENTRY:
            self.entry_tail = self.pending
        if self.kind != KEYED:
            step = 1000 if self.kind == EDIT else 1
            sticky = who.place.next < 0 and self.kind != ENTRY
            following = who.place.next if sticky else record + step
            who.place = replace(who.place, current=record, next=following, record=record)
        return warning

    def _write_bytes(self, who: ModelOpen, data: bytes) -> int:
        append = who.place.next == -1
        start = len(self.content) if append else who.place.next
        self.may_write(who, start)
        data += b"\0" * (self.even(len(data)) - len(data))
        self.fits(start + len(data))
        if len(self.content) < start + len(data):
            self.content.extend(bytes(start + len(data) - len(self.content)))
        self.content[start : start + len(data)] = data
        who.place = replace(who.place, current=start, next=-1 if append else start + len(data))
        return 0

    def _new(self, place: Place, data: bytes) -> tuple[bytes, Any, int]:
        """What would be written, where, and how big the file must be for it."""
        a = self.attributes
        if self.kind == EDIT:
            kept = data.rstrip(b" ")
            if len(kept) > 239:
                raise Error(21)
            last = max(self.records, default=0)
            number = (last // 1000 + 1) * 1000 if place.next < 0 else place.next
            return kept, number, self.used() + len(kept) + 4
        if len(data) > a.record_length or (self.kind == RELATIVE and not data):
            raise Error(21)
        if self.kind == RELATIVE:
            number = place.next
            if number == -1:
                number = max(self.records, default=-1) + 1
            elif number == -2:
                number = next(n for n in range(len(self.records) + 1) if n not in self.records)
            in_block = (a.block_length - 22) // (a.record_length + 2)
            return data, number, (number // in_block + 1) * a.block_length
        if self.kind == ENTRY:
            block, index, used = self.entry_tail
            if used + len(data) + 2 > a.block_length - 22:
                block, index, used = block + 1, 0, 0
            self.pending = (block, index + 1, used + len(data) + 2)
            return data, block * 4096 + index, (block + 1) * a.block_length
        if len(data) < a.key_offset + a.key_length:
            raise Error(21)
        record = data[a.key_offset : a.key_offset + a.key_length]
        return data, record, self.blocks(self.used() + len(data) + 2, 32)

    def _keys(self, data: bytes, old: bytes | None) -> int:
        warning = 0
        for key in self.attributes.alternate_keys:
            value = self.value(key, data)
            if value is None or (old is not None and self.value(key, old) == value):
                continue
            taken = any(self.value(key, other) == value for other in self.records.values())
            if taken and key.unique:
                raise Error(10)
            if taken and key.insertion_ordered:
                warning = 551
        return warning

    def _entered(self, record: Any, old: bytes | None, data: bytes) -> None:
        self.insertions += 1
        for key in self.attributes.alternate_keys:
            if old is None or self.value(key, old) != self.value(key, data):
                self.order[key.specifier, record] = self.insertions

    def update(self, who: ModelOpen, data: bytes, unlock: bool) -> None:
        if not who.writes:
            raise Error(49)
        record = self.current(who.place)
        if self.kind == UNSTRUCTURED:
            self._update_bytes(who, record, data)
        else:
            self.may_write(who, record)
            old = self.existing(who.place)[1]
            if data:
                self._replace(record, old, data)
            elif self.kind == ENTRY and old:
                raise Error(21)
            else:
                del self.records[record]
        if unlock:
            self.unlock(who, record)

    def _update_bytes(self, who: ModelOpen, start: int, data: bytes) -> None:
        if not data:
            raise Error(21)
        self.existing(who.place)
        self.may_write(who, start)
        data += b"\0" * (self.even(len(data)) - len(data))
        if start + len(data) > len(self.content):
            raise Error(1)
        self.content[start : start + len(data)] = data

    def _replace(self, record: Any, old: bytes, data: bytes) -> None:
        a = self.attributes
        kept = data.rstrip(b" ") if self.kind == EDIT else data
        if (self.kind == EDIT and len(kept) > 239) or (self.kind == ENTRY and len(data) != len(old)):
            raise Error(21)
        if self.kind in (RELATIVE, KEYED) and len(data) > a.record_length:
            raise Error(21)
        if self.kind == KEYED:
            if len(data) < a.key_offset + a.key_length:
                raise Error(21)
            if data[a.key_offset : a.key_offset + a.key_length] != record:
                raise Error(46)
        self._keys(kept, old)
        if self.kind == KEYED:
            self.fits(self.blocks(self.used() - len(old) + len(kept), 32))
        if self.kind == EDIT:
            self.fits(self.used() - len(old) + len(kept))
        self._entered(record, old, kept)
        self.records[record] = kept

    def control(self, who: ModelOpen, operation: int) -> None:
        if not who.writes:
            raise Error(49)
        if self.file_lock not in (0, who.number) or any(owner != who.number for owner in self.locks.values()):
            raise Error(73)
        if operation == 20:
            self.records, self.content, self.entry_tail = {}, bytearray(), (0, 0, 0)
        elif self.kind != UNSTRUCTURED:
            raise Error(2)
        elif who.place.next >= 0:
            self.fits(who.place.next)
            size = len(self.content)
            self.content = self.content[: who.place.next] + bytes(max(0, who.place.next - size))
