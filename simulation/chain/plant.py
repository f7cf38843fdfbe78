"""Plants turn materials into materials. A row is one process: one recipe of one firm, with feed stocks of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .stock import Bools, Floats, Ints, Stocks, summed

SHORT_BELOW = 0.5
"""A process counts as stopped for want of feed on a day when it can start less than this share of what it wants."""
IDLE_BELOW = 0.05
"""A process that wants less than this share of its load at rest is idle, not stopped."""
FEED_CORRECTION_DAYS = 180.0
"""Days over which a feed-driven plant works off (or rebuilds) the difference of its feed from its target."""


@dataclass
class Plants:
    """All processes of the world.

    Tables are padded with the void stock: ``feed[p, slot]`` and ``product[p, slot]`` are stock numbers,
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
    in_process: Floats = field(init=False)  # [day % length, process], t REO of feed finishing that day
    started: Floats = field(init=False)  # today's starts, t REO of feed
    short: Bools = field(init=False)  # wanted to start today and could not, for want of feed
    finished_total: Floats = field(init=False)  # t REO of feed finished since the start

    def __post_init__(self) -> None:
        n = len(self.names)
        self.in_process = np.zeros((int(self.days.max(initial=1)) + 1, n))
        self.started = np.zeros(n)
        self.short = np.zeros(n, dtype=bool)
        self.finished_total = np.zeros(n)
        self._feed_per_need = 1.0 / np.where(self.per_feed > 0, self.per_feed, 1.0)
        self._product_flat = self.product.ravel()

    def finish(self, day: int, stocks: Stocks) -> None:
        """Batches that are due today become products; what no product carries is lost."""
        row = self.in_process[day % len(self.in_process)]
        made = (row[:, None] * self.per_product).ravel()
        stocks.level += summed(made, self._product_flat, len(stocks.level))
        self.finished_total += row
        row[:] = 0.0

    def wanted(self, stocks: Stocks, backlog: Floats, plan: Floats) -> Floats:
        """t REO of feed that each process would start today.

        ``backlog[k]`` is what buyers wait for at stock k, ``plan[p]`` the planned load relative to the world at rest.
        """
        level = stocks.level
        main = self.product[:, 0]
        position = level[main] - backlog[main] + self.in_process.sum(axis=0) * self.per_product[:, 0]
        to_order = (self.up_to * plan - position) / np.where(self.per_product[:, 0] > 0, self.per_product[:, 0], 1.0)
        correction = (level[self.feed[:, 0]] - self.feed_target) / FEED_CORRECTION_DAYS
        wanted: Floats = np.maximum(np.where(self.feed_driven, self.rest + correction, to_order), 0.0)
        return wanted

    def within_feed(self, stocks: Stocks, wanted: Floats) -> Floats:
        """``wanted[p]`` as far as the feed on site allows; notes which processes stand short of it."""
        at_hand = (stocks.level[self.feed] * self._feed_per_need).min(axis=1)
        possible: Floats = np.minimum(wanted, np.maximum(at_hand, 0.0))
        self.short = (possible < SHORT_BELOW * wanted) & (wanted > IDLE_BELOW * self.rest) & (self.rest > 0)
        return possible

    def start(self, day: int, stocks: Stocks, tonnes: Floats) -> None:
        """Start ``tonnes[p]`` of feed, no more than is on site."""
        self.started = tonnes
        stocks.level[self.feed] -= self.started[:, None] * self.per_feed
        finish_row = (day + self.days) % len(self.in_process)
        self.in_process[finish_row, np.arange(len(self.days))] += self.started
