"""Morris screening: a few runs an input tell which inputs matter at all (Morris 1991, Campolongo et al. 2007)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.chain.stock import Floats
from simulation.errors import extra
from simulation.results.sensitivity import Screening

LEVELS = 4
"""Levels of the grid on which an input steps; a step goes over two thirds of it, the length that Morris advises."""
LOWEST, HIGHEST = 0.05, 0.95
"""Quantiles of an input at the ends of the grid: a lognormal has no others."""
RESAMPLES = 200
"""Bootstrap samples behind an interval."""


def trajectories(inputs: int, n: int, seed: int) -> Floats:
    """``quantiles[point, input]`` of ``n`` trajectories, each of ``inputs`` + 1 points that differ in one input."""
    with extra("sensitivity"):
        from SALib.sample import morris

    grid: Floats = morris.sample(unit_cube(inputs), n, num_levels=LEVELS, seed=np.random.default_rng(seed))
    return LOWEST + (HIGHEST - LOWEST) * grid


def screen(inputs: Sequence[str], quantiles: Floats, outcome: Floats, seed: int) -> Screening:
    """Effects from ``outcome[point]`` at the points of :func:`trajectories`; the outcome must vary and hold no NaN."""
    with extra("sensitivity"):
        from SALib.analyze import morris

    grid = (quantiles - LOWEST) / (HIGHEST - LOWEST)
    found = morris.analyze(
        unit_cube(len(inputs)),
        grid,
        np.asarray(outcome, dtype=np.float64),
        num_resamples=RESAMPLES,
        num_levels=LEVELS,
        seed=np.random.default_rng(seed),
    )
    mean, size, half_width, spread = (
        np.asarray(found[key], dtype=np.float64) for key in ("mu", "mu_star", "mu_star_conf", "sigma")
    )
    return Screening(tuple(inputs), mean, size, half_width, spread)


def unit_cube(inputs: int) -> dict[str, object]:
    """What SALib calls a problem: inputs from 0 to 1."""
    return {"num_vars": inputs, "names": [str(i) for i in range(inputs)], "bounds": [[0.0, 1.0]] * inputs}
