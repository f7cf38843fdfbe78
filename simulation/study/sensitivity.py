"""Which inputs decide an outcome: screening first, then shares of its variance, and what each input does on its own.

The whole runs in quantiles of the inputs. Whoever calls gives a function that lives through points; what the inputs
are, and where runs are kept, is known there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from simulation.results.outcome import Outcome
from simulation.results.sensitivity import Analysis, Method, Points, Screening, Sensitivity, Tornado

from . import emulator, indices, points, screening

Live = Callable[[str, Points], Mapping[str, Outcome]]
"""Told the name of a stage and its points; gives the outcome of each measure."""
SCREENING, TORNADO, MAIN = "screening", "tornado", "main"
"""Names of the stages, in order."""
FEWEST_BASE = 128
"""A Saltelli sample of a smaller base gives no useful interval; the runs then go to an emulator."""
FEWEST_POINTS = 20
"""An emulator of fewer points knows nothing."""
EMULATED_POINTS, LARGEST_BASE = 65536, 2048
"""At how many points an emulator is asked, and the largest base of their Saltelli sample."""
DRAWS = 50
"""Functions that an emulator draws."""


@dataclass(frozen=True)
class Plan:
    """How much is run: ``trajectories`` of the screening, ``points`` of the main stage, and how indices are found."""

    trajectories: int = 10
    points: int = 400
    method: Method | None = None
    """None: real runs if ``points`` suffice for them, else an emulator."""
    seed: int = 1


def analyse(inputs: Sequence[str], live: Live, plan: Plan) -> Analysis:
    """Screen the inputs, and look closely at the survivors of any measure; the others then stay at their medians."""
    first = points.for_screening(inputs, plan.trajectories, plan.seed)
    screened = live(SCREENING, first)
    found = {name: Sensitivity(y, _screened(first, y, plan.seed)) for name, y in screened.items()}
    survivors = tuple(x for x in inputs if any(s.screening and s.screening.may_matter(x) for s in found.values()))
    if not survivors:
        return Analysis(tuple(inputs), (), None, None, None, found, len(first))
    around = points.for_tornado(inputs)
    tornados = live(TORNADO, around)
    method, base = _method(len(survivors) + 1, plan)
    main = (
        points.for_indices(survivors, base, plan.seed)
        if method == "runs"
        else points.for_emulator(survivors, max(plan.points, FEWEST_POINTS), plan.seed)
    )
    outcomes = live(MAIN, main)
    complete = {
        name: replace(_explained(s, main, outcomes[name], method, plan.seed), tornado=_tornado(around, tornados[name]))
        for name, s in found.items()
    }
    run = len(first) + len(around) + len(main)
    return Analysis(tuple(inputs), survivors, method, base if method == "runs" else None, main, complete, run)


def _screened(sample: Points, outcome: Outcome, seed: int) -> Screening | None:
    if not outcome.varies:
        return None
    return screening.screen(sample.inputs, sample.quantiles, outcome.means, seed)


def _method(inputs: int, plan: Plan) -> tuple[Method, int]:
    """``inputs`` count luck."""
    base = indices.affordable_base(inputs, plan.points)
    if plan.method is not None:
        return plan.method, max(base, 2)
    return ("runs" if base >= FEWEST_BASE else "emulator"), base


def _explained(of: Sensitivity, sample: Points, outcome: Outcome, method: Method, seed: int) -> Sensitivity:
    """With the indices of the main stage."""
    if not outcome.varies:
        return replace(of, main=outcome)
    if method == "runs":
        return replace(of, main=outcome, indices=indices.from_runs(sample.inputs, outcome.means, seed))
    fitted = emulator.fit(sample.quantiles, outcome.means, seed)
    fit = emulator.cross_validated(fitted, outcome.means, outcome.standard_errors, seed)
    n = len(sample.inputs)
    asked = indices.saltelli(n, min(LARGEST_BASE, indices.affordable_base(n, EMULATED_POINTS)), seed)
    drawn = emulator.drawn(fitted, asked, DRAWS, seed)
    return replace(of, main=outcome, indices=indices.from_draws(sample.inputs, drawn, seed), fit=fit)


def _tornado(around: Points, outcome: Outcome) -> Tornado:
    differences = outcome.against(0)
    return Tornado(around.inputs, float(outcome.means[0]), differences[1::2], differences[2::2])
