"""Figures of trade: what leaves the country of origin, legally or not, and what buyers book."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from simulation.chain.stock import Floats
from simulation.history import beside
from simulation.results.ensemble import Ensemble
from simulation.results.trade import booked_by, exports_of

from .canvas import (
    INK,
    Ensembles,
    colour,
    dots,
    finished,
    first_day,
    first_of_each_shock,
    in_style,
    last_day,
    mark_time,
    middles,
    monthly_fans,
    origins,
    picture,
    several,
    shocks,
    what_a_fan_is,
)
from .wording import capital, customs_classes, in_text, listed, place, words

LEAKED = "leaked_exports_gross_t"
WORTH_SHOWING = 0.01
"""[share of exports] From which leakage has a figure of its own."""
DAYS_BEFORE = 365.0
"""Days before the shock with which imports begin."""
GROSS_T = StrMethodFormatter("{x:,.0f}")


@in_style
def exports(ensembles: Ensembles, ax: Axes | None = None) -> Figure:
    """Exports of the reported goods by month as fans, with the recorded months on them.

    There is a panel for each good; into axes of one's own goes the first good alone.
    """
    of = several(ensembles)
    goods = goods_exported(of) or list(of[0].scenario.reporting.goods)
    if ax is not None:
        goods = goods[:1]
    panels = [ax] if ax is not None else _stacked(len(goods))
    for panel, good in zip(panels, goods, strict=True):
        _exports_of(panel, of, good, named=panel is panels[0])
        panel.tick_params(labelbottom=panel is panels[-1])
        if len(goods) > 1:
            panel.set_title(words(good), pad=16 if panel is panels[0] else 6)
    title = f"{capital(listed([in_text(good) for good in goods]))} exports from {origins(of)} each month"
    return finished(panels[0], ax, title, f"{what_a_fan_is(of)} Counted when customs clears them.")


def _stacked(panels: int) -> list[Axes]:
    """Panels below each other with one axis of time."""
    figure = picture(3.6 if panels == 1 else 2.2 * panels)
    return list(figure.subplots(panels, 1, sharex=True, squeeze=False)[:, 0])


def _exports_of(ax: Axes, of: Sequence[Ensemble], good: str, *, named: bool) -> None:
    """One panel: the fans of a good, and its record."""
    monthly_fans(ax, of, exports_of(good))
    for i, ensemble in first_of_each_shock(of):
        dots(ax, ensemble, beside.exports(ensemble, good), i, of=len(shocks(of)))
    ax.set_ylabel("gross t a month")
    ax.yaxis.set_major_formatter(GROSS_T)
    mark_time(ax, of, first_day(of), last_day(of), named=named)
    ax.set_ylim(bottom=0)


def goods_exported(of: Sequence[Ensemble]) -> list[str]:
    """Reported goods that leave some origin."""
    goods = dict.fromkeys(good for e in of for good in e.scenario.reporting.goods)
    return [g for g in goods if any(exports_of(g) in e.monthly_names and e.monthly(exports_of(g)).any() for e in of)]


# -- imports -----------------------------------------------------------------------------------------------------------


@in_style
def imports(ensembles: Ensembles, ax: Axes | None = None, *, region: str = "japan") -> Figure:
    """What a region books from the country of origin, by month, with the recorded months of Japan."""
    of = several(ensembles)
    axes = picture(3.6).subplots() if ax is None else ax
    for series in dict.fromkeys(booked_by(e.scenario, region) for e in of):
        monthly_fans(axes, of, series)
    mean = _record_of_japan(axes, of) if region == "japan" else ""
    axes.set_ylabel("gross t a month")
    axes.yaxis.set_major_formatter(GROSS_T)
    mark_time(axes, of, max(first_day(of), -DAYS_BEFORE), last_day(of))
    axes.set_ylim(bottom=0)
    title = f"{capital(customs_classes(of))} that {place(region)} books from {origins(of)} each month"
    return finished(axes, ax, title, f"{what_a_fan_is(of)}{mean}")


def _record_of_japan(ax: Axes, of: Sequence[Ensemble]) -> str:
    """Draw what is recorded of Japan; what the caption must add to it."""
    said = ""
    for i, ensemble in first_of_each_shock(of):
        dots(ax, ensemble, beside.japan_imports(ensemble), i, of=len(shocks(of)))
        before = beside.japan_imports_before(ensemble)
        if before:
            ax.plot(middles(ensemble, list(before)), list(before.values()), color=INK, linewidth=1.2, zorder=5)
            said = " Black line: recorded mean of January to August 2010."
    return said


# -- leakage -----------------------------------------------------------------------------------------------------------


def leaks(ensemble: Ensemble) -> bool:
    """Whether leakage is worth a figure in some whole year."""
    if not ensemble.whole_years or LEAKED not in ensemble.monthly_names:
        return False
    legal, leaked = ensemble.yearly_fan(_legal(ensemble))[2], ensemble.yearly_fan(LEAKED)[2]
    return bool((leaked > WORTH_SHOWING * (legal + leaked)).any())


def _legal(ensemble: Ensemble) -> str:
    return exports_of(ensemble.scenario.reporting.customs_class)


@in_style
def leakage(ensembles: Ensembles, ax: Axes | None = None) -> Figure:
    """Legal and leaked exports by year as stacked bars with the 5 to 95 % range of each, and the official figures."""
    of = [e for e in several(ensembles) if e.whole_years]
    axes = picture(3.4).subplots() if ax is None else ax
    places = _places(of)
    width = 0.8 / max(sum(year in e.whole_years for e in of) for year in places)
    for i, ensemble in enumerate(of):
        _bars(axes, ensemble, np.array([places[y] + _beside(of, i, y) * width for y in ensemble.whole_years]), width, i)
    recorded = [r for _, e in first_of_each_shock(of) for r in beside.rare_earth_exports(e)]
    if recorded:
        at, official = [places[year] for year, _ in recorded], [t for _, t in recorded]
        axes.errorbar(at, official, fmt="o", color=INK, markersize=4.5, label="recorded official exports", zorder=5)
    axes.set_xticks(list(places.values()), list(places))
    axes.tick_params(axis="x", length=0)
    axes.set_ylabel("gross t a year")
    axes.yaxis.set_major_formatter(GROSS_T)
    caption = (
        f"Medians; whiskers: 5 to 95 % of the runs. Legal: {customs_classes(of)}, as customs clears them. "
        "Leaked: all goods on illicit routes."
    )
    return finished(axes, ax, f"What leaves {origins(of)} legally and what leaks", caption)


def _places(of: Sequence[Ensemble]) -> dict[str, float]:
    """Where each year stands: side by side, with a gap where years are left out."""
    years = sorted({year for e in of for year in e.whole_years})
    gaps = np.cumsum([0.0, *(0.5 * (int(b) - int(a) > 1) for a, b in pairwise(years))])
    return {year: i + float(gaps[i]) for i, year in enumerate(years)}


def _beside(of: Sequence[Ensemble], position: int, year: str) -> float:
    """How many bars a scenario's bar stands from the middle of its year."""
    here = [i for i, e in enumerate(of) if year in e.whole_years]
    return here.index(position) - (len(here) - 1) / 2


def _bars(ax: Axes, ensemble: Ensemble, x: Floats, width: float, position: int) -> None:
    legal, leaked = ensemble.yearly_fan(_legal(ensemble)), ensemble.yearly_fan(LEAKED)
    shade, name, wide = colour(position), ensemble.scenario.name, 0.92 * width
    ax.bar(x, legal[2], wide, color=shade, alpha=0.35, linewidth=0, label=f"{name}: legal")
    ax.bar(x, leaked[2], wide, bottom=legal[2], color=shade, linewidth=0, label=f"{name}: leaked")
    for offset, bottom, fan in ((-0.12, 0.0, legal), (0.12, legal[2], leaked)):
        ends = bottom + fan[4]
        ax.vlines(x + offset * width, bottom + fan[0], ends, color=INK, linewidth=1.2, zorder=4)
