"""The months after those that are used to fit a scenario, as tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from simulation.history.outlook import Outlook
from simulation.history.question import Unit
from simulation.results.ensemble import Ensemble
from simulation.results.statistics import Figures

from .sheet import Sheet
from .wording import amounts, percents, place

SAID: dict[Unit, Callable[[Figures], str]] = {"t": amounts, "share": percents}


def outlook_sheets(ensemble: Ensemble, found: Sequence[Outlook]) -> list[Sheet]:
    """A table for each group of series."""
    return [_sheet(ensemble, outlook) for outlook in found]


def _sheet(ensemble: Ensemble, outlook: Outlook) -> Sheet:
    group, say = outlook.group, SAID[outlook.group.unit]
    known = next(iter(outlook.figures.values()))
    series = {_heading(heading): name for heading, name in group.series.items() if name in known}
    return Sheet(
        title=f"{ensemble.scenario.name}, after the record: {group.title}",
        columns=("", "Standing", *series),
        rows=tuple(
            (label, outlook.standing(label), *(say(figures[name]) for name in series.values()))
            for label, figures in outlook.figures.items()
        ),
        note=f"Median (5 to 95 % of {len(ensemble.runs)} runs). Series: {', '.join(series.values())}.",
    )


def _heading(heading: str) -> str:
    """A region as a reader calls it; other headings say what they are."""
    return place(heading) if heading.islower() and " " not in heading and heading != "all" else heading
