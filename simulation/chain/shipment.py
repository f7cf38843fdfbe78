"""Goods on their way: a ring of coming days, one row a day, one column a link."""

from __future__ import annotations

import numpy as np

from .stock import Floats, Ints

Lane = tuple[int, slice]
"""Links that lie side by side, and the days that all their goods take."""


class Pipeline:
    """``due[day % length, link]``: tonnes (t REO) that arrive on each of the coming days."""

    def __init__(self, n_links: int, longest_days: int) -> None:
        self.due = np.zeros((longest_days + 1, n_links))

    def send(self, day: int, links: Ints, tonnes: Floats, days: Ints) -> None:
        """Dispatch ``tonnes`` on different ``links``; they arrive ``days`` later (0 before day 0 only)."""
        length, n_links = self.due.shape
        cells = self.due.reshape(-1)  # one index a consignment is quicker than two
        cells[(day % length - length + days) * n_links + links] += tonnes  # from the end of the ring, or its beginning

    def send_lane(self, day: int, lane: Lane, tonnes: Floats) -> None:
        """Dispatch ``tonnes`` on the links of a lane."""
        days, links = lane
        due = self.due[(day + days) % len(self.due), links]
        due += tonnes

    def arrivals(self, day: int) -> Floats:
        """What arrives today, by link; it is on its way until :meth:`clear`."""
        today: Floats = self.due[day % len(self.due)]
        return today

    def clear(self, day: int) -> None:
        """What arrived today is no longer on its way."""
        self.due[day % len(self.due)] = 0.0

    def under_way(self) -> Floats:
        """t REO on the way, by link."""
        total: Floats = self.due.sum(axis=0)
        return total
