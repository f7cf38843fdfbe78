"""The known name that the user probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_SHOWN = 12  # more names than this help nobody


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to ``name``, whatever its case, hyphens and underscores; None if nothing is near."""
    by_plain = {_plain(k): k for k in known}
    plain = _plain(name)
    close = get_close_matches(plain, by_plain, n=1, cutoff=0.6)
    if close:
        return by_plain[close[0]]
    ends = [k for k in by_plain if len(plain) >= 3 and (k.startswith(plain) or k.endswith(plain))]
    return by_plain[min(ends, key=len)] if ends else None


def did_you_mean(name: str, known: Iterable[str], called: str = "known") -> str:
    """What follows the naming of an unknown name: the nearest one, else all of them."""
    names = list(dict.fromkeys(known))
    close = nearest(name, names)
    if close is not None:
        return f"; did you mean {close}?"
    if not names:
        return "; there are none"
    more = ", ..." if len(names) > _SHOWN else ""
    return f"; {called}: {', '.join(names[:_SHOWN])}{more}"


def _plain(name: str) -> str:
    return name.lower().replace("-", "_").replace(" ", "_")
