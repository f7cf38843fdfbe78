"""Releases of a reserve to the buyers of its region."""

from __future__ import annotations

import numpy as np

from simulation.randomness import Floats
from simulation.scenario import measures

from .drawing import settled


class StockRelease:
    """A reserve that is opened: an equal part a day, until the released amount is offered.

    A day's part goes to buyers in proportion to what each lacks, and no buyer gets more than that. What nobody lacks
    on its day stays in the reserve.
    """

    def __init__(self, terms: measures.StockRelease) -> None:
        self.name = terms.name
        self.reserve = terms.reserve
        self._terms = terms
        self._first: int | None = None
        self._open = False
        self.delivered_t = 0.0
        """[t REO] Delivered so far."""

    def begin(self, day: int) -> None:
        self._first = day
        self._open = True

    def amend(self, day: int, terms: measures.StockRelease) -> None:
        """Another amount or time from today; the time still counts from the beginning."""
        self._terms = terms

    def end(self, day: int) -> None:
        self._open = False

    def deliver(self, day: int, held_t: float, lack: Floats) -> Floats:
        """t REO to each buyer today, who lack ``lack[buyer]`` t REO, from a reserve that holds ``held_t``."""
        lacking = float(lack.sum())
        if lacking <= 0:
            return np.zeros_like(lack)
        given = min(self._offered_t(day), held_t, lacking)
        self.delivered_t += given
        return lack * (given / lacking)

    def _offered_t(self, day: int) -> float:
        """Today's part; amended amounts never add up to more than the terms allow."""
        if not self._open or self._first is None:
            return 0.0
        t, days = settled(self._terms.t), max(settled(self._terms.delivery_days), 1.0)
        days_left = days - (day - self._first)
        return max(min(t / days * min(days_left, 1.0), t - self.delivered_t), 0.0)
