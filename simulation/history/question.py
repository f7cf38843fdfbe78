"""One recorded figure, how an ensemble answers it, and when the answer counts as good.

``docs/validation.md`` states the tolerances and their reasons; they were fixed before any calibration.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from simulation.chain.stock import Floats
from simulation.results.ensemble import Ensemble
from simulation.results.statistics import Figures, quantile, spread, waiting_time

Unit = Literal["day", "days", "t", "share", "ratio"]
"""``day``: the day after the shock on which something happens, if it does; ``days``: how long something lasts."""
Role = Literal["fit", "own test", "score", "input", "shown", "own data"]
"""``fit`` may be used to calibrate, ``own test`` and ``score`` never; ``input`` is put into the scenario; ``shown`` has
no verdict; ``own data`` are observations of the user's own."""
Verdict = Literal["reproduced", "inside", "outside"]
Range = tuple[float, float]
Answer = Callable[[Ensemble], Floats]
"""One value a replication. Raises KeyError if the scenario does not have it."""
Narrow = Callable[[float, float, float], bool]
"""Whether a band, given by its 5, 50 and 95 % quantiles, is narrow enough to mean something."""

LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
ROUNDING: dict[Unit, float] = {"day": 0.5, "days": 0.5, "t": 0.05, "share": 0.005, "ratio": 0.005}
"""[as the unit] How far off a recorded figure may lie and still count as met."""
WITHOUT_VERDICT: frozenset[Role] = frozenset({"input", "shown"})
NARROWEST, WIDEST = 0.6, 1.4
"""[times the median] How far a band may reach."""
MOST_DAYS = 60.0
"""[days] How far apart the ends of a band of dates may be."""


@dataclass(frozen=True)
class Fact:
    """One fact of the record; its number is that of ``docs/validation.md``."""

    number: int
    name: str


def of_median(least: float = NARROWEST, most: float = WIDEST) -> Narrow:
    """A band between two multiples of its median."""
    return lambda low, middle, high: least * middle <= low and high <= most * middle


NARROW = of_median()


def within_days(most: float = MOST_DAYS) -> Narrow:
    """A band of dates."""
    return lambda low, middle, high: high - low <= most


def around(recorded: float, share: float) -> Range:
    """The range of medians within a share of a recorded figure."""
    return recorded * (1 - share), recorded * (1 + share)


@dataclass(frozen=True)
class Question:
    """One recorded figure, from ``recorded[0]`` to ``recorded[1]``, and how an ensemble answers it.

    ``recorded`` is None where nothing is. ``accepted`` is where the median must lie; with ``bound`` the record says no
    more than that ("none", "most ran"), so the whole band must lie there. ``narrow`` judges the width of other bands.
    ``key`` marks the questions that stand for their fact; ``day`` is the day of a dated answer.
    """

    fact: Fact
    role: Role
    what: str
    unit: Unit
    recorded: Range | None
    answer: Answer
    accepted: Range | None = None
    narrow: Narrow = NARROW
    bound: bool = False
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
        """Whether the band meets the record, or the median a bound; None without a record, a value or a verdict."""
        asked = self.question
        if asked.recorded is None or asked.role in WITHOUT_VERDICT or not len(self._known):
            return None
        low, middle, high = self._band
        if asked.bound:
            return self._accepts(middle)
        return low - self._rounding <= asked.recorded[1] and asked.recorded[0] <= high + self._rounding

    @property
    def missed(self) -> tuple[str, ...]:
        """What keeps an answer with a verdict from counting as good."""
        if self.inside is None:
            return ()
        low, middle, high = self._band
        bound = self.question.bound
        narrow = self._accepts(low) and self._accepts(high) if bound else self._is_narrow(low, middle, high)
        wrong = {"outside": not self.inside, "median off": not self._accepts(middle), "too wide": not narrow}
        return tuple(name for name, holds in wrong.items() if holds)

    @property
    def verdict(self) -> Verdict | None:
        """``inside`` is an answer whose band meets the record, and whose median or width does not do."""
        if self.inside is None:
            return None
        return "outside" if not self.inside else "inside" if self.missed else "reproduced"

    @property
    def off_by(self) -> float | None:
        """From the record to the simulated median: 0 within, above it positive, +inf where the median never comes."""
        if self.question.recorded is None or not len(self._known):
            return None
        low, high = self.question.recorded
        middle = self._band[1]
        return middle - min(max(middle, low), high) if math.isfinite(middle) else math.inf

    def _accepts(self, value: float) -> bool:
        low, high = self.question.accepted or self.question.recorded or (-math.inf, math.inf)
        return low - self._rounding <= value <= high + self._rounding

    def _is_narrow(self, low: float, middle: float, high: float) -> bool:
        return math.isfinite(high) and self.question.narrow(low, middle, high)

    @property
    def _band(self) -> tuple[float, float, float]:
        known = self._known
        return quantile(known, LOW), quantile(known, MIDDLE), quantile(known, HIGH)

    @property
    def _rounding(self) -> float:
        return ROUNDING[self.question.unit]

    @property
    def _known(self) -> Floats:
        known: Floats = self.values[~np.isnan(self.values)]
        return known


def answered(question: Question, ensemble: Ensemble) -> Finding:
    """The question with the ensemble's answer; NaN where it has none: without licences, no share of them is granted."""
    try:
        return Finding(question, question.answer(ensemble))
    except KeyError:
        return Finding(question, np.full(len(ensemble.runs), np.nan))
