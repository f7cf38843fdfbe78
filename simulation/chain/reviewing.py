"""Once a week buyers look at their suppliers: who is late, who gets their orders, and how much to keep in stock."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulation.units import DAYS_PER_MONTH

from .ordering import Links
from .stock import Bools, Floats, Ints, summed

DAYS_BETWEEN = 7
"""Days from one look at the suppliers to the next (assumed)."""
EVERY = slice(None)
"""All ordered links."""
LATE_AFTER_DAYS = 14.0
"""A supplier counts as late once orders for more than so many days beyond the usual are outstanding with it."""
ORDERS_REMEMBERED_DAYS = 30.0
"""Days over which a buyer and a supplier remember what was ordered."""
BARRED_LEEWAY = 1.25
"""Orders on a partly barred link, relative to what is left of its trade at rest."""


@dataclass(frozen=True)
class Habits:
    """What buyers do about late suppliers, all as shares."""

    hoarding: float
    """By how much cover rises while nothing is on time."""
    shift: float
    """Of what is overdue with a late supplier, how much is ordered elsewhere."""
    cancelled_per_month: float
    """Of what suppliers cannot serve, how much is given up."""


@dataclass
class Review:
    """What buyers have made up their minds about until the next look; arrays by ordered link or by stock."""

    links: Links
    legal: Bools  # by ordered link
    habits: Habits
    usual: Floats = field(init=False)  # orders of the last weeks, t REO a day by ordered link
    split: Floats = field(init=False)  # share of its buyer's orders, by ordered link
    split_of_buyer: Floats = field(init=False)  # sum of the same by buyer's stock
    most: Floats | None = None  # t REO a day, the most that is ordered on a link; None: no limit
    raised: Floats = field(init=False)  # factor on cover, by stock
    written_off: Floats = field(init=False)  # t REO on order that is not counted on, by stock

    def __post_init__(self) -> None:
        links, m = self.links, self.links.n_ordered
        self.usual = links.rest[:m].copy()
        self._buyer, self._share = links.buyer[:m], links.share[:m]
        self._tolerated_days = links.lead_days[:m] + LATE_AFTER_DAYS
        self._illicit = np.flatnonzero(~self.legal)
        self._illicit_buyer = self._buyer[self._illicit]
        self._legal_supply = self.legal & (self._share > 0)
        self._suppliers = self._counted(np.flatnonzero(self._legal_supply))

    def look(self, days: int, weight: Floats, smuggled: Floats, barred: Floats | None = None) -> None:
        """Look at the suppliers, ``days`` after the last time.

        ``weight[l]`` is what each ordered, legal link is worth to its buyer, ``smuggled[i]`` the share of orders that
        goes on each illicit one whatever becomes of the others; ``barred[l]`` the share of trade refused for good.
        """
        links = self.links
        links.give_up(self.habits.cancelled_per_month * days / DAYS_PER_MONTH)
        self._remember(days)
        overdue = self._overdue()
        late = overdue.nonzero()[0]
        shunned = self._shunned(late)
        worth = weight.copy()
        worth[shunned] = 0.0
        self._spread(worth, smuggled)
        lateness = self._share[late] * (overdue[late] / links.on_order[late])
        self.raised = 1.0 + self.habits.hoarding * self._by_buyer(lateness, late)
        self.written_off = self.habits.shift * self._by_buyer(overdue[shunned], shunned)
        self._limit(barred)

    def _remember(self, days: int) -> None:
        if days:
            pace = 1.0 - (1.0 - 1.0 / ORDERS_REMEMBERED_DAYS) ** days
            self.usual += (self.links.ordered_since / days - self.usual) * pace
            self.links.ordered_since[:] = 0.0

    def _overdue(self) -> Floats:
        """t REO outstanding beyond what is tolerated, by ordered link."""
        links = self.links
        tolerated = np.maximum(self.usual, links.rest[: links.n_ordered]) * self._tolerated_days
        overdue: Floats = np.maximum(links.on_order - tolerated, 0.0)
        return overdue

    def _shunned(self, late: Ints) -> Ints:
        """Late links whose buyers have another supplier that is on time; smugglers are none."""
        on_time = self._suppliers - self._counted(late[self._legal_supply[late]])
        return late[on_time[self._buyer[late]] > 0]

    def _counted(self, links: Ints) -> Ints:
        """How many of ``links`` each buyer's stock has."""
        return np.bincount(self._buyer[links], minlength=self.links.n_stocks)

    def _spread(self, weight: Floats, smuggled: Floats) -> None:
        """Illicit links get their shares of a buyer's orders (at most all), the others the rest by weight."""
        set_apart = self._by_buyer(smuggled, self._illicit)
        within_all = 1.0 / np.maximum(set_apart, 1.0)
        open_share = np.maximum(1.0 - set_apart, 0.0) / np.maximum(self._by_buyer(weight), 1e-300)
        self.split = weight * open_share.take(self._buyer)
        self.split[self._illicit] = smuggled * within_all[self._illicit_buyer]
        self.split_of_buyer = self._by_buyer(self.split)

    def _limit(self, barred: Floats | None) -> None:
        """Nobody orders more on a barred link than a little over what is left of its trade at rest."""
        self.most = None
        if barred is not None:
            left = self.links.rest[: len(barred)] * (1.0 - barred) * BARRED_LEEWAY
            self.most = np.where(barred > 0, left, np.inf)

    def _by_buyer(self, values: Floats, links: Ints | slice = EVERY) -> Floats:
        """Sums of ``values``, one for each of ``links``, by buyer's stock."""
        return summed(values, self._buyer[links], self.links.n_stocks)
