"""The CPU image and the base it stands on. A tag is a hash of what goes in, so an image is built exactly when needed.

The base is, in this order: the one GUARDIAN_EMU_BASE names, one already made, one on the public Python image when a
registry answers, one from Debian packages.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch import archives, debian, engine, marks
from guardian_emu.launch.archives import Entry
from guardian_emu.launch.launcher import Progress

if TYPE_CHECKING:
    import docker

PACKAGE = Path(__file__).resolve().parent.parent
CPU_IMAGE, BASE_IMAGE = "guardian-emu-cpu", "guardian-emu-base"
PUBLIC_BASE = "python:3.11-slim"
BASE_VARIABLE = "GUARDIAN_EMU_BASE"
PARTS = ("kernel", "wire", "guardian", "disk")
SINGLE = ("__init__.py", "errors.py", "launch/__init__.py", "launch/boot.py", "launch/bundle.py", "launch/relay.py")
PLACE = "opt/guardian-emu"
PYTHON = marks.PREFIX + "python"
USER = 65532
GONE, CONFLICT = 404, 409
REGISTRY_TIMEOUT = 4
BUILD_TIMEOUT = 600


def ensure(api: docker.APIClient, progress: Progress) -> str:
    """The tag of the CPU image; builds what is missing of it."""
    files = list(_files())
    tag = f"{CPU_IMAGE}:{_hash(files)}"
    if not _exists(api, tag):
        base = _ensure_base(api, progress)
        progress.stage(f"building {tag}")
        _build_cpu(api, tag, base, files)
    return tag


def outdated(api: docker.APIClient) -> list[str]:
    """CPU images of ours that are no longer what ``ensure`` would build."""
    current = f"{CPU_IMAGE}:{_hash(list(_files()))}"
    with engine.problems("the images cannot be listed"):
        found = api.images(filters=engine.with_label(**{marks.IMAGE: "cpu"}))
    return [tag for image in found for tag in image["RepoTags"] or [] if tag != current]


def discard(api: docker.APIClient, tags: list[str]) -> list[str]:
    """Remove image tags that no container uses, and say which were removed."""
    removed = []
    for tag in tags:
        with engine.problems("an image cannot be removed", tag, ignore=(GONE, CONFLICT)):
            api.remove_image(tag)
            removed.append(f"image {tag}")
    return removed


def dockerfile(name: str) -> bytes:
    """One of the files in ``images/``: beside the package in a checkout, inside it when installed."""
    for directory in (PACKAGE.parent / "images", PACKAGE / "images"):
        if (directory / name).exists():
            return (directory / name).read_bytes()
    raise EnvironmentProblem(f"{name} is missing", str(PACKAGE), "the installation is incomplete", "install again")


def _files() -> Iterator[Entry]:
    """What the kernel needs of the package, in a fixed order."""
    paths = [PACKAGE / name for name in SINGLE]
    paths += [path for part in PARTS for path in sorted((PACKAGE / part).rglob("*"))]
    for path in paths:
        if path.is_file() and "__pycache__" not in path.parts:
            yield Entry(f"guardian_emu/{path.relative_to(PACKAGE)}", path.read_bytes(), 0o755 if _runs(path) else 0o644)


def _runs(path: Path) -> bool:
    return path.suffix == ".so" or os.access(path, os.X_OK)


def _hash(files: list[Entry]) -> str:
    base = [os.environ.get(BASE_VARIABLE, "").encode(), _base_recipe()]
    parts = [dockerfile("cpu.Dockerfile"), *base, *(part for file in files for part in (file.path.encode(), file.data))]
    return _digest(parts)


def _base_recipe() -> bytes:
    return dockerfile("base.Dockerfile") + debian.recipe()


def _digest(parts: list[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.hexdigest()[:12]


def _exists(api: docker.APIClient, tag: str) -> bool:
    return bool(_labels(api, tag))


def _labels(api: docker.APIClient, tag: str) -> dict[str, str]:
    return _config(api, tag).get("Labels") or {}


def _config(api: Any, tag: str) -> dict[str, Any]:
    """An image's configuration; empty when there is no such image."""
    from docker.errors import ImageNotFound

    with engine.problems("an image cannot be inspected", tag):
        try:
            config: dict[str, Any] = api.inspect_image(tag)["Config"]
        except ImageNotFound:
            return {}
    return config


