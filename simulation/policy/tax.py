"""Export taxes: a wedge between what goods cost inside and outside; by themselves they change no flow."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from simulation.randomness import Floats
from simulation.scenario import measures

from .border import Traffic
from .drawing import settled
from .spell import Spell


class ExportTax(Spell[measures.ExportTax]):
    """Rates on some materials: a material's own rate counts before those of its labels, and of these the highest."""

    def rate(self, day: int, traffic: Traffic) -> Floats:
        """Share of the price inside that is added on export, by material."""
        terms = self.on(day)
        if terms is None:
            return np.zeros(len(traffic.material_names))
        rates = {name: settled(rate) for name, rate in terms.rates.items()}
        return np.array([_rate_of(material, traffic, rates) for material in traffic.material_names])


def _rate_of(material: str, traffic: Traffic, rates: dict[str, float]) -> float:
    if material in rates:
        return rates[material]
    return max((rate for label, rate in rates.items() if traffic.is_of(material, (label,))), default=0.0)


def tax_rate(taxes: Iterable[ExportTax], day: int, traffic: Traffic) -> Floats:
    """Share of the price inside that all taxes together add on export, by material."""
    rate = np.zeros(len(traffic.material_names))
    for tax in taxes:
        rate += tax.rate(day, traffic)
    return rate
