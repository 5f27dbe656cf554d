"""Where libguardian comes from."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from guardian_emu.cc import runtime
from guardian_emu.cc.toolchain import Abi
from guardian_emu.errors import EnvironmentProblem

CLONE = Path(__file__).parents[2] / "runtime"


def test_the_shared_library_can_be_loaded_without_a_kernel() -> None:
    assert ctypes.CDLL(str(runtime.shared_library())).guardian_started() == 0


def test_a_library_is_found_again_and_not_built_again() -> None:
    first = runtime.library(Abi.HOST)
    assert runtime.library(Abi.HOST) == first
    assert (runtime.headers() / "cextdecs.h").is_file()


def test_an_installation_holds_headers_and_libraries(tmp_path: Path) -> None:
    abis = runtime.install(CLONE, tmp_path)
    assert Abi.HOST in abis
    assert (tmp_path / "include" / "cextdecs.h").is_file()
    for abi in abis:
        assert (tmp_path / abi / "lib" / "libguardian.a").stat().st_size > 0


def test_a_library_that_does_not_compile_leaves_nothing_and_shows_the_compilers_words(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "include").mkdir()
    (tmp_path / "src" / "bad.c").write_text("int bad(void) { return nothing; }\n")
    with pytest.raises(EnvironmentProblem, match="nothing"):
        runtime.build(Abi.HOST, tmp_path, tmp_path / "out" / "lib")
    assert list((tmp_path / "out").iterdir()) == []
