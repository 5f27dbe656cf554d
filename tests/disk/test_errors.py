from __future__ import annotations

from guardian_emu.disk.errors import FE
from guardian_emu.guardian.errors import NUMBERS


def test_the_numbers_are_those_of_the_guardian_procedures() -> None:
    assert {f"FE{error.name}": error.value for error in FE}.items() <= NUMBERS.items()
