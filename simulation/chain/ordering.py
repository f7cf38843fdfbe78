"""Who buys what from whom: the order-up-to policy, allocation by suppliers, consignments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from simulation.units import DAYS_PER_MONTH

from .stock import Bools, Floats, Ints, Stocks, summed

Rule = Literal["pro_rata", "home_first", "contract_priority"]

LATE_AFTER_DAYS = 14.0
"""A supplier counts as late once orders for more than so many days beyond the usual are outstanding with it."""


ORDERS_REMEMBERED_DAYS = 30.0
"""Days over which a buyer and a supplier remember what was ordered."""
BARRED_LEEWAY = 1.25
"""Orders on a partly barred link, relative to what is left of its trade at rest."""


@dataclass
class Links:
    """Trade relations, one row each: a buyer's stock, a supplier's stock, and the goods between them.

    ``share[l]`` is the link's share of its buyer's orders; ``rest[l]`` its flow at rest (t REO a day); ``lead_days[l]``
    the mean days from order to arrival at rest. ``pushed`` links carry whatever their supplier has, without orders.
    ``every[l]`` and ``phase[l]`` say on which days its consignments leave; ``class_of[l]`` is the rank in which its
    supplier serves it (0 first).
    """

    buyer: Ints
    supplier: Ints
    share: Floats
    rest: Floats
    lead_days: Floats
    pushed: Bools
    every: Ints
    phase: Ints
    home: Bools
    contract_rank: Floats
    backlog: Floats = field(init=False)  # ordered and not yet set aside, t REO
    staged: Floats = field(init=False)  # set aside at the supplier for the next consignment, t REO
    on_order: Floats = field(init=False)  # ordered and not yet arrived, t REO
    usual: Floats = field(init=False)  # orders of the last weeks, t REO a day
    placed: Floats = field(init=False)  # today's orders, t REO

    def __post_init__(self) -> None:
        n = len(self.buyer)
        self.backlog, self.staged, self.on_order = np.zeros(n), np.zeros(n), np.zeros(n)
        self.ordered = ~self.pushed
        self.usual, self.placed = self.rest.copy(), np.zeros(n)
        self._tolerated_days = self.lead_days + LATE_AFTER_DAYS
        self._queue = np.lexsort((self.contract_rank, self.supplier))
        suppliers = self.supplier[self._queue]
        self._first = np.concatenate(([True], suppliers[1:] != suppliers[:-1])) if n else np.zeros(0, dtype=bool)
        self._run = np.cumsum(self._first) - 1

    def tolerated(self) -> Floats:
        """What may be outstanding before a supplier counts as late, t REO by link."""
        return np.maximum(self.usual, self.rest) * self._tolerated_days

    def punctuality(self, tolerated: Floats) -> Floats:
        """1 where no more is outstanding than is ``tolerated[l]``, less the more is, by link."""
        punctual: Floats = np.minimum(1.0, tolerated / np.maximum(self.on_order, 1e-300))
        return np.where(self.on_order > 0, punctual, 1.0)

    def shunned(self, punctual: Floats, legal: Bools, n_stocks: int) -> Bools:
        """Late links whose buyers have another supplier that is on time; smugglers are none."""
        on_time = self.ordered & legal & (punctual >= 1.0)
        has_another = summed(np.where(on_time, self.share, 0.0), self.buyer, n_stocks) > 0
        return (punctual < 1.0) & has_another[self.buyer]

    def lateness(self, punctual: Floats, n_stocks: int) -> Floats:
        """Share of each buyer's orders that is not on time: ``late[stock]``."""
        return summed(np.where(self.ordered, self.share * (1.0 - punctual), 0.0), self.buyer, n_stocks)

    def place(self, wanted: Floats, weight: Floats, apart: Floats, barred: Floats | None = None) -> None:
        """Order ``wanted[k]`` t REO for each buyer's stock.

        ``apart[l]`` is the share that goes on a link whatever becomes of the others (illicit ones); the rest is split
        by ``weight[l]``. ``barred[l]`` is the share of a link's trade that the border refuses for good: nobody orders
        more on it than a little over what is left of its trade at rest.
        """
        set_apart = summed(apart, self.buyer, len(wanted))
        apart = apart / np.maximum(set_apart, 1.0)[self.buyer]
        open_share = np.maximum(1.0 - set_apart, 0.0) / np.maximum(summed(weight, self.buyer, len(wanted)), 1e-300)
        orders = wanted[self.buyer] * (apart + weight * open_share[self.buyer])
        if barred is not None:
            most = np.where(barred > 0, self.rest * (1.0 - barred) * BARRED_LEEWAY, np.inf)
            orders = np.minimum(orders, most)
        self.placed = orders
        self.usual += (orders - self.usual) / ORDERS_REMEMBERED_DAYS
        self.backlog += orders
        self.on_order += orders

    def waiting(self, n_stocks: int) -> Floats:
        """Orders not yet set aside, by supplier's stock, t REO."""
        return summed(self.backlog, self.supplier, n_stocks)

    def allocate(self, stocks: Stocks, rule: Rule) -> None:
        """Suppliers set goods aside for their buyers as far as their stocks allow."""
        given = self._push(stocks)
        if rule == "contract_priority":
            given += self._in_turn(stocks.level)
        else:
            given += self._pro_rata(stocks.level, rule == "home_first")
        stocks.level -= summed(given, self.supplier, len(stocks.level))
        self.staged += given
        self.backlog -= np.where(self.ordered, given, 0.0)

    def _push(self, stocks: Stocks) -> Floats:
        return np.where(self.pushed, self.share * stocks.level[self.supplier], 0.0)

    def _in_turn(self, level: Floats) -> Floats:
        """Each supplier serves its buyers one after the other, in the order of their contracts."""
        queue = self._queue
        asked = self.backlog[queue]
        running = np.cumsum(asked)
        before_run = (running - asked)[self._first][self._run]
        ahead = running - asked - before_run
        given = np.zeros(len(queue))
        given[queue] = np.clip(level[self.supplier[queue]] - ahead, 0.0, asked)
        return given

    def _pro_rata(self, level: Floats, home_first: bool) -> Floats:
        """Each supplier gives all buyers (first those at home, if so ruled) the same share of what they wait for."""
        if not home_first:
            return self._same_share(level, self.backlog)
        at_home = self._same_share(level, np.where(self.home, self.backlog, 0.0))
        left = level - summed(at_home, self.supplier, len(level))
        return at_home + self._same_share(left, np.where(self.home, 0.0, self.backlog))

    def _same_share(self, level: Floats, asked: Floats) -> Floats:
        total = summed(asked, self.supplier, len(level))
        filled = np.clip(level / np.maximum(total, 1e-300), 0.0, 1.0)
        return asked * filled[self.supplier]

    def dispatch(self, day: int, activity: Floats) -> Floats:
        """Today's consignments, t REO by link; ``activity[l]`` is the supplier's share of normal work."""
        leaves = (day + self.phase) % self.every == 0
        sent = np.where(leaves, self.staged * activity, 0.0)
        self.staged -= sent
        return sent

    def give_up(self, share_per_month: float) -> None:
        """Buyers cancel a share of what their suppliers cannot serve; what they still need they order anew."""
        if share_per_month > 0:
            dropped = self.backlog * (share_per_month / DAYS_PER_MONTH)
            self.backlog -= dropped
            self.cancel(dropped)

    def drop(self, links: Ints) -> None:
        """Forget what ``links`` have not set aside: nobody waits for it, and buyers order anew where they can."""
        dropped = np.zeros(len(self.backlog))
        dropped[links] = self.backlog[links]
        self.backlog -= dropped
        self.cancel(dropped)

    def cancel(self, tonnes: Floats) -> None:
        """Forget ``tonnes[l]`` of what was ordered: seized, refused or given up."""
        self.on_order -= np.where(self.ordered, tonnes, 0.0)


@dataclass
class Buyers:
    """Stocks that are kept by ordering: ``use[k]`` t REO a day at rest, ``cover_days[k]`` on site, ``lead_days[k]``."""

    use: Floats
    cover_days: Floats
    lead_days: Floats
    air_below_days: Floats

    def wanted(
        self, stocks: Stocks, links: Links, pace: Floats, extra_days: Floats, raised: Floats, written_off: Floats
    ) -> Floats:
        """t REO to order for each stock: up to the cover on site and what is used until it arrives.

        ``pace[k]`` scales use, ``extra_days[k]`` adds cover, ``raised[k]`` (1 at rest) scales the cover;
        ``written_off[l]`` t REO that are on order are not counted on.
        """
        n = len(stocks.level)
        coming = np.where(links.ordered, links.on_order - written_off, 0.0)
        on_order = summed(coming, links.buyer, n)
        up_to = self.use * pace * (self.cover_days * raised + extra_days + self.lead_days)
        return np.where(self.use > 0, np.maximum(up_to - stocks.level - on_order, 0.0), 0.0)
