"""The stages of a sensitivity analysis as sweeps: points of quantiles become runs, and runs become outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulation.results.outcome import Outcome, outcome
from simulation.results.sensitivity import Points
from simulation.results.swept import Swept

from .design import at_shares
from .points import MIDDLE
from .sweep_file import LoadedSweep


def stage(loaded: LoadedSweep, name: str, points: Points, measures: Sequence[str]) -> Swept:
    """A sweep over ``points``, without any run yet; factors that are not among their inputs stay at the median."""
    shares = np.full((len(points), len(loaded.sweep.factors)), MIDDLE)
    for i, factor in enumerate(loaded.sweep.factors):
        if factor in points.inputs:
            shares[:, i] = points.quantiles[:, points.inputs.index(factor)]
    inputs = at_shares(loaded.sweep, loaded.scenario, shares)
    title, blocks = f"{loaded.name}: {name}", tuple(int(block) for block in points.luck)
    sweep = loaded.sweep.model_copy(update={"replications": loaded.sweep.replications * points.effort})
    return Swept(sweep, loaded.scenario, title, loaded.file, inputs, list(measures), blocks)


def outcomes_of(swept: Swept, measures: Sequence[str]) -> dict[str, Outcome]:
    """What the runs gave; raises InputError as :func:`simulation.results.outcome.outcome` does."""
    return {name: _outcome(name, swept) for name in measures}


def labels(loaded: LoadedSweep) -> Mapping[str, str]:
    """What figures call the inputs."""
    return {name: factor.label or name for name, factor in loaded.sweep.factors.items()}


def _outcome(measure: str, swept: Swept) -> Outcome:
    runs = [
        [float(x) if done else None for x, done in zip(row, ended, strict=True)]
        for row, ended in zip(swept.of(measure), swept.done, strict=True)
    ]
    return outcome(measure, runs, swept.scenario.window_days)
