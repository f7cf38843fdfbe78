"""The map of a sweep: one measure over two of its factors, with the place where the record stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.colors import Colormap, Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from simulation.chain.stock import Bools, Floats
from simulation.results.columns import waits
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
LETTERS_BESIDE, LETTERS_BELOW = 34, 18
"""Of a line of the label beside the vertical axis, and of the name of a value."""
MARK = "#0072b2"


@dataclass(frozen=True)
class _Axis:
    """A factor along one side of the map: the place of each point, and its levels where it has few."""

    places: Floats
    levels: tuple[Any, ...]

    @classmethod
    def of(cls, values: Sequence[Any], *, stepped: bool) -> _Axis:
        """Cells beside each other if it is ``stepped`` or takes no numbers, else a scale."""
        numbers = all(isinstance(value, (int, float)) for value in values)
        if numbers and not stepped:
            return cls(np.array(values, dtype=float), ())
        said = list(values) if numbers else list(map(str, values))
        levels = sorted(set(said)) if numbers else list(dict.fromkeys(said))
        return cls(np.array([levels.index(value) for value in said], dtype=float), tuple(levels))

    def place(self, value: Any) -> float:
        """Where a value stands that need not be one of the levels."""
        if not self.levels:
            return float(value)
        if isinstance(self.levels[0], str):
            return float(self.levels.index(str(value)))
        return float(np.interp(value, self.levels, range(len(self.levels))))

    @property
    def ticks(self) -> list[str]:
        return [fill(level, LETTERS_BELOW) if isinstance(level, str) else f"{level:g}" for level in self.levels]


@in_style
def sweep_map(swept: Swept, ax: Axes | None = None) -> Figure:
    """The median of a measure at every place of the two factors that ``map`` names, over all that the others take.

    Raises ValueError if the sweep says nothing of a map.
    """
    plan = swept.sweep.map
    if plan is None:
        raise ValueError("the sweep has no map")
    grid = swept.sweep.design == "grid"
    x, y = (_Axis.of([point[name] for point in swept.points], stepped=grid) for name in (plan.x, plan.y))
    axes = picture(0.9 + CELL * len(y.levels) if grid else 4.2).subplots() if ax is None else ax
    heat: QuadMesh | PathCollection = (_cells if grid else _dots)(axes, swept, plan.measure, x, y)
    axes.set_xlabel(words(swept.sweep.factors[plan.x].label or plan.x))
    axes.set_ylabel(fill(words(swept.sweep.factors[plan.y].label or plan.y), LETTERS_BESIDE))
    axes.grid(False)
    figure = figure_of(axes)
    coloured = heat.get_array()
    if coloured is not None and np.ma.count(coloured):
        bar = figure.colorbar(heat, ax=axes, pad=0.02, format=FuncFormatter(lambda value, _: amount(value)))
        bar.outline.set_visible(False)
        bar.set_label(words(plan.measure))
    if plan.recorded is not None and {plan.x, plan.y} <= set(plan.recorded.at):
        _mark(axes, x.place(plan.recorded.at[plan.x]), y.place(plan.recorded.at[plan.y]))
    if ax is None:
        frame(figure, f"{words(plan.measure)}: {swept.name}", _caption(swept), axes)
    return figure


def _cells(ax: Axes, swept: Swept, measure: str, x: _Axis, y: _Axis) -> QuadMesh:
    """A grid: a cell for each pair of values, with its number."""
    columns, rows = range(len(x.levels)), range(len(y.levels))
    runs = [[_runs(swept, measure, (x.places == column) & (y.places == row)) for column in columns] for row in rows]
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
    ax.set_xticks(columns, x.ticks)
    ax.set_yticks(rows, y.ticks)
    ax.tick_params(length=0)
    return heat


def _dots(ax: Axes, swept: Swept, measure: str, x: _Axis, y: _Axis) -> PathCollection:
    """Points anywhere: a dot each; hollow where the median run has none."""
    points = np.arange(len(swept.points))
    middle = np.array([_middle(_runs(swept, measure, points == i)) for i in points])
    shades, scale = _shades(middle, measure)
    never = ~np.isfinite(middle)
    ax.scatter(x.places[never], y.places[never], s=34, facecolors="none", edgecolors=FAINT, linewidth=0.9)
    for axis, side in ((ax.xaxis, x), (ax.yaxis, y)):
        if side.levels:
            axis.set_ticks(range(len(side.levels)), side.ticks)
    return ax.scatter(
        x.places[~never], y.places[~never], s=34, c=middle[~never], cmap=shades, norm=scale, edgecolors=FAINT,
        linewidth=0.4,
    )  # fmt: skip


def _runs(swept: Swept, measure: str, points: Bools) -> Floats:
    """All finished runs at some of the points."""
    return swept.of(measure)[points][swept.done[points]]


def _said(runs: Floats, measure: str) -> str:
    """The median of a cell; of what may never happen, also in how many runs it does."""
    value, share = _middle(runs), float(np.isfinite(runs).mean()) if len(runs) else 0.0
    if np.isnan(value):
        return ""
    if not np.isfinite(value):
        return f"in {percent(share)}\nof runs" if share else "never"
    return f"{amount(value)}\nin {percent(share)}" if waits(measure) and share < 1 else amount(value)


def _middle(values: Floats) -> float:
    """The median run; +inf where most runs have none, NaN without any run."""
    known = values[~np.isnan(values)]
    return quantile(known, 0.5) if len(known) else np.nan


def _shades(middle: Floats, measure: str) -> tuple[Colormap, Normalize]:
    """Dark is bad: early for what is waited for, much for everything else."""
    known = middle[np.isfinite(middle)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    top = high if high > low else low + max(1.0, 0.1 * low)
    return (HEAT.reversed() if waits(measure) else HEAT), Normalize(low, top)


def _mark(ax: Axes, x: float, y: float) -> None:
    """The place of the record."""
    hollow: dict[str, Any] = {"color": MARK, "fillstyle": "none", "markeredgewidth": 2.2, "linestyle": "none"}
    ax.plot(x, y, marker="s", markersize=34, **hollow)
    ax.plot([], [], marker="s", markersize=8, label="as recorded", **hollow)


def _caption(swept: Swept) -> str:
    plan = swept.sweep.map
    assert plan is not None
    runs, others = int(swept.done.sum()), [name for name in swept.sweep.factors if name not in (plan.x, plan.y)]
    over = f" and over {' and '.join(words(name).lower() for name in others)}" if others else ""
    recorded = plan.recorded
    said = f" Recorded: {recorded.text} ({recorded.source})." if recorded is not None else ""
    shares = waits(plan.measure) and swept.sweep.design == "grid"
    rare = " Cells say in how many runs it happens, where not in all; grey: not in most." if shares else ""
    return f"Median of the runs at each place{over}; {runs:,} runs of {swept.scenario.name} in all.{rare}{said}"
