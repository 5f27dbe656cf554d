"""Without a kernel the package is still there, and says what is missing."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys

import pytest

from guardian_emu.guardian import FileSystemError, NoKernelError, ProcessCreationError, library, procedures
from guardian_emu.guardian.errors import NAMES, NUMBERS, name_of
from guardian_emu.wire.procedures import PROCEDURES


def test_a_procedure_without_a_kernel_raises_and_says_what_to_do() -> None:
    assert not library.started()
    with pytest.raises(NoKernelError, match=r"guardian-emu run") as caught:
        procedures.FILE_OPEN_("$RECEIVE")
    assert caught.value.procedure == "FILE_OPEN_"


def test_every_procedure_of_the_table_has_its_python_form() -> None:
    for procedure in PROCEDURES:
        assert getattr(procedures, procedure.name).__doc__, procedure.name


def test_the_library_has_every_procedure_of_the_table() -> None:
    loaded = library.ffi.dlopen(str(library.find()))
    for procedure in PROCEDURES:
        assert getattr(loaded, f"guardian_{procedure.name}")


def test_the_library_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUARDIAN_LIBRARY", "/elsewhere/libguardian.so")
    assert str(library.find()) == "/elsewhere/libguardian.so"


def test_errors_have_number_name_and_procedure_and_survive_pickling() -> None:
    error = FileSystemError("WRITEX", 201, b"data", 3, 9)
    assert str(error) == "WRITEX: error 201 (FEPATHDOWN)"
    again = pickle.loads(pickle.dumps(error))
    assert (again.number, again.name, again.data, again.filenum, again.tag) == (201, "FEPATHDOWN", b"data", 3, 9)
    creation = pickle.loads(pickle.dumps(ProcessCreationError("PROCESS_CREATE_", 10, 201)))
    assert creation.cpu_down and "detail 201" in str(creation)
    assert pickle.loads(pickle.dumps(NoKernelError("WRITEX"))).procedure == "WRITEX"


def test_error_names_are_those_of_the_c_library() -> None:
    header = (library.Path(__file__).parents[2] / "runtime" / "src" / "errors.h").read_text()
    for line in header.splitlines():
        if "=" in line:
            name, number = line.strip(" ,").split(" = ")
            assert NUMBERS[name] == int(number)
            assert NAMES[int(number)] == name
    assert name_of(300) == ""


def test_a_bad_kernel_descriptor_ends_the_process_with_a_text() -> None:
    environment = {**os.environ, "GUARDIAN_KERNEL_FD": "99"}
    done = subprocess.run(
        [sys.executable, "-c", "import guardian_emu.guardian"], env=environment, capture_output=True, text=True
    )
    assert done.returncode < 0
    assert "GUARDIAN_KERNEL_FD names no open descriptor" in done.stderr
