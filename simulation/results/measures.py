"""Measures of one finished run: pure functions of its record and of the paired run without the shock.

Definitions: Y is vehicle output outside the origin, Y0 the same of the paired run, Q = Y/Y0, day 0 the shock. What
never happens is +inf; what does not exist is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.chain.stock import Bools, Floats, Ints, summed
from simulation.engine.recorder import DAYS_PER_WEEK, MAGNET, NEVER, RARE_EARTH, Run

RECOVERED = 0.95
"""Q at which output counts as recovered."""
RECOVERED_FOR_DAYS = 28
"""Days for which it must stay there."""
SOON_DAYS = 60
"""``shortage_within_60_days``."""
LARGER_SHORTAGES = {"days_to_shortage_1pct": 0.01, "days_to_shortage_5pct": 0.05}


@dataclass
class Summary:
    """What is kept of one replication: numbers, monthly series ``[month]`` and weekly series ``[week]``."""

    measures: dict[str, float]
    by_region: dict[str, dict[str, float]]
    by_industry: dict[str, dict[str, float]]
    monthly: dict[str, Floats]
    weekly: dict[str, Floats]
    dated: dict[str, dict[str, float]]


def summarise(run: Run, twin: Run, threshold: float, at: tuple[int, ...] = ()) -> Summary:
    """All measures of ``run`` against ``twin``, the same replication without the shock.

    ``threshold`` is the share of outside output that makes a shortage; ``at`` lists days for dated values.
    """
    outside = np.array([r != run.origin for r in run.regions], dtype=bool)
    return Summary(
        measures=_overall(run, twin, outside, threshold),
        by_region={r: _regional(run, twin, np.array([r == x for x in run.regions])) for r in _built_in(run)},
        by_industry=_industries(run),
        monthly=monthly_series(run),
        weekly=weekly_series(run, twin, outside),
        dated={name: {str(day): float(daily[day]) for day in at} for name, daily in _dated(run).items()} if at else {},
    )


def window(run: Run) -> slice:
    """Days over which measures are taken."""
    return slice(run.shock_day, min(run.shock_day + run.window_days, run.n_days))


def _built_in(run: Run) -> list[str]:
    return [r for r, normal in zip(run.regions, run.vehicles_normal, strict=True) if normal > 0]


def _overall(run: Run, twin: Run, outside: Bools, threshold: float) -> dict[str, float]:
    down = _down_share(run, outside)
    shortage = first_day(down >= threshold)
    output = _output_ratio(run, twin, outside)
    lines = outside[run.line_region]
    parts = outside[run.parts_region]
    return {
        "days_to_first_stop": _first_stop(run.line_first_stop[lines], run),
        "days_to_shortage": shortage,
        **{name: first_day(down >= share) for name, share in LARGER_SHORTAGES.items()},
        "shortage_within_60_days": float(shortage <= SOON_DAYS),
        "output_stopped_share": float(down.max(initial=0.0)),
        "lines_stopped_share": _stopped_share(run.line_first_stop[lines], run),
        "days_to_first_parts_stop": _first_stop(run.parts_first_stop[parts], run),
        "parts_makers_stopped_share": _stopped_share(run.parts_first_stop[parts], run),
        "any_stop": float(np.isfinite(_first_stop(run.line_first_stop[lines], run))),
        "vehicles_lost": _vehicles_lost(run, twin, outside),
        "time_to_recover_days": time_to_recover(output),
        "resilience_loss_months": float((1.0 - output).sum() / 30.4375),
        "robustness": float(output.min(initial=1.0)),
        "leaked_share_of_exports": _leaked_share(run),
        "effective_cut": _effective_cut(run, twin),
        "mirror_ratio": _mirror_ratio(run),
    }


def _regional(run: Run, twin: Run, here: Bools) -> dict[str, float]:
    lines, parts = here[run.line_region], here[run.parts_region]
    first = _first_stop(run.line_first_stop[lines], run)
    return {
        "days_to_first_stop": first,
        "first_stop_lasts_days": _first_stop_lasts(run, lines),
        "any_stop": float(np.isfinite(first)),
        "lines_stopped_share": _stopped_share(run.line_first_stop[lines], run),
        "output_stopped_share": float(_down_share(run, here).max(initial=0.0)),
        "days_to_first_parts_stop": _first_stop(run.parts_first_stop[parts], run),
        "parts_makers_stopped_share": _stopped_share(run.parts_first_stop[parts], run),
        "vehicles_lost": _vehicles_lost(run, twin, here),
    }


def _industries(run: Run) -> dict[str, dict[str, float]]:
    unmet = run.unmet[window(run)].sum(axis=0)
    return {name: {"unmet_demand_t": float(t)} for name, t in zip(run.industries, unmet, strict=True)}


def _first_stop(first: Ints, run: Run) -> float:
    """Days from the shock to the first of the stops ``first[firm]`` within the window; +inf without one."""
    in_window = first[(first != NEVER) & (first < window(run).stop)]
    return float(in_window.min() - run.shock_day) if len(in_window) else np.inf


def _first_stop_lasts(run: Run, lines: Bools) -> float:
    """Days for which the line that stops first stands still; +inf to the end of the run, NaN where none stops."""
    stopped = np.flatnonzero(lines & (run.line_first_stop != NEVER))
    if not len(stopped):
        return np.nan
    line = stopped[run.line_first_stop[stopped].argmin()]
    again = run.line_first_restart[line]
    return float(again - run.line_first_stop[line]) if again != NEVER else np.inf


def _stopped_share(first: Ints, run: Run) -> float:
    return float(np.mean((first != NEVER) & (first < window(run).stop))) if len(first) else np.nan


def _down_share(run: Run, here: Bools) -> Floats:
    """Share of normal output of the stopped lines, by day of the window."""
    normal = run.vehicles_normal[here].sum()
    down: Floats = run.capacity_down[window(run)][:, here].sum(axis=1) / max(normal, 1e-300)
    return down


def first_day(happens: Bools) -> float:
    """Days from the start of the window to the first day on which something happens; +inf if it never does."""
    return float(happens.argmax()) if happens.any() else np.inf


def _output_ratio(run: Run, twin: Run, here: Bools) -> Floats:
    ours, theirs = (x.vehicles[window(run)][:, here].sum(axis=1) for x in (run, twin))
    ratio: Floats = np.where(theirs > 0, ours / np.maximum(theirs, 1e-300), 1.0)
    return ratio


def _vehicles_lost(run: Run, twin: Run, here: Bools) -> float:
    return float((twin.vehicles[window(run)][:, here] - run.vehicles[window(run)][:, here]).sum())


def time_to_recover(output: Floats) -> float:
    """Days from the shock until, after its trough, output stays at ``RECOVERED`` for ``RECOVERED_FOR_DAYS``.

    NaN where it never falls below, as there is nothing to recover from; +inf where the window ends first.
    """
    if not len(output) or output.min() >= RECOVERED:
        return np.nan
    trough = int(output.argmin())
    well = (output >= RECOVERED)[trough:]
    if len(well) < RECOVERED_FOR_DAYS:
        return np.inf
    good_days = np.convolve(well, np.ones(RECOVERED_FOR_DAYS), mode="valid")
    start = np.flatnonzero(good_days >= RECOVERED_FOR_DAYS - 0.5)
    return float(trough + start[0]) if len(start) else np.inf


def _gross(run: Run, series: Floats, label: str | None = None) -> Floats:
    """Gross t by month and destination of the materials with a label: ``[month, destination]``."""
    weight = run.gross if label is None else run.gross * run.labelled(label)
    total: Floats = np.einsum("tmd,m->td", series, weight)
    return total


def _leaked_share(run: Run) -> float:
    leaked, legal = (daily[window(run)].sum() for daily in (run.leaked_gross, run.exported_gross))
    return float(leaked / (leaked + legal)) if leaked + legal > 0 else np.nan


def _mirror_ratio(run: Run) -> float:
    """Rare earths booked by all buyers abroad / booked by the origin, over the window."""
    exported = float(run.rare_earths_gross[window(run)].sum())
    return float(run.booked_abroad[window(run)].sum()) / exported if exported > 0 else np.nan


def _effective_cut(run: Run, twin: Run) -> float:
    """1 - (legal + leaked exports) / those of the paired run, magnets, over the window."""
    ours, normal = (x.magnets_gross[window(run)].sum() for x in (run, twin))
    return float(1.0 - ours / normal) if normal > 0 else np.nan


def monthly_series(run: Run) -> dict[str, Floats]:
    """Every monthly series by its public name; tonnes are sums, the desk's figures those at the end of the month."""
    magnets = _gross(run, run.exported, MAGNET)
    last = _last_days(run)
    series = {
        "magnet_exports_gross_t": magnets.sum(axis=1),
        "rare_earth_exports_gross_t": _gross(run, run.exported, RARE_EARTH).sum(axis=1),
        "leaked_exports_gross_t": _gross(run, run.leaked).sum(axis=1),
        "leaked_exports_t": run.leaked.sum(axis=(1, 2)),
        "seized_gross_t": run.seized @ run.gross,
        "mined_t": run.mined,
        "illicit_supply_t": run.illicit_supply,
        "separated_t": run.separated,
        "licence_backlog": run.backlog[last],
    }
    for r, region in enumerate(run.regions):
        if region != run.origin and magnets[:, r].any():
            series[f"magnet_exports_to_{region}_gross_t"] = magnets[:, r]
    for m, material in enumerate(run.materials):
        if material.endswith("_oxide"):
            series[f"{material}_exports_t"] = run.exported[:, m, :].sum(axis=1)
    return series | _by_region(run, last) | _price_series(run) | _import_series(run)


