"""Goods on their way: a ring of coming days, one row a day, one column a link."""

from __future__ import annotations

import numpy as np

from .stock import Floats, Ints

Lanes = list[tuple[int, Ints]]
"""Links by the days that all their goods take."""


class Pipeline:
    """``due[day % length, link]``: tonnes (t REO) that arrive on each of the coming days."""

    def __init__(self, n_links: int, longest_days: int) -> None:
        self.due = np.zeros((longest_days + 1, n_links))

    def send(self, day: int, links: Ints, tonnes: Floats, days: Ints) -> None:
        """Dispatch ``tonnes`` on different ``links``; they arrive ``days`` later (at least 1, at most the longest)."""
        self.due[(day + days) % len(self.due), links] += tonnes

    def send_all(self, day: int, lanes: Lanes, tonnes: Floats) -> None:
        """Dispatch ``tonnes[l]`` of today on all links of ``lanes``, each with one time for all its links."""
        for days, links in lanes:
            self.due[(day + days) % len(self.due)][links] += tonnes[links]

    def arrivals(self, day: int) -> Floats:
        """What arrives today, by link; it is no longer on its way."""
        row = self.due[day % len(self.due)]
        today: Floats = row.copy()
        row[:] = 0.0
        return today

    def under_way(self) -> Floats:
        """t REO on the way, by link."""
        total: Floats = self.due.sum(axis=0)
        return total
