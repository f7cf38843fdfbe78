"""How well the figures are known: 95 % intervals of the medians, and what was wished of them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simulation.results.columns import waits
from simulation.results.ensemble import Ensemble
from simulation.results.figures import interval
from simulation.results.precision import Rule, Wish, half_width
from simulation.results.statistics import QUANTILES, quantile

from .chapters import Say, by_measure
from .sheet import Sheet
from .wording import NOTHING, listed

MEDIAN = "p50"
MAIN = ("days_to_first_stop", "days_to_shortage", "lines_stopped_share", "vehicles_lost", "effective_cut")
"""Measures whose medians are told with their intervals, if the world has what they speak of."""


def sheets(ensembles: Sequence[Ensemble]) -> list[Sheet]:
    """The medians, if there are runs enough for an interval, and the wishes, if there are any."""
    rule = ensembles[0].rule
    return [*_medians(ensembles), *([_wishes(ensembles, rule)] if rule is not None else [])]


def _medians(ensembles: Sequence[Ensemble]) -> list[Sheet]:
    asked = by_measure(ensembles)
    rows = []
    for measure in (m for m in MAIN if m in asked):
        question, say = asked[measure]
        cells = [_median(measure, say, e) for e in ensembles]
        rows += [(question, *cells)] if any(cell != NOTHING for cell in cells) else []
    if not rows:
        return []
    return [
        Sheet(
            title="How well the medians are known",
            columns=("Median (95 % interval)", *(e.scenario.name for e in ensembles)),
            rows=tuple(rows),
            note="More runs narrow these intervals; how far apart single runs are, no number of runs changes.",
        )
    ]


def _median(measure: str, say: Say, ensemble: Ensemble) -> str:
    if not ensemble.runs:
        return NOTHING
    values = ensemble.values(measure)
    low, high = interval(measure, MEDIAN, values)
    if low == -math.inf:  # too few runs
        return NOTHING
    middle = quantile(values[~np.isnan(values)], QUANTILES[MEDIAN])
    if not waits(measure):
        return say({"p05": low, "p50": middle, "p95": high})
    first, median, last = ("never" if math.isinf(x) else f"{x:.0f}" for x in (low, middle, high))
    return median if first == last else f"{median} ({first} to {last})"


# -- wishes ------------------------------------------------------------------------------------------------------------


def _wishes(ensembles: Sequence[Ensemble], rule: Rule) -> Sheet:
    n = ensembles[0].replications
    met = all(rule.met(e, n) for e in ensembles)
    looks = listed([str(look) for look in rule.looks() if look <= n])
    return Sheet(
        title="As well known as wished" if met else f"Not as well known as wished after {n} replications",
        columns=("Half of the 95 % interval", *(e.scenario.name for e in ensembles)),
        rows=tuple((wish.name, *(_width(e, wish) for e in ensembles)) for wish in rule.wishes),
        note=f"{_verdict(met, n)} Looked at after {looks} replications. "
        "Who stops when an interval is narrow gets intervals that hold the truth a little less often than 95 %.",
    )


def _verdict(met: bool, n: int) -> str:
    return f"{n} replications were enough." if met else f"{n} replications are the most that was allowed (-n)."


def _width(ensemble: Ensemble, wish: Wish) -> str:
    width = half_width(ensemble, wish, ensemble.replications)
    return f"{f'{width:.3g}' if math.isfinite(width) else 'open'} (wished: {wish.half_width:g})"
