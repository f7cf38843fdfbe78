"""Figures of one ensemble, or of several side by side. All of them can be drawn into axes of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from statistics import median

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, StrMethodFormatter

from simulation.chain.stock import Floats
from simulation.history import record
from simulation.results.ensemble import Ensemble

from .canvas import FAINT, INK, days_from_shock, fan, frame, in_style, mark_time, picture, what_a_fan_is
from .wording import percent, place

Ensembles = Ensemble | Sequence[Ensemble]

MAGNET_EXPORTS = "magnet_exports_gross_t"
BACKLOG = "licence_backlog"
STOPPED = "output_stopped_share_"
COVER = "parts_cover_days_"
WEEKS_BEFORE = 8
"""Weeks before the shock with which a calendar of stops begins."""
HEAT = LinearSegmentedColormap.from_list("stops", ["#f7f7f7", "#fdcc8a", "#fc8d59", "#b30000", "#4a0000"])
"""From light to dark without a break, so that it reads in grey as well."""


def figures(ensembles: Ensembles) -> dict[str, Figure]:
    """Every figure that has something to show, by the name of its file."""
    of = [e for e in _several(ensembles) if e.runs]
    drawn: dict[str, Figure] = {}
    if not of:
        return drawn
    if any(e.monthly(MAGNET_EXPORTS).any() for e in of):
        drawn["exports"] = exports(of)
    if _regions_that_may_stop(of):
        drawn["stops"] = stops(of)
    if any(e.weekly(BACKLOG).any() for e in of):
        drawn["backlog"] = backlog(of)
    if _regions_with_cover(of):
        drawn["cover"] = cover(of)
    return drawn


@in_style
def exports(ensembles: Ensembles, ax: Axes | None = None) -> Figure:
    """Magnet exports by month as a fan, with the recorded months on it."""
    of = _several(ensembles)
    axes = picture(3.6).subplots() if ax is None else ax
    for i, ensemble in enumerate(of):
        fan(
            axes,
            _middles(ensemble, ensemble.months),
            ensemble.monthly_fan(MAGNET_EXPORTS),
            i,
            ensemble.scenario.name,
            of=len(of),
        )
    months = recorded_months(of[0])
    if months:
        axes.plot(
            _middles(of[0], list(months)),
            list(months.values()),
            "o",
            color=INK,
            markersize=4.5,
            label="recorded",
            zorder=5,
        )
    axes.set_ylabel("gross t a month")
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    mark_time(axes, of, min((e.scenario.start - e.scenario.shock).days for e in of), _last_day(of))
    title = f"Magnets exported from {place(of[0].scenario.origin)} each month"
    return _finished(axes, ax, title, f"{what_a_fan_is(of)} Counted when customs clears them.")


def _middles(ensemble: Ensemble, months: Sequence[str]) -> Floats:
    return days_from_shock(ensemble, [date.fromisoformat(f"{month}-15") for month in months])


def recorded_months(ensemble: Ensemble) -> dict[str, float]:
    """Recorded magnet exports of the simulated months; none for a world of another size, such as a toy."""
    simulated = dict(zip(ensemble.months, ensemble.monthly_fan(MAGNET_EXPORTS)[2].tolist(), strict=True))
    months = {m: t for m, t in record.magnet_exports().items() if m in simulated}
    calm = [m for m in months if m < f"{ensemble.scenario.shock:%Y-%m}"] if ensemble.scenario.origin == "china" else []
    if not calm:
        return {}
    ratio = median(simulated[m] for m in calm) / median(months[m] for m in calm)
    return months if 0.5 < ratio < 2 else {}


@in_style
def stops(ensembles: Ensembles, ax: Axes | None = None) -> Figure:
    """Calendar of stops: the share of normal vehicle output of each region that stands still, mean of all runs."""
    of = _several(ensembles)
    regions = _regions_that_may_stop(of)
    shares = [_mean_by_week(e, regions) for e in of]
    top = max(0.01, *(float(s.max(initial=0.0)) for s in shares))
    figure = picture(len(of) * (0.5 + max(1.0, 0.26 * len(regions))) + 0.3) if ax is None else _figure_of(ax)
    panels = figure.subplots(len(of), 1, sharex=True, squeeze=False)[:, 0] if ax is None else np.array([ax])
    for panel, ensemble, share in zip(panels, of, shares, strict=True):
        heat = _calendar(panel, ensemble, regions, share, top)
        mark_time(panel, of, -7.0 * WEEKS_BEFORE, _last_day(of), named=panel is panels[0])
        panel.set_title(ensemble.scenario.name, pad=16 if panel is panels[0] else 6)
    bar = figure.colorbar(
        heat, ax=list(panels), pad=0.02, aspect=15 + 10 * len(of), format=FuncFormatter(lambda x, _: percent(x))
    )
    bar.outline.set_visible(False)
    if ax is None:
        caption = "Colour: share of a region's normal output of the week that is down, mean of all runs."
        frame(figure, "When and where car lines stand still", caption)
    return figure


def _calendar(ax: Axes, ensemble: Ensemble, regions: Sequence[str], share: Floats, top: float) -> QuadMesh:
    """One panel: a row a region, a column a week."""
    weeks = days_from_shock(ensemble, [date.fromisoformat(week) for week in ensemble.weeks])
    edges, rows = np.append(weeks, weeks[-1] + 7), np.arange(len(regions) + 1)
    heat = ax.pcolormesh(edges, rows, share, cmap=HEAT, vmin=0, vmax=top, rasterized=True)
    ax.set_yticks(rows[:-1] + 0.5, [place(r) for r in regions])
    ax.tick_params(axis="y", length=0, labelcolor=INK)
    ax.invert_yaxis()
    ax.grid(False)
    for boundary in rows[1:-1]:
        ax.axhline(boundary, color="white", linewidth=1.5)
    if not share.any():
        plain = {"facecolor": HEAT(0.0), "linewidth": 0}
        ax.text(0.5, 0.5, "no line stops", transform=ax.transAxes, ha="center", va="center", color=FAINT, bbox=plain)
    return heat


@in_style
def backlog(ensembles: Ensembles, ax: Axes | None = None) -> Figure:
    """Licence files that wait for a decision, as a fan by week."""
    of = _several(ensembles)
    axes = picture(3.4).subplots() if ax is None else ax
    _weekly_fans(axes, of, BACKLOG)
    axes.set_ylabel("files at the desk")
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    mark_time(axes, of, -7.0 * WEEKS_BEFORE, _last_day(of))
    return _finished(axes, ax, "Licence applications that wait for a decision", what_a_fan_is(of))


@in_style
def cover(ensembles: Ensembles) -> Figure:
    """How long the magnets on site would last the median parts maker of each region abroad, as fans by week."""
    of = _several(ensembles)
    regions = _regions_with_cover(of)
    columns = min(3, len(regions))
    rows = -(-len(regions) // columns)
    figure = picture(0.6 + 1.6 * rows)
    panels = figure.subplots(rows, columns, sharex=True, squeeze=False).flatten()
    for panel, region in zip(panels, regions, strict=False):
        _weekly_fans(panel, of, COVER + region)
        mark_time(panel, of, -7.0 * WEEKS_BEFORE, _last_day(of), named=False)
        panel.set_title(place(region))
    for panel in panels[len(regions) :]:
        panel.set_visible(False)
    for panel in panels[max(0, len(regions) - columns) : len(regions)]:
        panel.tick_params(labelbottom=True)
    for panel in panels[::columns]:
        panel.set_ylabel("days of use")
    scales = "Each panel has its own scale. " if len(regions) > 1 else ""
    caption = f"Median firm, scarcest magnet; dashed line: day 0. {scales}{what_a_fan_is(of)}"
    frame(figure, "How long the magnets that parts makers hold would last", caption, panels[0])
    return figure


def _weekly_fans(ax: Axes, of: Sequence[Ensemble], series: str) -> None:
    for i, ensemble in enumerate(of):
        if series in ensemble.weekly_names:
            weeks = days_from_shock(ensemble, [date.fromisoformat(week) for week in ensemble.weeks])
            fan(ax, weeks, ensemble.weekly_fan(series), i, ensemble.scenario.name, of=len(of))


def _several(ensembles: Ensembles) -> list[Ensemble]:
    return [ensembles] if isinstance(ensembles, Ensemble) else list(ensembles)


def _regions(ensembles: Sequence[Ensemble], series: str) -> list[str]:
    """Regions for which a weekly series exists, the country of origin last."""
    names = dict.fromkeys(n.removeprefix(series) for e in ensembles for n in e.weekly_names if n.startswith(series))
    return sorted(names, key=lambda name: name == ensembles[0].scenario.origin)


def _regions_that_may_stop(ensembles: Sequence[Ensemble]) -> list[str]:
    """Regions abroad, and the origin if a line stops there."""
    regions, origin = _regions(ensembles, STOPPED), ensembles[0].scenario.origin
    at_home = origin in regions and any(_mean_by_week(e, [origin]).any() for e in ensembles)
    return [r for r in regions if r != origin or at_home]


def _regions_with_cover(ensembles: Sequence[Ensemble]) -> list[str]:
    return [r for r in _regions(ensembles, COVER) if r != ensembles[0].scenario.origin]


def _mean_by_week(ensemble: Ensemble, regions: Sequence[str]) -> Floats:
    """``[region, week]``, 0 where a scenario has no such region."""
    nothing = np.zeros(len(ensemble.weeks))
    known = ensemble.weekly_names
    return np.array([ensemble.weekly(STOPPED + r).mean(axis=0) if STOPPED + r in known else nothing for r in regions])


def _figure_of(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure


def _finished(axes: Axes, given: Axes | None, title: str, caption: str) -> Figure:
    """A panel of fans with title and key: around it in a figure of ours, inside it in axes of the user's own."""
    axes.set_ylim(bottom=0)
    figure = _figure_of(axes)
    if given is None:
        frame(figure, title, caption, axes)
    else:
        axes.set_title(title, pad=16)
        axes.legend()
    return figure


def _last_day(of: Sequence[Ensemble]) -> float:
    """The end of the longest window, or of the simulation if that is sooner."""
    return float(max(min(e.scenario.window_days, (e.scenario.end - e.scenario.shock).days) for e in of))
