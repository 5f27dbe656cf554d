"""When a session is a leftover. The same rule for every runtime."""

from __future__ import annotations

import time
from dataclasses import dataclass

from guardian_emu.launch.owner import Owner


@dataclass(frozen=True)
class Standing:
    """How far a session is: who made it, whether ``up`` completed, who is removing it, when its time is over."""

    owner: Owner
    up: bool
    removing: Owner | None
    leashed: bool
    expires: float

    def left_behind(self) -> bool:
        """Whether nobody will ever come back to it.

        A session that was up stays, though the command that started it has ended; one that was still coming up, or
        going down, is left behind when the process that did it is gone.
        """
        if self.expires and time.time() > self.expires:
            return True
        if self.removing is not None:
            return self.removing.gone()
        if self.up and not self.leashed:
            return False
        return self.owner.gone()
