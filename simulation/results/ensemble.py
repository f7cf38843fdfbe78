"""Many replications of one scenario, and their figures in the shape of the JSON contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.calendar import date_of, day_of, months_of_days
from simulation.chain.stock import Floats
from simulation.engine.recorder import DAYS_PER_WEEK, Event, Run
from simulation.engine.run import simulate
from simulation.errors import wrong
from simulation.scenario.nearest import did_you_mean
from simulation.scenario.schema import Scenario

from .figures import figure
from .precision import Rule
from .shelf import Shelf
from .statistics import Figures, bands, spread

if TYPE_CHECKING:
    import pandas as pd

TONNES = "_t"
"""Ending of monthly series that add up over a year; a region may follow."""


@dataclass(eq=False, repr=False)
class Ensemble:
    """All replications of one scenario: ``runs[replication]`` for those that finished, ``failures`` for the others.

    ``at`` are the dates of dated values, ``ledger`` the replications whose ``events`` are kept; under a ``rule``,
    ``replications`` is how many it took.
    """

    scenario: Scenario
    seed: int
    replications: int
    file: str
    fingerprint: str
    at: tuple[date, ...] = ()
    ledger: frozenset[int] = frozenset()
    rule: Rule | None = None
    runs: Shelf = field(default_factory=Shelf)
    failures: dict[int, str] = field(default_factory=dict)
    events: dict[int, list[Event]] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Ensemble of {self.scenario.name}: {len(self.runs)} of {self.replications} runs, seed {self.seed}>"

    def run(self, replication: int) -> Run:
        """The whole record of one replication, with its ledger: it is lived through once more."""
        return simulate(self.scenario, self.seed, replication, keep_events=True)

    def leave_out(self, first: int) -> None:
        """Forget every replication from ``first`` on."""
        self.replications = min(first, self.replications)
        for kept in (self.runs, self.failures, self.events, self.seconds):
            for replication in [i for i in kept if i >= first]:
                del kept[replication]

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
        """One value a replication, in the order of replications: of all regions abroad, or of a region or industry.

        Raises KeyError if no run has it.
        """
        if region is None:
            return self._single("measures", measure)
        part = "by_region" if region in self.runs.names("by_region") else "by_industry"
        return self._single(part, region, measure)

    def monthly(self, series: str) -> Floats:
        """``values[replication, month]`` of a monthly series; NaN in runs that lack it. Raises KeyError if all do."""
        return self.runs.rows("monthly", series)

    def weekly(self, series: str) -> Floats:
        """``values[replication, week]`` of a weekly series; NaN in runs that lack it. Raises KeyError if all do."""
        return self.runs.rows("weekly", series)

    def dated(self, series: str, moment: date) -> Floats:
        """One value a replication of a dated series, on one of the dates ``at``; NaN in runs that lack the series.

        Raises KeyError if it is none of the dates, or if all runs lack it.
        """
        day = str(day_of(moment, self.scenario.start))
        return self._single("dated", series, day)

    def _single(self, *trail: str) -> Floats:
        return self.runs.rows(*trail).reshape(len(self.runs))

    @property
    def monthly_names(self) -> list[str]:
        """Monthly series that any run has."""
        return self.runs.names("monthly")

    @property
    def weekly_names(self) -> list[str]:
        """Weekly series that any run has."""
        return self.runs.names("weekly")

    def monthly_fan(self, series: str) -> Floats:
        """``[quantile, month]`` over the replications, by ``statistics.BANDS``."""
        return self._fan("monthly", series)

    def weekly_fan(self, series: str) -> Floats:
        """``[quantile, week]`` over the replications, by ``statistics.BANDS``."""
        return self._fan("weekly", series)

    def _fan(self, part: str, series: str) -> Floats:
        return np.hstack([bands(values) for values in self.runs.blocks(part, series)])

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

    def frame(self, series: str) -> pd.DataFrame:
        """A monthly series as a table: a row a month, a column a replication. Raises InputError if no run has it."""
        import pandas as pd

        known = self.monthly_names
        if series not in known:
            raise wrong(f"{self.scenario.name} has no monthly series {series}{did_you_mean(series, known)}")
        months = pd.PeriodIndex(self.months, freq="M")
        return pd.DataFrame(self.monthly(series).T, index=months, columns=sorted(self.runs))

    @property
    def measures(self) -> dict[str, Any]:
        """Every figure of the ensemble, as in the JSON: ``measures``, ``by_region``, ``by_industry``, series."""
        return {
            "measures": self._figures("measures"),
            "by_region": {region: self._figures("by_region", region) for region in self.runs.names("by_region")},
            "by_industry": {name: self._figures("by_industry", name) for name in self.runs.names("by_industry")},
            "monthly": {name: dict(self._months_of(name)) for name in self.monthly_names},
            "annual": self._annual(),
            "dated": self._dated(),
        }

    def _figures(self, *part: str) -> dict[str, Figures]:
        return {name: figure(name, self._single(*part, name)) for name in self.runs.names(*part)}

    def _months_of(self, series: str) -> Iterator[tuple[str, Figures]]:
        columns = (column for values in self.runs.blocks("monthly", series) for column in values.T)
        return ((month, spread(column)) for month, column in zip(self.months, columns, strict=True))

    def _annual(self) -> dict[str, dict[str, Figures]]:
        """Yearly sums of the series in tonnes, for years that are simulated whole."""
        years = self.whole_years
        endings = (TONNES, *(f"{TONNES}_{region}" for region in self.scenario.regions))
        series = [name for name in self.monthly_names if name.endswith(endings)]
        return {name: self._years_of(name, years) if years else {} for name in series}

    def _years_of(self, series: str, years: list[str]) -> dict[str, Figures]:
        return {year: spread(column) for year, column in zip(years, self.yearly(series).T, strict=True)}

    def _dated(self) -> dict[str, dict[str, Figures]]:
        moments = {moment.isoformat(): moment for moment in self.at}
        names = self.runs.names("dated")
        return {name: {day: spread(self.dated(name, moment)) for day, moment in moments.items()} for name in names}
