"""The stages of a sensitivity analysis as sweeps: points of quantiles become runs, and runs become outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simulation.chain.stock import Bools, Floats
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
    return Swept(loaded.sweep, loaded.scenario, title, loaded.file, inputs, list(measures), blocks)


def outcomes_of(swept: Swept, measures: Sequence[str]) -> dict[str, Outcome]:
    """What the runs gave; raises InputError as :func:`simulation.results.outcome.outcome` does."""
    return {name: _outcome(name, swept) for name in measures}


def soon(swept: Swept, measure: str, day: int) -> Bools:
    """``[point]``: whether in at least half of the finished runs of a point something happens by a day."""
    happened = np.where(swept.done, swept.of(measure) <= day, np.nan)
    return np.asarray(np.nanmean(happened, axis=1) >= 0.5)


def values_at(swept: Swept, inputs: Sequence[str]) -> dict[str, Floats]:
    """``values[input][point]`` of inputs that take numbers: where boxes can be looked for."""
    columns: dict[str, list[Any]] = {name: [point[name] for point in swept.points] for name in inputs}
    return {name: np.array(x, dtype=np.float64) for name, x in columns.items() if all(map(_is_number, x))}


def labels(loaded: LoadedSweep) -> Mapping[str, str]:
    """What figures call the inputs."""
    return {name: factor.label or name for name, factor in loaded.sweep.factors.items()}


def _outcome(measure: str, swept: Swept) -> Outcome:
    runs = [
        [float(x) if done else None for x, done in zip(row, ended, strict=True)]
        for row, ended in zip(swept.of(measure), swept.done, strict=True)
    ]
    return outcome(measure, runs, swept.scenario.window_days)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
