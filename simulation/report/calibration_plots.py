"""Figures of a calibration: what is left of each prior, and which inputs are tied together."""

from __future__ import annotations

from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.results.calibration import Calibrated, Learnt

from .canvas import FAINT, INK, colour, frame, in_style, picture
from .sensitivity import number

COLUMNS = 4
BARS = 15
PANEL = 1.45
"""[inches] Height of a panel."""
MOST_PAIRS = 8
LETTERS = 26
"""Of a panel's title in one line."""
TALLEST = 3.0
"""[times the prior] Height of a panel, if no bar is higher: what chance does then looks small."""
TICKS = (0.05, 0.5, 0.95)


def figures(found: Calibrated) -> dict[str, Figure]:
    """Every figure that has something to show, by the name of its file."""
    drawn: dict[str, Figure] = {"marginals": marginals(found)}
    if found.pairs:
        drawn["pairs"] = pairs(found)
    return drawn


@in_style
def marginals(found: Calibrated) -> Figure:
    """The sample of each input against its prior, the best known first."""
    order = sorted(range(len(found.inputs)), key=lambda i: -found.inputs[i].contraction)
    figure, panels = _panels(len(order))
    for ax, i in zip(panels, order, strict=False):
        x = found.inputs[i]
        shade = FAINT if x.verdict == "not identified" else colour(0)
        ax.hist(found.quantiles[:, i], bins=BARS, range=(0, 1), density=True, color=shade)
        ax.axhline(1, color=INK, linewidth=1, linestyle=(0, (4, 3)))
        ax.set_title(fill(x.label, LETTERS), fontsize=8.5)
        _values_along(ax, x)
        ax.set_ylim(0, max(TALLEST, ax.get_ylim()[1]))
        ax.set_yticks([])
    frame(
        figure,
        f"What the record leaves of the priors: {found.scenario}",
        "Bars: the sample, in quantiles of the prior; dashed: the prior. Numbers: the input where its prior has its 5, "
        "50 and 95 % quantiles. Grey: not identified. By contraction, the most first.",
    )
    return figure


@in_style
def pairs(found: Calibrated) -> Figure:
    """The sample in the planes of the inputs that the record ties together."""
    shown = found.pairs[:MOST_PAIRS]
    names = [x.name for x in found.inputs]
    figure, panels = _panels(len(shown), PANEL * 1.3)
    for ax, (a, b, r) in zip(panels, shown, strict=False):
        i, j = names.index(a), names.index(b)
        ax.plot(found.quantiles[:, i], found.quantiles[:, j], ".", color=colour(0), markersize=2.5, alpha=0.6)
        ax.set_title(f"{r:+.2f}", fontsize=8.5)
        _values_along(ax, found.inputs[i])
        _values_along(ax, found.inputs[j], upright=True)
        ax.set_xlabel(fill(found.inputs[i].label, LETTERS), fontsize=7.5)
        ax.set_ylabel(fill(found.inputs[j].label, LETTERS), fontsize=7.5)
        ax.grid(False)
    frame(
        figure,
        f"Inputs that the record ties together: {found.scenario}",
        "Dots: the sample, in quantiles of the priors, where independent inputs fill the square evenly. Above: rank "
        "correlation. Numbers: the inputs where their priors have their 5, 50 and 95 % quantiles.",
    )
    return figure


def _panels(n: int, height: float = PANEL) -> tuple[Figure, list[Axes]]:
    """A grid of panels; those beyond ``n`` are left out."""
    rows = -(-n // COLUMNS)
    figure = picture(height * rows)
    panels = list(np.ravel(figure.subplots(rows, min(n, COLUMNS), squeeze=False)))
    for ax in panels[n:]:
        ax.remove()
    return figure, panels[:n]


def _values_along(ax: Axes, x: Learnt, *, upright: bool = False) -> None:
    """Quantiles of the prior, named by the values there."""
    ticks, said = list(TICKS), [number(value) for value in x.prior]
    if upright:
        ax.set(ylim=(0, 1))
        ax.set_yticks(ticks, said, fontsize=7)
    else:
        ax.set(xlim=(0, 1))
        ax.set_xticks(ticks, said, fontsize=7)
