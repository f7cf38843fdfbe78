"""What a comparison says, in plain words: who runs short, when, how likely, how much is lost, what leaks.

Every number is a measure; every sentence has a form for what never, always or only sometimes happens.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.chain.stock import Floats
from simulation.results import shortfall
from simulation.results.ensemble import Ensemble
from simulation.results.statistics import loss, probability, spread
from simulation.results.trade import exports_of_goods

from .wording import (
    NOTHING,
    amounts,
    capital,
    customs_classes,
    days_of,
    has_lines,
    in_prose,
    in_text,
    listed,
    makers_called,
    months_of,
    outside,
    percent,
    percents,
    to,
    worst,
)

NO_BREAK = "\N{NO-BREAK SPACE}"
LEGEND = "Numbers are medians; brackets hold 5 to 95 % of the runs."


def paragraphs(ensembles: Sequence[Ensemble]) -> list[str]:
    """A paragraph on each scenario, one that sets them side by side, and how to read them."""
    of = [e for e in ensembles if e.runs]
    if not of:
        return []
    said = [*(describe(e) for e in of), *([contrast(of)] if len(of) > 1 else [])]
    said += [LEGEND] if any(len(e.runs) > 1 for e in of) else []
    return [text.replace(" %", f"{NO_BREAK}%") for text in said]


def describe(ensemble: Ensemble) -> str:
    """One scenario."""
    who = (_stops, _regions, _shortage, _losses) if has_lines(ensemble.scenario) else (_industries,)
    sentences = [tell(ensemble) for tell in (*who, _leaked, _hole, _stock)]
    return f"{ensemble.scenario.name}: {' '.join(s for s in sentences if s)}"


# -- who, when, how likely ---------------------------------------------------------------------------------------------


def _stops(ensemble: Ensemble) -> str:
    first = ensemble.values("days_to_first_stop")
    n, stopped = len(first), int(np.isfinite(first).sum())
    lines = f"car lines {outside(ensemble)}"
    if not stopped:
        return f"no {lines.replace('lines', 'line', 1)} stops {_in_no_run(n)}{_likely(first)}."
    if stopped == n:
        return f"{lines} stop {_in_runs(n, n)}{_likely(first)}, the first {_on_day(first)}."
    return f"{lines} stop {_in_runs(stopped, n)}{_likely(first)}; where they do, the first {_on_day(first)}."


def _likely(first: Floats) -> str:
    """The interval of the chance, which a count does not give; nothing for a single run."""
    figures = probability(np.isfinite(first).astype(np.float64))
    low, high = figures["low"], figures["high"]
    if len(first) == 1 or low is None or high is None:
        return ""
    return f" (95 % interval of the chance: {to(percent(low), percent(high))})"


def _regions(ensemble: Ensemble) -> str:
    """Each region in which a line stops, the surest and the soonest first."""
    first = {r: ensemble.values("days_to_first_stop", r) for r in ensemble.runs.names("by_region")}
    hit = [r for r, days in first.items() if np.isfinite(days).any()]
    if not hit:
        return ""
    ordered = sorted(hit, key=lambda r: (-np.isfinite(first[r]).sum(), _median(first[r])))
    spared = [in_prose(r) for r in first if r not in hit]
    said = [
        f"{in_prose(r)} {_in_runs(int(np.isfinite(first[r]).sum()), len(first[r]))}, {_on_day(first[r])}"
        for r in ordered
    ]
    none = f"; none in {listed(spared)}" if spared else ""
    return f"First stops by region: {'; '.join(said)}{none}."


def _median(days: Floats) -> float:
    return float(np.median(days[np.isfinite(days)]))


def _shortage(ensemble: Ensemble) -> str:
    days, down = ensemble.values("days_to_shortage"), ensemble.values("output_stopped_share")
    reached, n = int(np.isfinite(days).sum()), len(days)
    if not reached:
        return ""
    where = "" if reached == n else f" {_in_runs(reached, n)}, there"
    threshold = percent(ensemble.scenario.shortage_threshold)
    first = f"{threshold} of the output {outside(ensemble)} is first down{where} {_on_day(days)}"
    return f"{first}; on the worst day it is {percents(spread(down))}."


def _losses(ensemble: Ensemble) -> str:
    lost = ensemble.values("vehicles_lost")
    window = f"within {ensemble.scenario.window_days} days"
    said = amounts(loss(lost))
    if said == worst(loss(lost)) == "0":
        return f"No vehicle is lost {window}."
    worse = f", {worst(loss(lost))} on average in the worst 5 % of runs" if len(lost) > 1 else ""
    return f"Vehicles lost {window}, against the same run without the shock: {said}{worse}."


def _industries(ensemble: Ensemble) -> str:
    """Each industry that runs short, the surest and the soonest first."""
    first = {name: ensemble.values("days_to_shortage", name) for name in ensemble.measures["by_industry"]}
    asked = {name: days for name, days in first.items() if not np.isnan(days).any()}
    hit = [name for name, days in asked.items() if np.isfinite(days).any()]
    if not hit:
        return f"no industry {outside(ensemble)} runs short {_in_no_run(len(ensemble.runs))}."
    ordered = sorted(hit, key=lambda name: (-np.isfinite(asked[name]).sum(), _median(asked[name])))
    said = [
        f"{in_text(name)} {_in_runs(int(np.isfinite(asked[name]).sum()), len(asked[name]))}, {_on_day(asked[name])}, "
        f"{_lacking(ensemble, name)}"
        for name in ordered
    ]
    threshold, days = percent(ensemble.scenario.shortage_threshold), ensemble.scenario.window_days
    short = f"industries {outside(ensemble)} run short of {threshold} of demand or more, and lack over {days} days"
    return f"{short}: {'; '.join(said)}."


def _lacking(ensemble: Ensemble, industry: str) -> str:
    return percents(spread(ensemble.values("unmet_share_abroad", industry)))


# -- what leaks, the hole and the stock --------------------------------------------------------------------------------


def _leaked(ensemble: Ensemble) -> str:
    figures = spread(ensemble.values("leaked_share_of_exports"))
    if percents(figures) == NOTHING:
        return ""
    if figures["p95"] == 0:
        return "Nothing leaves on illicit routes."
    return f"Illicit routes carry {percents(figures)} of exports."


def _hole(ensemble: Ensemble) -> str:
    """Trade that is missing in the first months."""
    said = [f"{_months(gap)} of {what}" for what, gap in _gaps(ensemble)]
    if not said:
        return ""
    return (
        f"Up to day {shortfall.HOLE_DAYS} the worst months in a row lack, in mean months of the year before, "
        f"{listed(said)}."
    )


def _gaps(ensemble: Ensemble) -> list[tuple[str, Floats]]:
    """What is missing, and how much of it: the reported goods, and the customs class where the gap is largest."""
    gaps = [
        (f"{in_text(good)} exports", shortfall.shortfall_months(ensemble, series))
        for good, series in exports_of_goods(ensemble.scenario).items()
        if ensemble.monthly(series).any()
    ]
    region = shortfall.hardest_hit_importer(ensemble)
    if region is not None:
        series = shortfall.imports_of(ensemble)[region]
        gaps.append(
            (
                f"{customs_classes([ensemble])} booked by {in_prose(region)}",
                shortfall.shortfall_months(ensemble, series),
            )
        )
    return [(what, gap) for what, gap in gaps if _months(gap) != NOTHING]


def _stock(ensemble: Ensemble) -> str:
    region = shortfall.barest_region(ensemble)
    if region is None:
        return ""
    before, after = shortfall.cover_on_day_0(ensemble, region), shortfall.lowest_cover(ensemble, region)
    makers = capital(makers_called([ensemble]))
    return (
        f"{makers} in {in_prose(region)} are left with least: stocks for {_days(before)} days of use on day 0, "
        f"for {_days(after)} at the lowest."
    )


# -- side by side ------------------------------------------------------------------------------------------------------


def contrast(ensembles: Sequence[Ensemble]) -> str:
    """All scenarios subject by subject, in the order of the comparison."""
    subjects = (
        ("vehicles lost are", [_vehicles_lost(e) for e in ensembles], ""),
        ("the industry that lacks most is", [_barest_industry(e) for e in ensembles], ""),
        (
            "illicit routes carry",
            [percents(spread(e.values("leaked_share_of_exports"))) for e in ensembles],
            " of exports",
        ),
        ("the largest gap in trade is", [_largest_gap(e) for e in ensembles], ""),
        (f"{makers_called(ensembles)} are left with", [_lowest(e) for e in ensembles], ""),
    )
    said = [f"{what} {listed(figures)}{rest}" for what, figures, rest in subjects if NOTHING not in figures]
    if not all(has_lines(e.scenario) for e in ensembles):
        return f"In the order of {listed([e.scenario.name for e in ensembles])}, {'; '.join(said)}."
    named = [f"{_count_of_stops(e)} runs of {e.scenario.name}" for e in ensembles]
    return f"A car line stops in {listed(named)}. In the same order, {'; '.join(said)}."


def _vehicles_lost(ensemble: Ensemble) -> str:
    return amounts(loss(ensemble.values("vehicles_lost"))) if has_lines(ensemble.scenario) else NOTHING


def _barest_industry(ensemble: Ensemble) -> str:
    """The industry abroad of which the largest share of demand is not met; nothing where cars are built."""
    if has_lines(ensemble.scenario):
        return NOTHING
    shares = {name: ensemble.values("unmet_share_abroad", name) for name in ensemble.measures["by_industry"]}
    name = max(shares, key=lambda industry: float(np.median(shares[industry])))
    if not shares[name].any():
        return "none"
    return f"{in_text(name)} with {_lacking(ensemble, name)}"


def _count_of_stops(ensemble: Ensemble) -> str:
    stopped = np.isfinite(ensemble.values("days_to_first_stop"))
    return f"{stopped.sum()} of {len(stopped)}"


def _largest_gap(ensemble: Ensemble) -> str:
    gaps = _gaps(ensemble)
    if not gaps:
        return NOTHING
    what, gap = max(gaps, key=lambda found: float(np.nanmedian(found[1])))
    return f"{_months(gap)} mean months of {what}"


def _lowest(ensemble: Ensemble) -> str:
    region = shortfall.barest_region(ensemble)
    return (
        NOTHING
        if region is None
        else f"{_days(shortfall.lowest_cover(ensemble, region))} days of use in {in_prose(region)}"
    )


# -- words -------------------------------------------------------------------------------------------------------------


def _in_runs(k: int, n: int) -> str:
    """In how many runs something happens, for any number but none."""
    if k < n:
        return f"in {k} of {n} runs"
    return {1: "in the one run", 2: "in both runs"}.get(n, f"in all {n} runs")


def _in_no_run(n: int) -> str:
    return {1: "in the one run", 2: "in either run"}.get(n, f"in any of {n} runs")


def _on_day(days: Floats) -> str:
    """The day on which something happens, in the runs in which it does: on day 54 (53 to 65)."""
    return f"on day {_days(days[np.isfinite(days)])}"


def _days(days: Floats) -> str:
    return days_of(spread(days))


def _months(months: Floats) -> str:
    return months_of(spread(months))