def _ensure_base(api: docker.APIClient, progress: Progress) -> str:
    chosen = os.environ.get(BASE_VARIABLE)
    if chosen and marks.BASE in _labels(api, chosen):
        return chosen
    recipe = _digest([(chosen or "").encode(), _base_recipe()])
    tag = f"{BASE_IMAGE}:{recipe}"
    if _exists(api, tag):
        return tag
    public = chosen or PUBLIC_BASE
    if chosen or _registry_has(public):
        progress.stage(f"building {tag} on {public}")
        try:
            _build(api, tag, dockerfile("base.Dockerfile"), [], {"BASE": public, "RECIPE": recipe})
            return tag
        except EnvironmentProblem as problem:
            if chosen:
                raise
            progress.stage(f"{public} does not serve ({problem.cause})")
    progress.stage(f"building {tag} from Debian packages")
    _import_debian(api, tag, recipe)
    return tag


def _registry_has(image: str) -> bool:
    """Whether a registry answers for the image, asked through the engine and for a few seconds only."""
    try:
        client: Any = engine.connect(REGISTRY_TIMEOUT)
        with engine.problems("no registry answers", image):
            client.inspect_distribution(image)
    except EnvironmentProblem:
        return False
    return True


def _import_debian(api: docker.APIClient, tag: str, recipe: str) -> None:
    """Imported as one layer: the engine's storage driver may be slow with many."""
    engine_machine, machine = api.info()["Architecture"], os.uname().machine
    if engine_machine != machine:
        step = f"set {BASE_VARIABLE} to a Python image the engine can pull"
        raise EnvironmentProblem("the base image cannot be made here", machine, f"the engine is {engine_machine}", step)
    with tempfile.TemporaryDirectory(prefix="guardian-emu-base-") as directory, tempfile.TemporaryFile() as packed:
        root = Path(directory) / "root"
        root.mkdir()
        version = debian.fill(root, Path(directory))
        archives.pack_tree(root, packed, {"guardian": USER})
        packed.seek(0)
        name, _, label = tag.partition(":")
        changes = ["ENV PATH=/usr/local/bin:/usr/bin", f"LABEL {marks.BASE}={recipe} {PYTHON}={version}"]
        with engine.problems("the base image cannot be imported", tag):
            api.import_image_from_data(packed, repository=name, tag=label, changes=changes)


def _build_cpu(api: docker.APIClient, tag: str, base: str, files: list[Entry]) -> None:
    layer = [Entry(f"root/{PLACE}/{file.path}", file.data, file.mode) for file in files]
    layer += [Entry(f"root/{PLACE}/{file.path}", file.data) for file in _compiled(files, _python_of(api, base))]
    _build(api, tag, dockerfile("cpu.Dockerfile"), layer, {"BASE": base})


def _python_of(api: docker.APIClient, base: str) -> str:
    """The version of the base's interpreter, such as ``3.11``; empty when nobody knows."""
    config = _config(api, base)
    environment = dict(entry.partition("=")[::2] for entry in config.get("Env") or [])
    version: str = (config.get("Labels") or {}).get(PYTHON) or environment.get("PYTHON_VERSION", "")
    return ".".join(version.split(".")[:2])


def _compiled(files: list[Entry], version: str) -> list[Entry]:
    """The package compiled for the image's interpreter, if this host has the same version; it starts faster then."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    interpreter = sys.executable if version == here else shutil.which(f"python{version}")
    if not version or interpreter is None:
        return []
    with tempfile.TemporaryDirectory(prefix="guardian-emu-cpu-") as directory:
        for file in files:
            path = Path(directory) / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.data)
        options = ["-q", "--invalidation-mode", "unchecked-hash", "-s", directory, "-p", f"/{PLACE}"]
        subprocess.run([interpreter, "-m", "compileall", *options, directory], check=False, capture_output=True)
        found = sorted(Path(directory).rglob("*.pyc"))
        return [Entry(str(path.relative_to(directory)), path.read_bytes()) for path in found]


def _build(api: docker.APIClient, tag: str, recipe: bytes, context: list[Entry], arguments: dict[str, str]) -> None:
    """Build with the engine's own builder, whose API every engine has."""
    packed = archives.pack([Entry("Dockerfile", recipe), *context])
    with engine.problems("an image cannot be built", tag):
        output = api.build(
            fileobj=io.BytesIO(packed), custom_context=True, tag=tag, buildargs=arguments, rm=True, forcerm=True,
            decode=True, timeout=BUILD_TIMEOUT,
        )  # fmt: skip
        said: list[str] = []
        for line in output:
            said.append(str(line.get("stream") or line.get("error") or ""))
            if "error" in line:
                step = f"set {BASE_VARIABLE} to an image with Python 3.11 or later"
                raise EnvironmentProblem("an image cannot be built", tag, "".join(said)[-800:].strip(), step)
