"""Adaptation: final users who get by with less of a material once it has become dear."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulation.chain.stock import Floats

UNDECIDED = -1.0


@dataclass
class Changes:
    """Every adaptation a of the world: the outside price (relative) at which it is decided, and its time and size."""

    price_factor: Floats
    delay_days: Floats
    ramp_days: Floats
    share: Floats
    decided: Floats = field(init=False)  # day; -1 before

    def __post_init__(self) -> None:
        self.decided = np.full(len(self.share), UNDECIDED)

    def decide(self, day: int, price: Floats) -> None:
        """Look at the relative outside price ``price[a]``; a decision stands for good."""
        now = (self.decided == UNDECIDED) & (price >= self.price_factor)
        self.decided[now] = day

    def replaced(self, day: int) -> Floats:
        """Share of the use that is replaced or saved by ``day``: ``[a]``."""
        done = (day - self.decided - self.delay_days) / np.maximum(self.ramp_days, 1.0)
        share: Floats = np.where(self.decided == UNDECIDED, 0.0, self.share * np.clip(done, 0.0, 1.0))
        return share
