"""All the code that a CPU starts with, in one file of its image.

An import looks for its module in several directories and reads it from a file of its own; on an engine's layered file
system that takes longer than all the rest of a kernel's start. ``bundle.py FILE`` writes the bundle when the image is
built, with the image's own interpreter. Without an argument this is what the image starts: it takes modules from the
bundle and becomes the kernel. A module that is not in the bundle is imported as always.
"""

import gc
import hashlib
import marshal
import os
import sys
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FILE = os.path.join(ROOT, "kernel.bundle")
KERNEL, BOOT = "guardian_emu.kernel", "guardian_emu.launch.boot"

Module = tuple[bool, str, CodeType]
"""Whether it is a package, its file, its code."""


class Bundle:
    """A finder and loader of the modules in a bundle. ``digest`` is a hash of all of them (``kernel/image.py``)."""

    def __init__(self, data: bytes) -> None:
        self._modules: dict[str, Module] = marshal.loads(data)
        self.digest = hashlib.sha256(data).hexdigest()

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """The module's spec, None when it is not here."""
        if name not in self._modules:
            return None
        package, file, _ = self._modules[name]
        spec = ModuleSpec(name, self, origin=file, is_package=package)  # type: ignore[arg-type]
        spec.has_location = True
        if package:
            spec.submodule_search_locations = [os.path.dirname(file)]
        return spec

    def create_module(self, spec: ModuleSpec) -> None:
        """A module like any other."""

    def exec_module(self, module: ModuleType) -> None:
        """Run its code."""
        exec(self.get_code(module.__name__), module.__dict__)

    def get_code(self, name: str) -> CodeType:
        """Its code, for ``runpy``."""
        return self._modules[name][2]


def write(path: str) -> None:
    """Write the modules that the kernel loads, and those it may load later, to a bundle."""
    import importlib.util
    import pkgutil
    import runpy  # noqa: F401  boot runs the kernel with it

    boot = importlib.import_module(BOOT)
    boot.leave_out_openssl()
    package = importlib.import_module(KERNEL)
    names = [module.name for module in pkgutil.iter_modules(package.__path__, f"{KERNEL}.")]
    for name in (*names, "asyncio", "ctypes"):
        if not name.endswith("__main__"):
            importlib.import_module(name)
    found = {name: module.__spec__ for name, module in sys.modules.items() if getattr(module, "__spec__", None)}
    found[f"{KERNEL}.__main__"] = importlib.util.find_spec(f"{KERNEL}.__main__")
    modules: dict[str, Module] = {}
    for name, spec in found.items():
        if spec and spec.has_location and spec.origin and spec.origin.endswith(".py") and name == spec.name:
            code = spec.loader.get_code(name)  # type: ignore[union-attr]
            modules[name] = (spec.submodule_search_locations is not None, spec.origin, code)
    with open(path, "wb") as file:
        marshal.dump(modules, file)


def install() -> None:
    """Take modules from the bundle from now on; does nothing where there is none."""
    try:
        with open(FILE, "rb") as file:
            data = file.read()
    except FileNotFoundError:
        return
    sys.meta_path.insert(0, Bundle(data))


def main(arguments: list[str]) -> None:
    """Write the bundle, or start the CPU."""
    sys.path.remove(os.path.dirname(os.path.abspath(__file__)))  # its modules are not at the top
    if arguments:
        write(arguments[0])
        return
    gc.disable()  # nothing of what is loaded is garbage; the kernel turns it on again
    install()
    from guardian_emu.launch import boot

    boot.main()


if __name__ == "__main__":
    main(sys.argv[1:])
