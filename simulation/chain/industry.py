"""Other industries: use what they have and lose the rest of their demand."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .stock import Floats, Ints, Stocks


@dataclass
class Industries:
    """One row for each firm and material: ``stock[i]`` its number, ``demand[i]`` t REO a day in a normal year."""

    names: list[str]
    stock: Ints
    demand: Floats
    used: Floats = field(init=False)  # today, t REO
    unmet: Floats = field(init=False)  # today, t REO
    used_total: Floats = field(init=False)  # t REO since the start

    def __post_init__(self) -> None:
        self.used = np.zeros(len(self.names))
        self.unmet = np.zeros(len(self.names))
        self.used_total = np.zeros(len(self.names))

    def use(self, stocks: Stocks, factor: Floats) -> None:
        """A day's use at ``factor[i]`` times the normal demand."""
        wanted, here = self.demand * factor, stocks.level[self.stock]
        self.used = np.minimum(wanted, np.maximum(here, 0.0))
        self.unmet = wanted - self.used
        stocks.level[self.stock] = here - self.used
        self.used_total += self.used
