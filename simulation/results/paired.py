"""What one scenario changes against another, replication by replication: both live through the same luck.

A time until something happens may be never, and a difference with never has no mean. Times are therefore cut off at
the end of the shorter window: the mean difference is that of the restricted means (Royston and Parmar 2013), and the
shares of pairs that are lower, the same or higher need no mean at all (never is higher than any day, and the same as
never). Pairs of which one has no value are left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.chain.stock import Bools, Floats

from .columns import WORLD, waits
from .figures import PROBABILITIES
from .statistics import Z975, Interval, finite, mean_interval

if TYPE_CHECKING:
    from .ensemble import Ensemble


@dataclass(frozen=True)
class Difference:
    """Of one measure, the other scenario less the first, in the measure's unit."""

    pairs: int
    mean: float
    interval: Interval
    """95 %."""
    variance_ratio: float
    """Variance of the difference / what it would be between independent runs; NaN where nothing varies."""
    lower: float
    """[share of pairs]"""
    same: float
    """[share of pairs]"""
    higher: float
    """[share of pairs]"""
    limit: float | None = None
    """[days] At which times are cut off."""


def as_json(ensembles: Sequence[Ensemble]) -> list[dict[str, Any]]:
    """Each scenario but the first against the first."""
    first, *others = ensembles
    return [
        {
            "scenario": other.scenario.name,
            "file": other.file,
            "against": first.scenario.name,
            "measures": {name: _plain(found) for name, found in differences(first, other).items()},
        }
        for other in others
    ]


def differences(first: Ensemble, other: Ensemble) -> dict[str, Difference]:
    """Of every measure of the whole world outside the origin; nothing if no replication of both is finished."""
    both = set(first.runs) & set(other.runs)
    ours, theirs = (np.array([i in both for i in e.runs], dtype=bool) for e in (first, other))
    if not both:
        return {}
    window = float(min(first.scenario.window_days, other.scenario.window_days))
    return {name: difference(name, first.values(name)[ours], other.values(name)[theirs], window) for name in WORLD}


def difference(measure: str, first: Floats, other: Floats, window: float) -> Difference:
    """``other[pair]`` less ``first[pair]``; times are cut off at ``window`` days."""
    known = ~(np.isnan(first) | np.isnan(other))
    a, b = first[known], other[known]
    lower, same, higher = (_share(x) for x in (b < a, b == a, b > a))
    limit = window if waits(measure) else None
    if limit is not None:
        a, b = np.minimum(a, limit), np.minimum(b, limit)
    change = b - a
    interval = _of_chances(change) if measure in PROBABILITIES else mean_interval(change)
    mean = float(change.mean()) if len(change) else math.nan
    return Difference(len(change), mean, interval, _variance_ratio(a, b), lower, same, higher, limit)


def _share(pairs: Bools) -> float:
    return float(pairs.mean()) if len(pairs) else math.nan


def _variance_ratio(a: Floats, b: Floats) -> float:
    if len(a) < 2:
        return math.nan
    independent = float(a.var(ddof=1) + b.var(ddof=1))
    return float((b - a).var(ddof=1)) / independent if independent > 0 else math.nan


def _of_chances(change: Floats) -> Interval:
    """A 95 % interval of the difference of two paired shares: half a pair more in each cell (Agresti and Min 2005)."""
    if not len(change):
        return -math.inf, math.inf
    n, gained, lost = len(change) + 2, float((change > 0).sum()) + 0.5, float((change < 0).sum()) + 0.5
    middle = (gained - lost) / n
    half = Z975 * math.sqrt(gained + lost - (gained - lost) ** 2 / n) / n
    return max(-1.0, middle - half), min(1.0, middle + half)


def _plain(found: Difference) -> dict[str, Any]:
    low, high = found.interval
    figures: dict[str, Any] = {
        "pairs": found.pairs,
        "difference": finite(found.mean),
        "low": finite(low),
        "high": finite(high),
        "variance_ratio": finite(found.variance_ratio),
        "lower": finite(found.lower),
        "same": finite(found.same),
        "higher": finite(found.higher),
    }
    return figures if found.limit is None else figures | {"restricted_to_days": found.limit}
