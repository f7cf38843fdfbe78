"""What scenario discovery found: boxes of inputs in which something happens."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.chain.stock import Floats


@dataclass(frozen=True)
class Restriction:
    """One input's range within a box; None where the box leaves that side open.

    A quasi-p-value is the chance to do as well as the box if this side's limit were of no use (one-sided binomial
    test; not a true p-value, as the limits were sought in the same data).
    """

    input: str
    low: float | None
    high: float | None
    low_quasi_p: float | None
    high_quasi_p: float | None


@dataclass(frozen=True)
class Box:
    """``coverage``: share of all cases that lie inside; ``density``: share of the points inside that are cases."""

    coverage: float
    density: float
    mass: float
    """Share of all points that lie inside."""
    restrictions: tuple[Restriction, ...]


@dataclass(frozen=True)
class Discovery:
    """What was found among ``points`` of which ``cases`` show what is looked for."""

    points: int
    cases: int
    boxes: tuple[Box, ...]
    trajectory: Floats
    """``[step, (coverage, density, restricted inputs)]`` of the peeling of the first box."""
