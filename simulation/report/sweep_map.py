"""The map of a sweep: one measure over two of its factors, with the place where the record stands."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.colors import Colormap, Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from simulation.chain.stock import Floats
from simulation.results.statistics import quantile
from simulation.results.swept import Swept

from .canvas import FAINT, INK, figure_of, frame, in_style, picture
from .shortage import HEAT
from .wording import amount, percent, words

NEVER = "#eef2f5"
"""Where the median run has none."""
CELL = 0.62
"""[inches] Height of a row of the map."""
DARK = 1.5
"""[sum of red, green and blue] Below it a cell has white letters."""
LETTERS_BESIDE = 34
"""Of a line of the label beside the vertical axis."""
MARK = "#0072b2"


@in_style
def sweep_map(swept: Swept, ax: Axes | None = None) -> Figure:
    """The median of a measure at every place of the two factors that ``map`` names, over all that the others take.

    Raises ValueError if the sweep says nothing of a map.
    """
    plan = swept.sweep.map
    if plan is None:
        raise ValueError("the sweep has no map")
    x, y = ([float(point[name]) for point in swept.points] for name in (plan.x, plan.y))
    if swept.sweep.design == "grid":
        rows = len(set(y))
        axes = picture(0.9 + CELL * rows).subplots() if ax is None else ax
        heat: QuadMesh | PathCollection = _cells(axes, swept, plan.measure, x, y)
    else:
        axes = picture(4.2).subplots() if ax is None else ax
        heat = _dots(axes, swept, plan.measure, x, y)
    axes.set_xlabel(words(swept.sweep.factors[plan.x].label or plan.x))
    axes.set_ylabel(fill(words(swept.sweep.factors[plan.y].label or plan.y), LETTERS_BESIDE))
    axes.grid(False)
    figure = figure_of(axes)
    bar = figure.colorbar(heat, ax=axes, pad=0.02, format=FuncFormatter(lambda value, _: amount(value)))
    bar.outline.set_visible(False)
    bar.set_label(words(plan.measure))
    _mark(axes, swept, x, y)
    if ax is None:
        frame(figure, f"{words(plan.measure)}: {swept.name}", _caption(swept), axes)
    return figure


def _cells(ax: Axes, swept: Swept, measure: str, x: Sequence[float], y: Sequence[float]) -> QuadMesh:
    """A grid: a cell for each pair of values, with its number."""
    columns, rows = sorted(set(x)), sorted(set(y))
    runs = [[_runs(swept, measure, x, y, column, row) for column in columns] for row in rows]
    middle = np.array([[_middle(here) for here in row] for row in runs])
    shades, scale = _shades(middle, measure)
    heat = ax.pcolormesh(
        np.arange(len(columns) + 1) - 0.5, np.arange(len(rows) + 1) - 0.5, np.ma.masked_invalid(middle),
        cmap=shades, norm=scale, edgecolors="white", linewidth=1.5,
    )  # fmt: skip
    ax.set_facecolor(NEVER)
    for i, j in np.ndindex(middle.shape):
        value = middle[i, j]
        dark = np.isfinite(value) and sum(shades(scale(value))[:3]) < DARK
        ax.text(j, i, _said(runs[i][j], measure), ha="center", va="center", color="white" if dark else INK)
    ax.set_xticks(range(len(columns)), [f"{value:g}" for value in columns])
    ax.set_yticks(range(len(rows)), [f"{value:g}" for value in rows])
    ax.tick_params(length=0)
    return heat


def _runs(swept: Swept, measure: str, x: Sequence[float], y: Sequence[float], column: float, row: float) -> Floats:
    here = [i for i, place in enumerate(zip(x, y, strict=True)) if place == (column, row)]
    return swept.of(measure)[here][swept.done[here]]


def _said(runs: Floats, measure: str) -> str:
    """The median of a cell; of what may never happen, also in how many runs it does."""
    value = _middle(runs)
    if np.isnan(value):
        return ""
    said = amount(value) if np.isfinite(value) else "never"
    return f"{said}\nin {percent(float(np.isfinite(runs).mean()))}" if _waited_for(measure) else said


def _waited_for(measure: str) -> bool:
    return measure.rpartition(".")[2].startswith(("days_to", "time_to"))


def _dots(ax: Axes, swept: Swept, measure: str, x: Sequence[float], y: Sequence[float]) -> PathCollection:
    """Points anywhere: a dot each; hollow where the median run has none."""
    middle = np.array([_middle(swept.of(measure)[i][swept.done[i]]) for i in range(len(swept.points))])
    shades, scale = _shades(middle, measure)
    never = ~np.isfinite(middle)
    ax.scatter(np.array(x)[never], np.array(y)[never], s=34, facecolors="none", edgecolors=FAINT, linewidth=0.9)
    return ax.scatter(
        np.array(x)[~never], np.array(y)[~never], s=34, c=middle[~never], cmap=shades, norm=scale, edgecolors=FAINT,
        linewidth=0.4,
    )  # fmt: skip


def _middle(values: Floats) -> float:
    """The median run; +inf where most runs have none, NaN without any run."""
    known = values[~np.isnan(values)]
    return quantile(known, 0.5) if len(known) else np.nan


def _shades(middle: Floats, measure: str) -> tuple[Colormap, Normalize]:
    """Dark is bad: early for what is waited for, much for everything else."""
    known = middle[np.isfinite(middle)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    top = high if high > low else low + max(1.0, 0.1 * low)
    return (HEAT.reversed() if _waited_for(measure) else HEAT), Normalize(low, top)


def _mark(ax: Axes, swept: Swept, x: Sequence[float], y: Sequence[float]) -> None:
    plan = swept.sweep.map
    if plan is None or plan.recorded is None or not {plan.x, plan.y} <= set(plan.recorded.at):
        return
    at = [plan.recorded.at[plan.x], plan.recorded.at[plan.y]]
    if swept.sweep.design == "grid":  # cells stand beside each other, whatever the distance of their values
        at = [_between(value, sorted(set(values))) for value, values in zip(at, (x, y), strict=True)]
    hollow: dict[str, Any] = {
        "markerfacecolor": "none",
        "markeredgecolor": MARK,
        "markeredgewidth": 2.2,
        "linestyle": "none",
    }
    ax.plot(*at, marker="s", markersize=30, **hollow)
    ax.plot([], [], marker="s", markersize=8, label="as recorded", **hollow)


def _between(value: float, values: list[float]) -> float:
    return float(np.interp(value, values, range(len(values))))


def _caption(swept: Swept) -> str:
    plan = swept.sweep.map
    assert plan is not None
    runs, others = int(swept.done.sum()), [name for name in swept.sweep.factors if name not in (plan.x, plan.y)]
    over = f" and over {' and '.join(words(name).lower() for name in others)}" if others else ""
    recorded = plan.recorded
    said = f" Recorded: {recorded.text} ({recorded.source})." if recorded is not None else ""
    shares = _waited_for(plan.measure) and swept.sweep.design == "grid"
    below = "; below it, in how many runs it happens" if shares else ""
    return f"Median of the runs at each place{over}{below}; {runs:,} runs of {swept.scenario.name} in all.{said}"
