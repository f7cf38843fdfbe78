"""What all figures share: size, colours, the axis of time, and files with the same bytes for the same inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import wraps
from io import BytesIO
from pathlib import Path
from textwrap import fill
from typing import Any, ParamSpec, TypeVar

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from simulation.chain.stock import Floats
from simulation.results.ensemble import Ensemble
from simulation.results.files import put

from .wording import day, place

Ensembles = Ensemble | Sequence[Ensemble]
Given = TypeVar("Given")
Arguments = ParamSpec("Arguments")

WIDTH = 8.0
"""[inches] At 100 pixels an inch the figure fills 800 pixels and its text is still legible."""
DOTS_PER_INCH = 150
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f")
"""Told apart with every kind of colour vision (Okabe and Ito 2008)."""
INK, FAINT = "#222222", "#6b6b6b"
STYLE: Any = {
    "svg.hashsalt": "rarechain",
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": "#e4e4e4",
    "grid.linewidth": 0.8,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
}
LETTERS_PER_ROW = 105
"""Of the key, symbols counted as letters."""
LETTERS_PER_CAPTION_LINE = 115
MANY = 3
"""From so many scenarios on, only the inner band of each is drawn, so that they can be told apart."""


class Picture(Figure):
    """A figure that a notebook shows without pyplot."""

    def _repr_png_(self) -> bytes:
        return png(self)


def in_style(draw: Callable[Arguments, Given]) -> Callable[Arguments, Given]:
    """Draw with the settings of this module, whatever the user's own are."""

    @wraps(draw)
    def drawn(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Given:
        with mpl.rc_context():
            mpl.rcdefaults()
            mpl.rcParams.update(STYLE)
            return draw(*args, **kwargs)

    return drawn


def picture(height: float) -> Picture:
    """An empty figure whose axes will take ``height`` inches; :func:`frame` adds what stands around them."""
    return Picture(figsize=(WIDTH, height), layout="constrained")


def frame(figure: Figure, title: str, caption: str, keyed: Axes | None = None) -> None:
    """Title and key above the axes, caption below them; the figure grows by their height, so that nothing overlaps."""
    handles, labels = ([], []) if keyed is None else keyed.get_legend_handles_labels()
    rows = -(-sum(len(label) + 8 for label in labels) // LETTERS_PER_ROW)
    caption = fill(caption, LETTERS_PER_CAPTION_LINE)
    above, below = 0.38 + 0.24 * rows, 0.3 + 0.17 * caption.count("\n")
    height = figure.get_figheight() + above + below
    figure.set_figheight(height)
    figure.text(0.012, 1 - 0.08 / height, title, va="top", fontsize=12, fontweight="bold")
    figure.text(0.012, 0.08 / height, caption, va="bottom", fontsize=8.5, color=FAINT)
    if labels:
        key = figure.legend(
            handles, labels, loc="upper left", bbox_to_anchor=(0, 1 - 0.3 / height), ncols=-(-len(labels) // rows)
        )
        key.set_in_layout(False)
    figure.set_layout_engine("constrained", rect=(0, below / height, 1, 1 - (above + below) / height))


def png(figure: Figure) -> bytes:
    """The figure as bytes that depend on nothing but what it shows."""
    return _bytes(figure, "png", {"Software": None})


def svg(figure: Figure) -> bytes:
    return _bytes(figure, "svg", {"Date": None, "Creator": None})


def put_figures(folder: Path, figures: Mapping[str, Figure]) -> list[Path]:
    """Write each as SVG and PNG under its name; gives the PNG files."""
    for name, figure in figures.items():
        put(folder / f"{name}.svg", svg(figure))
        put(folder / f"{name}.png", png(figure))
    return [folder / f"{name}.png" for name in figures]


@in_style
def _bytes(figure: Figure, kind: str, metadata: dict[str, None]) -> bytes:
    stream = BytesIO()
    figure.savefig(stream, format=kind, dpi=DOTS_PER_INCH, metadata=metadata)
    return stream.getvalue()


def colour(position: int) -> str:
    return COLOURS[position % len(COLOURS)]


def fan(ax: Axes, x: Floats, bands: Floats, position: int, label: str, *, of: int, from_zero: bool = True) -> None:
    """Median and bands of one of ``of`` scenarios; ``bands[quantile, x]`` as ``statistics.BANDS`` lists them."""
    shade = colour(position)
    if of < MANY:
        ax.fill_between(x, bands[0], bands[4], color=shade, alpha=0.16, linewidth=0)
    ax.fill_between(x, bands[1], bands[3], color=shade, alpha=0.28, linewidth=0)
    ax.plot(x, bands[2], color=shade, linewidth=1.8, label=label)
    if from_zero:
        ax.set_ylim(bottom=0, auto=True)


def what_a_fan_is(ensembles: Sequence[Ensemble]) -> str:
    """The caption that explains a fan."""
    runs = "/".join(dict.fromkeys(str(len(e.runs)) for e in ensembles))
    bands = "Bands: 50 % and 90 %" if len(ensembles) < MANY else "Band: 50 %"
    text = f"Line: median of {runs} runs. {bands} of the runs lie inside."
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def monthly_fans(ax: Axes, of: Sequence[Ensemble], series: str, *, from_zero: bool = True) -> None:
    """A monthly series of every scenario that has it."""
    for i, ensemble in enumerate(of):
        if series in ensemble.monthly_names:
            x, name = middles(ensemble, ensemble.months), ensemble.scenario.name
            fan(ax, x, ensemble.monthly_fan(series), i, name, of=len(of), from_zero=from_zero)


def weekly_fans(ax: Axes, of: Sequence[Ensemble], series: str) -> None:
    """A weekly series of every scenario that has it."""
    for i, ensemble in enumerate(of):
        if series in ensemble.weekly_names:
            fan(ax, weeks(ensemble), ensemble.weekly_fan(series), i, ensemble.scenario.name, of=len(of))


def dots(ax: Axes, ensemble: Ensemble, months: dict[str, float], position: int, *, of: int) -> None:
    """What is recorded of the months of a scenario, if anything is; one of ``of`` shocks."""
    if not months:
        return
    label, inside = ("recorded", INK) if of == 1 else (f"{ensemble.scenario.name}, recorded", colour(position))
    x = middles(ensemble, list(months))
    ax.plot(x, list(months.values()), "o", color=INK, markerfacecolor=inside, markersize=4.5, label=label, zorder=5)


def finished(axes: Axes, given: Axes | None, title: str, caption: str) -> Figure:
    """A panel of fans with title and key: around it in a figure of ours, inside it in axes of the user's own."""
    figure = figure_of(axes)
    if given is None:
        frame(figure, title, caption, axes)
    else:
        axes.set_title(title, pad=16)
        axes.legend()
    return figure


def figure_of(ax: Axes) -> Figure:
    """The figure that axes belong to."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure


def several(ensembles: Ensembles) -> list[Ensemble]:
    """One ensemble as a list of one."""
    return [ensembles] if isinstance(ensembles, Ensemble) else list(ensembles)


def origins(of: Sequence[Ensemble]) -> str:
    """The countries of origin: China."""
    return " and ".join(dict.fromkeys(place(e.scenario.origin) for e in of))


# -- time --------------------------------------------------------------------------------------------------------------


def days_from_shock(ensemble: Ensemble, moments: Sequence[date]) -> Floats:
    """Positions on the axis of time, which counts days from the shock for every scenario."""
    return np.array([(moment - ensemble.scenario.shock).days for moment in moments], dtype=np.float64)


def middles(ensemble: Ensemble, months: Sequence[str]) -> Floats:
    """Positions of the middles of months ``YYYY-MM``."""
    return days_from_shock(ensemble, [date.fromisoformat(f"{month}-15") for month in months])


def weeks(ensemble: Ensemble) -> Floats:
    """Positions of the first days of the weeks of weekly series."""
    return days_from_shock(ensemble, [date.fromisoformat(week) for week in ensemble.weeks])


def shocks(of: Sequence[Ensemble]) -> set[date]:
    """The dates that are day 0 for some scenario."""
    return {e.scenario.shock for e in of}


def first_of_each_shock(of: Sequence[Ensemble]) -> list[tuple[int, Ensemble]]:
    """The first scenario of every shock, with its position: what is recorded belongs to a shock."""
    firsts = {e.scenario.shock: (i, e) for i, e in reversed(list(enumerate(of)))}
    return sorted(firsts.values(), key=lambda found: found[0])


def first_day(of: Sequence[Ensemble]) -> float:
    """The start of the earliest simulation."""
    return float(min((e.scenario.start - e.scenario.shock).days for e in of))


def last_day(of: Sequence[Ensemble]) -> float:
    """The end of the longest window, or of the simulation if that is sooner."""
    return float(max(min(e.scenario.window_days, (e.scenario.end - e.scenario.shock).days) for e in of))


def mark_time(
    ax: Axes, ensembles: Sequence[Ensemble], first: float, last: float, *, named: bool = True, ticks: int = 9
) -> None:
    """Day 0, and about ``ticks`` ticks that are dates where all scenarios share it, else days."""
    ax.set_xlim(first, last)
    ax.axvline(0, color=INK, linewidth=1, linestyle=(0, (4, 3)))
    if len(shocks(ensembles)) > 1:
        ax.set_xlabel("days after the shock", color=FAINT)
        return
    (shock,) = shocks(ensembles)
    ax.set_xticks([(start - shock).days for start in _month_starts(shock, first, last, ticks)])
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, i: _tick(shock + timedelta(days=round(x)), with_year=i == 0)))
    if named:
        ax.annotate(
            f"day 0: {day(shock)}", (0, 1), xycoords=("data", "axes fraction"), xytext=(0, 2),
            textcoords="offset points", ha="center", va="bottom", fontsize=8.5, color=FAINT,
        )  # fmt: skip


def _month_starts(shock: date, first: float, last: float, most: int) -> Iterator[date]:
    """First days of months between two positions, about ``most`` at most."""
    every = next(step for step in (1, 2, 3, 6, 12, 24, 60, 120) if (last - first) / (30.4 * step) <= most)
    begin, end = shock + timedelta(days=first), shock + timedelta(days=last)
    for year in range(begin.year, end.year + 1):
        for month in range(1, 13):
            start = date(year, month, 1)
            if begin <= start <= end and (12 * year + month - 1) % every == 0:
                yield start


def _tick(moment: date, *, with_year: bool) -> str:
    _, month, year = day(moment).split()
    return f"{month}\n{year if with_year or month == 'Jan' else ''}"
