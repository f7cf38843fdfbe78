"""What kind of figures each measure becomes: a probability, a time, a loss or a spread."""

from __future__ import annotations

import math

from simulation.chain.stock import Floats

from .columns import waits
from .statistics import (
    QUANTILES,
    Figures,
    Interval,
    loss,
    margins,
    mean_interval,
    probability,
    quantile_interval,
    spread,
    waiting_time,
)

PROBABILITIES = ("any_stop", "shortage_within_60_days")
LOSSES = ("vehicles_lost",)
MEAN = "mean"


def figure(measure: str, values: Floats) -> Figures:
    """The figures of one measure: a probability, a time, a loss or a spread, with 95 % intervals."""
    if measure in PROBABILITIES:
        return probability(values)
    if waits(measure):
        return waiting_time(values) | margins(values)
    return (loss(values) if measure in LOSSES else spread(values)) | margins(values)


def statistics_of(measure: str) -> tuple[str, ...]:
    """The statistics of a measure that have an interval, the one that is told first in front."""
    if measure in PROBABILITIES:
        return (MEAN,)
    return ("p50", "p05", "p95", *((MEAN,) if measure in LOSSES else ()))


def interval(measure: str, statistic: str, values: Floats) -> Interval:
    """The 95 % interval of one of the :func:`statistics_of` a measure; -inf and +inf are open ends."""
    if statistic in QUANTILES:
        return quantile_interval(values, QUANTILES[statistic])
    if measure not in PROBABILITIES:
        return mean_interval(values)
    chance = probability(values)
    low, high = chance["low"], chance["high"]
    return (-math.inf, math.inf) if low is None or high is None else (low, high)
