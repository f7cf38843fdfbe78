"""Mines dig; all that they dig is sent on."""

from __future__ import annotations

from dataclasses import dataclass

from .stock import Floats, Ints, Stocks


@dataclass
class Mines:
    """``capacity[m]`` in t REO a day, ``product[m]`` the stock that takes the ore, ``dug[m]`` t REO since the start."""

    names: list[str]
    capacity: Floats
    product: Ints
    dug: Floats

    def dig(self, stocks: Stocks, rate: Floats) -> None:
        """A day's digging at ``rate[m]``, t REO; each mine has a stock of its own."""
        stocks.level[self.product] += rate
        self.dug += rate
