"""What an analysis of inputs explains: the mean of a measure over the replications of a point.

What never happens within the window is counted as if it happened on its last day (censored), and how often is told.
What does not exist is refused: the libraries would turn one NaN into indices of zero without a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from simulation.chain.stock import Bools, Floats
from simulation.errors import InputError, Mistake

from .columns import waits

FAR = 0.05
"""Share of the points that make the tail."""
ALIKE = 1e-9
"""Spread of an outcome, relative to its size, below which it does not vary."""


@dataclass(frozen=True)
class Outcome:
    """``runs[point, replication]`` of one measure; NaN only for runs that failed."""

    measure: str
    runs: Floats
    censored: float
    """Share of runs that were set to the end of the window."""
    window_days: int

    @property
    def means(self) -> Floats:
        """One number a point."""
        return np.asarray(np.nanmean(self.runs, axis=1), dtype=np.float64)

    @property
    def standard_errors(self) -> Floats:
        """Of the means; NaN where a point has one run only."""
        return _standard_errors(self.runs)

    @property
    def varies(self) -> bool:
        """Whether there is anything to explain."""
        means = self.means
        return bool(np.ptp(means) > ALIKE * max(1.0, float(np.abs(means).max())))

    def against(self, point: int) -> Floats:
        """Mean differences to one point, replication by replication: ``[point, (value, low, high)]``.

        The 95 % intervals (Student's t) are NaN where there is one replication only.
        """
        differences = self.runs - self.runs[point]
        means, errors = np.nanmean(differences, axis=1), _standard_errors(differences)
        freedom = np.maximum((~np.isnan(differences)).sum(axis=1) - 1, 1)
        half = stdtrit(freedom, 0.975) * errors
        return np.column_stack([means, means - half, means + half])

    @property
    def tail(self) -> float:
        """Share of the variance that the ``FAR`` of points farthest from the mean bring; 0 if it does not vary."""
        squares = np.sort((self.means - self.means.mean()) ** 2)[::-1]
        far = max(1, round(FAR * len(squares)))
        return float(squares[:far].sum() / squares.sum()) if self.varies else 0.0


def outcome(measure: str, points: Sequence[Sequence[float | None]], window_days: int) -> Outcome:
    """From ``points[point][replication]``: None for a run that failed, +inf for what never happened.

    Raises InputError if a finished run has no value or an infinite one that is no waiting time, or if all runs of a
    point failed.
    """
    runs = np.array([[np.nan if x is None else x for x in point] for point in points], dtype=np.float64)
    failed = np.array([[x is None for x in point] for point in points], dtype=bool)
    never = np.isposinf(runs) & waits(measure)
    _refuse(measure, "does not exist", np.isnan(runs) & ~failed)
    _refuse(measure, "is infinite", np.isinf(runs) & ~never)
    _refuse(measure, "is unknown, as all runs of a point failed,", failed & failed.all(axis=1, keepdims=True))
    censored = float(never.sum() / max(1, (~failed).sum()))
    return Outcome(measure, np.where(never, float(window_days), runs), censored, window_days)


def _standard_errors(runs: Floats) -> Floats:
    """Of the means of ``runs[point, replication]`` without NaN; NaN itself where there are fewer than two."""
    known = (~np.isnan(runs)).sum(axis=1)
    squares = np.nansum((runs - np.nanmean(runs, axis=1)[:, None]) ** 2, axis=1)
    unknown = np.full(len(known), np.nan)
    return np.asarray(np.sqrt(np.divide(squares, known * (known - 1), out=unknown, where=known > 1)))


def _refuse(measure: str, what: str, where: Bools) -> None:
    if not where.any():
        return
    point, replication = np.argwhere(where)[0]
    text = (
        f"{measure} {what} in {int(where.sum())} of {where.size} runs (the first: run {replication} of point {point}), "
        "so that no sensitivity can be computed; choose another measure or narrower ranges"
    )
    raise InputError((Mistake(text),))
