"""Plans: firms keep to what they are built for until their orders have differed from it for a good while."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .stock import Bools, Floats, Ints

PLANNING_DAYS = 90.0
"""Days over which a firm looks back at its orders (assumed)."""
TRACE = 1e-9
"""Sales at rest (t REO a day) below which nobody plans."""
KEPT_WITHIN = 0.1
"""A plan is kept while orders differ from it by less than this share (assumed)."""


@dataclass
class Plan:
    """``factor[p]``: load that process p plans for, relative to the world at rest; 1 for feed-driven plants.

    ``product[p]`` is the stock of its main product, ``sold[p]`` what buyers draw of it at rest (t REO a day).
    """

    product: Ints
    sold: Floats
    feed_driven: Bools
    factor: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.factor = np.ones(len(self.sold))
        self._asked = np.ones(len(self.sold))  # relative to the world at rest
        self._keeps = self.feed_driven | (self.sold < TRACE)
        self._per_sold = 1.0 / np.where(self._keeps, 1.0, self.sold)

    def review(self, orders: Floats, days: int) -> None:
        """A look at ``orders[k]``, t REO a day asked of each stock over ``days``: lasting change is planned for."""
        pace = 1.0 - (1.0 - 1.0 / PLANNING_DAYS) ** days
        self._asked += (orders[self.product] * self._per_sold - self._asked) * pace
        outdated = np.abs(self._asked - self.factor) > KEPT_WITHIN * self.factor
        self.factor = np.where(outdated & ~self._keeps, self._asked, self.factor)
