from __future__ import annotations

from pathlib import Path

import pytest
from disk.opener import Process

from guardian_emu.disk import operations as do
from guardian_emu.disk.errors import Refused
from guardian_emu.disk.half import Half
from guardian_emu.disk.items import Item
from guardian_emu.disk.names import FileName


def test_a_created_file_is_empty_and_its_name_taken(half: Half, process: Process) -> None:
    assert process.create("a.b").name == "$DATA.A.B"
    assert process.create("A.B").error == 10
    items = half.inquire(lambda volume: volume.information("A.B"))
    assert (items[Item.AGGRENDOFFILE], items[Item.ALLOCATEDEXTENTS], items[Item.FILEISOPEN]) == (0, 0, 0)
    assert items[Item.CREATIONDATE] == items[Item.AGGRMODIFY] != 0


@pytest.mark.parametrize(("name", "error"), [("A", 13), ("#1", 13), ("$OTHER.A.B", 14), ("A.123", 13)])
def test_a_file_is_not_created_under_a_wrong_name(process: Process, name: str, error: int) -> None:
    assert process.create(name).error == error


def test_partitioned_and_audited_files_are_refused(process: Process) -> None:
    assert process.create("A.B", partitions=1).error == 564
    assert process.create("A.B", audited=True).error == 84
    assert process.open("A.B").error == 11


def test_a_purged_file_is_gone_with_all_that_was_in_it(half: Half, process: Process) -> None:
    used = half.inquire(lambda volume: volume.files.counters.used)
    file = process.make("A.B", clear_on_purge=True)
    file.write(b"secret")
    assert process.purge("A.B") == 12
    file.close()
    assert process.purge("A.B") == 0
    assert process.purge("A.B") == 11
    assert half.inquire(lambda volume: volume.files.counters.used) == used
    process.make("A.B").read()
    assert process.open("A.B").read() == b""


def test_a_file_is_not_purged_before_its_expiration_date(process: Process) -> None:
    process.create("A.B", expiration=1 << 60)
    assert process.purge("A.B") == 1091
    assert process.ask(do.Alter(process.by, name="A.B", items={Item.EXPIRATIONDATE: 5})).error == 0
    assert process.purge("A.B") == 0


def test_a_temporary_file_goes_with_its_last_opener(half: Half, process: Process) -> None:
    name = process.create("").name
    assert name == "$DATA.#0000001"
    assert process.create("").name == "$DATA.#0000002"
    first, second = process.open(name), Process(half, 2).open(name)
    first.write(b"data")
    first.close()
    assert second.read() == b"data"
    second.process.die()
    assert process.open(name).error == 11


def test_a_renamed_temporary_file_stays(half: Half, process: Process) -> None:
    name = process.create("").name
    file = process.open(name)
    assert file.rename("A.B") == 0
    file.close()
    assert process.open("A.B").error == 0 and process.open(name).error == 11


def test_renaming_stays_on_the_volume_and_off_other_files(process: Process) -> None:
    file = process.make("A.B")
    process.create("A.C")
    assert [file.rename(name) for name in ("A.C", "$OTHER.A.D", "wrong", "#3", "$DATA.X.Y")] == [10, 15, 13, 13, 0]
    assert file.write(b"still open") == 0
    assert process.open("X.Y").error == 0 and process.open("A.B").error == 11


def test_altering_changes_what_may_change(half: Half, process: Process) -> None:
    process.create("A.B")

    def alter(**items: int) -> int:
        numbers = {Item[name]: value for name, value in items.items()}
        return process.ask(do.Alter(process.by, name="A.B", items=dict(numbers))).error

    assert alter(FILECODE=180, REFRESH=1, ODDUNSTRUCTURED=1, BROKEN=0) == 0
    items = half.inquire(lambda volume: volume.information("A.B"))
    assert (items[Item.FILECODE], items[Item.REFRESH], items[Item.ODDUNSTRUCTURED]) == (180, 1, 1)
    assert (alter(AUDIT=1), alter(BROKEN=1), alter(KEYLEN=4), alter(ODDUNSTRUCTURED=0)) == (84, 590, 561, 2)
    file = process.open("A.B")
    assert (alter(ODDUNSTRUCTURED=1), alter(FILECODE=101)) == (12, 12)
    file.write(b"data"), file.close()
    assert (alter(FILECODE=101), alter(FILECODE=70000), alter(FILECODE=5)) == (2, 590, 0)


