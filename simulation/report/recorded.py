"""A figure for each recorded series: the record on the fan."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.history.question import Range, Role
from simulation.history.series import Recorded
from simulation.results.ensemble import Ensemble

from .canvas import INK, finished, in_style, mark_time, middles, monthly_fans, picture, put_figures, what_a_fan_is
from .trade import GROSS_T

MARKS: dict[Role, tuple[str, str]] = {
    "fit": ("o", INK), "own test": ("D", "white"), "score": ("s", "white"), "shown": ("x", INK),
    "own data": ("^", "white"),
}  # fmt: skip
"""Marker and its inside, by role."""
HEADROOM = 1.08
"""[times the highest value] Height of the axis."""
WHOLE = 10.0
"""From so much on, ticks are whole numbers."""
MARGIN_DAYS = 200.0
"""Simulated days that are drawn before the first and after the last recorded month."""


def record_figures(ensemble: Ensemble, series: Iterable[Recorded]) -> dict[str, Figure]:
    """A figure for each recorded series that the ensemble has, by the name of its file."""
    return {
        f"{_kind(recorded)}-{recorded.name}": record_on_fan(ensemble, recorded)
        for recorded in series
        if recorded.name in ensemble.monthly_names and set(recorded.months) & set(ensemble.months)
    }


def _kind(recorded: Recorded) -> str:
    return "observed" if "own data" in recorded.roles.values() else "record"


def write_record_figures(folder: Path, ensemble: Ensemble, series: Iterable[Recorded]) -> list[Path]:
    """Write them as PNG and SVG; gives the PNG files."""
    return put_figures(folder, record_figures(ensemble, series))


@in_style
def record_on_fan(ensemble: Ensemble, recorded: Recorded, ax: Axes | None = None) -> Figure:
    """A monthly series as a fan, and what is recorded of it by role; bars are ranges in which sources disagree."""
    axes = picture(3.4).subplots() if ax is None else ax
    monthly_fans(axes, [ensemble], recorded.name)
    for role in dict.fromkeys(recorded.roles.values()):
        _dots(axes, ensemble, recorded.of(role), role)
    first, last = _span(ensemble, recorded)
    mark_time(axes, [ensemble], first, last)
    highest = _highest(ensemble, recorded, first, last)
    axes.set_ylim(0, HEADROOM * highest or 1)
    if highest >= WHOLE:
        axes.yaxis.set_major_formatter(GROSS_T)
    proxy = f" Recorded is {recorded.proxy}." if recorded.proxy else ""
    return finished(axes, ax, f"Recorded and simulated: {recorded.name}", f"{what_a_fan_is([ensemble])}{proxy}")


def _dots(axes: Axes, ensemble: Ensemble, months: dict[str, Range], role: Role) -> None:
    known = {month: ends for month, ends in months.items() if month in ensemble.months}
    if not known:
        return
    low, high = np.array(list(known.values())).T
    marker, inside = MARKS[role]
    axes.errorbar(
        middles(ensemble, list(known)), (low + high) / 2, yerr=(high - low) / 2, fmt=marker, color=INK,
        markerfacecolor=inside, markersize=5, elinewidth=1.2, label=f"recorded: {role}", zorder=5,
    )  # fmt: skip


def _span(ensemble: Ensemble, recorded: Recorded) -> tuple[float, float]:
    """Positions between which the figure is drawn: around the recorded months, and not beyond what is simulated."""
    known = middles(ensemble, [month for month in recorded.months if month in ensemble.months])
    simulated = middles(ensemble, ensemble.months)
    return max(known.min() - MARGIN_DAYS, simulated[0]), min(known.max() + MARGIN_DAYS, simulated[-1])


def _highest(ensemble: Ensemble, recorded: Recorded, first: float, last: float) -> float:
    x = middles(ensemble, ensemble.months)
    fan = ensemble.monthly_fan(recorded.name)[:, (first <= x) & (x <= last)]
    return float(np.nanmax([np.nanmax(fan), *(high for _, high in recorded.months.values())]))
