"""A Gaussian process in the place of the simulation: fitted to some hundred runs, asked at ten thousands of points.

It says how far it is off (by cross-validation, beside the noise of the runs themselves), and it draws functions that
the runs leave possible, so that whatever is computed from it carries its error.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np

from simulation.chain.stock import Floats
from simulation.errors import extra
from simulation.results.sensitivity import Fit

Given = TypeVar("Given")
Arguments = ParamSpec("Arguments")

SMOOTHNESS = 2.5
"""nu of the Matern kernel: twice differentiable, the usual choice for computer experiments."""
LENGTHS = (0.05, 50.0)
"""Limits of an input's length scale, in quantiles: beyond the upper one it has no effect."""
NOISES = (1e-8, 2.0)
"""Limits of the noise's variance, in variances of the outcome."""
RESTARTS = 2
"""Times that the fit of the kernel begins anew from elsewhere."""
FOLDS = 5
"""Of the cross-validation."""
FEATURES = 1024
"""Random waves that make up one function before it knows the runs."""
BLOCK = 4096
"""Points for which waves are computed at a time, for the memory's sake."""


@dataclass(frozen=True)
class Emulator:
    """A fitted process; ``kernel`` is in variances of the outcome, points are quantiles ``[point, input]``."""

    points: Floats
    scaled: Floats
    """Outcomes at the points, with mean 0 and variance 1."""
    mean: float
    scale: float
    variance: float
    lengths: Floats
    noise: float
    kernel: Any


def _on_one_thread(act: Callable[Arguments, Given]) -> Callable[Arguments, Given]:
    """Do linear algebra on one thread: on a busy machine more of them wait for each other most of the time."""

    @wraps(act)
    def alone(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Given:
        with extra("sensitivity"):
            from threadpoolctl import threadpool_limits
        with threadpool_limits(1):
            return act(*args, **kwargs)

    return alone


@_on_one_thread
def fit(points: Floats, outcome: Floats, seed: int, *, like: Emulator | None = None) -> Emulator:
    """Fit to ``outcome[point]``, which must vary; ``like`` gives a kernel to begin from, without restarts."""
    with extra("sensitivity"):
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.gaussian_process import GaussianProcessRegressor

    mean, scale = float(outcome.mean()), float(outcome.std())
    scaled = (outcome - mean) / scale
    process = GaussianProcessRegressor(
        _kernel(points.shape[1]) if like is None else like.kernel,
        n_restarts_optimizer=RESTARTS if like is None else 0,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # an input without effect goes to the limit of its length
        process.fit(points, scaled)
    signal, noise = process.kernel_.k1, process.kernel_.k2.noise_level
    lengths = np.broadcast_to(signal.k2.length_scale, points.shape[1])
    return Emulator(points, scaled, mean, scale, signal.k1.constant_value, lengths, noise, process.kernel_)


@_on_one_thread
def expected(emulator: Emulator, points: Floats) -> Floats:
    """The mean of the process at other points."""
    return emulator.mean + emulator.scale * (_covariance(emulator, points) @ _solved(emulator, emulator.scaled))


@_on_one_thread
def variance(emulator: Emulator, points: Floats) -> Floats:
    """Of the process at other points, without the noise of runs."""
    across = _covariance(emulator, points)
    explained = np.einsum("pr,rp->p", across, _solved(emulator, across.T))
    left: Floats = emulator.scale**2 * np.maximum(emulator.variance - explained, 0.0)
    return left


@_on_one_thread
def drawn(emulator: Emulator, points: Floats, n: int, seed: int) -> Floats:
    """``outcomes[draw, point]`` of ``n`` functions that the runs leave possible, without the noise of runs.

    A function of random waves is drawn from the kernel alone, and corrected by what it misses at the runs (Matheron's
    rule; Wilson et al. 2020). So ten thousands of points cost no matrix of their size.
    """
    luck = np.random.default_rng(seed)
    waves = _waves(emulator, luck)
    weights = luck.standard_normal((FEATURES, n))
    noise = math.sqrt(emulator.noise) * luck.standard_normal((len(emulator.points), n))
    missed = emulator.scaled[:, None] - _heights(emulator, waves, emulator.points) @ weights - noise
    correction = _solved(emulator, missed)
    blocks = np.array_split(points, max(1, -(-len(points) // BLOCK)))
    outcomes = [_heights(emulator, waves, x) @ weights + _covariance(emulator, x) @ correction for x in blocks]
    return emulator.mean + emulator.scale * np.concatenate(outcomes).T


def cross_validated(emulator: Emulator, outcome: Floats, standard_errors: Floats, seed: int) -> Fit:
    """Fit anew without each fifth of the points and predict it; ``standard_errors[point]`` are those of the means."""
    with extra("sensitivity"):
        from sklearn.model_selection import KFold

    missed, foreseen = np.empty((2, len(outcome)))
    for known, unseen in KFold(FOLDS, shuffle=True, random_state=seed).split(emulator.points):
        part = fit(emulator.points[known], outcome[known], seed, like=emulator)
        missed[unseen] = outcome[unseen] - expected(part, emulator.points[unseen])
        foreseen[unseen] = variance(part, emulator.points[unseen]) + part.noise * part.scale**2
    squared, total = float(np.mean(missed**2)), float(outcome.var())
    noise = None if np.isnan(standard_errors).any() else float(np.mean(standard_errors**2))
    return Fit(
        q2=1 - squared / total,
        error=math.sqrt(squared),
        noise=None if noise is None else math.sqrt(noise),
        best_q2=None if noise is None else max(0.0, 1 - noise / total),
        surprise=float(np.mean(missed**2 / foreseen)),
    )


def _kernel(inputs: int) -> Any:
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

    smooth = Matern(np.ones(inputs), LENGTHS, nu=SMOOTHNESS)
    return ConstantKernel(1.0, (1e-3, 1e3)) * smooth + WhiteKernel(0.1, NOISES)


def _covariance(emulator: Emulator, points: Floats) -> Floats:
    """``[point, run]`` of the function itself, without noise."""
    covariance: Floats = emulator.kernel.k1(points, emulator.points)
    return covariance


def _solved(emulator: Emulator, right: Floats) -> Floats:
    """The inverse of the covariance of the runs, noise included, times ``right[run, ...]``."""
    from scipy.linalg import cho_factor, cho_solve

    covariance = _covariance(emulator, emulator.points)
    covariance[np.diag_indices_from(covariance)] += emulator.noise + 1e-10
    solved: Floats = cho_solve(cho_factor(covariance, lower=True), right)
    return solved


def _waves(emulator: Emulator, luck: np.random.Generator) -> tuple[Floats, Floats]:
    """Frequencies ``[wave, input]`` and phases of a Matern function: drawn from a Student t (Rahimi and Recht 2007)."""
    normal = luck.standard_normal((FEATURES, len(emulator.lengths)))
    tails = np.sqrt(2 * SMOOTHNESS / luck.chisquare(2 * SMOOTHNESS, (FEATURES, 1)))
    return normal * tails / emulator.lengths, luck.uniform(0, 2 * np.pi, FEATURES)


def _heights(emulator: Emulator, waves: tuple[Floats, Floats], points: Floats) -> Floats:
    """``[point, wave]``"""
    frequencies, phases = waves
    return math.sqrt(2 * emulator.variance / FEATURES) * np.cos(points @ frequencies.T + phases)