def _price_series(run: Run) -> dict[str, Floats]:
    """Mean of the weekly prices of each month; NaN where no price ever settled."""
    series = {}
    known = _months_of_prices(run)
    for p, material in enumerate(run.priced):
        for side, place in enumerate(("inside", "outside")):
            mean = _ratio(run.prices[:, side, p], run.price_weeks.astype(np.float64))
            series[f"price_{place}_{material}_usd_per_kg"] = mean[known]
    return series


def _months_of_prices(run: Run) -> Ints:
    """The month whose price each month has: its own, else the last known one before, else the first known one."""
    settled = run.price_weeks > 0
    first = int(settled.argmax())
    return np.maximum.accumulate(np.where(settled, np.arange(len(run.months)), first))


def _import_series(run: Run) -> dict[str, Floats]:
    """What the origin's customs booked on clearing, what foreign customs booked on arrival, and their ratio."""
    exported = _gross(run, run.exported, RARE_EARTH)
    series = {}
    for r, region in enumerate(run.regions):
        if region != run.origin and exported[:, r].any():
            series[f"rare_earth_exports_to_{region}_gross_t"] = exported[:, r]
        imported = _monthly_sum(run, run.booked_abroad[:, r])
        if imported.any():
            series[f"rare_earth_imports_from_{run.origin}_gross_t_{region}"] = imported
            series[f"mirror_ratio_{region}"] = _ratio(imported, exported[:, r])
    return series


