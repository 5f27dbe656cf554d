"""Who may do what with a file: the four classes of its security vector (SETMODE 1)."""

from __future__ import annotations

from .attributes import SUPER, Attributes
from .errors import FE, Refused
from .operations import Requester

READ, WRITE, EXECUTE, PURGE = range(4)
_LOCAL_ONLY = (0, 1, 2, 7)
_ANYBODY, _GROUP, _OWNER = (0, 4), (1, 5), (2, 6)


def permitted(attributes: Attributes, by: Requester, right: int) -> bool:
    """Whether the requester has this right. The super id of this node has every right."""
    if by.user == SUPER and by.local:
        return True
    accessors = attributes.security[right]
    if accessors in _LOCAL_ONLY and not by.local:
        return False
    if accessors in _ANYBODY:
        return True
    if accessors in _GROUP:
        return by.user >> 8 == attributes.owner >> 8
    return accessors in _OWNER and _owns(attributes, by.user)


def require(attributes: Attributes, by: Requester, right: int) -> None:
    """Refused with 48 when the requester has not this right."""
    if not permitted(attributes, by, right):
        raise Refused(FE.SECVIOL)


def require_owner(attributes: Attributes, user: int) -> None:
    """Refused with 48 unless this is the owner, the manager of the owner's group, or the super id."""
    if user != SUPER and not _owns(attributes, user):
        raise Refused(FE.SECVIOL)


def _owns(attributes: Attributes, user: int) -> bool:
    return user == attributes.owner or user == attributes.owner | 0xFF
