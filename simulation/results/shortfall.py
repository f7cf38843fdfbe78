"""The hole and the stock: how much trade is missing after the shock, and how long what is on site lasts.

All are pure functions of an ensemble; arrays have one value a replication.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from simulation.chain.stock import Floats
from simulation.units import MONTHS_PER_YEAR

from .ensemble import Ensemble
from .trade import booked_by

COVER = "parts_cover_days_"
HOLE_DAYS = 90
"""Days after the shock in which a hole is looked for: later, quotas and demand of another year are in the figures."""
MAIN_SHARE = 0.05
"""[share of all that is booked before the shock] From which a region counts as a main importer."""


def shortfall_months(ensemble: Ensemble, series: str) -> Floats:
    """The largest gap of a monthly series over months in a row, in months of its mean over the year before the shock.

    Months count from that of the shock to that of day ``HOLE_DAYS``; NaN where nothing was traded before.
    """
    begins, ends = _months_of_the_hole(ensemble)
    values = ensemble.monthly(series)
    normal = values[:, max(0, begins - MONTHS_PER_YEAR) : begins].sum(axis=1) / max(1, min(begins, MONTHS_PER_YEAR))
    missing = 1.0 - values[:, begins:ends] / np.maximum(normal, 1e-300)[:, None]
    return np.where(normal > 0, largest_sum_in_a_row(missing), np.nan)


def largest_sum_in_a_row(gaps: Floats) -> Floats:
    """The largest sum of neighbours in each row of ``gaps[row, column]``; 0 where none is positive (Kadane)."""
    largest = running = np.zeros(len(gaps))
    for gap in gaps.T:
        running = np.maximum(running + gap, 0.0)
        largest = np.maximum(largest, running)
    return largest


def imports_of(ensemble: Ensemble) -> dict[str, str]:
    """The series of goods booked from the origin, by region."""
    named = {region: booked_by(ensemble.scenario, region) for region in ensemble.scenario.regions}
    return {region: name for region, name in named.items() if name in ensemble.monthly_names}


def hardest_hit_importer(ensemble: Ensemble) -> str | None:
    """The main importer whose imports fall short most in the median; None if nobody imports any."""
    begins, _ = _months_of_the_hole(ensemble)
    booked = {r: float(ensemble.monthly(name)[:, :begins].sum()) for r, name in imports_of(ensemble).items()}
    main = [r for r, tonnes in booked.items() if tonnes > MAIN_SHARE * sum(booked.values())]
    gaps = {r: float(np.nanmedian(shortfall_months(ensemble, imports_of(ensemble)[r]))) for r in main}
    return max(gaps, key=lambda r: gaps[r]) if gaps else None


def cover_on_day_0(ensemble: Ensemble, region: str) -> Floats:
    """[days] Cover of the median parts maker of a region in the week of the shock."""
    values = ensemble.weekly(COVER + region)
    return np.asarray(values[:, _weeks_of_window(ensemble)[0]])


def lowest_cover(ensemble: Ensemble, region: str) -> Floats:
    """[days] Its lowest cover within the window."""
    begins, ends = _weeks_of_window(ensemble)
    return np.asarray(ensemble.weekly(COVER + region)[:, begins:ends].min(axis=1))


def barest_region(ensemble: Ensemble) -> str | None:
    """The region abroad whose parts makers are left with the lowest cover in the median; None without any."""
    known = [name.removeprefix(COVER) for name in ensemble.weekly_names if name.startswith(COVER)]
    left = {r: float(np.median(lowest_cover(ensemble, r))) for r in known if r != ensemble.scenario.origin}
    return min(left, key=lambda r: left[r]) if left else None


def _months_of_the_hole(ensemble: Ensemble) -> tuple[int, int]:
    """Positions of the month of the shock and of the month after that of day ``HOLE_DAYS``."""
    scenario, months = ensemble.scenario, ensemble.months
    last = min(scenario.shock + timedelta(days=HOLE_DAYS), scenario.end)
    return months.index(f"{scenario.shock:%Y-%m}"), months.index(f"{last:%Y-%m}") + 1


def _weeks_of_window(ensemble: Ensemble) -> tuple[int, int]:
    """Positions of the week of the shock and of the week after the window."""
    starts, scenario = [date.fromisoformat(week) for week in ensemble.weeks], ensemble.scenario
    begins = sum(start <= scenario.shock for start in starts) - 1
    ends = sum(start < scenario.shock + timedelta(days=scenario.window_days) for start in starts)
    return begins, max(begins + 1, ends)
