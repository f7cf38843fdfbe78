"""What a sensitivity analysis found. Arrays go by input; an estimate is a value with its 95 % interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulation.chain.stock import Floats, Ints

from .outcome import Outcome

VALUE, LOW, HIGH = 0, 1, 2
"""Places in an estimate: the value and the ends of its 95 % interval."""
LUCK = "luck"
"""Stands among the inputs for the replications that a point lives through: what luck does is the noise floor."""

POOR_Q2 = 0.5
"""Share of variance below which an emulator explains too little."""
SURPRISING = 2.0
"""Squared errors over their predicted variance from which an emulator is overconfident."""

Method = Literal["runs", "emulator"]
"""Where Sobol indices come from: real runs of a Saltelli sample, or an emulator of real runs."""


@dataclass(frozen=True)
class Points:
    """``quantiles[point, input]`` at which the model is run; whatever is not among ``inputs`` stays at its median."""

    inputs: tuple[str, ...]
    quantiles: Floats
    luck: Ints
    """Block of replications of each point, from 0: points that share it share every draw."""
    effort: int = 1
    """How many times the replications of other points each of these gets."""

    def __len__(self) -> int:
        return len(self.quantiles)


@dataclass(frozen=True)
class Screening:
    """Elementary effects of each input: what the outcome gains from its 5 to its 95 % quantile, in its own unit."""

    inputs: tuple[str, ...]
    mean: Floats
    size: Floats
    """Mean of the absolute effects, mu* of the literature."""
    size_half_width: Floats
    """Half of the 95 % interval of ``size``."""
    spread: Floats
    """Standard deviation of the effects, sigma: interactions and bends."""

    def may_matter(self, name: str) -> bool:
        """Whether an input may do more than luck: not if its whole interval lies below."""
        i, luck = self.inputs.index(name), self.inputs.index(LUCK)
        return bool(self.size[i] > 0 and self.size[i] + self.size_half_width[i] > self.size[luck])


@dataclass(frozen=True)
class Indices:
    """Sobol indices, shares of the outcome's variance: ``first[input, VALUE | LOW | HIGH]``."""

    inputs: tuple[str, ...]
    first: Floats
    """What an input brings alone."""
    total: Floats
    """What it brings alone and with any others."""
    pairs: Floats
    """``pairs[input, other, VALUE | LOW | HIGH]``: what two bring only together; NaN on and below the diagonal."""

    def pair(self, one: int, other: int) -> Floats:
        """The estimate of two inputs, in whichever order they are given."""
        pair: Floats = self.pairs[min(one, other), max(one, other)]
        return pair


@dataclass(frozen=True)
class Fit:
    """How far an emulator is off at points that it has not seen, in the unit of the outcome."""

    q2: float
    """1 - mean squared error / variance: 1 is perfect, 0 no better than the mean."""
    error: float
    """Root of the mean squared error."""
    noise: float | None
    """Root of the mean squared error of the runs' own means; None if every point has one replication."""
    best_q2: float | None
    """What no emulator can pass, as the means themselves are noisy."""
    surprise: float
    """Mean of the squared errors over their predicted variance: 1 if the emulator knows how far it is off."""

    @property
    def is_poor(self) -> bool:
        """Whether it explains too little of the outcome for its indices to mean much."""
        return self.q2 < POOR_Q2

    @property
    def is_overconfident(self) -> bool:
        """Whether it is off by much more than it foresees, so that intervals are too narrow."""
        return self.surprise > SURPRISING


@dataclass(frozen=True)
class Tornado:
    """The outcome with one input at its 5 or 95 % quantile and all others at their medians, in its own unit.

    ``low[input, VALUE | LOW | HIGH]`` and ``high`` are differences to ``base``, where all are at their medians,
    replication by replication; the intervals of one replication are NaN.
    """

    inputs: tuple[str, ...]
    base: float
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Sensitivity:
    """All that was found out about one measure; parts are None where the outcome does not vary."""

    screened: Outcome
    screening: Screening | None
    main: Outcome | None = None
    indices: Indices | None = None
    fit: Fit | None = None
    """How good the emulator is; None if indices are those of real runs."""
    tornado: Tornado | None = None

    @property
    def ranked(self) -> list[str]:
        """Inputs and luck by total index, largest first; those without an index are not among them."""
        if self.indices is None:
            return []
        return [self.indices.inputs[i] for i in np.argsort(-self.indices.total[:, VALUE], kind="stable")]

    @property
    def floor(self) -> float | None:
        """Total index of luck: an input below it does not stand out."""
        return None if self.indices is None else float(self.indices.total[self.indices.inputs.index(LUCK), VALUE])


@dataclass(frozen=True)
class Analysis:
    """Every measure, and what they share: who survived the screening, and how the main stage was run."""

    inputs: tuple[str, ...]
    survivors: tuple[str, ...]
    method: Method | None
    """None if nothing survived."""
    base: int | None
    """Of the Saltelli sample of real runs."""
    main: Points | None
    measures: dict[str, Sensitivity]
    points: int
    """Points that were run, in all stages."""
