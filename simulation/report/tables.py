"""Tables of results for a reader who knows neither the program nor its measures: terminal and page share them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulation.history.stops import FIRST_STOPS, SHOCK
from simulation.results.ensemble import Ensemble
from simulation.results.statistics import Figures

from .wording import NOTHING, amounts, chance, day, percent, percents, place, ratios, waiting, words, worst

if TYPE_CHECKING:
    from rich.console import Console

Say = Callable[[Figures], str]


@dataclass(frozen=True)
class Sheet:
    """A table in words: the first cell of a row says what the row is; a row of one cell heads those below it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


def sheets(ensembles: Sequence[Ensemble]) -> list[Sheet]:
    """All tables of one scenario or of several beside each other."""
    figures = [e.measures for e in ensembles]
    return [
        s
        for s in (_measures(ensembles, figures), _first_stops(ensembles, figures), _industries(ensembles, figures))
        if s
    ]


def show(console: Console, sheet: Sheet) -> None:
    """Print a table."""
    from rich import box
    from rich.padding import Padding
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, title=sheet.title, title_justify="left", title_style="bold", pad_edge=False)
    for i, column in enumerate(sheet.columns):
        table.add_column(column, justify="left", min_width=24 if i == 0 else 14, overflow="fold")
    for row in sheet.rows:
        table.add_row(*row, style="bold" if len(row) == 1 else "")
    console.print(table)
    console.print(Padding(sheet.note, (0, 0, 1, 0)), style="dim")


# -- measures ----------------------------------------------------------------------------------------------------------


def _measures(ensembles: Sequence[Ensemble], figures: list[dict[str, Any]]) -> Sheet:
    first = ensembles[0]
    threshold = percent(first.scenario.shortage_threshold)
    outside = f"outside {place(first.scenario.origin)}"
    rows: list[tuple[str, ...]] = []
    for heading, measures in _chapters(threshold, outside):
        said = [(title, *(_say(say, f["measures"], name) for f in figures)) for title, name, say in measures]
        known = [row for row in said if any(cell != NOTHING for cell in row[1:])]
        rows += [(heading,), *known] if known else []
    return Sheet(
        title="What happens",
        columns=("Median (5 to 95 % of runs)", *(f"{e.scenario.name}\n{_runs(e)}" for e in ensembles)),
        rows=tuple(rows),
        note=_legend(ensembles),
    )


def _chapters(threshold: str, outside: str) -> list[tuple[str, list[tuple[str, str, Say]]]]:
    """The rows: what a reader asks, the measure that answers, and how it is said."""
    return [
        (
            f"Car lines {outside}",
            [
                ("Chance that any line stops", "any_stop", chance),
                ("First line stops, day", "days_to_first_stop", waiting),
                ("Lines that stop at least once", "lines_stopped_share", percents),
                ("Output down on the worst day", "output_stopped_share", percents),
            ],
        ),
        (
            f"Shortage of cars built {outside}",
            [
                (f"{threshold} of output is down, day", "days_to_shortage", waiting),
                ("1 % of output is down, day", "days_to_shortage_1pct", waiting),
                ("5 % of output is down, day", "days_to_shortage_5pct", waiting),
                (f"Chance that {threshold} is down by day 60", "shortage_within_60_days", chance),
                ("Output back at 95 % for four weeks, day", "time_to_recover_days", _recovery),
                ("Vehicles not built", "vehicles_lost", amounts),
                ("Vehicles not built, mean of the worst 5 % of runs", "vehicles_lost", worst),
            ],
        ),
        (
            f"Parts makers {outside}",
            [
                ("First parts maker stops, day", "days_to_first_parts_stop", waiting),
                ("Parts makers that stop at least once", "parts_makers_stopped_share", percents),
            ],
        ),
        (
            "Trade",
            [
                ("Magnet exports missing, legal and illicit", "effective_cut", percents),
                ("Share of exports that leave illicitly", "leaked_share_of_exports", percents),
                ("Imports booked abroad / exports booked at home", "mirror_ratio", ratios),
            ],
        ),
    ]


def _say(say: Say, measures: dict[str, Figures], name: str) -> str:
    return say(measures[name]) if name in measures else NOTHING


