"""How often the intervals of a study hold the truth, when the study stops as soon as they are narrow enough.

    python docs/make_coverage.py

prints the table of ``docs/replications.md``: made-up measures whose truth is known, 4,000 studies of each.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulation.chain.stock import Floats
from simulation.results.figures import interval
from simulation.results.precision import Rule

STUDIES = 4000
AT_MOST = 2000
SEED = 1

Luck = np.random.Generator


@dataclass(frozen=True)
class Measure:
    """A measure whose truth is known."""

    what: str
    measure: str
    statistic: str
    truth: float
    half_width: float
    draw: Callable[[Luck], Floats]


def chance(share: float, half_width: float) -> Measure:
    def draw(luck: Luck) -> Floats:
        return (luck.random(AT_MOST) < share).astype(np.float64)

    return Measure(f"a chance of {share:.0%}", "any_stop", "mean", share, half_width, draw)


def days(never: float, half_width: float) -> Measure:
    """Whole days, lognormal around 60; in a share of runs never. The median is that of all runs."""
    share = 0.5 / (1 - never)
    places = np.quantile(_days(np.random.default_rng(SEED + 1), 4_000_000), share)

    def draw(luck: Luck) -> Floats:
        return np.where(luck.random(AT_MOST) < never, math.inf, _days(luck, AT_MOST))

    what = f"median of days, never in {never:.0%} of runs"
    return Measure(what, "days_to_shortage", "p50", float(places), half_width, draw)


def _days(luck: Luck, n: int) -> Floats:
    return np.round(60 * np.exp(0.4 * luck.standard_normal(n)))


def loss(half_width: float) -> Measure:
    """Lognormal with a long tail."""

    def draw(luck: Luck) -> Floats:
        return np.exp(luck.standard_normal(AT_MOST))

    return Measure("mean of losses with a long tail", "vehicles_lost", "mean", math.exp(0.5), half_width, draw)


def study(of: Measure, luck: Luck) -> tuple[int, bool]:
    """Replications that it took, and whether the interval holds the truth then."""
    values = of.draw(luck)
    for look in Rule((), AT_MOST).looks():
        low, high = interval(of.measure, of.statistic, values[:look])
        if high - low <= 2 * of.half_width:
            break
    return look, low <= of.truth <= high


MEASURES = (
    chance(0.5, 0.1), chance(0.5, 0.05), chance(0.05, 0.05), chance(0.05, 0.02),
    days(0.0, 4.0), days(0.0, 2.0), days(0.3, 4.0),
    loss(0.4), loss(0.2),
)  # fmt: skip


def main() -> None:
    print("| measure | half-width wished | replications, mean | intervals that hold the truth |\n|--|--|--|--|")
    for of in MEASURES:
        luck = np.random.default_rng(SEED)
        took, held = zip(*(study(of, luck) for _ in range(STUDIES)), strict=True)
        print(f"| {of.what} | {of.half_width:g} | {np.mean(took):.0f} | {np.mean(held):.1%} |")


if __name__ == "__main__":
    main()
