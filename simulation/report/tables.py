"""Tables of results for a reader who knows neither the program nor its measures: terminal and page share them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulation.history.stops import FIRST_STOPS, SHOCK
from simulation.results.ensemble import Ensemble
from simulation.results.statistics import Figures

from . import certainty, paired
from .chapters import Say, chapters
from .sheet import Sheet
from .wording import (
    NOTHING,
    amounts,
    day,
    has_lines,
    listed,
    makers_called,
    outside,
    percent,
    percents,
    place,
    waiting,
    words,
)


def sheets(ensembles: Sequence[Ensemble]) -> list[Sheet]:
    """All tables of one scenario or of several beside each other."""
    figures = [e.measures for e in ensembles]
    found = (
        _measures(ensembles, figures),
        paired.sheet(ensembles),
        _first_stops(ensembles, figures),
        _industries(ensembles, figures),
        *certainty.sheets(ensembles),
    )
    return [sheet for sheet in found if sheet is not None]


# -- measures ----------------------------------------------------------------------------------------------------------


def _measures(ensembles: Sequence[Ensemble], figures: list[dict[str, Any]]) -> Sheet:
    rows: list[tuple[str, ...]] = []
    for heading, measures in chapters(ensembles):
        said = [(title, *(_say(say, f["measures"], name) for f in figures)) for title, name, say in measures]
        known = [row for row in said if any(cell != NOTHING for cell in row[1:])]
        rows += [(heading,), *known] if known else []
    return Sheet(
        title="What happens",
        columns=("Median (5 to 95 % of runs)", *(f"{e.scenario.name}\n{_runs(e)}" for e in ensembles)),
        rows=tuple(rows),
        note=_legend(ensembles),
    )


def _say(say: Say, measures: dict[str, Figures], name: str) -> str:
    return say(measures[name]) if name in measures else NOTHING


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
        (f"First stop among {makers_called(ensembles)}, day", "days_to_first_parts_stop", True),
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
        note="Never: not within the window. A first stop is the earliest among all firms of a region.",
    )


def _regions(ensembles: Sequence[Ensemble], figures: list[dict[str, Any]]) -> list[str]:
    """Regions with car lines or makers, the country of origin last."""
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
    threshold = ensembles[0].scenario.shortage_threshold
    rows: list[tuple[str, ...]] = []
    for heading, measure, say in (
        ("Not met over the window, everywhere, t", "unmet_demand_t", amounts),
        (f"Share not met {outside(ensembles[0])}", "unmet_share_abroad", percents),
        (f"First day on which {percent(threshold)} is not met {outside(ensembles[0])}", "days_to_shortage", waiting),
    ):
        known = [(words(n), *(_say(say, f["by_industry"].get(n, {}), measure) for f in figures)) for n in names]
        rows += [(heading,), *(row for row in known if any(cell != NOTHING for cell in row[1:]))]
    tonnes = listed(list(dict.fromkeys(e.scenario.reporting.tonnes_of for e in ensembles)))
    return Sheet(
        title="Demand of other industries" if any(has_lines(e.scenario) for e in ensembles) else "Demand of industries",
        columns=("Industry", *(e.scenario.name for e in ensembles)),
        rows=tuple(rows),
        note=f"Tonnes are of {tonnes}.",
    )
