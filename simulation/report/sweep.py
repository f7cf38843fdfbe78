"""What a sweep gave, for a reader: a table of what each input does, and a map over two of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from simulation.chain.stock import Floats
from simulation.results.columns import waits
from simulation.results.figures import PROBABILITIES, figure
from simulation.results.statistics import Figures
from simulation.results.swept import Swept

from .sheet import Sheet
from .wording import amount, amounts, chance, percents, ratios, waiting, words

SHOWN = ("any_stop", "days_to_first_stop", "days_to_shortage", "vehicles_lost")
"""Measures that the table shows if they were kept; else the first that were."""
COLUMNS = 3
"""Measures beside each other."""
LEVELS = 8
"""Of a factor with more values than this, runs are gathered in quarters of its points."""


def effects(swept: Swept) -> Sheet:
    """A row for each value of each factor, over all that the others take."""
    kept = [name for name in SHOWN if name in swept.measures][-COLUMNS:] or swept.measures[:COLUMNS]
    rows: list[tuple[str, ...]] = []
    for name, factor in swept.sweep.factors.items():
        rows.append((words(factor.label or name),))
        for label, here in _levels([point[name] for point in swept.points]):
            rows.append((label, *(_said(measure, _runs_at(swept, measure, here)) for measure in kept)))
    runs, points = int(swept.done.sum()), len(swept.points)
    return Sheet(
        title=f"{swept.name}: what each input does",
        columns=("Median (5 to 95 % of runs)", *(words(measure) for measure in kept)),
        rows=tuple(rows),
        note=f"{runs:,} runs at {points:,} points of {swept.scenario.name}; each row is over all values of the others.",
    )


def _levels(values: Sequence[Any]) -> list[tuple[str, list[int]]]:
    """Values, or ranges of values, each with its points."""
    distinct = list(dict.fromkeys(map(str, values)))
    numbers = [v for v in values if isinstance(v, (int, float))]
    if len(numbers) < len(values) or len(distinct) <= LEVELS:
        return [(_called(x), [i for i, v in enumerate(values) if str(v) == x]) for x in distinct]
    quarters = np.array_split(np.argsort(numbers, kind="stable"), 4)
    return [(f"{amount(numbers[q[0]])} to {amount(numbers[q[-1]])}", q.tolist()) for q in quarters if len(q)]


def _called(value: str) -> str:
    try:
        return f"{float(value):g}"
    except ValueError:
        return value


def _runs_at(swept: Swept, measure: str, points: list[int]) -> Floats:
    return swept.of(measure)[points][swept.done[points]]


def _said(measure: str, values: Floats) -> str:
    name = measure.rpartition(".")[2]
    return _way(name)(figure(name, values))


def _way(name: str) -> Callable[[Figures], str]:
    """How a measure is said."""
    if waits(name):
        return waiting
    if name in PROBABILITIES:
        return chance
    if "share" in name or name in ("effective_cut", "robustness"):
        return percents
    return ratios if name == "mirror_ratio" else amounts
