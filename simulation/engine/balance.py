"""Every tonne is accounted for, per element group, after every run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.chain.stock import Floats
from simulation.errors import BalanceError

TOLERANCE = 1e-9
"""Relative to all that entered: opening stocks and what was mined."""


@dataclass
class Ledger:
    """Tonnes (t REO) by element group: what entered, what is still inside, what left to where."""

    groups: tuple[str, ...]
    entered: dict[str, Floats]
    inside: dict[str, Floats]
    left: dict[str, Floats]

    def gap(self) -> Floats:
        """What is missing (positive) or has appeared (negative), by group, relative to what entered."""
        entered = np.sum(list(self.entered.values()), axis=0)
        rest = np.sum(list(self.inside.values()) + list(self.left.values()), axis=0)
        gap: Floats = (entered - rest) / np.maximum(entered, 1e-300)
        return gap

    def check(self) -> None:
        """Raise :class:`BalanceError` if any group does not close to ``TOLERANCE``."""
        gap = self.gap()
        worst = int(np.abs(gap).argmax())
        if abs(gap[worst]) > TOLERANCE or not np.isfinite(gap).all():
            raise BalanceError(
                f"the balance of {self.groups[worst]} is open by {gap[worst]:.3g} of what entered; "
                f"inside: {_totals(self.inside, worst)}; left: {_totals(self.left, worst)}"
            )


def _totals(parts: dict[str, Floats], group: int) -> str:
    return ", ".join(f"{name} {tonnes[group]:.6g} t" for name, tonnes in parts.items())
