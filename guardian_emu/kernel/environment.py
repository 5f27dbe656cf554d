"""What an operator gives a process that it starts: startup messages, DEFINEs, home terminal. No I/O."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..wire import defines, startupmessages
from ..wire.layouts import STARTUP_BY
from ..wire.startupmessages import Assign, Defaults
from .actions import Json
from .creation import NAME_GIVEN, NO_NAME, Request
from .users import Users

HOME_TERMINAL = "$ZHOME"
DEFAULT_VOLUME = "$SYSTEM.NOSUBVOL"


class Environment(NamedTuple):
    """``startup`` and ``defines`` as the welcome carries them, ``home_terminal`` with its node."""

    startup: bytes
    defines: bytes
    home_terminal: str


def of_request(request: Json, node: str) -> Environment:
    """The environment that the request ``create`` asks for. Raises ValueError for what no process can be given.

    IN and OUT are the home terminal unless something else is said; an empty text is no file.
    """
    volume, subvolume = startupmessages.default_volume(request.get("default_volume") or DEFAULT_VOLUME)
    own = Defaults(volume, subvolume, node)
    terminal = _qualified(request.get("home_terminal") or HOME_TERMINAL, node)
    return Environment(
        startup=startupmessages.blob(_messages(request, own, terminal)),
        defines=defines.serial(_defines(request.get("defines") or [], own)),
        home_terminal=terminal,
    )


def requested(request: Json, node: str, users: Users) -> Request:
    """What the request ``create`` asks of PROCESS_CREATE_. Raises ValueError as ``of_request`` does."""
    given, name, user = of_request(request, node), request.get("name") or "", request.get("user")
    return Request(
        program=str(request["program"]),
        name_option=NAME_GIVEN if name else NO_NAME,
        name=name,
        cpu=int(request.get("cpu", -1)),
        priority=int(request.get("priority", -1)),
        startup_by=STARTUP_BY["KERNEL"],
        startup=given.startup,
        home_terminal=given.home_terminal,
        defines=given.defines,
        user=user if user is None or isinstance(user, int) else users.number(str(user)),
        has_input=bool(request.get("input")),
    )


def _qualified(name: str, node: str) -> str:
    name = str(name).strip().upper()
    return name if name.startswith("\\") else f"{node}.{name}"


def _messages(request: Json, own: Defaults, terminal: str) -> Iterator[bytes]:
    files = [terminal if request.get(name) is None else str(request[name]) for name in ("in", "out")]
    infile, outfile = (startupmessages.internal_name(file, own) for file in files)
    words = [str(word) for word in request.get("args") or []]
    yield startupmessages.startup(own, infile, outfile, startupmessages.parameter_string(words))
    for values in request.get("assigns") or []:
        about = _assign(values)
        yield startupmessages.assign(about, startupmessages.internal_name(about.file or "", own))
    if params := request.get("params"):
        yield startupmessages.param({str(name): str(value) for name, value in params.items()})


def _assign(values: Json) -> Assign:
    values = dict(values)
    for name, words in (("exclusion", startupmessages.EXCLUSIONS), ("access", startupmessages.ACCESSES)):
        word = values.get(name)
        if word is not None and word not in words:
            raise ValueError(f"{name} {word!r} is none of {', '.join(words)}")
        values[name] = None if word is None else words[word]
    return Assign(**values)


def _defines(values: list[Json], own: Defaults) -> Iterator[defines.Define]:
    yield defines.Define(defines.DEFAULTS, "DEFAULTS", (("VOLUME", f"{own.node}.{own.volume}.{own.subvolume}"),))
    for value in values:
        kind, texts = str(value["class"]).upper(), [str(text) for text in value["values"]]
        if kind == "MAP" and len(texts) == 1:
            attributes = [("FILE", texts[0])]
        elif kind == "SEARCH" and texts:
            attributes = [(f"SUBVOL{number}", text) for number, text in enumerate(texts)]
        else:
            raise ValueError(f"DEFINE {value['name']!r} is neither a map of one file nor a search of subvolumes")
        yield defines.Define(str(value["name"]).upper(), kind, tuple(attributes))
