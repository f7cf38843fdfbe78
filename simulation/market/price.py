"""Prices inside and outside the origin, in reduced form: scarcity moves them, with a lag; plenty brings them back.

A price heads for rest x exp(response x lack), where lack is the share of the buyers' target cover that is missing, by
use; it covers the share 1 - exp(-7 / lag) of the logarithmic distance each week. Blocked exports therefore hardly move
the inside price: its buyers lack nothing. Export taxes beyond those at rest pass into the outside price in full.
Nothing but leakage, adaptation and rogue supply reads a price.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulation.chain.stock import Floats, Ints, summed

DAYS_BETWEEN = 7
"""Prices settle once a week."""
INSIDE, OUTSIDE = 0, 1
UNNOTICED = 0.03
"""Share of their target cover that buyers lack now and then in a world at rest: no price moves for it (assumed)."""
FULL = 1.2
"""What a buyer has beyond so many times its target makes up for nobody's lack."""


@dataclass
class Prices:
    """``at_rest[side, p]`` USD/kg of priced material p inside (0) and outside (1), ``response`` alike, ``lag_days[p]``.

    Buyers: ``stock[b]`` their stock, ``use[b]`` t REO a day, ``target[b]`` t REO at rest, ``cell[b]`` = side * n + p.
    """

    material: Ints
    at_rest: Floats
    response: Floats
    lag_days: Floats
    stock: Ints
    use: Floats
    target: Floats
    cell: Ints
    now: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.now = self.at_rest.copy()
        self._log = np.zeros_like(self.at_rest)
        self._weight = summed(self.use, self.cell, self.at_rest.size)
        self._seen, self._days = np.zeros(len(self.stock)), 0
        self._pace = 1.0 - np.exp(-DAYS_BETWEEN / np.maximum(self.lag_days, 1e-9))

    def follow(self, use: Floats, cover_days: Floats) -> None:
        """Buyers use other amounts from now on: ``use[k]`` t REO a day and ``cover_days[k]`` of all stocks."""
        self.use = use[self.stock]
        self.target = self.use * cover_days[self.stock]
        self._weight = summed(self.use, self.cell, self.at_rest.size)

    def see(self, level: Floats) -> None:
        """A day's look at ``level[k]``, t REO of all stocks: what counts is their mean over the week."""
        self._seen += level[self.stock]
        self._days += 1

    def settle(self, tax_factor: Floats) -> None:
        """A week's move after what was seen in it; ``tax_factor[p]`` is (1 + tax) / (1 + tax at rest)."""
        if not len(self.material):
            return
        level, self._seen, self._days = self._seen / max(self._days, 1), np.zeros(len(self.stock)), 0
        missing = 1.0 - np.minimum(level / np.maximum(self.target, 1e-300), FULL)
        lack = summed(self.use * missing, self.cell, self.at_rest.size) / np.maximum(self._weight, 1e-300)
        lack = np.where(lack > UNNOTICED, lack, 0.0)
        goal = self.response * lack.reshape(self.at_rest.shape)
        self._log += self._pace * (goal - self._log)
        self.now = self.at_rest * np.exp(self._log)
        self.now[OUTSIDE] *= tax_factor

    def relative(self) -> Floats:
        """Prices relative to the world at rest, ``[side, p]``."""
        relative: Floats = self.now / self.at_rest
        return relative

    def gap(self) -> Floats:
        """Outside over inside price, relative to the world at rest, by priced material."""
        relative = self.relative()
        gap: Floats = relative[OUTSIDE] / relative[INSIDE]
        return gap
