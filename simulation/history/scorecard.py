"""The recorded facts beside what a scenario gives: each fact is a few questions that an ensemble answers.

A recorded figure is an interval: most are one number, some are only bounds ("by 4 June"). It lies **inside** when the
simulated 5 to 95 % band, widened by the rounding of the record (``ROUNDING``), meets it. Where the record says no more
than "most" or "few", the median must lie in it. A band that is wide enough meets anything: how far the median lies
from the record is therefore given too.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np

from simulation.chain.stock import Floats
from simulation.results.ensemble import Ensemble
from simulation.results.statistics import Figures, finite, quantile, spread, waiting_time
from simulation.scenario.schema import Scenario

from . import record
from .stops import FIRST_STOPS, SHOCK, FirstStop

Unit = Literal["day", "days", "t", "share"]
Role = Literal["fit", "own test", "score"]
Answer = Callable[[Ensemble], Floats]
"""One value a replication. Raises KeyError if the scenario does not have it."""

LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
ROUNDING: dict[Unit, float] = {"day": 0.5, "days": 0.5, "t": 0.05, "share": 0.005}
"""[as the unit] How far outside the band a recorded figure may lie and still count as inside."""
MOST_RAN = (0.0, 0.5)
"""[share] What "most lines ran" says of those that stopped."""
LINES_RAN_UNTIL = date(2025, 8, 31)
"""Until when the record says of carmakers that they ran."""
MONTHS = {"fit": ("2025-01", "2025-02", "2025-03", "2025-04", "2025-05"), "own test": ("2025-06", "2025-07")}
"""Months of magnet exports by role."""
ELEMENT_MONTHS = ("2025-05", "2025-06", "2025-07")


@dataclass(frozen=True)
class Fact:
    """One fact of the record."""

    number: int
    name: str


FIRST = Fact(1, "First stops, day")
RAN = Fact(2, "Lines that stop at all")
EXPORTS = Fact(3, "Magnet exports of China")
APPROVED = Fact(4, "Files granted, Europe")
ELEMENTS = Fact(5, "Raw Dy and Tb exports")


@dataclass(frozen=True)
class Question:
    """One recorded figure, from ``low`` to ``high``, and how an ensemble answers it.

    ``recorded`` is None where nothing is: the answer is then shown without a verdict. ``key`` marks the questions that
    stand for their fact.
    """

    fact: Fact
    role: Role
    what: str
    unit: Unit
    recorded: tuple[float, float] | None
    answer: Answer
    of_median: bool = False
    key: bool = False
    day: date | None = None


@dataclass(frozen=True)
class Finding:
    """A question with its answer; ``values`` has one a replication (+inf: never; NaN: does not exist)."""

    question: Question
    values: Floats

    @property
    def simulated(self) -> Figures:
        """Median and band, and for a day the share of runs in which it never comes."""
        return waiting_time(self.values) if self.question.unit == "day" else spread(self.values)

    @property
    def inside(self) -> bool | None:
        """Whether record and simulation agree; None where one of them says nothing."""
        known = self._known
        if self.question.recorded is None or not len(known):
            return None
        low, high = self.question.recorded
        least, most = (MIDDLE, MIDDLE) if self.question.of_median else (LOW, HIGH)
        rounding = ROUNDING[self.question.unit]
        return quantile(known, least) - rounding <= high and low <= quantile(known, most) + rounding

    @property
    def off_by(self) -> float | None:
        """From the record to the simulated median: 0 within, above it positive, +inf where the median never comes."""
        known = self._known
        if self.question.recorded is None or not len(known):
            return None
        low, high = self.question.recorded
        middle = quantile(known, MIDDLE)
        return middle - min(max(middle, low), high) if math.isfinite(middle) else math.inf

    @property
    def _known(self) -> Floats:
        known: Floats = self.values[~np.isnan(self.values)]
        return known


def questions(scenario: Scenario) -> tuple[Question, ...]:
    """What the record asks of a scenario, by the shock that it lives through; nothing for other shocks."""
    if scenario.shock != SHOCK:
        return ()
    return (*_first_stops(), *_lines_that_ran(scenario), *_magnet_exports(), *_approved(), *_elements())


def days_asked(scenario: Scenario) -> list[date]:
    """Days whose dated values the questions need, as far as they are simulated."""
    days = {q.day for q in questions(scenario) if q.day is not None}
    return sorted(d for d in days if scenario.start <= d <= scenario.end)


def findings(ensemble: Ensemble) -> list[Finding]:
    """Every question to the ensemble with its answer."""
    return [Finding(q, _answered(q, ensemble)) for q in questions(ensemble.scenario)]


def _answered(question: Question, ensemble: Ensemble) -> Floats:
    try:
        return question.answer(ensemble)
    except KeyError:  # a scenario without licences has no approved share
        return np.full(len(ensemble.runs), np.nan)


def as_json(ensemble: Ensemble, found: list[Finding], series: list[Forecast]) -> dict[str, Any]:
    """One entry of ``facts``."""
    return {
        "scenario": ensemble.scenario.name,
        "findings": [_finding(f) for f in found],
        "exports_as_a_series": [_series(f) for f in series],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    question = finding.question
    recorded = None if question.recorded is None else dict(zip(("low", "high"), question.recorded, strict=True))
    return {
        "fact": question.fact.number,
        "name": question.fact.name,
        "role": question.role,
        "what": question.what,
        "unit": question.unit,
        "recorded": recorded,
        "simulated": finding.simulated,
        "median_off_by": None if finding.off_by is None else finite(finding.off_by),
        "inside": finding.inside,
    }


def _series(forecast: Forecast) -> dict[str, Any]:
    return {**vars(forecast), "months": list(forecast.months)}


# -- facts of 2025 -----------------------------------------------------------------------------------------------------


def _first_stops() -> list[Question]:
    stops = [Question(FIRST, "score", _who(s), "day", _bounds(s), _first_stop_of(s), key=True) for s in FIRST_STOPS]
    return [*stops, _length_of_the_stop_in_japan()]


def _who(stop: FirstStop) -> str:
    return f"{stop.region}: {'parts maker' if stop.of_parts_maker else 'line'} ({stop.who})"


def _bounds(stop: FirstStop) -> tuple[float, float]:
    """Days from the shock; "by day 61" goes from the shock on."""
    first = SHOCK if stop.first is None else stop.first
    return float((first - SHOCK).days), float((stop.last - SHOCK).days)


def _first_stop_of(stop: FirstStop) -> Answer:
    measure = "days_to_first_parts_stop" if stop.of_parts_maker else "days_to_first_stop"
    return lambda ensemble: ensemble.values(measure, stop.region)


def _length_of_the_stop_in_japan() -> Question:
    days = next(s.days for s in record.shortages() if s.firm == "Suzuki")
    recorded = None if days is None else (float(days), float(days))
    what = "japan: that line stands still, days"
    return Question(FIRST, "score", what, "days", recorded, lambda e: e.values("first_stop_lasts_days", "japan"))


def _lines_that_ran(scenario: Scenario) -> list[Question]:
    series, day = "lines_stopped_share_to_date", LINES_RAN_UNTIL
    outside = Question(
        RAN, "score", "lines outside the origin that stop", "share", MOST_RAN,
        lambda e: e.dated(series, day), of_median=True, key=True, day=day,
    )  # fmt: skip
    regions = dict.fromkeys(s.region for s in scenario.sites.values() if s.kind == "lines")
    return [outside, *(_lines_of(region, series, day) for region in regions if region != scenario.origin)]


def _lines_of(region: str, series: str, day: date) -> Question:
    """No verdict: the record names firms that ran, and gives no share for any region."""
    answer: Answer = lambda e: e.dated(f"{series}_{region}", day)  # noqa: E731 (typed)
    return Question(RAN, "score", f"{region}: lines that stop", "share", None, answer, day=day)


def _magnet_exports() -> list[Question]:
    recorded = record.magnet_exports()
    return [
        _in_month(EXPORTS, "fit" if month in MONTHS["fit"] else "own test", month, "magnet_exports_gross_t", t)
        for month, t in recorded.items()
        if month in MONTHS["fit"] + MONTHS["own test"]
    ]


def _elements() -> list[Question]:
    return [
        _in_month(ELEMENTS, "score", month, f"{element}_oxide_exports_t", record.element_exports(element)[month])
        for element in ("dy", "tb")
        for month in ELEMENT_MONTHS
    ]


KEY_MONTHS = {EXPORTS: ("2025-01", "2025-04", "2025-05", "2025-06", "2025-07"), ELEMENTS: ("2025-07",)}


def _in_month(fact: Fact, role: Role, month: str, series: str, t: float) -> Question:
    what = f"{series[:2].capitalize()}, {month}" if fact is ELEMENTS else month
    return Question(fact, role, what, "t", (t, t), lambda e: monthly(e, series, month), key=month in KEY_MONTHS[fact])


def _approved() -> list[Question]:
    """The first published share is for fitting, the later ones are its own test."""
    shares = sorted((s for s in record.approved_share() if s.region == "europe"), key=lambda s: s.day)
    return [
        Question(
            APPROVED, "fit" if i == 0 else "own test", s.day.isoformat(), "share", (s.share, s.share),
            _granted_by(s.day), key=True, day=s.day,
        )
        for i, s in enumerate(shares)
    ]  # fmt: skip


def _granted_by(day: date) -> Answer:
    return lambda e: e.dated("licence_approved_share_europe", day)


def monthly(ensemble: Ensemble, series: str, month: str) -> Floats:
    """One value a replication of a monthly series. Raises KeyError if the month is not simulated."""
    if month not in ensemble.months:
        raise KeyError(month)
    return ensemble.monthly(series)[:, ensemble.months.index(month)]


# -- the export series as a whole --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Forecast:
    """How well a forecast meets the recorded series over the months that it can be made for.

    ``error`` is the mean absolute percentage error of the median [share], ``covered`` the number of months inside the
    90 % band (None without a band), ``interval_score`` the mean width of the band plus 20 times what it misses
    (Gneiting and Raftery 2007) [gross t]; a forecast without a band has one of no width.
    """

    name: str
    role: Role
    months: tuple[str, ...]
    error: float
    covered: int | None
    interval_score: float


def forecasts(ensemble: Ensemble) -> list[Forecast]:
    """The simulated export series and two naive forecasts, over the months for fitting and those of the own test."""
    if not any(q.fact is EXPORTS for q in questions(ensemble.scenario)) or not ensemble.runs:
        return []
    recorded = record.magnet_exports()
    roles: tuple[Role, ...] = ("fit", "own test")
    found = []
    for role in roles:
        simulated = {m: _band(ensemble, m) for m in MONTHS[role] if m in ensemble.months}
        found.append(_forecast("simulated", role, simulated, recorded))
        for name, back in (("last month again", 1), ("same month a year before", 12)):
            naive = {m: (recorded[b],) * 3 for m in MONTHS[role] if (b := months_back(m, back)) in recorded}
            found.append(_forecast(name, role, naive, recorded, banded=False))
    return [f for f in found if f.months]


def _band(ensemble: Ensemble, month: str) -> tuple[float, float, float]:
    values = monthly(ensemble, "magnet_exports_gross_t", month)
    return quantile(values, LOW), quantile(values, MIDDLE), quantile(values, HIGH)


def _forecast(
    name: str,
    role: Role,
    bands: dict[str, tuple[float, float, float]],
    recorded: dict[str, float],
    *,
    banded: bool = True,
) -> Forecast:
    if not bands:
        return Forecast(name, role, (), math.nan, None, math.nan)
    low, middle, high = np.array(list(bands.values())).T
    truth = np.array([recorded[m] for m in bands])
    covered = int(((low - ROUNDING["t"] <= truth) & (truth <= high + ROUNDING["t"])).sum()) if banded else None
    error = float(np.mean(np.abs(middle - truth) / truth))
    return Forecast(name, role, tuple(bands), error, covered, float(interval_score(low, high, truth).mean()))


def interval_score(low: Floats, high: Floats, truth: Floats) -> Floats:
    """Width of the central 90 % band plus 2/0.1 times the distance by which it misses the truth."""
    missed = np.maximum(low - truth, 0.0) + np.maximum(truth - high, 0.0)
    score: Floats = high - low + 2 / (1 - (HIGH - LOW)) * missed
    return score


def months_back(month: str, n: int) -> str:
    """The label ``YYYY-MM`` of ``n`` months before."""
    count = int(month[:4]) * 12 + int(month[5:]) - 1 - n
    return f"{count // 12}-{count % 12 + 1:02d}"
