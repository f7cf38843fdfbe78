"""Where a sensitivity analysis runs the model: points in the quantiles of its inputs, and the luck of each point.

The last input of every sample but the tornado's is no input: it is the luck of a point, the block of replications
that it lives through. Points that share it share every draw, so that what an input does is seen on common random
numbers; and what the luck itself does is the noise floor under every input.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.chain.stock import Floats, Ints
from simulation.results.sensitivity import LUCK, Points

from . import indices, screening

LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
"""Quantiles between which the tornado moves one input at a time."""
TORNADO_EFFORT = 4
"""How many times the replications of other points those of the tornado get."""


def for_screening(inputs: Sequence[str], trajectories: int, seed: int) -> Points:
    """Points of Morris trajectories, in which the luck changes once like any input."""
    names = (*inputs, LUCK)
    quantiles = screening.trajectories(len(names), trajectories, seed)
    trajectory = np.arange(len(quantiles)) // (len(names) + 1)
    return Points(names, quantiles, _blocks(np.column_stack([trajectory, quantiles[:, -1]])))


def for_indices(inputs: Sequence[str], base: int, seed: int) -> Points:
    """Points of a Saltelli sample, in which the luck is resampled like any input."""
    names = (*inputs, LUCK)
    quantiles = indices.saltelli(len(names), base, seed)
    return Points(names, quantiles, _blocks(quantiles[:, -1:]))


def for_emulator(inputs: Sequence[str], n: int, seed: int) -> Points:
    """``n`` points of a Latin hypercube of low discrepancy, each with a luck of its own."""
    from scipy.stats.qmc import LatinHypercube

    names = (*inputs, LUCK)
    quantiles = LatinHypercube(len(names), optimization="random-cd", rng=np.random.default_rng(seed)).random(n)
    return Points(names, quantiles, np.arange(n))


def for_tornado(inputs: Sequence[str]) -> Points:
    """The medians, then each input low and high while the others stay at their medians: one luck for all.

    They are few, and each stands for itself, so they get more replications than points that are looked at together.
    """
    moved = np.full((1 + 2 * len(inputs), len(inputs)), MIDDLE)
    for i in range(len(inputs)):
        moved[1 + 2 * i, i], moved[2 + 2 * i, i] = LOW, HIGH
    return Points(tuple(inputs), moved, np.zeros(len(moved), dtype=np.int64), effort=TORNADO_EFFORT)


def _blocks(luck: Floats) -> Ints:
    """A block for every different row."""
    blocks: Ints = np.unique(luck, axis=0, return_inverse=True)[1].reshape(-1)
    return blocks
