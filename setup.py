"""Builds libguardian into the package and puts the Dockerfiles there; all else stands in pyproject.toml."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


class BuildWithLibguardian(build_py):
    """An installed package carries library and headers; a clone builds them on demand (guardian_emu.cc.runtime)."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            from guardian_emu.cc import runtime

            package = Path(self.build_lib).resolve() / "guardian_emu"
            built = runtime.install(HERE / "runtime", package / "_runtime")
            print("libguardian built for", ", ".join(built))
            shutil.copytree(HERE / "images", package / "images", dirs_exist_ok=True)


class PlatformDistribution(Distribution):
    """The wheel holds machine code."""

    def has_ext_modules(self) -> bool:
        return True


setup(cmdclass={"build_py": BuildWithLibguardian}, distclass=PlatformDistribution)
