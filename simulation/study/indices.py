"""Sobol indices: the share of an outcome's variance that each input brings, alone, in pairs and in all (Sobol 2001)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from simulation.chain.stock import Floats
from simulation.errors import extra
from simulation.results.sensitivity import Indices

from .screening import unit_cube

RESAMPLES = 200
"""Bootstrap samples behind an interval of real runs."""
RESAMPLES_PER_DRAW = 20
"""The same for each function that an emulator draws."""
INTERVAL = (0.025, 0.975)


def points_needed(inputs: int, base: int) -> int:
    """Points of a Saltelli sample."""
    return base * (2 * inputs + 2)


def affordable_base(inputs: int, points: int) -> int:
    """The largest power of two whose sample needs no more than ``points``; 0 if there is none."""
    base = points // points_needed(inputs, 1)
    return 1 << (base.bit_length() - 1) if base else 0


def saltelli(inputs: int, base: int, seed: int) -> Floats:
    """``quantiles[point, input]`` of a scrambled Saltelli sample; ``base`` is a power of two."""
    with extra("sensitivity"):
        from SALib.sample import sobol

    sample: Floats = sobol.sample(unit_cube(inputs), base, seed=np.random.default_rng(seed))
    return sample


def from_runs(inputs: Sequence[str], outcome: Floats, seed: int) -> Indices:
    """Indices from ``outcome[point]`` at the points of :func:`saltelli`; the outcome must vary and hold no NaN."""
    found = _analysed(len(inputs), outcome, seed, RESAMPLES)
    first, total, pairs = (
        np.stack([found[key], found[key] - found[width], found[key] + found[width]], axis=-1)
        for key, width in (("S1", "S1_conf"), ("ST", "ST_conf"), ("S2", "S2_conf"))
    )
    return Indices(tuple(inputs), first, total, pairs)


def from_draws(inputs: Sequence[str], outcomes: Floats, seed: int) -> Indices:
    """Indices from ``outcomes[draw, point]``: each draw is a function that the runs leave possible.

    The intervals hold both errors, that of the emulator (draws) and that of the sample (resamples of each draw);
    see Le Gratiet, Cannamela and Iooss (2014).
    """
    found = [_analysed(len(inputs), y, seed + i, RESAMPLES_PER_DRAW) for i, y in enumerate(outcomes)]
    return Indices(
        tuple(inputs),
        _pooled(np.array([f["S1"] for f in found]), np.concatenate([f["S1_conf_all"] for f in found])),
        _pooled(np.array([f["ST"] for f in found]), np.concatenate([f["ST_conf_all"] for f in found])),
        _pooled(np.array([f["S2"] for f in found]), np.array([f["S2"] for f in found])),
    )


def _pooled(values: Floats, all_values: Floats) -> Floats:
    """Mean over draws, and the interval of all draws and resamples, along a new last axis."""
    low, high = np.quantile(all_values, INTERVAL, axis=0)
    return np.stack([values.mean(axis=0), low, high], axis=-1)


def _analysed(inputs: int, outcome: Floats, seed: int, resamples: int) -> dict[str, Any]:
    with extra("sensitivity"):
        from SALib.analyze import sobol

    found: dict[str, Any] = sobol.analyze(
        unit_cube(inputs),
        np.asarray(outcome, dtype=np.float64),
        num_resamples=resamples,
        keep_resamples=True,
        seed=np.random.default_rng(seed),  # a plain 0 would be taken for no seed
    )
    return found
