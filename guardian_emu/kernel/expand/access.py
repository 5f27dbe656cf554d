"""Who may come in from another node (EX-11)."""

from __future__ import annotations

import hashlib
import hmac

from ..users import Users
from .settings import Settings


class Access:
    r"""Remote passwords. A user may come from node A to node B when both know him by the same name and number, and the
    password that he gave at A for ``\B`` (request access) is the one that he gave at B for ``\B`` (allow access).

    Guarantee: in a network with passwords nobody comes in without both; no password itself goes over a line.
    """

    def __init__(self, settings: Settings, users: Users, secret: bytes) -> None:
        self._settings = settings
        self._users = users
        self._secret = secret

    def request(self, user: int, to: int) -> dict[str, str]:
        """What a user of this node brings along to another one."""
        known = self._users.numbered(user)
        name = f"{known.group}.{known.name}" if known else ""
        return {"user": name, "proof": self._proof(name, to)}

    def allows(self, user: int, brought: dict[str, str]) -> bool:
        """Whether a user of another node with that number may do something here."""
        if self._settings.passwords is None:
            return True
        known = self._users.numbered(user)
        if known is None or brought.get("user") != f"{known.group}.{known.name}":
            return False
        proof = self._proof(brought["user"], self._settings.node)
        return proof != "" and hmac.compare_digest(proof, brought.get("proof", ""))

    def _proof(self, user: str, to: int) -> str:
        password = (self._settings.passwords or {}).get((user, to))
        if not password:
            return ""
        return hmac.new(self._secret, f"{user} {to} {password}".encode(), hashlib.sha256).hexdigest()