def test_only_the_owner_alters_a_file(half: Half) -> None:
    Process(half, 1, 0x0101).create("A.B")
    alter = do.Alter(Process(half, 2, 0x0201).by, name="A.B", items={Item.FILECODE: 5})
    assert Process(half, 2, 0x0201).ask(alter).error == 48


def test_files_are_found_by_pattern_in_the_order_of_their_names(half: Half, process: Process) -> None:
    for name in ("B.ONE", "A.TWO", "A.ONE", "AB.THREE", "B.OWN"):
        process.create(name)
    process.create("")

    def find(pattern: str, after: FileName | None = None, limit: int = 9) -> list[str]:
        return [".".join(entry.name) for entry in half.inquire(lambda v: v.catalog.find(pattern, after, limit))]

    assert find("*.*") == ["A.ONE", "A.TWO", "AB.THREE", "B.ONE", "B.OWN"]
    assert find("a*.*e") == ["A.ONE", "AB.THREE"]
    assert find("?.O?N") == ["B.OWN"]
    assert find("$DATA.*.ONE", FileName("A", "ONE")) == ["B.ONE"]
    assert find("*.*", FileName("AB", "THREE"), 1) == ["B.ONE"]
    assert find("#*") == [".#0000001"]
    assert half.inquire(lambda volume: volume.catalog.subvolumes()) == ["A", "AB", "B"]
    assert half.inquire(lambda volume: volume.catalog.subvolumes("?B", "A")) == ["AB"]
    for wrong, error in (("A", 13), ("$X.*.*", 14)):
        with pytest.raises(Refused) as refused:
            find(wrong)
        assert refused.value.number == error


def test_a_full_volume_is_43_until_something_goes(tmp_path: Path) -> None:
    half = Half.create(tmp_path / "h.db", "$DATA", 10 * 2048)
    half.start_alone(ordered=True)
    process = Process(half)
    first, second = process.make("A.B", primary_extent=6), process.make("A.C", primary_extent=5)
    assert (first.write(b"xx"), second.write(b"yy"), first.write(b"zz")) == (0, 43, 0)
    assert half.inquire(lambda volume: volume.information("A.B"))[Item.VOLFREESPACE] == 4
    assert second.control(21, 1) == 43
    first.close()
    process.purge("A.B")
    assert second.write(b"yy") == 0
    half.close()


def test_setmode_tells_what_was_before(process: Process) -> None:
    file = process.make("A.B", maximum_extents=20)
    assert file.setmode(4, 1) == 0
    assert file.setmode(4) == 0 and file.outcome.reply and file.outcome.reply.data == b"\0\1\0\0"
    assert file.setmode(90, 1, 1) == 0
    assert file.setmode(90) == 0 and file.outcome.reply.data == b"\0\1\0\1"
    assert file.setmode(92, 30) == 0 and file.outcome.reply.data == b"\0\x14\0\0"
    assert file.attributes.maximum_extents == 30
    assert file.setmode(93, 512) == 0 and file.attributes.block_length == 512
    assert file.setmode(95) == 0 and file.outcome.reply.data == bytes(4)
    assert (file.setmode(5), file.setmode(92, 0), file.setmode(93, 7), file.setmode(90, 5)) == (2, 590, 590, 590)
    assert process.make("A.K", type=1).setmode(93, 512) == 2
    again = process.open("A.B")
    again.setmode(4)
    assert again.outcome.reply and again.outcome.reply.data == bytes(4)


def test_every_refused_request_leaves_the_volume_as_it_was(half: Half, process: Process) -> None:
    file = process.make("A.B")
    before = half.digests()
    process.create("A.B"), process.purge("A.B"), file.rename("A.B"), file.setmode(4, 9), file.control(99)
    after = half.digests()
    assert {name for name in before if before[name] != after[name]} == {"volume"}  # it counts operations
