"""Approximate Bayesian computation in what history matching has left: a sample of the posterior, not a best point.

1. Candidates are Sobol points of the prior that no wave rules out. The last wave's emulators give each an approximate
   likelihood (normal, with the luck of a replication and every error in its covariance: a synthetic likelihood, Wood
   2010); draws are proposed in proportion to its square root, or a lower power if that would propose the same few
   candidates again and again: near the record, and wider than the posterior. Importance weights undo the proposal.
2. Every draw is simulated once, with luck of its own, and given a random error as large as the stated one: what
   comes out is an observation as the model predicts it (Wilkinson 2013).
3. The draws nearest to the record are kept (Mahalanobis distance, Epanechnikov kernel), and their inputs moved along a
   local linear regression to where the record lies (Beaumont, Zhang and Balding 2002), on the scale of logits, so
   that no input leaves its prior.

The emulator decides which runs are made, never what they are worth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit, ndtri

from simulation.chain.stock import Floats, Ints
from simulation.errors import wrong

from .matching import Wave, expected, left, unsure
from .problem import Problem, Simulate

CANDIDATES = 1 << 15
"""[points] From which draws are proposed."""
TEMPER = 0.5
"""[power] Of the approximate likelihood: 1 proposes from the approximate posterior, 0 from all that is left."""
HALVINGS = 20
"""Of the interval in which a lower power is looked for."""
KEPT_SHARE = 0.25
"""[share of draws] Of the importance weight, what is kept as near enough to the record."""
FEWEST_PER_TARGET = 5
"""[draws] Effective draws that the regression needs for each target."""
EDGE = 1e-6
"""Quantiles nearer to 0 or 1 count as this near."""


@dataclass(frozen=True)
class Sample:
    """Weighted draws of the posterior, in quantiles of the priors, with what the simulation gave for them."""

    points: Floats
    """``[draw, input]``, adjusted to the record."""
    weights: Floats
    """``[draw]``; they add up to 1."""
    outcomes: Floats
    """``[draw, target]`` as simulated, before the adjustment."""
    proposed: int
    """Draws that were simulated."""
    reach: float
    """Distance up to which draws were kept, in standard deviations of a predicted observation."""
    effective: float
    """Independent draws that would say as much (Kish 1965); runs at one point count as one draw."""


def sample(problem: Problem, waves: list[Wave], simulate: Simulate) -> Sample:
    """The posterior. Raises InputError if too few draws come near the record."""
    points, weights = propose(problem, waves)
    first = problem.waves * problem.points * problem.replications
    outcomes = simulate("draws", points, first + np.arange(len(points)))
    gave = np.isfinite(outcomes).all(axis=1)
    return near_the_record(problem, waves[-1], points[gave], weights[gave], outcomes[gave])


# -- 1: which runs are made --------------------------------------------------------------------------------------------


def propose(problem: Problem, waves: list[Wave]) -> tuple[Floats, Floats]:
    """``points[draw, input]`` and their importance weights ``[draw]``."""
    candidates = left(problem, waves, CANDIDATES).points
    log_likelihood = synthetic_log_likelihood(problem, waves[-1], candidates)
    tempered = _tempered(log_likelihood - log_likelihood.max(), min(problem.draws, len(candidates) // 2))
    chosen = resampled(tempered / tempered.sum(), problem.draws, problem.uniforms("proposal", 1)[0])
    return candidates[chosen], 1.0 / tempered[chosen]


def _tempered(log_likelihood: Floats, wanted: int) -> Floats:
    """The likelihood to the highest power, up to ``TEMPER``, at which ``wanted`` candidates count."""
    low, high = 0.0, TEMPER
    if effective(np.exp(high * log_likelihood)) >= wanted:
        return np.exp(high * log_likelihood)
    for _ in range(HALVINGS):
        power = (low + high) / 2
        low, high = (power, high) if effective(np.exp(power * log_likelihood)) >= wanted else (low, power)
    return np.exp(low * log_likelihood)


def effective(weights: Floats) -> float:
    """Equal weights that would say as much."""
    return float(weights.sum() ** 2 / np.sum(weights**2))


def synthetic_log_likelihood(problem: Problem, wave: Wave, points: Floats) -> Floats:
    """``[point]``, but for a constant."""
    off = problem.recorded - expected(wave, points)
    covariance = _predicted(problem, wave) + np.einsum("pk,kl->pkl", unsure(wave, points), np.eye(off.shape[1]))
    factor = np.linalg.cholesky(covariance)
    scaled = np.linalg.solve(factor, off[..., None])[..., 0]
    log_density: Floats = -0.5 * np.sum(scaled**2, axis=1) - np.log(np.einsum("pkk->pk", factor)).sum(axis=1)
    return log_density


def _predicted(problem: Problem, wave: Wave) -> Floats:
    """Covariance ``[target, target]`` of an observation at a point: luck and stated errors."""
    return wave.luck + np.diag(problem.errors**2)


def resampled(weights: Floats, n: int, u: float) -> Ints:
    """Indices of ``n`` draws in proportion to ``weights``, systematically: one uniform, the least noise."""
    steps = (np.arange(n) + u) / n
    return np.minimum(np.searchsorted(np.cumsum(weights), steps), len(weights) - 1)


# -- 2, 3: what they are worth -----------------------------------------------------------------------------------------


def near_the_record(problem: Problem, wave: Wave, points: Floats, weights: Floats, outcomes: Floats) -> Sample:
    """The draws near the record, adjusted to it."""
    off = outcomes + _errors(problem, len(outcomes)) - problem.recorded
    factor = np.linalg.cholesky(_predicted(problem, wave))
    distance = np.linalg.norm(np.linalg.solve(factor, off.T), axis=0)
    reach = _reach(distance, weights)
    near = distance < reach
    kernel = weights[near] * (1 - (distance[near] / reach) ** 2)
    worth = kernel / kernel.sum()
    of_point = np.unique(points[near], axis=0, return_inverse=True)[1]
    counted = effective(np.bincount(of_point, weights=worth).astype(np.float64))
    found = Sample(adjusted(points[near], off[near], worth), worth, outcomes[near], len(points), reach, counted)
    if found.effective < FEWEST_PER_TARGET * len(problem.aims):
        raise wrong(f"only {found.effective:.0f} effective draws come near the record; raise budget.draws")
    return found


def _errors(problem: Problem, n: int) -> Floats:
    """One random error for each draw and target."""
    uniforms = np.stack([problem.uniforms(f"error of {aim.name}", n) for aim in problem.aims], axis=1)
    errors: Floats = problem.errors * ndtri(uniforms)
    return errors


def _reach(distance: Floats, weights: Floats) -> float:
    """The distance within which ``KEPT_SHARE`` of the weight lies."""
    order = np.argsort(distance)
    cumulated = np.cumsum(weights[order]) / weights.sum()
    return float(distance[order][np.searchsorted(cumulated, KEPT_SHARE)])


def adjusted(points: Floats, off: Floats, weights: Floats) -> Floats:
    """Points moved to where a linear regression on ``off[draw, target]`` puts them for ``off`` = 0."""
    y = logit(np.clip(points, EDGE, 1 - EDGE))
    root = np.sqrt(weights)[:, None]
    design = np.hstack([np.ones((len(off), 1)), off])
    slopes = np.linalg.lstsq(root * design, root * y, rcond=None)[0][1:]
    moved: Floats = expit(y - off @ slopes)
    return moved
