"""A calibration as plain numbers: points in the unit cube, targets on the scale on which they are fitted.

An input is known by the quantile of its prior, so the uniform cube is the prior: its volume is probability, and an
input that nothing identifies stays uniform. Nothing here knows of scenarios; a test is a function of two lines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulation.chain.stock import Floats, Ints
from simulation.randomness import Streams

Simulate = Callable[[str, Floats, Ints], Floats]
"""Told a stage, ``points[run, input]`` and ``replications[run]``; gives ``outcomes[run, target]``, NaN where a run
failed. The same point and replication give the same outcome."""


@dataclass(frozen=True)
class Aim:
    """A recorded figure that is fitted, on the scale of the fit."""

    name: str
    recorded: float
    error: float
    """Standard deviation of all that stands between the record and a perfect model: what the observation may be off,
    and what the model may be off even with the best inputs."""


@dataclass(frozen=True)
class Problem:
    """What is calibrated against what, and with how many runs."""

    inputs: tuple[str, ...]
    aims: tuple[Aim, ...]
    seed: int
    waves: int
    points: int
    """Of one wave."""
    replications: int
    """Of each point of a wave. Every run has luck of its own: shared luck would not average out over points."""
    draws: int
    """Runs of the second stage, each with luck of its own."""
    rows: int
    """Of the sample that comes out."""

    @property
    def recorded(self) -> Floats:
        """``[target]``"""
        return np.array([aim.recorded for aim in self.aims])

    @property
    def errors(self) -> Floats:
        """Standard deviations ``[target]``."""
        return np.array([aim.error for aim in self.aims])

    def uniforms(self, decision: str, n: int) -> Floats:
        """Random numbers of a decision of the calibration itself."""
        return Streams(self.seed, 0).uniforms("calibration", decision, n)
