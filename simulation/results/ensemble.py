"""Many replications of one scenario, and their figures in the shape of the JSON contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.calendar import date_of, day_of, months_of_days
from simulation.chain.stock import Floats
from simulation.engine.recorder import Event, Run
from simulation.engine.run import simulate
from simulation.scenario.schema import Scenario

from .measures import DAYS_PER_WEEK, Summary
from .statistics import Figures, bands, finite, loss, probability, spread, waiting_time

if TYPE_CHECKING:
    import pandas as pd

PROBABILITIES = {"any_stop", "shortage_within_60_days"}
LOSSES = {"vehicles_lost"}
MONTHS_PER_YEAR = 12
TONNES = "_t"
"""Ending of monthly series that add up over a year; a region may follow."""


@dataclass(eq=False)
class Ensemble:
    """All replications of one scenario: ``runs[replication]`` for those that finished, ``failures`` for the others.

    ``at`` are the dates of dated values, ``ledger`` the replications whose ``events`` are kept.
    """

    scenario: Scenario
    seed: int
    replications: int
    file: str
    fingerprint: str
    at: tuple[date, ...] = ()
    ledger: frozenset[int] = frozenset()
    runs: dict[int, Summary] = field(default_factory=dict)
    failures: dict[int, str] = field(default_factory=dict)
    events: dict[int, list[Event]] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)

    def run(self, replication: int) -> Run:
        """The whole record of one replication, with its ledger: it is lived through once more."""
        return simulate(self.scenario, self.seed, replication, keep_events=True)

    @property
    def months(self) -> list[str]:
        """Labels ``YYYY-MM`` of the monthly series."""
        return months_of_days(self.scenario.start, self._n_days)[0]

    @property
    def weeks(self) -> list[str]:
        """First days ``YYYY-MM-DD`` of the weekly series."""
        return [date_of(d, self.scenario.start).isoformat() for d in range(0, self._n_days - 6, DAYS_PER_WEEK)]

    @property
    def _n_days(self) -> int:
        return day_of(self.scenario.end, self.scenario.start) + 1

    def values(self, measure: str, region: str | None = None) -> Floats:
        """One value a replication, in the order of replications."""
        runs = self._in_order()
        return np.array([(r.measures if region is None else r.by_region[region])[measure] for r in runs])

    def monthly(self, series: str) -> Floats:
        """``values[replication, month]`` of a monthly series; NaN in runs that lack it. Raises KeyError if all do."""
        return _rows([r.monthly for r in self._in_order()], series)

    def weekly(self, series: str) -> Floats:
        """``values[replication, week]`` of a weekly series; NaN in runs that lack it. Raises KeyError if all do."""
        return _rows([r.weekly for r in self._in_order()], series)

    def dated(self, series: str, moment: date) -> Floats:
        """One value a replication of a dated series, on one of the dates ``at``; NaN in runs that lack the series.

        Raises KeyError if it is none of the dates, or if all runs lack it.
        """
        day = str(day_of(moment, self.scenario.start))
        runs = [{series: np.array([r.dated[series][day]])} if series in r.dated else {} for r in self._in_order()]
        return _rows(runs, series).reshape(len(runs))

    @property
    def monthly_names(self) -> list[str]:
        """Monthly series that any run has."""
        return _names(self._in_order(), "monthly")

    @property
    def weekly_names(self) -> list[str]:
        """Weekly series that any run has."""
        return _names(self._in_order(), "weekly")

    def monthly_fan(self, series: str) -> Floats:
        """``[quantile, month]`` over the replications, by ``statistics.BANDS``."""
        return bands(self.monthly(series))

    @property
    def whole_years(self) -> list[str]:
        """Years that are simulated from 1 January to 31 December."""
        start, end = self.scenario.start, self.scenario.end
        return [f"{y}" for y in range(start.year, end.year + 1) if start <= date(y, 1, 1) and date(y, 12, 31) <= end]

    def yearly(self, series: str) -> Floats:
        """``values[replication, year]``: sums of a monthly series over each of the ``whole_years``."""
        monthly, months = self.monthly(series), self.months
        in_year = np.array([[m.startswith(y) for m in months] for y in self.whole_years], dtype=bool)
        return np.stack([monthly[:, here].sum(axis=1) for here in in_year], axis=1)

    def yearly_fan(self, series: str) -> Floats:
        """``[quantile, year]`` over the replications, by ``statistics.BANDS``."""
        return bands(self.yearly(series))

    def weekly_fan(self, series: str) -> Floats:
        """``[quantile, week]`` over the replications, by ``statistics.BANDS``."""
        return bands(self.weekly(series))

    def frame(self, series: str) -> pd.DataFrame:
        """A monthly series as a table: a row a month, a column a replication."""
        import pandas as pd

        months = pd.PeriodIndex(self.months, freq="M")
        return pd.DataFrame(self.monthly(series).T, index=months, columns=sorted(self.runs))

    def _in_order(self) -> list[Summary]:
        return [self.runs[i] for i in sorted(self.runs)]

    @property
    def measures(self) -> dict[str, Any]:
        """Every figure of the ensemble, as in the JSON: ``measures``, ``by_region``, ``by_industry``, series."""
        runs = self._in_order()
        return {
            "measures": _figures([r.measures for r in runs]),
            "by_region": _nested([r.by_region for r in runs]),
            "by_industry": _nested([r.by_industry for r in runs]),
            "monthly": {name: self._bands(self.months, self.monthly(name)) for name in _names(runs, "monthly")},
            "annual": self._annual(runs),
            "dated": self._at(runs),
        }

    def _bands(self, labels: list[str], values: Floats) -> dict[str, Figures]:
        return {label: spread(values[:, i]) for i, label in enumerate(labels)}

    def _annual(self, runs: list[Summary]) -> dict[str, dict[str, Figures]]:
        """Yearly sums of the series in tonnes, for years that are simulated whole."""
        years = self.whole_years
        endings = (TONNES, *(f"{TONNES}_{region}" for region in self.scenario.regions))
        series = [name for name in _names(runs, "monthly") if name.endswith(endings)]
        return {name: self._bands(years, self.yearly(name)) if years else {} for name in series}

    def _at(self, runs: list[Summary]) -> dict[str, dict[str, Figures]]:
        dated: dict[str, dict[str, Figures]] = {}
        for name in _names(runs, "dated"):
            dated[name] = {moment.isoformat(): spread(self.dated(name, moment)) for moment in self.at}
        return dated


def _names(runs: list[Summary], part: str) -> list[str]:
    """Names that any run has, in order: which regions filed applications, say, is another matter in every run."""
    return list(dict.fromkeys(name for r in runs for name in getattr(r, part)))


def _rows(runs: list[dict[str, Floats]], series: str) -> Floats:
    """A series of all runs, a row each; NaN for a run that lacks it. Raises KeyError if all of them do."""
    if not runs:
        return np.zeros((0, 0))
    known = next((run[series] for run in runs if series in run), None)
    if known is None:
        raise KeyError(series)
    return np.array([run.get(series, np.full(len(known), np.nan)) for run in runs])


def _nested(runs: list[dict[str, dict[str, float]]]) -> dict[str, dict[str, Figures]]:
    return {name: _figures([r[name] for r in runs]) for name in runs[0]} if runs else {}


def _figures(runs: list[dict[str, float]]) -> dict[str, Figures]:
    return {name: figure(name, np.array([r[name] for r in runs])) for name in runs[0]} if runs else {}


def figure(name: str, values: Floats) -> Figures:
    """The figures of one measure: a probability, a time, a loss or a spread."""
    if name in PROBABILITIES:
        return probability(values)
    if name.startswith(("days_to", "time_to")):
        return waiting_time(values)
    return loss(values) if name in LOSSES else spread(values)


__all__ = ["Ensemble", "figure", "finite"]
