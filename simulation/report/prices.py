"""Figures of prices inside and outside the country of origin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

from simulation.results.ensemble import Ensemble

from .canvas import (
    FAINT,
    Ensembles,
    colour,
    fan,
    frame,
    in_style,
    last_day,
    mark_time,
    middles,
    origins,
    picture,
    several,
    what_a_fan_is,
)
from .wording import words

MOVED = 1.1
"""Highest over lowest median price abroad from which prices have a figure of their own."""
DAYS_BEFORE, TICKS = 180.0, 6
COLUMNS = 3


def materials_that_move(of: Sequence[Ensemble]) -> list[str]:
    """Priced materials, if the price of any of them moves abroad."""
    before, after = _series("outside", "|").split("|")
    told = [name for e in of for name in e.monthly_names if name.startswith(before)]
    priced = list(dict.fromkeys(name.removeprefix(before).removesuffix(after) for name in told))
    return priced if any(_moves(e, m) for e in of for m in priced) else []


def _moves(ensemble: Ensemble, material: str) -> bool:
    if _series("outside", material) not in ensemble.monthly_names:
        return False
    median = ensemble.monthly_fan(_series("outside", material))[2]
    return bool(median.max() > MOVED * median.min())


def _series(side: str, material: str) -> str:
    return f"price_{side}_{material}_usd_per_kg"


@in_style
def prices(ensembles: Ensembles) -> Figure:
    """Prices by month: abroad as fans, in the country of origin as dashed medians; a panel a material."""
    of = several(ensembles)
    materials = materials_that_move(of)
    columns = min(COLUMNS, len(materials))
    rows = -(-len(materials) // columns)
    figure = picture(2.5 * rows)
    panels = figure.subplots(rows, columns, squeeze=False).flatten()
    for panel in panels[len(materials) :]:
        panel.set_visible(False)
    for panel in panels[::columns]:
        panel.set_ylabel("USD/kg, logarithmic")
    for panel, material in zip(panels, materials, strict=False):
        for i, ensemble in enumerate(of):
            _both_sides(panel, ensemble, material, i, of=len(of))
        mark_time(panel, of, -DAYS_BEFORE, last_day(of), named=False, ticks=TICKS)
        _in_ratios(panel)
        panel.set_title(words(material))
    panels[0].plot([], [], "--", color=FAINT, label=f"inside {origins(of)}")
    sides = f"Fans: abroad; dashed lines: median inside {origins(of)}."
    caption = f"{sides} Each panel has its own scale. {what_a_fan_is(of)}"
    frame(figure, f"Prices abroad and inside {origins(of)} by month", caption, panels[0])
    return figure


def _both_sides(ax: Axes, ensemble: Ensemble, material: str, position: int, *, of: int) -> None:
    if _series("outside", material) not in ensemble.monthly_names:
        return
    x, shown = middles(ensemble, ensemble.months), _shown(ensemble)
    outside, inside = (ensemble.monthly_fan(_series(side, material)) for side in ("outside", "inside"))
    fan(ax, x[shown], outside[:, shown], position, ensemble.scenario.name, of=of, from_zero=False)
    ax.plot(x[shown], inside[2][shown], "--", color=colour(position), linewidth=1.3)


def _shown(ensemble: Ensemble) -> slice:
    """The months within the figure, so that its scale is theirs."""
    x = middles(ensemble, ensemble.months)
    inside = np.flatnonzero((x >= -DAYS_BEFORE - 31) & (x <= last_day([ensemble]) + 31))
    return slice(int(inside[0]), int(inside[-1]) + 1)


def _in_ratios(ax: Axes) -> None:
    ax.set_yscale("log")
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.yaxis.set_minor_formatter(NullFormatter())
