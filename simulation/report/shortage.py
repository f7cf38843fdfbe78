"""Figures of who runs short: stopped lines, the desk's backlog and the stocks that are left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, StrMethodFormatter

from simulation.chain.stock import Floats
from simulation.results.ensemble import Ensemble

from .canvas import (
    FAINT,
    INK,
    Ensembles,
    figure_of,
    finished,
    frame,
    in_style,
    last_day,
    mark_time,
    picture,
    several,
    shocks,
    weekly_fans,
    weeks,
    what_a_fan_is,
)
from .wording import day, makers_called, outside, percent, place, words

BACKLOG = "licence_backlog"
STOPPED = "output_stopped_share_"
COVER = "parts_cover_days_"
UNMET = "unmet_share_abroad_"
SEEN = 0.005
"""[share of demand] From which want has a figure of its own."""
WEEKS_BEFORE = 8
"""Weeks before the shock with which these figures begin."""
HEAT = LinearSegmentedColormap.from_list("stops", ["#f7f7f7", "#fdcc8a", "#fc8d59", "#b30000", "#4a0000"])
"""From light to dark without a break, so that it reads in grey as well."""


@in_style
def stops(ensembles: Ensembles, ax: Axes | None = None) -> Figure:
    """Calendar of stops: the share of normal vehicle output of each region that stands still, mean of all runs."""
    of = several(ensembles)
    calendar = Calendar(STOPPED, regions_that_may_stop(of), place, "no line stops")
    caption = "Colour: share of a region's normal output of the week that is down, mean of all runs."
    return _calendars(of, calendar, "When and where car lines stand still", caption, ax)


@in_style
def unmet(ensembles: Ensembles, ax: Axes | None = None) -> Figure:
    """Calendar of want: the share of each industry's demand outside the origin that is not met, mean of all runs."""
    of = several(ensembles)
    calendar = Calendar(UNMET, industries_that_lack(of), words, "no demand is unmet")
    caption = f"Colour: share of demand {outside(of[0])} of the week that is not met, mean of all runs."
    return _calendars(of, calendar, f"What industries {outside(of[0])} lack, and when", caption, ax)


@dataclass(frozen=True)
class Calendar:
    """What a calendar shows: weekly shares named ``series`` and a row, a row each; what it says if all are 0."""

    series: str
    rows: Sequence[str]
    name: Callable[[str], str]
    nothing: str


def _calendars(of: Sequence[Ensemble], calendar: Calendar, title: str, caption: str, ax: Axes | None) -> Figure:
    """A calendar a scenario, below each other, with one scale of colours."""
    shares = [_mean_by_week(e, calendar.series, calendar.rows) for e in of]
    top = max(0.01, *(float(s.max(initial=0.0)) for s in shares))
    figure = picture(len(of) * (0.5 + max(1.0, 0.26 * len(calendar.rows))) + 0.3) if ax is None else figure_of(ax)
    panels = figure.subplots(len(of), 1, sharex=True, squeeze=False)[:, 0] if ax is None else np.array([ax])
    for panel, ensemble, share in zip(panels, of, shares, strict=True):
        heat = _calendar(panel, ensemble, calendar, share, top)
        mark_time(panel, of, -7.0 * WEEKS_BEFORE, last_day(of), named=panel is panels[0])
        _name(panel, ensemble, of, topmost=panel is panels[0], lowest=panel is panels[-1])
    bar = figure.colorbar(
        heat, ax=list(panels), pad=0.02, aspect=15 + 10 * len(of), format=FuncFormatter(lambda x, _: percent(x))
    )
    bar.outline.set_visible(False)
    if ax is None:
        frame(figure, title, caption)
    return figure


def _calendar(ax: Axes, ensemble: Ensemble, calendar: Calendar, share: Floats, top: float) -> QuadMesh:
    """One panel: a row a region or an industry, a column a week."""
    starts = weeks(ensemble)
    edges, rows = np.append(starts, starts[-1] + 7), np.arange(len(calendar.rows) + 1)
    heat = ax.pcolormesh(edges, rows, share, cmap=HEAT, vmin=0, vmax=top, rasterized=True)
    ax.set_yticks(rows[:-1] + 0.5, [calendar.name(row) for row in calendar.rows])
    ax.tick_params(axis="y", length=0, labelcolor=INK)
    ax.invert_yaxis()
    ax.grid(False)
    for boundary in rows[1:-1]:
        ax.axhline(boundary, color="white", linewidth=1.5)
    if not share.any():
        plain = {"facecolor": HEAT(0.0), "linewidth": 0}
        ax.text(0.5, 0.5, calendar.nothing, transform=ax.transAxes, ha="center", va="center", color=FAINT, bbox=plain)
    return heat


