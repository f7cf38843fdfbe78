"""Stocks: how much of which material lies where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_bincount = cast("Callable[[Ints, Floats, int], Floats]", np.bincount)  # with weights it gives floats

VOID = 0
"""The stock that pads tables of unequal width: never short, never counted."""


def summed(tonnes: Floats, at: Ints, n: int) -> Floats:
    """Sums of ``tonnes`` by the number that each has in ``at``: ``sum[number]`` for numbers below ``n``."""
    if not len(at):
        return np.zeros(n)  # bincount would give whole numbers
    return _bincount(at, tonnes, n)


@dataclass
class Stocks:
    """Levels of all stocks: ``level[k]`` in t REO; stock 0 is the void."""

    names: list[str] = field(default_factory=lambda: ["void"])
    materials: list[int] = field(default_factory=lambda: [-1])
    level: Floats = field(default_factory=lambda: np.array([np.inf]))

    def add(self, name: str, material: int) -> int:
        """A new, empty stock; its number."""
        self.names.append(name)
        self.materials.append(material)
        return len(self.names) - 1

    def close(self) -> None:
        """All stocks are known: make the level vector."""
        self.level = np.zeros(len(self.names))
        self.level[VOID] = np.inf

    def by_material(self, n_materials: int) -> Floats:
        """Total level of each material, t REO: ``total[material]``."""
        return summed(self.level[1:], np.array(self.materials[1:], dtype=np.int64), n_materials)


def padded(rows: list[list[float]], fill: float = 0.0) -> Floats:
    """Rows of unequal length as one table ``[slot, row]``: what a day's work takes together lies together."""
    width = max((len(r) for r in rows), default=0) or 1
    table = np.full((width, len(rows)), fill)
    for i, row in enumerate(rows):
        table[: len(row), i] = row
    return table


def padded_ints(rows: list[list[int]], fill: int = VOID) -> Ints:
    """Rows of stock numbers of unequal length as one table ``[slot, row]``, padded with the void."""
    return padded([[float(x) for x in row] for row in rows], float(fill)).astype(np.int64)
