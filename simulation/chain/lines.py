"""Car lines: each builds until a needed part is gone, stops, and starts again when enough is back."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .stock import Bools, Floats, Ints, Stocks

TRACE = 1e-300
"""t REO that count as nothing: keeps an empty stock of a part that is not needed from being 0 x infinity."""
SAME = 1e-9
"""Relative difference below which two covers count as equal (sums of floats)."""


@dataclass
class Lines:
    """All lines of the world: ``part[slot, l]`` stock numbers, ``need[slot, l]`` t REO a day at the normal rate."""

    names: list[str]
    region: Ints
    vehicles_per_day: Floats
    part: Ints
    need: Floats
    restart_cover_days: Floats
    overtime_share: Floats
    slow_below_cover_days: Floats
    running: Bools = field(init=False)
    built: Floats = field(init=False)  # vehicles built today
    days_built: Floats = field(init=False)  # the same in days of normal output
    owed: Floats = field(init=False)  # days of normal output lost and not caught up
    stopped_today: Bools = field(init=False)
    used_total: Floats = field(init=False)  # [slot, line], t REO since the start

    def __post_init__(self) -> None:
        n = len(self.names)
        self.running = np.ones(n, dtype=bool)
        self.built = np.zeros(n)
        self.days_built = np.zeros(n)
        self.owed = np.zeros(n)
        self.stopped_today = np.zeros(n, dtype=bool)
        self.used_total = np.zeros(self.part.shape)
        self._nobody = np.zeros(n, dtype=bool)
        self._all_run = True
        self._slows = bool((self.slow_below_cover_days > 0).any())
        self.retool(self.need)

    def retool(self, need: Floats) -> None:
        """From now on a vehicle takes other parts: ``need[slot, l]`` t REO a day at the normal rate."""
        self.need = need
        self._days_per_t = np.divide(1.0, need, out=np.full(need.shape, np.inf), where=need > 0)

    def cover(self, stocks: Stocks) -> Floats:
        """Days of normal output until the scarcest part is gone, by line."""
        return self._cover(stocks.level[self.part])

    def _cover(self, on_site: Floats) -> Floats:
        scarcest: Floats = np.minimum.reduce(np.maximum(on_site, TRACE) * self._days_per_t)
        return scarcest

    def build(self, stocks: Stocks, demand: Floats, able: Floats) -> None:
        """A day's work at ``demand[l]`` times the normal rate, with overtime while vehicles are owed.

        ``able[l]`` is the share of normal work that the line itself can do (holidays, strikes); a line that is short of
        parts for overtime only does without it and does not stop.
        """
        on_site = stocks.level[self.part]
        cover = self._cover(on_site)
        rate = (demand + np.minimum(self.overtime_share * demand, self.owed)) * able
        if self._all_run and not self._slows and not np.count_nonzero(cover < np.maximum(rate, 1.0)):
            done = rate  # parts for a day and more on every line, as on most days
            self.stopped_today = self._nobody
        else:
            done = self._done(rate, cover)
        used = done * self.need
        stocks.level[self.part] = on_site - used
        self.used_total += used
        self.days_built = done
        self.built = done * self.vehicles_per_day
        self.owed = np.maximum(self.owed + demand - done, 0.0)

    def _done(self, rate: Floats, cover: Floats) -> Floats:
        """Days of normal output that lines make of their parts; notes which stop and which run again."""
        slowed = self._slowed(rate, cover) if self._slows else rate
        runs = self.running | (cover >= np.maximum(self.restart_cover_days, np.minimum(rate, 1.0)) * (1 - SAME))
        done = np.where(runs, np.minimum(slowed, cover), 0.0)
        goes_on = runs & (cover >= np.minimum(slowed, 1.0) * (1 - SAME))
        self.stopped_today = self.running & ~goes_on
        self.running, self._all_run = goes_on, bool(goes_on.all())
        return done

    def _slowed(self, rate: Floats, cover: Floats) -> Floats:
        """The rate of lines that stretch their parts once cover is low."""
        below = self.slow_below_cover_days
        return np.where(cover < below, rate * cover / np.maximum(below, SAME), rate)
