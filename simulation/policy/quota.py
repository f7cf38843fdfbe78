"""Production quotas: yearly caps of groups on mining or separation, issued in batches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from simulation.calendar import day_of
from simulation.chain.stock import summed
from simulation.randomness import Floats
from simulation.scenario import measures

from .border import Bools, Ints
from .drawing import settled


class ProductionQuota:
    """The quota book of one year and stage; a *unit* is whatever produces under it (a mine, a line of a plant).

    ``groups`` names the groups and ``group_of[unit]`` is an index into it, -1 for units outside every quota.
    ``counts[unit]`` is the quota that a tonne of output uses (0 exempts), ``imported[unit]`` marks units that work up
    ore from abroad, which count only while the terms say so. ``start`` is the first simulated day.
    """

    def __init__(
        self,
        terms: measures.ProductionQuota,
        groups: Sequence[str],
        group_of: Ints,
        counts: Floats,
        imported: Bools,
        start: date,
    ) -> None:
        self.name = terms.name
        self._groups, self._start = tuple(groups), start
        self._units = np.flatnonzero(group_of >= 0)  # all others stand outside every quota
        self._group_of, self._counts = group_of[self._units], counts[self._units]
        self._imported = imported[self._units]
        self._year = range(day_of(date(terms.year, 1, 1), start), day_of(date(terms.year + 1, 1, 1), start))
        self.days = range(0)
        """On which the quota binds: those of its year, while it is in force."""
        self.used = np.zeros(len(self._groups))
        """[t REO by group] Booked under the quota this year."""
        self.over_quota_t = np.zeros(len(self._groups))
        """[t REO by group] Made beyond the cap this year."""
        self._nothing = np.zeros(len(group_of))
        self.over_quota_today = self._nothing
        """[t by unit] Of the last ``limit``: made beyond the cap."""
        self.over_quota_t_today = 0.0
        """[t] The same of all units."""
        self._take_terms(terms)

    def _take_terms(self, terms: measures.ProductionQuota) -> None:
        self._quota_per_t = self._counts * np.where(self._imported & (not terms.imported_ore_counts), 0.0, 1.0)
        self._uses_quota = self._quota_per_t > 0
        self._over_quota_share = settled(terms.over_quota_share)
        self._last_year = np.array([terms.last_year_t.get(group, 0.0) for group in self._groups])
        self._caps = self._caps_of_year(sorted(terms.batches, key=lambda batch: batch.date))

    def begin(self, day: int) -> None:
        """The quota binds from ``day``, which may lie before the run.

        What was made in its year before it began, or before the run did, is taken to be last year's pace.
        """
        self.days = self._year
        self.used = self._last_year * self._elapsed_share(max(day, 0))

    def amend(self, day: int, terms: measures.ProductionQuota) -> None:
        """Other terms hold from today; what is booked stays."""
        self._take_terms(terms)

    def end(self, day: int) -> None:
        self.days = range(0)

    def cap(self, day: int) -> Floats:
        """[t REO by group] What may have been made by the end of ``day``: what has been issued.

        While batches are awaited it is at least last year's pace. Raises ValueError for a day of another year.
        """
        cap: Floats = self._caps[self._year.index(day)]
        return cap

    def _caps_of_year(self, batches: Sequence[measures.QuotaBatch]) -> Floats:
        """``cap[day of the year, group]``, with the batches in the order of their dates."""
        added = [[settled(batch.t.get(group, 0.0)) for group in self._groups] for batch in batches]
        issued = np.vstack((np.zeros(len(self._groups)), np.cumsum(added, axis=0)))
        awaited = np.array([not any(batch.last for batch in batches[:n]) for n in range(len(batches) + 1)])
        days = np.array(self._year)
        out = np.searchsorted([day_of(batch.date, self._start) for batch in batches], days, side="right")
        elapsed = np.arange(1, len(days) + 1) / len(days)
        at_least = np.where(awaited[out], elapsed, 0.0)[:, None] * self._last_year
        caps: Floats = np.maximum(issued[out], at_least)
        return caps

    def limit(self, day: int, wanted: Floats, over_quota_factor: float = 1.0) -> Floats:
        """What is made today of ``wanted`` t by unit, and book it.

        All units of a group that use quota are cut by the same share. Of what is cut, the terms' ``over_quota_share``
        times ``over_quota_factor`` (at most all) is made all the same and booked apart.
        """
        self.over_quota_today, self.over_quota_t_today = self._nothing, 0.0
        if day not in self.days:
            return wanted
        units = wanted[self._units]
        asked, room = self._by_group(units), self.cap(day) - self.used
        if not np.count_nonzero(asked > room):
            self.used += asked
            return wanted
        granted = np.minimum(asked, np.maximum(room, 0.0))
        self.used += granted
        kept = np.divide(granted, asked, out=np.ones_like(asked), where=asked > 0)
        forbidden = np.where(self._uses_quota, units * (1.0 - kept[self._group_of]), 0.0)
        over_quota = forbidden * min(self._over_quota_share * over_quota_factor, 1.0)
        self.over_quota_today = np.zeros_like(wanted)
        self.over_quota_today[self._units] = over_quota
        self.over_quota_t_today = float(self.over_quota_today.sum())
        self.over_quota_t += self._by_group(over_quota)
        made = wanted.copy()
        made[self._units] = units - forbidden + over_quota
        return made

    def _elapsed_share(self, day: int) -> float:
        """Share of the quota's year that lies before ``day``."""
        return min(max(day - self._year.start, 0) / len(self._year), 1.0)

    def _by_group(self, tonnes: Floats) -> Floats:
        """Quota that the output ``tonnes`` of the units uses, by group."""
        return summed(tonnes * self._quota_per_t, self._group_of, len(self._groups))
