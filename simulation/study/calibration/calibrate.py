"""A calibration as a whole: waves that rule out, a sample of what is left, and what runs then give."""

from __future__ import annotations

import numpy as np

from simulation.chain.stock import Floats, Ints
from simulation.results.calibration import Band, Calibrated, Emulated, Learnt, Predicted, WaveFound

from .learnt import BAND, contraction, distance, rank_correlations, weighted_quantiles
from .matching import Tell, Wave, left, match
from .problem import Problem
from .runs import POSTERIOR, PRIOR, Runs
from .sampling import Sample, resampled, sample
from .spec_file import Loaded
from .target import is_bound

DIGITS = 6
"""Of a value in the posterior."""


def calibrate(runs: Runs, tell: Tell = lambda text: None) -> Calibrated:
    """All stages. Raises InputError if nothing in the priors can give the record, or if runs fail."""
    loaded = runs.loaded
    problem = problem_of(loaded)
    waves = match(problem, runs.fitted, tell)
    found = sample(problem, waves, runs.fitted)
    tell(f"Sample: {problem.draws} runs, {found.effective:.0f} effective draws of the posterior.")
    rows = resampled(found.weights, problem.rows, problem.uniforms("rows", 1)[0])
    quantiles = found.points[rows]
    n = loaded.spec.budget.predictive
    prior = runs.predicted(PRIOR, left(problem, [], n).points)
    posterior = runs.predicted(POSTERIOR, quantiles[_evenly(len(rows), n)])
    return Calibrated(
        name=loaded.name,
        scenario=loaded.scenario.name,
        inputs=_learnt(loaded, found),
        waves=tuple(_wave(problem, wave) for wave in waves),
        targets=_predicted(loaded, prior, posterior),
        quantiles=quantiles,
        values=_values(loaded, quantiles),
        paths=columns(loaded, quantiles),
        correlations=rank_correlations(found.points, found.weights),
        proposed=found.proposed,
        effective=found.effective,
        reach=found.reach,
        lost=len(runs.lost),
    )


def problem_of(loaded: Loaded) -> Problem:
    """The calibration as plain numbers: targets to fit, and nothing of the others."""
    spec, budget = loaded.spec, loaded.spec.budget
    return Problem(
        inputs=tuple(spec.inputs),
        aims=tuple(figure.aim() for figure in loaded.fitted),
        seed=spec.seed,
        waves=budget.waves,
        points=budget.points,
        replications=budget.replications,
        draws=budget.draws,
        rows=budget.rows,
    )


def _evenly(n: int, wanted: int) -> Ints:
    """Positions of ``wanted`` rows, spread over all of them."""
    return np.floor((np.arange(wanted) + 0.5) * n / wanted).astype(np.int64)


# -- what is told ------------------------------------------------------------------------------------------------------


def _wave(problem: Problem, wave: Wave) -> WaveFound:
    luck = np.sqrt(wave.luck.diagonal())
    return WaveFound(
        wave.number,
        wave.runs,
        wave.share,
        tuple(
            Emulated(aim.name, fit.q2, fit.error, float(sd), aim.error)
            for aim, fit, sd in zip(problem.aims, wave.fits, luck, strict=True)
        ),
    )


def _learnt(loaded: Loaded, found: Sample) -> tuple[Learnt, ...]:
    return tuple(
        Learnt(
            name=name,
            label=loaded.label(name),
            prior=_band([loaded.value(name, u) for u in BAND]),
            posterior=_band([loaded.value(name, float(u)) for u in weighted_quantiles(column, found.weights)]),
            contraction=contraction(column, found.weights),
            distance=distance(column, found.weights),
            effective=found.effective,
        )
        for name, column in zip(loaded.spec.inputs, found.points.T, strict=True)
    )


def _predicted(loaded: Loaded, prior: Floats, posterior: Floats) -> tuple[Predicted, ...]:
    return tuple(
        Predicted(
            figure.name,
            figure.target.role,
            figure.recorded,
            _band(np.nanquantile(prior[:, i], BAND)),
            _band(np.nanquantile(posterior[:, i], BAND)),
            bound=is_bound(figure.target, loaded.scenario),
        )
        for i, figure in enumerate(loaded.figures)
    )


def _band(values: Floats | list[float]) -> Band:
    low, middle, high = (float(x) for x in values)
    return low, middle, high


def _values(loaded: Loaded, quantiles: Floats) -> Floats:
    columns = [
        [loaded.value(name, float(u)) for u in column]
        for name, column in zip(loaded.spec.inputs, quantiles.T, strict=True)
    ]
    return np.array(columns).T


# -- the posterior as scenarios carry it -------------------------------------------------------------------------------


def columns(loaded: Loaded, quantiles: Floats) -> dict[str, tuple[float, ...]]:
    """The sample by path of the scenario, each value with few digits."""
    rows = [loaded.at(dict(zip(loaded.spec.inputs, row.tolist(), strict=True))) for row in quantiles]
    return {path: tuple(float(f"{row[path]:.{DIGITS}g}") for row in rows) for path in rows[0]}
