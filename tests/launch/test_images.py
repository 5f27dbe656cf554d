"""The CPU image: what is in it, when it is built again."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from launch.standin import Notes

from guardian_emu.launch import archives, debian, engine, images
from guardian_emu.launch.archives import Entry
from guardian_emu.launch.launcher import Silent

PROBE = "import asyncio, hashlib, hmac, json, ctypes, sqlite3, _cffi_backend, cffi, os; print(os.getuid())"


@pytest.mark.docker
def test_the_image_has_all_that_kernel_and_programs_need() -> None:
    api = engine.connect()
    tag = images.ensure(api, Silent())
    host = api.create_host_config(network_mode="none", read_only=True)
    made = api.create_container(tag, ["-S", "-c", PROBE], entrypoint="python3", host_config=host)["Id"]
    qemu = api.create_container(tag, ["--version"], entrypoint="/usr/bin/qemu-ppc-static", host_config=host)["Id"]
    try:
        for container, said in ((made, "65532"), (qemu, "qemu-ppc version")):
            api.start(container)
            api.wait(container)
            assert said in api.logs(container).decode()
    finally:
        for container in (made, qemu):
            api.remove_container(container, force=True)
        api.close()


@pytest.mark.docker
def test_an_image_that_is_there_is_not_built_again() -> None:
    api = engine.connect()
    tag, notes = images.ensure(api, Silent()), Notes()
    assert images.ensure(api, notes) == tag
    assert notes.stages == []
    api.close()


@pytest.mark.docker
def test_an_outdated_image_is_known_and_discarded(standin_image: str) -> None:
    api = engine.connect()
    old = f"{images.CPU_IMAGE}:old-{secrets.token_hex(4)}"
    api.tag(standin_image, *old.split(":"))
    assert old in images.outdated(api)
    assert images.ensure(api, Silent()) not in images.outdated(api)
    assert images.discard(api, [old, old]) == [f"image {old}"]
    assert old not in images.outdated(api)
    api.close()


def test_the_tag_changes_with_any_file() -> None:
    files = [Entry("a", b"1"), Entry("b", b"2")]
    assert images._hash(files) == images._hash(list(files))
    assert len({images._hash(files), images._hash([Entry("a", b"12"), Entry("b", b"")]), images._hash(files[:1])}) == 3


def test_of_alternative_dependencies_the_first_is_taken() -> None:
    listing = "a\n  PreDepends: b\n |Depends: c\n  Depends: d\n  Depends: <virtual>\nb\n"
    assert debian._graph(listing) == {"a": ["b", "c"], "b": []}


def test_an_archive_cannot_write_outside(tmp_path: Path) -> None:
    import io

    packed = archives.pack([Entry("recorder/../../escaped", b"x")])
    with pytest.raises(ValueError, match="outside"):
        archives.unpack(io.BytesIO(packed), tmp_path / "into")
    assert not (tmp_path / "escaped").exists()
