"""Series of one finished run, by month, by week and by day: pure functions of its record, by their public names."""

from __future__ import annotations

import numpy as np

from simulation.chain.stock import Bools, Floats, Ints, summed
from simulation.engine.recorder import ABROAD, DAYS_PER_WEEK, NEVER, Run

from .names import OXIDE
from .trade import customs_and_goods, exports_of, exports_to, imports_of


def monthly_series(run: Run) -> dict[str, Floats]:
    """Every monthly series by its public name; tonnes are sums, the desk's figures those at the end of the month."""
    last = _last_days(run)
    series = {
        **{exports_of(good): gross_t(run, run.exported, good).sum(axis=1) for good in customs_and_goods(run.reporting)},
        "leaked_exports_gross_t": gross_t(run, run.leaked).sum(axis=1),
        "leaked_exports_t": run.leaked.sum(axis=(1, 2)),
        "seized_gross_t": run.seized @ run.gross,
        "mined_t": run.mined,
        "illicit_supply_t": run.illicit_supply,
        "separated_t": run.separated,
        "licence_backlog": run.backlog[last],
    }
    for m, material in enumerate(run.materials):
        if material.endswith(OXIDE):
            series[f"{material}_exports_t"] = run.exported[:, m, :].sum(axis=1)
    return series | _by_destination(run) | _by_region(run, last) | _price_series(run) | _import_series(run)


def _by_destination(run: Run) -> dict[str, Floats]:
    """Exports to each region that ever got any."""
    series = {}
    for good in customs_and_goods(run.reporting):
        by_region = gross_t(run, run.exported, good)
        for r, region in enumerate(run.regions):
            if region != run.origin and by_region[:, r].any():
                series[exports_to(good, region)] = by_region[:, r]
    return series


def _price_series(run: Run) -> dict[str, Floats]:
    """Mean of the weekly prices of each month; NaN where no price ever settled."""
    series = {}
    known = _months_of_prices(run)
    for p, material in enumerate(run.priced):
        for side, place in enumerate(("inside", "outside")):
            mean = ratio(run.prices[:, side, p], run.price_weeks.astype(np.float64))
            series[f"price_{place}_{material}_usd_per_kg"] = mean[known]
    return series


def _months_of_prices(run: Run) -> Ints:
    """The month whose price each month has: its own, else the last known one before, else the first known one."""
    settled = run.price_weeks > 0
    first = int(settled.argmax())
    return np.maximum.accumulate(np.where(settled, np.arange(len(run.months)), first))


def _import_series(run: Run) -> dict[str, Floats]:
    """What foreign customs booked on arrival, and its ratio to what the origin's customs booked on clearing."""
    exported = gross_t(run, run.exported, run.reporting.customs_class)
    series = {}
    for r, region in enumerate(run.regions):
        imported = summed(run.booked_abroad[:, r], run.books[r], len(run.months))
        if imported.any():
            series[imports_of(run.reporting, run.origin, region)] = imported
            series[f"mirror_ratio_{region}"] = ratio(imported, exported[:, r])
    return series


def _by_region(run: Run, last: Ints) -> dict[str, Floats]:
    series = {}
    for region in making(run):
        r = run.regions.index(region)
        if run.vehicles_normal[r] > 0:
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


def daily_series(run: Run) -> dict[str, Floats]:
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
        "output_share_outside": ratio(
            mean(run.vehicles[:, outside].sum(axis=1)), mean(twin.vehicles[:, outside].sum(axis=1))
        ),
    }
    for region in making(run):
        r = run.regions.index(region)
        normal = float(run.vehicles_normal[r])
        if normal > 0:
            series[f"output_stopped_share_{region}"] = mean(run.capacity_down[:, r]) / normal
        if (parts := run.parts_region == r).any():
            series[f"parts_cover_days_{region}"] = np.median(
                run.parts_cover[: run.n_days // DAYS_PER_WEEK, parts], axis=1
            )
    for i, industry in enumerate(run.industries):
        if run.demand[ABROAD, i] > 0:
            series[f"unmet_share_abroad_{industry}"] = mean(run.unmet[:, ABROAD, i]) / run.demand[ABROAD, i]
    return series


# -- what measures and series share -----------------------------------------------------------------------------------


def making(run: Run) -> list[str]:
    """Regions with car lines, or with the makers that are reported."""
    return [r for i, r in enumerate(run.regions) if run.vehicles_normal[i] > 0 or (run.parts_region == i).any()]


def gross_t(run: Run, series: Floats, good: str | None = None) -> Floats:
    """Gross t by month and destination of a material, or of those with a label: ``[month, destination]``."""
    weight = run.gross if good is None else run.gross * run.labelled(good)
    total: Floats = np.einsum("tmd,m->td", series, weight)
    return total


def ratio(above: Floats, below: Floats) -> Floats:
    """``above / below``; NaN where nothing is below."""
    quotient: Floats = np.where(below > 0, above / np.maximum(below, 1e-300), np.nan)
    return quotient
