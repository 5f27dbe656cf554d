"""The nearest match of a misspelt word."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice most like ``word``, letter case and ``_`` aside; None when none is near."""
    import difflib  # only a wrong file needs it

    plain = {choice.casefold().replace("_", "-"): choice for choice in choices}
    found = difflib.get_close_matches(word[:100].casefold().replace("_", "-"), plain, n=1, cutoff=0.6)
    return plain[found[0]] if found else None


def listed(choices: Iterable[str]) -> str:
    """The choices as a phrase, in their order; at most twenty of them."""
    words = list(choices)
    return ", ".join(words[:20]) + (", ..." if len(words) > 20 else "")
