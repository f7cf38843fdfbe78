"""History matching: waves of runs that rule out what the record cannot have come from.

A point of the cube is *implausible* when, for some target, the record lies more than three standard deviations from
what the emulator expects there; three, because at least 95 % of any distribution with one peak lies within
(Pukelsheim 1994). The variance adds up what is not known: the observation and the model's discrepancy, the luck of a
replication (the record is one), and the emulator (Craig et al. 1997; Vernon et al. 2010; Andrianakis et al. 2015). What
is ruled out stays so; each wave looks only at what is left, where its emulators are better.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulation.chain.stock import Bools, Floats
from simulation.errors import wrong
from simulation.results.sensitivity import Fit
from simulation.study import emulator

from .problem import Problem, Simulate

CUT_OFF = 3.0
"""[standard deviations] Beyond this a point is implausible."""
BLOCK = 1 << 13
"""[points] Candidates that are looked at together."""
MOST = 1 << 18
"""[points] Candidates that are looked at in all."""
FEWEST = 0.8
"""[share] Points of a wave whose runs must all have given numbers."""

Tell = Callable[[str], None]
"""Told in a sentence what a stage found."""


@dataclass(frozen=True)
class Wave:
    """What one wave learnt in the region that was left before it."""

    number: int
    runs: int
    emulators: tuple[emulator.Emulator, ...]
    fits: tuple[Fit, ...]
    luck: Floats
    """Covariance ``[target, target]`` of an outcome over replications at one point."""
    share: float = 1.0
    """Of the prior's probability, what is not ruled out after this wave."""


@dataclass(frozen=True)
class Left:
    """Points of the cube that no wave rules out, and the share of the prior that they stand for."""

    points: Floats
    share: float


def match(problem: Problem, simulate: Simulate, tell: Tell) -> list[Wave]:
    """All waves. Raises InputError if nothing is left, if runs fail, or if a target is the same everywhere."""
    waves: list[Wave] = []
    points, means = np.zeros((0, len(problem.inputs))), np.zeros((0, len(problem.aims)))
    for number in range(1, problem.waves + 1):
        design = left(problem, waves, problem.points).points
        outcomes = _run(problem, simulate, number, design)
        _check(problem, number, outcomes)
        gave = np.flatnonzero(np.isfinite(outcomes).all(axis=(1, 2)))
        still = possible(problem, waves[-1:], points)
        points = np.vstack([points[still], design[gave]])
        means = np.vstack([means[still], outcomes[gave].mean(axis=1)])
        wave = _learnt(problem, number, outcomes[gave], points, means)
        waves.append(replace(wave, share=left(problem, [*waves, wave], problem.points).share))
        tell(f"Wave {number}: {waves[-1].runs} runs; {waves[-1].share:.2%} of the prior is not ruled out.")
    return waves


def _run(problem: Problem, simulate: Simulate, number: int, design: Floats) -> Floats:
    """``outcomes[point, replication, target]``"""
    n, r = len(design), problem.replications
    first = (number - 1) * problem.points * r
    outcomes = simulate(f"wave-{number}", np.repeat(design, r, axis=0), first + np.arange(n * r))
    return outcomes.reshape(n, r, len(problem.aims))


def _check(problem: Problem, number: int, outcomes: Floats) -> None:
    """Raises InputError where a target has a figure at too few points."""
    for aim, of_aim in zip(problem.aims, np.moveaxis(outcomes, 2, 0), strict=True):
        without = int((~np.isfinite(of_aim).all(axis=1)).sum())
        if without > (1 - FEWEST) * len(of_aim):
            raise wrong(f"{aim.name}: {without} of {len(of_aim)} points of wave {number} gave no figure")


def _learnt(problem: Problem, number: int, outcomes: Floats, points: Floats, means: Floats) -> Wave:
    for aim, of_aim in zip(problem.aims, means.T, strict=True):
        if np.ptp(of_aim) == 0:
            raise wrong(f"{aim.name}: is {of_aim[0]:g} at every point of wave {number}; no input changes it")
    unknown = np.full(len(points), np.nan)
    emulators = tuple(emulator.fit(points, of_aim, problem.seed) for of_aim in means.T)
    fits = tuple(
        emulator.cross_validated(fitted, of_aim, unknown, problem.seed)
        for fitted, of_aim in zip(emulators, means.T, strict=True)
    )
    return Wave(number, outcomes[..., 0].size, emulators, fits, luck_of(outcomes))


def luck_of(outcomes: Floats) -> Floats:
    """Covariance over replications at one point, pooled over ``outcomes[point, replication, target]``."""
    apart = outcomes - outcomes.mean(axis=1, keepdims=True)
    pooled: Floats = np.einsum("pra,prb->ab", apart, apart) / (len(outcomes) * (outcomes.shape[1] - 1))
    return pooled


# -- what is left ------------------------------------------------------------------------------------------------------


def left(problem: Problem, waves: Sequence[Wave], wanted: int) -> Left:
    """The first ``wanted`` points of a Sobol sequence that no wave rules out.

    Raises InputError if there are none, with the target that stands most in the way.
    """
    from scipy.stats.qmc import Sobol

    sequence = Sobol(len(problem.inputs), seed=problem.seed)
    found: list[Floats] = []
    seen = kept = 0
    while kept < wanted and seen < MOST:
        candidates = sequence.random(BLOCK)
        remaining = candidates[possible(problem, waves, candidates)]
        found.append(remaining)
        seen, kept = seen + len(candidates), kept + len(remaining)
    if not kept:
        raise wrong(_nothing_is_left(problem, waves))
    return Left(np.vstack(found)[:wanted], kept / seen)


def possible(problem: Problem, waves: Sequence[Wave], points: Floats) -> Bools:
    """``[point]``: whether no wave rules it out."""
    still = np.ones(len(points), dtype=bool)
    for wave in waves:
        still[still] = implausibility(problem, wave, points[still]).max(axis=1, initial=0.0) <= CUT_OFF
    return still


def implausibility(problem: Problem, wave: Wave, points: Floats) -> Floats:
    """``[point, target]``: distance of the record from what is expected, in standard deviations."""
    distance = np.abs(problem.recorded - expected(wave, points))
    return distance / np.sqrt(problem.errors**2 + wave.luck.diagonal() + unsure(wave, points))


def expected(wave: Wave, points: Floats) -> Floats:
    """``[point, target]``: the emulated mean over replications."""
    return np.stack([emulator.expected(e, points) for e in wave.emulators], axis=1)


def unsure(wave: Wave, points: Floats) -> Floats:
    """Variance ``[point, target]`` of the emulated mean, widened where cross-validation surprised the emulator."""
    own = [emulator.variance(e, points) * max(1.0, f.surprise) for e, f in zip(wave.emulators, wave.fits, strict=True)]
    return np.stack(own, axis=1)


def _nothing_is_left(problem: Problem, waves: Sequence[Wave]) -> str:
    """Which target no point comes near in the last wave."""
    points = left(problem, waves[:-1], BLOCK).points
    nearest = implausibility(problem, waves[-1], points).min(axis=0)
    worst = int(nearest.argmax())
    return (
        f"nothing in the priors can give the record: {problem.aims[worst].name} is at least {nearest[worst]:.1f} "
        "standard deviations away; a prior is too narrow, or the model is off by more than its stated discrepancy"
    )
