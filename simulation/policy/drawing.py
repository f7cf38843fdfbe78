"""Values of a measure's numbers: those drawn once per replication, and those that a uniform still decides."""

from __future__ import annotations

import numpy as np

from simulation.randomness import Floats
from simulation.scenario.numbers import Distribution


def settled(value: float | Distribution) -> float:
    """A number that belongs to the replication: whoever built the measure has drawn it already."""
    if isinstance(value, Distribution):
        raise TypeError(f"this number is still a distribution ({value!r}); draw it for the replication first")
    return float(value)


def at(value: float | Distribution, u: Floats) -> Floats:
    """The number at the uniforms ``u``, in their shape."""
    return value.quantile(u) if isinstance(value, Distribution) else np.full_like(u, value)
