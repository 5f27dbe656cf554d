"""The container engine's API, and what its errors mean."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guardian_emu.errors import EnvironmentProblem

if TYPE_CHECKING:
    import docker

DEFAULT_SOCKET = Path("/var/run/docker.sock")
PARALLEL = 4
"""Engine calls at a time. Measured on engine 20.10 with 2 cores: booting 16 CPUs takes 6.0 s with 1, 3.3 s with 2,
3.1 s with 4 and 2.8 s with 16; but with 16 the engine now and then loses count of a network's endpoints and will not
remove the network any more (moby/moby#42119). Test runs with 4 have not shown that."""

POOLED = 32
CALL_TIMEOUT = 60
PROBE_TIMEOUT = 2


def connect(timeout: int = CALL_TIMEOUT) -> docker.APIClient:
    """A client of the engine that DOCKER_HOST names, else of the local one. Raises ``EnvironmentProblem``."""
    import docker
    from docker.errors import DockerException
    from docker.utils import kwargs_from_env

    try:
        client = docker.APIClient(**kwargs_from_env(), timeout=timeout, num_pools=POOLED)
        client.ping()
    except (DockerException, OSError) as problem:
        raise EnvironmentProblem(
            "no container engine answers",
            address(),
            str(problem),
            "start the engine, set DOCKER_HOST, or use --runtime embedded, which needs no engine",
        ) from problem
    return client


def address() -> str:
    """Where the engine is expected."""
    return os.environ.get("DOCKER_HOST") or f"unix://{DEFAULT_SOCKET}"


def probe() -> tuple[bool, str]:
    """Whether an engine answers at once, and a sentence about it. Loads the SDK only when there may be an engine."""
    if "DOCKER_HOST" not in os.environ and not DEFAULT_SOCKET.exists():
        return False, f"there is no container engine: {DEFAULT_SOCKET} does not exist and DOCKER_HOST is not set"
    try:
        client = connect(PROBE_TIMEOUT)
        engine_version = client.version()["Version"]
        client.close()
    except EnvironmentProblem as problem:
        return False, f"no container engine answers at {address()}: {problem.cause}"
    except OSError as problem:
        return False, f"the container engine at {address()} is too slow: {problem}"
    return True, f"container engine {engine_version} answers at {address()}"


@contextmanager
def problems(what: str, value: object = None, *, ignore: tuple[int, ...] = ()) -> Iterator[None]:
    """Turns the engine's errors into ``EnvironmentProblem``; HTTP status codes in ``ignore`` are no error."""
    from docker.errors import APIError, DockerException
    from requests.exceptions import RequestException

    try:
        yield
    except APIError as problem:
        if problem.status_code in ignore:
            return
        said = problem.explanation or problem
        raise EnvironmentProblem(what, value, f"the engine said: {said}", "run `guardian-emu doctor`") from problem
    except (DockerException, RequestException) as problem:
        raise EnvironmentProblem(
            what, value, f"the engine at {address()} did not answer: {problem}", "see whether the engine still runs"
        ) from problem


def with_label(**labels: str) -> dict[str, Any]:
    """A filter for the engine's lists; an empty value asks for the label alone."""
    return {"label": [f"{key}={value}" if value else key for key, value in labels.items()]}
