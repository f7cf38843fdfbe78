"""Figures of a sensitivity analysis: screening, shares of variance, pairs, and each input on its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from simulation.chain.stock import Floats, Ints
from simulation.results.sensitivity import HIGH, LOW, LUCK, VALUE, Analysis, Indices, Screening, Tornado

from .canvas import FAINT, INK, colour, figure_of, frame, in_style, picture
from .sensitivity import Names, in_prose, named, number, title

AMOUNTS = FuncFormatter(lambda x, _: number(x))
MOST = 16
"""Inputs that a figure shows at most."""
ROW = 0.27
"""[inches] Height of an input's row."""
PAIRS = LinearSegmentedColormap.from_list("pairs", ["#f7f7f7", "#9ecae1", "#3182bd", "#08306b"])
"""From light to dark without a break, so that it reads in grey as well."""


def figures(analysis: Analysis, names: Names) -> dict[str, Figure]:
    """Every figure that has something to show, by the name of its file."""
    drawn: dict[str, Figure] = {}
    for measure, found in analysis.measures.items():
        file = measure.replace(".", "-")
        if found.screening is not None:
            drawn[f"screening-{file}"] = screening(found.screening, measure, names)
        if found.tornado is not None and found.screened.varies:
            drawn[f"tornado-{file}"] = tornado(found.tornado, measure, names)
        if found.indices is not None:
            drawn[f"indices-{file}"] = indices(found.indices, found.ranked, measure, names)
            if len(found.indices.inputs) > 2:
                drawn[f"interactions-{file}"] = interactions(found.indices, found.ranked, measure, names)
    return drawn


@in_style
def screening(found: Screening, measure: str, names: Names, ax: Axes | None = None) -> Figure:
    """Morris: the size of an input's effect against how it varies from place to place."""
    axes = picture(4.6).subplots() if ax is None else ax
    luck = found.inputs.index(LUCK)
    axes.axvline(found.size[luck], color=FAINT, linewidth=1, linestyle=(0, (4, 3)))
    for i in np.argsort(-found.size):
        shade = FAINT if i == luck else colour(0)
        axes.errorbar(
            found.size[i], found.spread[i], xerr=found.size_half_width[i], fmt="o", color=shade, markersize=5,
            elinewidth=0.8,
        )  # fmt: skip
    _label(axes, found, names)
    axes.yaxis.set_major_formatter(AMOUNTS)
    axes.xaxis.set_major_formatter(AMOUNTS)
    axes.set(xlim=(0, None), ylim=(0, None), xlabel="mu*: mean size of the effect", ylabel="sigma: how it varies")
    return _framed(
        axes,
        ax,
        f"Screening of {in_prose(measure)}",
        "Effect: change while an input goes from its 5 % to its 95 % quantile, in the unit of the measure. Lines: 95 % "
        "intervals; dashed: the noise floor. High and to the left: effects of both signs or in company only. Only the "
        "larger ones are named.",
    )


def _label(ax: Axes, found: Screening, names: Names) -> None:
    """Names of the larger effects, each on its own height."""
    order = [i for i in np.argsort(-found.size)[:MOST] if found.size[i] > 0.15 * found.size.max()]
    top = float(found.spread.max()) or 1.0
    taken: list[tuple[float, float]] = []
    for i in order:
        x, y = float(found.size[i]), float(found.spread[i])
        while any(abs(y - other) < 0.045 * top and abs(x - across) < 0.4 * found.size.max() for across, other in taken):
            y += 0.045 * top
        taken.append((x, y))
        ax.annotate(
            named(found.inputs[i], names), (found.size[i], found.spread[i]), xytext=(x, y + 0.02 * top),
            textcoords="data", fontsize=8.5, color=INK, va="bottom",
        )  # fmt: skip


@in_style
def indices(found: Indices, ranked: Sequence[str], measure: str, names: Names, ax: Axes | None = None) -> Figure:
    """What each input brings alone and with others, above the line of luck."""
    shown = [name for name in ranked if name != LUCK][:MOST]
    rows = np.arange(len(shown))[::-1]
    axes = picture(0.6 + 1.5 * ROW * len(shown)).subplots() if ax is None else ax
    places = [found.inputs.index(name) for name in shown]
    for position, (estimate, label) in enumerate(((found.first, "alone, S1"), (found.total, "with others, ST"))):
        values = estimate[places]
        axes.barh(
            rows + 0.19 - 0.38 * position, np.maximum(values[:, VALUE], 0), height=0.36, color=colour(position),
            xerr=_whiskers(values), error_kw={"elinewidth": 0.9, "ecolor": INK}, label=label,
        )  # fmt: skip
    floor = float(found.total[found.inputs.index(LUCK), VALUE])
    axes.axvline(floor, color=FAINT, linewidth=1.2, linestyle=(0, (4, 3)), label="noise floor, ST of luck")
    _rows(axes, rows, shown, names)
    axes.set_xlim(0, None)
    axes.set_xlabel("share of the variance")
    return _framed(axes, ax, f"What decides {in_prose(measure)}", "Lines: 95 % intervals.", keyed=True)


