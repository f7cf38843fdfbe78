"""Measures of one finished run: pure functions of its record and of the paired run without the shock.

Definitions: Y is vehicle output outside the origin, Y0 the same of the paired run, Q = Y/Y0, day 0 the shock. What
never happens is +inf; what does not exist is NaN (a world without car lines has no vehicles to lose).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.chain.stock import Bools, Floats, Ints
from simulation.engine.recorder import ABROAD, NEVER, Run
from simulation.units import DAYS_PER_MONTH

from .series import daily_series, making, monthly_series, ratio, weekly_series

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
        by_region={r: _regional(run, twin, np.array([r == x for x in run.regions])) for r in making(run)},
        by_industry=_industries(run, threshold),
        monthly=monthly_series(run),
        weekly=weekly_series(run, twin, outside),
        dated=_on_days(run, at),
    )


def _on_days(run: Run, at: tuple[int, ...]) -> dict[str, dict[str, float]]:
    series = daily_series(run) if at else {}
    return {name: {str(day): float(daily[day]) for day in at} for name, daily in series.items()}


def window(run: Run) -> slice:
    """Days over which measures are taken."""
    return slice(run.shock_day, min(run.shock_day + run.window_days, run.n_days))


def _overall(run: Run, twin: Run, outside: Bools, threshold: float) -> dict[str, float]:
    parts = outside[run.parts_region]
    return {
        **_of_lines(run, twin, outside, threshold),
        "days_to_first_parts_stop": _first_stop(run.parts_first_stop[parts], run),
        "parts_makers_stopped_share": _stopped_share(run.parts_first_stop[parts], run),
        "leaked_share_of_exports": _leaked_share(run),
        "effective_cut": _effective_cut(run, twin),
        "mirror_ratio": _mirror_ratio(run),
    }


def _of_lines(run: Run, twin: Run, outside: Bools, threshold: float) -> dict[str, float]:
    """Measures of car lines outside the origin; NaN without any."""
    down = _down_share(run, outside)
    shortage = first_day(down >= threshold)
    output = _output_ratio(run, twin, outside)
    lines = outside[run.line_region]
    measured = {
        "days_to_first_stop": _first_stop(run.line_first_stop[lines], run),
        "days_to_shortage": shortage,
        **{name: first_day(down >= share) for name, share in LARGER_SHORTAGES.items()},
        "shortage_within_60_days": float(shortage <= SOON_DAYS),
        "output_stopped_share": float(down.max(initial=0.0)),
        "lines_stopped_share": _stopped_share(run.line_first_stop[lines], run),
        "any_stop": float(np.isfinite(_first_stop(run.line_first_stop[lines], run))),
        "vehicles_lost": _vehicles_lost(run, twin, outside),
        "time_to_recover_days": time_to_recover(output),
        "resilience_loss_months": float((1.0 - output).sum() / DAYS_PER_MONTH),
        "robustness": float(output.min(initial=1.0)),
    }
    return measured if lines.any() else dict.fromkeys(measured, np.nan)


def _regional(run: Run, twin: Run, here: Bools) -> dict[str, float]:
    parts = here[run.parts_region]
    return {
        **_regional_of_lines(run, twin, here),
        "days_to_first_parts_stop": _first_stop(run.parts_first_stop[parts], run),
        "parts_makers_stopped_share": _stopped_share(run.parts_first_stop[parts], run),
    }


def _regional_of_lines(run: Run, twin: Run, here: Bools) -> dict[str, float]:
    """Measures of the car lines of one region; NaN without any."""
    lines = here[run.line_region]
    first = _first_stop(run.line_first_stop[lines], run)
    measured = {
        "days_to_first_stop": first,
        "first_stop_lasts_days": _first_stop_lasts(run, lines),
        "any_stop": float(np.isfinite(first)),
        "lines_stopped_share": _stopped_share(run.line_first_stop[lines], run),
        "output_stopped_share": float(_down_share(run, here).max(initial=0.0)),
        "vehicles_lost": _vehicles_lost(run, twin, here),
    }
    return measured if lines.any() else dict.fromkeys(measured, np.nan)


def _industries(run: Run, threshold: float) -> dict[str, dict[str, float]]:
    """Unmet demand of each industry everywhere, and what of its demand outside the origin is not met, and when."""
    unmet = run.unmet[window(run)]
    missing, demand = ratio(unmet[:, ABROAD], run.demand[ABROAD]), run.demand[ABROAD]
    return {
        name: {
            "unmet_demand_t": float(unmet[:, :, i].sum()),
            "unmet_share_abroad": float(missing[:, i].mean()),
            "days_to_shortage": first_day(missing[:, i] >= threshold) if demand[i] > 0 else np.nan,
        }
        for i, name in enumerate(run.industries)
    }


def _first_stop(first: Ints, run: Run) -> float:
    """Days from the shock to the first of the stops ``first[firm]`` within the window.

    +inf without one, NaN where there is nobody to stop.
    """
    if not len(first):
        return np.nan
    in_window = first[(first != NEVER) & (first < window(run).stop)]
    return float(in_window.min() - run.shock_day) if len(in_window) else np.inf


def _first_stop_lasts(run: Run, lines: Bools) -> float:
    """Days for which the line that stops first stands still; +inf to the end of the run, NaN where none does."""
    first = run.line_first_stop
    stopped = np.flatnonzero(lines & (first != NEVER) & (first < window(run).stop))
    if not len(stopped):
        return np.nan
    line = stopped[first[stopped].argmin()]
    again = run.line_first_restart[line]
    return float(again - first[line]) if again != NEVER else np.inf


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


def _leaked_share(run: Run) -> float:
    leaked, legal = (daily[window(run)].sum() for daily in (run.leaked_gross, run.exported_gross))
    return float(leaked / (leaked + legal)) if leaked + legal > 0 else np.nan


def _mirror_ratio(run: Run) -> float:
    """The customs class as booked by all buyers abroad / as booked by the origin, over the window."""
    exported = float(run.customs_gross[window(run)].sum())
    return float(run.booked_abroad[window(run)].sum()) / exported if exported > 0 else np.nan


def _effective_cut(run: Run, twin: Run) -> float:
    """1 - (legal + leaked exports) / those of the paired run, reported goods, over the window."""
    ours, normal = (x.goods_gross[window(run)].sum() for x in (run, twin))
    return float(1.0 - ours / normal) if normal > 0 else np.nan