def _ratio(above: Floats, below: Floats) -> Floats:
    """``above / below``; NaN where nothing is below."""
    ratio: Floats = np.where(below > 0, above / np.maximum(below, 1e-300), np.nan)
    return ratio


def _by_region(run: Run, last: Ints) -> dict[str, Floats]:
    series = {}
    for region in _built_in(run):
        r = run.regions.index(region)
        series[f"line_stops_begun_{region}"] = _monthly_sum(run, run.line_stops[:, r])
        series[f"parts_stops_begun_{region}"] = _monthly_sum(run, run.parts_stops[:, r])
    for r, region in enumerate(run.regions):
        if run.filed[-1, r] > 0:
            series[f"licence_approved_share_{region}"] = _approved(run, r)[last]
    return series


def _monthly_sum(run: Run, daily: Ints | Floats) -> Floats:
    return summed(daily.astype(np.float64), run.month_of_day, len(run.months))


def _last_days(run: Run) -> Ints:
    return np.flatnonzero(np.diff(run.month_of_day, append=run.month_of_day[-1] + 1))


def _approved(run: Run, region: int) -> Floats:
    """Share of the files of a region granted to date, by day; NaN before the first."""
    filed = run.filed[:, region]
    return np.where(filed > 0, run.granted[:, region] / np.maximum(filed, 1), np.nan)


def _dated(run: Run) -> dict[str, Floats]:
    """Daily series that ``--at DATE`` reads."""
    filers = [(r, region) for r, region in enumerate(run.regions) if run.filed[-1, r] > 0]
    approved = {f"licence_approved_share_{region}": _approved(run, r) for r, region in filers}
    return {**approved, **_stopped_to_date(run), "licence_backlog": run.backlog, "held_at_border_t": run.held}


def _stopped_to_date(run: Run) -> dict[str, Floats]:
    """Share of lines and of parts makers that stopped at least once since the shock: outside the origin, by region."""
    return {
        f"{who}_stopped_share_to_date{name}": _share_to_date(run, first[here])
        for who, first, region in (
            ("lines", run.line_first_stop, run.line_region),
            ("parts_makers", run.parts_first_stop, run.parts_region),
        )
        for name, here in _groups(run, region).items()
    }


def _groups(run: Run, region: Ints) -> dict[str, Bools]:
    """Which of the sites in ``region`` are outside the origin, and which are in each region that has any."""
    outside = np.array([r != run.origin for r in run.regions], dtype=bool)[region]
    return {"": outside} | {f"_{run.regions[r]}": region == r for r in np.unique(region)}


def _share_to_date(run: Run, first: Ints) -> Floats:
    stops = np.bincount(first[first != NEVER], minlength=run.n_days)
    share: Floats = stops.cumsum() / max(len(first), 1)
    return share


def weekly_series(run: Run, twin: Run, outside: Bools) -> dict[str, Floats]:
    """Every weekly series by name: levels on the first day of each week, and means over the week for output."""
    days = slice(0, run.n_days // DAYS_PER_WEEK * DAYS_PER_WEEK)

    def mean(daily: Floats) -> Floats:
        weeks: Floats = daily[days].reshape(-1, DAYS_PER_WEEK).mean(axis=1)
        return weeks

    series = {
        "licence_backlog": run.backlog[days][::DAYS_PER_WEEK],
        "held_at_border_t": run.held[days][::DAYS_PER_WEEK],
        "output_share_outside": _ratio(
            mean(run.vehicles[:, outside].sum(axis=1)), mean(twin.vehicles[:, outside].sum(axis=1))
        ),
    }
    for region in _built_in(run):
        r = run.regions.index(region)
        normal = max(float(run.vehicles_normal[r]), 1e-300)
        series[f"output_stopped_share_{region}"] = mean(run.capacity_down[:, r]) / normal
        if (parts := run.parts_region == r).any():
            series[f"parts_cover_days_{region}"] = np.median(
                run.parts_cover[: run.n_days // DAYS_PER_WEEK, parts], axis=1
            )
    return series
