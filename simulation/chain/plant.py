"""Plants turn materials into materials. A row is one process: one recipe of one firm, with feed stocks of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .stock import VOID, Bools, Floats, Ints, Stocks, summed

SHORT_BELOW = 0.5
"""A process counts as stopped for want of feed on a day when it can start less than this share of what it wants."""
IDLE_BELOW = 0.05
"""A process that wants less than this share of its load at rest is idle, not stopped."""
FEED_CORRECTION_DAYS = 180.0
"""Days over which a feed-driven plant works off (or rebuilds) the difference of its feed from its target."""


@dataclass
class Plants:
    """All processes of the world.

    Tables are padded with the void stock: ``feed[slot, p]`` and ``product[slot, p]`` are stock numbers,
    ``per_feed`` and ``per_product`` t REO per t REO of feed. ``capacity`` and ``rest`` (the load at rest) are t REO of
    feed a day; ``up_to[p]`` is the level (t REO of the main product, on site and in process) that an order-driven
    process makes up to; ``feed_target[p]`` the feed (t REO) that a feed-driven process has before it starts its day.
    """

    names: list[str]
    feed: Ints
    per_feed: Floats
    product: Ints
    per_product: Floats
    capacity: Floats
    rest: Floats
    days: Ints
    feed_driven: Bools
    up_to: Floats
    feed_target: Floats
    started_on: Floats = field(init=False)  # [day % length, process], t REO of feed started that day
    in_process: Floats = field(init=False)  # t REO of feed
    started: Floats = field(init=False)  # today's starts, t REO of feed
    finished: Floats = field(init=False)  # today, t REO of feed
    short: Bools = field(init=False)  # wanted to start today and could not, for want of feed
    finished_total: Floats = field(init=False)  # t REO of feed finished since the start

    def __post_init__(self) -> None:
        n = len(self.names)
        self.started_on = np.zeros((int(self.days.max(initial=1)) + 1, n))
        self.in_process, self.started, self.finished, self.finished_total = np.zeros((4, n))
        self.short = np.zeros(n, dtype=bool)
        # Where a batch of each process that is due on day 0 lies in the flattened ring of starts.
        self._due = np.arange(n) - self.days * n
        self._main, self._main_per_feed = self.product[0], self.per_product[0]
        self._feed_driven = np.flatnonzero(self.feed_driven)
        self._main_feed = self.feed[0, self._feed_driven]
        self._fed_rest, self._fed_target = self.rest[self._feed_driven], self.feed_target[self._feed_driven]
        self._idle_below = np.where(self.rest > 0, IDLE_BELOW * self.rest, np.inf)  # nobody counts what does not run
        self._feed_per_need = 1.0 / np.where(self.per_feed > 0, self.per_feed, 1.0)
        self._feed_per_main = 1.0 / np.where(self.per_product[0] > 0, self.per_product[0], 1.0)
        slot, self._fed = np.nonzero(self.feed != VOID)
        self._fed_stock, self._fed_amount = self.feed[slot, self._fed], self.per_feed[slot, self._fed]
        slot, self._making = np.nonzero(self.product != VOID)
        self._made_stock, self._made_amount = self.product[slot, self._making], self.per_product[slot, self._making]

    def run_as_at_rest(self) -> None:
        """Fill the processes with the batches of the days before day 0."""
        for ago in range(1, len(self.started_on)):
            self.started_on[-ago] = np.where(self.days >= ago, self.rest, 0.0)
        self.in_process = self.rest * self.days

    def finish(self, day: int, stocks: Stocks) -> None:
        """Batches that are due today become products; what no product carries is lost."""
        ring = self.started_on.reshape(-1)
        self.finished = ring[self._due + day % len(self.started_on) * len(self.names)]  # or as far from its end
        made = self.finished[self._making] * self._made_amount
        stocks.level += summed(made, self._made_stock, len(stocks.level))
        self.finished_total += self.finished
        self.in_process -= self.finished

    def wanted(self, stocks: Stocks, waiting: Floats, plan: Floats) -> Floats:
        """t REO of feed that each process would start today.

        ``waiting[k]`` is what buyers wait for at stock k, ``plan[p]`` the planned load relative to the world at rest.
        """
        level = stocks.level
        position = level[self._main] - waiting[self._main] + self.in_process * self._main_per_feed
        to_order = (self.up_to * plan - position) * self._feed_per_main
        fed = self._feed_driven
        to_order[fed] = self._fed_rest + (level[self._main_feed] - self._fed_target) / FEED_CORRECTION_DAYS
        wanted: Floats = np.maximum(to_order, 0.0)
        return wanted

    def within_feed(self, stocks: Stocks, wanted: Floats) -> Floats:
        """``wanted[p]`` as far as the feed on site allows; notes which processes stand short of it."""
        at_hand = np.minimum.reduce(stocks.level[self.feed] * self._feed_per_need)
        possible: Floats = np.minimum(wanted, np.maximum(at_hand, 0.0))
        self.short = (possible < SHORT_BELOW * wanted) & (wanted > self._idle_below)
        return possible

    def start(self, day: int, stocks: Stocks, tonnes: Floats) -> None:
        """Start ``tonnes[p]`` of feed, no more than is on site."""
        self.started = tonnes
        self.started_on[day % len(self.started_on)] = tonnes
        self.in_process += tonnes
        stocks.level[self._fed_stock] -= tonnes[self._fed] * self._fed_amount