def _name(ax: Axes, ensemble: Ensemble, of: Sequence[Ensemble], *, topmost: bool, lowest: bool) -> None:
    """The title of a panel; where scenarios have shocks of their own, it says which day is day 0."""
    name = ensemble.scenario.name
    if len(shocks(of)) > 1:
        ax.set_title(f"{name}: day 0 is {day(ensemble.scenario.shock)}", pad=6)
    else:
        ax.set_title(name, pad=16 if topmost else 6)
    if not lowest:
        ax.set_xlabel("")


@in_style
def backlog(ensembles: Ensembles, ax: Axes | None = None) -> Figure:
    """Licence files that wait for a decision, as a fan by week."""
    of = several(ensembles)
    axes = picture(3.4).subplots() if ax is None else ax
    weekly_fans(axes, of, BACKLOG)
    axes.set_ylabel("files at the desk")
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    mark_time(axes, of, -7.0 * WEEKS_BEFORE, last_day(of))
    axes.set_ylim(bottom=0)
    return finished(axes, ax, "Licence applications that wait for a decision", what_a_fan_is(of))


@in_style
def cover(ensembles: Ensembles) -> Figure:
    """How long the stock on site would last the median maker of each region abroad, as fans by week."""
    of = several(ensembles)
    regions = regions_with_cover(of)
    columns = min(3, len(regions))
    rows = -(-len(regions) // columns)
    figure = picture(0.6 + 1.6 * rows)
    panels = figure.subplots(rows, columns, sharex=True, squeeze=False).flatten()
    lowest = range(max(0, len(regions) - columns), len(regions))
    for i, (panel, region) in enumerate(zip(panels, regions, strict=False)):
        weekly_fans(panel, of, COVER + region)
        mark_time(panel, of, -7.0 * WEEKS_BEFORE, last_day(of), named=False)
        panel.set_title(place(region))
        panel.tick_params(labelbottom=i in lowest)
        if i not in lowest:
            panel.set_xlabel("")
    for panel in panels[len(regions) :]:
        panel.set_visible(False)
    for panel in panels[::columns]:
        panel.set_ylabel("days of use")
    scales = "Each panel has its own scale. " if len(regions) > 1 else ""
    caption = f"Median firm, main input; dashed line: day 0. {scales}{what_a_fan_is(of)}"
    frame(figure, f"How long the stocks of {makers_called(of)} would last", caption, panels[0])
    return figure


def regions_that_may_stop(ensembles: Sequence[Ensemble]) -> list[str]:
    """Regions abroad, and the origin if a line stops there."""
    regions, origin = _rows(ensembles, STOPPED), ensembles[0].scenario.origin
    at_home = origin in regions and any(_mean_by_week(e, STOPPED, [origin]).any() for e in ensembles)
    return [r for r in regions if r != origin or at_home]


def industries_that_lack(ensembles: Sequence[Ensemble]) -> list[str]:
    """All industries with demand abroad, if any of them ever lacks enough to be seen."""
    industries = _rows(ensembles, UNMET)
    seen = any(_mean_by_week(e, UNMET, industries).max(initial=0.0) > SEEN for e in ensembles)
    return industries if seen else []


def regions_with_cover(ensembles: Sequence[Ensemble]) -> list[str]:
    """Regions abroad with makers whose cover is recorded."""
    return [r for r in _rows(ensembles, COVER) if r != ensembles[0].scenario.origin]


def _rows(ensembles: Sequence[Ensemble], series: str) -> list[str]:
    """What a weekly series exists for, the country of origin last."""
    names = dict.fromkeys(n.removeprefix(series) for e in ensembles for n in e.weekly_names if n.startswith(series))
    return sorted(names, key=lambda name: name == ensembles[0].scenario.origin)


def _mean_by_week(ensemble: Ensemble, series: str, rows: Sequence[str]) -> Floats:
    """``[row, week]``, 0 where a scenario has no such row."""
    nothing = np.zeros(len(ensemble.weeks))
    known = ensemble.weekly_names
    return np.array([ensemble.weekly(series + r).mean(axis=0) if series + r in known else nothing for r in rows])
