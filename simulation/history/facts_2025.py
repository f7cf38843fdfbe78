"""Facts 1 to 7 of ``docs/validation.md``: what the record of 2025 asks of a scenario with the licences of April."""

from __future__ import annotations

import math
from datetime import date

import numpy as np

from simulation.chain.stock import Floats
from simulation.results.ensemble import Ensemble
from simulation.scenario.schema import Scenario

from . import record
from .answers import in_month, mean_of, monthly, months_between, of_scenario, on_day, price_ratio, summed
from .facts import APPROVED, ELEMENTS, EXPORTS, FIRST, QUOTAS, RAN, RATIO
from .inputs import quota_of
from .question import Answer, Question, Range, Role, around, of_median, within_days
from .stops import FIRST_STOPS, SHOCK, FirstStop

MAGNETS = "magnet_exports_gross_t"
LINES_RAN_UNTIL = date(2025, 8, 31)
"""Until when the record says of carmakers that they ran."""
MOST_RAN: Range = (0.0, 0.5)
"""[share] What "most lines ran" says of those that stopped."""
RAN_IN: dict[str, Range] = {"korea": (0.0, 0.05), "europe": (0.0, 0.25)}
"""[share] The same of regions whose large makers are all recorded to have run."""
MONTHS_2024 = months_between("2024-01", "2024-12")
FITTED, OWN_TEST = months_between("2025-01", "2025-05"), months_between("2025-06", "2025-07")
EXPORTS_OFF = 0.2
"""[share] How far the median of a month's exports may be off."""
KEY_MONTHS = ("2025-01", "2025-04", "2025-05", "2025-06", "2025-07")
FIRST_DAYS: dict[str, Range] = {"united_states": (20.0, 64.0), "japan": (38.0, 66.0), "europe": (0.0, 68.0)}
"""[days] Where the median of the first stop may lie."""
STOP_LASTS: Range = (10.0, 42.0)
"""[days] Where the median of the first Japanese stop's length may lie."""
SHOWN: Role = "shown"
GRANTED: dict[date, tuple[Role, Range]] = {
    date(2025, 6, 4): ("fit", (0.15, 0.35)),
    date(2025, 6, 30): ("own test", (0.45, 0.75)),
}
"""[share] Where the median of the share granted in Europe may lie."""
NORMAL = {element: record.element_exports(element)["2024-06"] for element in ("dy", "tb")}
"""[t] Raw exports of an ordinary month."""
NEAR_ZERO, LITTLE = 0.05, 0.2
"""[of an ordinary month] What counts as no raw exports, and as hardly any."""
TERBIUM_BACK: dict[str, Range] = {"2025-06": (0.4, 3.6), "2025-07": (3.5, 14.0)}
"""[t] Where the median of raw terbium may lie once some leaves; single consignments weigh a tonne or more."""
LUMPY = of_median(0.3, 3.0)
BACK, STILL_DRY = 0.8, 0.1
"""[of an ordinary month] What July's magnets must reach, and below what raw dysprosium must stay for it."""
BEFORE, AFTER = date(2025, 4, 1), date(2025, 5, 6)
"""Days of the European quotes."""


def questions(scenario: Scenario) -> tuple[Question, ...]:
    """Every recorded figure, in the order of the facts."""
    return (
        *_first_stops(), *_lines_that_ran(scenario), *_magnet_exports(), *_granted(), *_elements(), *_price_ratios(),
        *_quotas(scenario),
    )  # fmt: skip


# -- 1, 2: who stopped -------------------------------------------------------------------------------------------------


def _first_stops() -> list[Question]:
    return [*map(_first_stop, FIRST_STOPS), _length_of_the_stop_in_japan(), _shortage()]


def _first_stop(stop: FirstStop) -> Question:
    who = f"{stop.region}: {'parts maker' if stop.of_parts_maker else 'line'} ({stop.who})"
    measure = "days_to_first_parts_stop" if stop.of_parts_maker else "days_to_first_stop"
    answer: Answer = lambda e: e.values(measure, stop.region)  # noqa: E731 (typed)
    return Question(
        FIRST, "score", who, "day", _bounds(stop), answer, FIRST_DAYS[stop.region], narrow=within_days(), key=True
    )


def _bounds(stop: FirstStop) -> Range:
    """Days from the shock; "by day 61" goes from the shock on."""
    first = SHOCK if stop.first is None else stop.first
    return float((first - SHOCK).days), float((stop.last - SHOCK).days)


def _length_of_the_stop_in_japan() -> Question:
    days = next(s.days for s in record.shortages() if s.firm == "Suzuki")
    recorded = None if days is None else (float(days), float(days))
    return Question(
        FIRST, "score", "japan: that line stands still, days", "days", recorded,
        lambda e: e.values("first_stop_lasts_days", "japan"), STOP_LASTS, narrow=within_days(),
    )  # fmt: skip


def _shortage() -> Question:
    """A first stop is a minimum over many lines; this is not."""
    what = "0.5 % of output outside the origin is down"
    return Question(FIRST, "shown", what, "day", None, lambda e: e.values("days_to_shortage"))


def _lines_that_ran(scenario: Scenario) -> list[Question]:
    series = "lines_stopped_share_to_date"
    outside = Question(
        RAN, "score", "Lines outside the origin that stop", "share", MOST_RAN, on_day(series, LINES_RAN_UNTIL),
        bound=True, key=True, day=LINES_RAN_UNTIL,
    )  # fmt: skip
    regions = dict.fromkeys(s.region for s in scenario.sites.values() if s.kind == "lines")
    return [outside, *(_lines_of(region, f"{series}_{region}") for region in regions if region != scenario.origin)]