def _recovery(figures: Figures) -> str:
    return "never below" if figures.get("never") is None else waiting(figures, "not in the window")


def _runs(ensemble: Ensemble) -> str:
    failed = f", {len(ensemble.failures)} failed" if ensemble.failures else ""
    return f"{len(ensemble.runs)} run{'' if len(ensemble.runs) == 1 else 's'}{failed}"


def _legend(ensembles: Sequence[Ensemble]) -> str:
    return (
        f"{_days(ensembles)} A chance is the share of runs, with its 95 % interval. "
        f"What is missing or not built is counted against the same run without the shock.{_posteriors(ensembles)}"
    )


def _posteriors(ensembles: Sequence[Ensemble]) -> str:
    """Whose inputs are drawn from a posterior."""
    said = [(e.scenario.name, e.scenario.posterior) for e in ensembles]
    return "".join(
        f" {name} draws {len(p.draws)} inputs together from a posterior of {p.size} draws"
        f"{f' ({p.file})' if p.file else ''}{f', fitted to {p.fitted_to}' if p.fitted_to else ''}."
        for name, p in said
        if p is not None
    )


def _days(ensembles: Sequence[Ensemble]) -> str:
    shocks = {(e.scenario.shock, e.scenario.window_days) for e in ensembles}
    if len(shocks) == 1:
        ((shock, window),) = shocks
        return f"Days count from {day(shock)}; every figure is taken over the {window} days from then on."
    each = "; ".join(f"{e.scenario.window_days} from {day(e.scenario.shock)} for {e.scenario.name}" for e in ensembles)
    return f"Days count from the shock; every figure is taken over the days from then on: {each}."


# -- first stops by region ---------------------------------------------------------------------------------------------


def _first_stops(ensembles: Sequence[Ensemble], figures: list[dict[str, Any]]) -> Sheet | None:
    regions = _regions(ensembles, figures)
    if not regions:
        return None
    recorded = all(e.scenario.shock == SHOCK for e in ensembles)
    rows: list[tuple[str, ...]] = []
    for heading, measure, of_parts in (
        ("First car line stops, day", "days_to_first_stop", False),
        ("First parts maker stops, day", "days_to_first_parts_stop", True),
    ):
        lines = [(r, [f["by_region"].get(r, {}).get(measure, {}) for f in figures]) for r in regions]
        known = [
            (r, [waiting(x) for x in found]) for r, found in lines if any(x.get("never") is not None for x in found)
        ]
        if known:
            rows.append((heading,))
        rows += [(place(r), *said, *([_recorded(r, of_parts)] if recorded else [])) for r, said in known]
    return Sheet(
        title="First stops by region",
        columns=("Region", *(e.scenario.name for e in ensembles), *(["Recorded in 2025"] if recorded else [])),
        rows=tuple(rows),
        note="Never: not within the window. A first stop is the earliest among all lines of a region.",
    )


def _regions(ensembles: Sequence[Ensemble], figures: list[dict[str, Any]]) -> list[str]:
    """Regions that build cars, the country of origin last."""
    names = dict.fromkeys(name for f in figures for name in f["by_region"])
    return sorted(names, key=lambda name: name == ensembles[0].scenario.origin)


def _recorded(region: str, of_parts: bool) -> str:
    found = [s for s in FIRST_STOPS if s.region == region and s.of_parts_maker == of_parts]
    return "; ".join(f"{s.days}, {s.who}" for s in found) or NOTHING


# -- other industries --------------------------------------------------------------------------------------------------


def _industries(ensembles: Sequence[Ensemble], figures: list[dict[str, Any]]) -> Sheet | None:
    names = dict.fromkeys(name for f in figures for name in f["by_industry"])
    if not names:
        return None
    rows = [(words(n), *(_say(amounts, f["by_industry"].get(n, {}), "unmet_demand_t") for f in figures)) for n in names]
    return Sheet(
        title="Demand of other industries that is not met, t REO",
        columns=("Industry", *(e.scenario.name for e in ensembles)),
        rows=tuple(rows),
        note="All regions, over the window; t REO are tonnes of rare earth oxide.",
    )
