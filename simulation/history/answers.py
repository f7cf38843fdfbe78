"""How ensembles answer: one value a replication, from series that they already hold.

All raise KeyError where a scenario has no such series, month, year or day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from simulation.chain.stock import Floats
from simulation.results.ensemble import Ensemble

from .question import Answer

MIDDLE_OF_MONTH = 15
"""Day that a monthly mean stands for."""


def monthly(ensemble: Ensemble, series: str, month: str) -> Floats:
    """A monthly series in one month."""
    return ensemble.monthly(series)[:, _place(ensemble.months, month)]


def summed(ensemble: Ensemble, series: str, months: Sequence[str]) -> Floats:
    """A monthly series over some months."""
    total: Floats = sum((monthly(ensemble, series, month) for month in months), np.zeros(len(ensemble.runs)))
    return total


def yearly(ensemble: Ensemble, series: str, year: str) -> Floats:
    """A monthly series over a year."""
    return ensemble.yearly(series)[:, _place(ensemble.whole_years, year)]


def in_month(series: str, month: str) -> Answer:
    return lambda e: monthly(e, series, month)


def in_year(series: str, year: str) -> Answer:
    return lambda e: yearly(e, series, year)


def mean_of(series: str, months: Sequence[str]) -> Answer:
    return lambda e: summed(e, series, months) / len(months)


def on_day(series: str, day: date) -> Answer:
    """A dated series, which the ensemble holds for the days it was asked for."""
    return lambda e: e.dated(series, day)


def of_scenario(number: float) -> Answer:
    """A number of the scenario itself, the same in every run."""
    return lambda e: np.full(len(e.runs), number)


def price_ratio(material: str, day: date) -> Answer:
    """Price outside the origin over price inside it, on a day between the middles of two months."""

    def ratio(ensemble: Ensemble) -> Floats:
        outside, inside = (
            _price(ensemble, f"price_{side}_{material}_usd_per_kg", day) for side in ("outside", "inside")
        )
        return outside / inside

    return ratio


def _price(ensemble: Ensemble, series: str, day: date) -> Floats:
    """The price on a day: its logarithm is taken to run straight between the middles of months."""
    month = f"{day:%Y-%m}" if day.day >= MIDDLE_OF_MONTH else months_later(f"{day:%Y-%m}", -1)
    before, after = _middle(month), _middle(months_later(month, 1))
    weight = (day - before).days / (after - before).days
    log_before, log_after = (np.log(monthly(ensemble, series, m)) for m in (month, months_later(month, 1)))
    price: Floats = np.exp((1 - weight) * log_before + weight * log_after)
    return price


def _middle(month: str) -> date:
    return date(int(month[:4]), int(month[5:]), MIDDLE_OF_MONTH)


def months_later(month: str, n: int) -> str:
    """The label ``YYYY-MM`` of ``n`` months later, or before."""
    count = int(month[:4]) * 12 + int(month[5:]) - 1 + n
    return f"{count // 12}-{count % 12 + 1:02d}"


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Labels from one month to another, both included."""
    n = int(last[:4]) * 12 + int(last[5:]) - int(first[:4]) * 12 - int(first[5:])
    return tuple(months_later(first, i) for i in range(n + 1))


def _place(labels: Sequence[str], label: str) -> int:
    if label not in labels:
        raise KeyError(label)
    return labels.index(label)