def _lines_of(region: str, series: str) -> Question:
    """The record names firms that ran; where these are not most of a region, there is no verdict."""
    recorded, day = RAN_IN.get(region), LINES_RAN_UNTIL
    role: Role = "shown" if recorded is None else "score"
    what = f"{region}: lines that stop"
    return Question(RAN, role, what, "share", recorded, on_day(series, day), bound=recorded is not None, day=day)


# -- 3, 4: exports and files -------------------------------------------------------------------------------------------


def _magnet_exports() -> list[Question]:
    exports, normal = record.magnet_exports(), _normal_magnets()
    before = Question(EXPORTS, "input", "2024, mean month", "t", (normal, normal), mean_of(MAGNETS, MONTHS_2024))
    return [before, *(_exports_in(month, exports[month]) for month in (*FITTED, *OWN_TEST))]


def _normal_magnets() -> float:
    """[gross t a month] What left in 2024, as the mass balance has it."""
    return next(r.value for r in record.mass_balance_2024() if r.destination == "export as magnets") / len(MONTHS_2024)


def _exports_in(month: str, t: float) -> Question:
    role: Role = "fit" if month in FITTED else "own test"
    accepted = around(t, EXPORTS_OFF)
    return Question(EXPORTS, role, month, "t", (t, t), in_month(MAGNETS, month), accepted, key=month in KEY_MONTHS)


def _granted() -> list[Question]:
    return [_granted_share(s) for s in sorted(record.approved_share(), key=lambda s: (s.region, s.day))]


def _granted_share(share: record.ApprovedShare) -> Question:
    """Of Europe's shares the first is for fitting and the other its own test; a single American firm's is shown."""
    series, of_europe = f"licence_approved_share_{share.region}", share.region == "europe"
    what = f"{share.day}" if of_europe else f"{share.region}: {share.day}, one firm"
    role, accepted = GRANTED[share.day] if of_europe else (SHOWN, None)
    return Question(
        APPROVED, role, what, "share", (share.share, share.share), on_day(series, share.day), accepted,
        key=of_europe, day=share.day,
    )  # fmt: skip


# -- 5: raw dysprosium and terbium -------------------------------------------------------------------------------------


def _elements() -> list[Question]:
    return [
        _dry("dy", "2025-05", NEAR_ZERO), _dry("dy", "2025-06", NEAR_ZERO), _dry("dy", "2025-07", LITTLE, key=True),
        _dry("tb", "2025-05", NEAR_ZERO), _back("2025-06"), _back("2025-07", key=True), _magnets_without_dysprosium(),
    ]  # fmt: skip


def _dry(element: str, month: str, share: float, *, key: bool = False) -> Question:
    """A month with no or hardly any raw exports: the whole band must lie below a share of an ordinary month."""
    t = record.element_exports(element)[month]
    return Question(
        ELEMENTS, "score", f"{element.title()}, {month}", "t", (t, t), in_month(f"{element}_oxide_exports_t", month),
        (0.0, share * NORMAL[element]), bound=True, key=key,
    )  # fmt: skip


def _back(month: str, *, key: bool = False) -> Question:
    t = record.element_exports("tb")[month]
    answer = in_month("tb_oxide_exports_t", month)
    return Question(ELEMENTS, "score", f"Tb, {month}", "t", (t, t), answer, TERBIUM_BACK[month], narrow=LUMPY, key=key)


def _magnets_without_dysprosium() -> Question:
    recorded = record.magnet_exports()["2025-07"] / _normal_magnets()
    what = "Magnets of July over 2024, raw Dy still away"
    return Question(ELEMENTS, "score", what, "ratio", (recorded, recorded), _came_back, (BACK, math.inf))


def _came_back(ensemble: Ensemble) -> Floats:
    """July's magnets over a month of 2024; 0 in runs whose raw dysprosium of May and June does not stay away."""
    dysprosium = summed(ensemble, "dy_oxide_exports_t", ("2025-05", "2025-06"))
    back = monthly(ensemble, MAGNETS, "2025-07") / (summed(ensemble, MAGNETS, MONTHS_2024) / len(MONTHS_2024))
    return np.where(dysprosium <= 2 * STILL_DRY * NORMAL["dy"], back, 0.0)


# -- 6, 7: prices and quotas -------------------------------------------------------------------------------------------


def _price_ratios() -> list[Question]:
    return [_ratio(material, day) for day in (BEFORE, AFTER) for material in ("dy_oxide", "tb_oxide")]


def _ratio(material: str, day: date) -> Question:
    """Prices at rest are taken from the quotes before; those after are for fitting."""
    role: Role = "input" if day == BEFORE else "fit"
    quoted = record.price_ratio_range(material)[day]
    what = f"{material[:2].title()} oxide, {day}"
    return Question(RATIO, role, what, "ratio", quoted, price_ratio(material, day), quoted, key=day == AFTER)


def _quotas(scenario: Scenario) -> list[Question]:
    mining, separation = record.production_quota("2024")
    stages = {"mine": ("Mining, 2024", mining), "separator": ("Separation, 2024", separation)}
    return [
        Question(QUOTAS, "input", what, "t", (t, t), of_scenario(quota_of(scenario, stage, 2024)))
        for stage, (what, t) in stages.items()
    ]
