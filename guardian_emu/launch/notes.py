"""Texts that an engine keeps with a session: each is an empty volume, which is made or not made, and bears the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guardian_emu.launch import engine, marks

if TYPE_CHECKING:
    import docker

GONE = 404


def keep(api: docker.APIClient, labels: dict[str, str], key: str, text: str) -> None:
    """See ``Launcher.note``; ``labels`` are those of the session."""
    mine = {**labels, marks.MARK: marks.KEPT, marks.NOTE: key, marks.TEXT: text}
    with engine.problems("a note cannot be kept with the session", key):
        api.create_volume(_name(labels[marks.SESSION], key), labels=mine)


def kept(api: docker.APIClient, session: str) -> dict[str, str]:
    """See ``Launcher.notes``."""
    chosen = engine.with_label(**{marks.SESSION: session, marks.MARK: marks.KEPT})
    with engine.problems("the notes of the session cannot be read"):
        volumes = api.volumes(filters=chosen)["Volumes"] or []
    return {volume["Labels"][marks.NOTE]: volume["Labels"][marks.TEXT] for volume in volumes}


def erase(api: docker.APIClient, session: str, key: str) -> None:
    """See ``Launcher.erase``."""
    with engine.problems("a note of the session cannot be erased", key, ignore=(GONE,)):
        api.remove_volume(_name(session, key))


def _name(session: str, key: str) -> str:
    return marks.mark_name(session, f"{marks.KEPT}-{key}")
