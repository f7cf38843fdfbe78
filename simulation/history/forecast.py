"""How well a series is forecast: by the simulation, and by two naive forecasts beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.chain.stock import Floats
from simulation.results.ensemble import Ensemble
from simulation.results.statistics import finite, quantile

from .answers import monthly, months_later
from .question import HIGH, LOW, MIDDLE, ROUNDING, Range, Role
from .series import Recorded

SIMULATED = "simulated"
NAIVE = {"last month again": 1, "same month a year before": 12}
"""[months back] What the naive forecasts repeat."""
Band = tuple[float, float, float]
"""5, 50 and 95 % quantiles."""


@dataclass(frozen=True)
class Forecast:
    """How well a forecast meets a recorded series over the months that it can be made for.

    ``error`` is the mean absolute percentage error of the median [share], NaN if all round to zero; ``covered``
    the number of months inside the 90 % band (None without a band); ``interval_score`` its mean [as the series]. NaN
    where no month is left.
    """

    series: str
    name: str
    role: Role
    months: tuple[str, ...]
    error: float
    covered: int | None
    interval_score: float


def forecasts(ensemble: Ensemble, recorded: Iterable[Recorded]) -> list[Forecast]:
    """Simulation and naive forecasts of every recorded series that the ensemble has, a role at a time."""
    return [
        forecast
        for series in recorded
        if series.name in ensemble.monthly_names
        for role in dict.fromkeys(series.roles.values())
        for forecast in _of_role(ensemble, series, role)
    ]


def _of_role(ensemble: Ensemble, series: Recorded, role: Role) -> list[Forecast]:
    """The simulation first; a naive forecast only where a month of it can be made."""
    truth = {month: value for month, value in series.of(role).items() if month in ensemble.months}
    if not truth:
        return []
    known = series.known()
    found = [scored(series.name, SIMULATED, role, bands(ensemble, series.name, truth), truth)]
    for name, back in NAIVE.items():
        naive = {month: (known[b],) * 3 for month in truth if (b := months_later(month, -back)) in known}
        if naive:
            found.append(scored(series.name, name, role, naive, truth, banded=False))
    return found


def bands(ensemble: Ensemble, series: str, months: Iterable[str]) -> dict[str, Band]:
    """Simulated quantiles by month; runs without a value are left out, and months that no run has."""
    found = {}
    for month in months:
        values = monthly(ensemble, series, month)
        known = values[~np.isnan(values)]
        if len(known):
            found[month] = (quantile(known, LOW), quantile(known, MIDDLE), quantile(known, HIGH))
    return found


def scored(
    series: str, name: str, role: Role, forecast: Mapping[str, Band], truth: Mapping[str, Range], *, banded: bool = True
) -> Forecast:
    """A forecast by month against a record by month; a record that is a range is met anywhere in it."""
    months = tuple(forecast)
    if not months:
        return Forecast(series, name, role, (), math.nan, None, math.nan)
    low, middle, high = np.array([forecast[m] for m in months]).T
    least, most = np.array([truth[m] for m in months]).T
    met = (low - ROUNDING["t"] <= most) & (least <= high + ROUNDING["t"])
    covered = int(met.sum()) if banded else None
    score = interval_score(low, high, np.clip((low + high) / 2, least, most))
    return Forecast(series, name, role, months, percentage_error(middle, least, most), covered, float(score.mean()))


def percentage_error(middle: Floats, least: Floats, most: Floats) -> float:
    """[share] Mean distance of ``middle`` from the record, over the record; months that round to zero are left out."""
    nearest = np.clip(middle, least, most)
    not_zero = nearest > ROUNDING["t"]
    if not not_zero.any():
        return math.nan
    return float(np.mean(np.abs(middle - nearest)[not_zero] / nearest[not_zero]))


def interval_score(low: Floats, high: Floats, truth: Floats) -> Floats:
    """Width of the central 90 % band plus 2/0.1 times the distance by which it misses the truth.

    The interval score of Gneiting and Raftery (2007), J. Am. Stat. Assoc. 102, equation 43; the less, the better.
    """
    missed = np.maximum(low - truth, 0.0) + np.maximum(truth - high, 0.0)
    score: Floats = high - low + 2 / (1 - (HIGH - LOW)) * missed
    return score


def as_json(found: Sequence[Forecast]) -> list[dict[str, Any]]:
    """Entries of ``series``."""
    return [
        {**vars(f), "months": list(f.months), "error": finite(f.error), "interval_score": finite(f.interval_score)}
        for f in found
    ]
