"""Who buys what from whom: the order-up-to policy, the books of every trade relation, allocation by suppliers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from .stock import Bools, Floats, Ints, Stocks, summed

TRACE = 1e-200
"""t REO that count as nothing: no stock is so large that divided by it it overflows."""
Rule = Literal["pro_rata", "home_first", "contract_priority"]


@dataclass
class Links:
    """Trade relations, one row each: a buyer's stock, a supplier's stock, and the goods between them.

    ``share[l]`` is the link's share of its buyer's orders; ``rest[l]`` its flow at rest (t REO a day); ``lead_days[l]``
    the mean days from order to arrival at rest. The first ``n_ordered`` links carry what their buyers order, the others
    whatever their supplier has. ``contract_rank[l]`` says in which turn its supplier serves it (least first).
    """

    buyer: Ints
    supplier: Ints
    share: Floats
    rest: Floats
    lead_days: Floats
    home: Bools
    contract_rank: Floats
    n_ordered: int
    n_stocks: int
    backlog: Floats = field(init=False)  # ordered and not yet set aside, t REO by ordered link
    staged: Floats = field(init=False)  # set aside at the supplier for the next consignment, t REO
    on_order: Floats = field(init=False)  # ordered and not yet arrived, t REO by ordered link
    coming: Floats = field(init=False)  # on order of each buyer's stock, t REO
    waiting: Floats = field(init=False)  # backlog of each supplier's stock, t REO
    ordered_since: Floats = field(init=False)  # orders since the last review, t REO by ordered link
    asked_since: Floats = field(init=False)  # the same by supplier's stock

    def __post_init__(self) -> None:
        n, m = len(self.buyer), self.n_ordered
        self.staged, self.asked_since = np.zeros(n), np.zeros(self.n_stocks)
        self.backlog, self.on_order, self.ordered_since = np.zeros(m), np.zeros(m), np.zeros(m)
        # Views of the links with orders, and of the others: a day's work goes through them without copies.
        self._buyer, self._supplier = self.buyer[:m], self.supplier[:m]
        self._push_buyer, self._push_supplier, self._push_share = self.buyer[m:], self.supplier[m:], self.share[m:]
        self._queue = np.lexsort((self.contract_rank[:m], self._supplier))
        suppliers = self._supplier[self._queue]
        self._first = np.concatenate(([True], suppliers[1:] != suppliers[:-1])) if m else np.zeros(0, dtype=bool)
        self._run = np.cumsum(self._first) - 1
        self.recount()

    def recount(self) -> None:
        """Sum up the books of the links by stock: what is kept from day to day gathers rounding errors."""
        self.coming = summed(self.on_order, self._buyer, self.n_stocks)
        self.waiting = summed(self.backlog, self._supplier, self.n_stocks)

    def place(self, wanted: Floats, split: Floats, split_of_buyer: Floats, most: Floats | None = None) -> None:
        """Order ``wanted[k]`` t REO for each buyer's stock.

        ``split[l]`` is the share of its buyer's orders that goes on each ordered link, ``split_of_buyer[k]`` their sum,
        ``most[l]`` the most that is ordered on one.
        """
        orders = wanted.take(self._buyer)
        orders *= split
        if most is None:
            self.coming += wanted * split_of_buyer
        else:
            orders = np.minimum(orders, most)
            self.coming += summed(orders, self._buyer, self.n_stocks)
        self.ordered_since += orders
        self.backlog += orders
        self.on_order += orders
        asked = summed(orders, self._supplier, self.n_stocks)
        self.asked_since += asked
        self.waiting += asked

    def allocate(self, stocks: Stocks, rule: Rule) -> None:
        """Suppliers set goods aside for their buyers as far as their stocks allow."""
        m = self.n_ordered
        level, staged, pushed = stocks.level, self.staged[:m], self.staged[m:]
        sent_on = self._push_share * level.take(self._push_supplier)
        pushed += sent_on
        level -= summed(sent_on, self._push_supplier, self.n_stocks)
        given, taken = self._divide(level, self.backlog, rule)
        staged += given
        self.backlog -= given
        self.waiting -= taken
        level -= taken

    def _divide(self, level: Floats, asked: Floats, rule: Rule) -> tuple[Floats, Floats]:
        """What each link is given of what it asks for, and what each stock gives."""
        if rule == "pro_rata":
            return self._same_share(level, asked, self.waiting)
        given = self._in_turn(level, asked) if rule == "contract_priority" else self._home_first(level, asked)
        return given, summed(given, self._supplier, self.n_stocks)

    def _same_share(self, level: Floats, asked: Floats, waiting: Floats) -> tuple[Floats, Floats]:
        """Each supplier gives all its buyers the same share of what they wait for."""
        filled = np.minimum(level / np.maximum(waiting, TRACE), 1.0)
        given = filled.take(self._supplier)
        given *= asked
        return given, waiting * filled

    def _home_first(self, level: Floats, asked: Floats) -> Floats:
        """Those at home first, then all others; the same share within each."""
        home = self.home[: self.n_ordered]
        here, abroad = np.where(home, asked, 0.0), np.where(home, 0.0, asked)
        waiting_here = summed(here, self._supplier, self.n_stocks)
        at_home, taken = self._same_share(level, here, waiting_here)
        return at_home + self._same_share(level - taken, abroad, self.waiting - waiting_here)[0]

    def _in_turn(self, level: Floats, asked: Floats) -> Floats:
        """Each supplier serves its buyers one after the other, in the order of their contracts."""
        queue = self._queue
        in_queue = asked[queue]
        running = np.cumsum(in_queue)
        before_run = (running - in_queue)[self._first][self._run]
        ahead = running - in_queue - before_run
        given = np.zeros(len(queue))
        given[queue] = np.clip(level[self._supplier[queue]] - ahead, 0.0, in_queue)
        return given

    def arrive(self, tonnes: Floats, stocks: Stocks) -> None:
        """``tonnes[l]`` of today reach their buyers."""
        m = self.n_ordered
        ordered = tonnes[:m]
        got = summed(ordered, self._buyer, self.n_stocks)
        self.coming -= got
        self.on_order -= ordered
        got += summed(tonnes[m:], self._push_buyer, self.n_stocks)
        stocks.level += got

    def drop(self, links: Ints) -> None:
        """Forget what ``links`` have not set aside: nobody waits for it, and buyers order anew where they can."""
        dropped = self.backlog[links]
        if dropped.any():
            self.backlog[links] = 0.0
            self.waiting -= summed(dropped, self.supplier[links], self.n_stocks)
            self.cancel(links, dropped)

    def give_up(self, share: float) -> None:
        """Buyers cancel a share of what their suppliers cannot serve; what they still need they order anew.

        Takes stock of the books on the way.
        """
        dropped = self.backlog * share
        self.backlog -= dropped
        self.on_order -= dropped
        self.recount()

    def cancel(self, links: Ints, tonnes: Floats) -> None:
        """Forget ``tonnes`` of what was ordered on each of ``links``: seized, refused or given up."""
        ordered = links < self.n_ordered
        links, tonnes = links[ordered], tonnes[ordered]
        self.on_order[links] -= tonnes
        self.coming -= summed(tonnes, self.buyer[links], self.n_stocks)


@dataclass
class Buyers:
    """Stocks that are kept by ordering: ``use[k]`` t REO a day at rest, ``cover_days[k]`` on site, ``lead_days[k]``.

    Below ``air_below_days[k]`` of cover, goods are flown in where that is quicker.
    """

    use: Floats
    cover_days: Floats
    lead_days: Floats
    air_below_days: Floats

    def up_to(self, pace: Floats, raised: Floats) -> Floats:
        """t REO on site and on order that each buyer orders up to: its cover, and what is used until goods arrive.

        ``pace[k]`` scales use, ``raised[k]`` (1 at rest) the cover.
        """
        level: Floats = self.use * pace * (self.cover_days * raised + self.lead_days)
        return level

    def cover(self, stocks: Stocks, of: Ints) -> Floats:
        """Days of use on site of the stocks ``of``; +inf for what nobody uses."""
        use = self.use[of]
        days: Floats = np.divide(stocks.level[of], use, out=np.full(len(of), np.inf), where=use > 0)
        return days
