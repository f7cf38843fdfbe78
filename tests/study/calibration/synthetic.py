"""A world of a few formulas with luck, whose inputs are known: what a calibration must find again."""

import numpy as np
from scipy.special import ndtri
from scipy.stats.qmc import LatinHypercube

from simulation.randomness import Streams
from simulation.study.calibration.problem import Aim, Problem

INPUTS = ("level", "rate", "share", "idle")
ERRORS = np.array([0.2, 0.2, 0.15])
MIXED = [[1, 0, 0.3], [0, 1, 0], [0, 0, 0.5]]
"""How luck enters the targets, ``[luck, target]``."""

TRUTHS = LatinHypercube(len(INPUTS), seed=1).random(20)
"""Evenly spread, so that few worlds tell how often an interval holds the truth."""


def world(seed):
    """What runs of the world give: ``outcomes[run, target]``; ``idle`` changes nothing, and each run has luck."""

    def simulate(stage, points, replications):
        luck = np.array([Streams(seed, int(r)).uniforms("world", "luck", 3) for r in replications]) - 0.5
        level, rate, share, _ = points.T
        outcomes = [4 * level + 2 * rate, 3 * np.exp(rate) - level, 4 * level * rate * (0.5 + share / 2)]
        return np.stack(outcomes, axis=1) + luck @ MIXED

    return simulate


def case(seed, points=64, draws=1000):
    """A world, the quantiles of its inputs, and the problem of finding them from one noisy observation."""
    simulate = world(seed)
    truth = TRUTHS[seed % len(TRUTHS)]
    noise = ERRORS * ndtri(Streams(seed, 0).uniforms("truth", "noise", len(ERRORS)))
    observed = simulate("truth", truth[None], np.array([10**6]))[0] + noise
    aims = tuple(Aim(f"target {i}", float(z), e) for i, (z, e) in enumerate(zip(observed, ERRORS, strict=True)))
    return simulate, truth, Problem(INPUTS, aims, seed, waves=2, points=points, replications=2, draws=draws, rows=200)
