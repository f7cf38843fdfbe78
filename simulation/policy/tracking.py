"""Tracking: what producers must report can hardly be diverted to illicit routes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from simulation.randomness import Floats
from simulation.scenario import measures

from .border import Traffic
from .drawing import settled
from .spell import Spell


class Tracking(Spell[measures.Tracking]):
    """Producers report volumes and customers of some materials."""

    def remaining(self, day: int, traffic: Traffic) -> Floats:
        """Share of diversion that is still possible, by material: what the reports do not see."""
        terms = self.on(day)
        if terms is None:
            return np.ones(len(traffic.material_names))
        tracked = np.array([traffic.is_of(material, terms.covers) for material in traffic.material_names])
        return np.where(tracked, 1.0 - settled(terms.coverage_share), 1.0)


def remaining_diversion(trackings: Iterable[Tracking], day: int, traffic: Traffic) -> Floats:
    """Share of diversion that all trackings together leave, by material; each sees its share independently."""
    remaining = np.ones(len(traffic.material_names))
    for tracking in trackings:
        remaining *= tracking.remaining(day, traffic)
    return remaining