@in_style
def interactions(found: Indices, ranked: Sequence[str], measure: str, names: Names, ax: Axes | None = None) -> Figure:
    """What two inputs bring together and neither alone, as a heat map; numbers where the interval is above 0."""
    shown = [name for name in ranked if name != LUCK][:MOST]
    places = [found.inputs.index(name) for name in shown]
    n = len(shown)
    shares = np.full((n, n), np.nan)
    axes = picture(1.6 + 1.2 * ROW * n).subplots() if ax is None else ax
    for column, row in combinations(range(n), 2):
        shares[row, column] = max(found.pair(places[row], places[column])[VALUE], 0)
    darkest = max(0.02, float(np.nanmax(shares)))
    heat = axes.imshow(shares, cmap=PAIRS, vmin=0, vmax=darkest, aspect="auto")
    for column, row in combinations(range(n), 2):
        if found.pair(places[row], places[column])[LOW] > 0:
            share = shares[row, column]
            ink = "white" if share > 0.55 * darkest else INK
            axes.text(column, row, f"{share:.2f}", ha="center", va="center", fontsize=7.5, color=ink)
    axes.set_xticks(range(n - 1), [named(x, names) for x in shown[:-1]], rotation=35, ha="right")
    axes.set_yticks(range(1, n), [named(x, names) for x in shown[1:]])
    axes.tick_params(length=0, labelcolor=INK)
    axes.set(xlim=(-0.5, n - 1.5), ylim=(n - 0.5, 0.5))
    axes.grid(False)
    bar = figure_of(axes).colorbar(heat, ax=axes, pad=0.02)
    bar.set_label("S2, share of the variance")
    bar.outline.set_visible(False)
    caption = "What two inputs bring only together. A number stands where the 95 % interval lies above 0."
    return _framed(axes, ax, f"Pairs that decide {in_prose(measure)}", caption)


@in_style
def tornado(found: Tornado, measure: str, names: Names, ax: Axes | None = None) -> Figure:
    """The measure with one input low or high and all others at their medians."""
    size = np.maximum(np.abs(found.low[:, VALUE]), np.abs(found.high[:, VALUE]))
    order = np.argsort(-size, kind="stable")[:MOST]
    rows = np.arange(len(order))[::-1]
    axes = picture(0.6 + 1.2 * ROW * len(order)).subplots() if ax is None else ax
    for position, (ends, label) in enumerate(
        ((found.low, "at its 5 % quantile"), (found.high, "at its 95 % quantile"))
    ):
        values = ends[order]
        axes.barh(
            rows + 0.17 - 0.34 * position, values[:, VALUE], left=found.base, height=0.32, color=colour(position),
            xerr=_whiskers(values), error_kw={"elinewidth": 0.9, "ecolor": INK}, label=label,
        )  # fmt: skip
    axes.axvline(found.base, color=INK, linewidth=1)
    _rows(axes, rows, [found.inputs[i] for i in order], names)
    axes.set_xlabel(title(measure).lower())
    axes.xaxis.set_major_formatter(AMOUNTS)
    caption = (
        "One input moved, all others at their medians: real runs with the same luck. Upright line: all at medians. "
        "Lines: 95 % intervals of the paired difference."
    )
    return _framed(axes, ax, f"{title(measure)}, one input at a time", caption, keyed=True)


def _whiskers(values: Floats) -> Floats | None:
    """Lengths to the left and to the right; None where there are no intervals."""
    lengths = np.stack([values[:, VALUE] - values[:, LOW], values[:, HIGH] - values[:, VALUE]])
    return None if np.isnan(lengths).any() else np.maximum(lengths, 0)


def _rows(ax: Axes, rows: Ints, shown: Sequence[str], names: Names) -> None:
    ax.set_yticks(rows, [named(name, names) for name in shown])
    ax.tick_params(axis="y", length=0, labelcolor=INK)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)


def _framed(ax: Axes, given: Axes | None, heading: str, caption: str, *, keyed: bool = False) -> Figure:
    """With title, key and caption: around the axes in a figure of ours, inside them in axes of the user's own."""
    figure = figure_of(ax)
    if given is None:
        frame(figure, heading, caption.replace(" %", "\N{NO-BREAK SPACE}%"), ax if keyed else None)
    else:
        ax.set_title(heading)
        if keyed:
            ax.legend()
    return figure
