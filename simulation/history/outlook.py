"""What scenarios say of the months after those that are used to fit them, and which of that is a prediction.

A figure is a prediction if nothing that is recorded of it went into the scenarios or may be used to fit them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from simulation.chain.stock import Floats
from simulation.results.ensemble import Ensemble
from simulation.results.statistics import Figures, spread
from simulation.units import MONTHS_PER_YEAR

from .facts_2010 import EMBARGO
from .question import Unit
from .stops import SHOCK

Standing = Literal["prediction", "shown"]
"""``shown``: recorded, and seen when the scenario was written."""


@dataclass(frozen=True)
class Group:
    """Series that stand in one table, by the heading of their column; yearly ones are sums, or means of prices."""

    title: str
    unit: Unit
    series: dict[str, str]
    yearly: Literal["sum", "mean"] | None = None
    shown: frozenset[str] = frozenset()
    """Months or years of which the record was seen."""


@dataclass(frozen=True)
class Outlook:
    """The figures of a group: ``figures[label][series]``, and the standing of each label."""

    group: Group
    figures: dict[str, dict[str, Figures]]

    def standing(self, label: str) -> Standing:
        return "shown" if label in self.group.shown else "prediction"


OUTSIDE = {f"{name} oxide": f"price_outside_{name.lower()}_oxide_usd_per_kg" for name in ("NdPr", "Dy", "Tb")}


def _magnets(*regions: str) -> dict[str, str]:
    return {region: f"magnet_exports_to_{region}_gross_t" for region in regions}


def _by_region(series: str, *regions: str) -> dict[str, str]:
    return {region: f"{series}_{region}" for region in regions}


IMPORTS, GRANTED, STOPS = "rare_earth_imports_from_china_gross_t", "licence_approved_share", "line_stops_begun"
MAKERS = ("europe", "united_states", "japan", "korea")
GROUPS_2025 = (
    Group("Magnet exports, gross t a month", "t", {"all": "magnet_exports_gross_t", **_magnets(*MAKERS[:3])}),
    Group("Magnet exports, gross t a month", "t", _magnets("korea", "india", "vietnam", "rest_of_world")),
    Group("Raw exports and Japan's imports, t a month", "t", {
        "Dy oxide": "dy_oxide_exports_t", "Tb oxide": "tb_oxide_exports_t",
        "all rare earths, gross": "rare_earth_exports_gross_t", "Japan's imports, gross": f"{IMPORTS}_japan",
    }),
    Group("Prices outside China, USD/kg", "t", OUTSIDE),
    Group("Files granted by the end of the month", "share", _by_region(GRANTED, *MAKERS)),
    Group("Files granted by the end of the month", "share", _by_region(GRANTED, "india", "vietnam", "rest_of_world")),
    Group("Line stops begun in the month", "t", _by_region(STOPS, *MAKERS)),
    Group("Line stops begun in the month", "t", _by_region(STOPS, "india", "rest_of_world")),
)  # fmt: skip
GROUPS_2010 = (
    Group("Imports from China, gross t a month", "t", _by_region(IMPORTS, *MAKERS)),
    Group("Imports from China, gross t a year", "t", _by_region(IMPORTS, *MAKERS), "sum"),
    Group("Exports and supply, t a year", "t", {
        "legal exports, gross": "rare_earth_exports_gross_t", "leaked exports, gross": "leaked_exports_gross_t",
        "leaked exports, REO": "leaked_exports_t", "illicit supply, REO": "illicit_supply_t",
    }, "sum", frozenset({"2011", "2014"})),
    Group("Prices outside China, USD/kg, means of a year", "t", OUTSIDE, "mean", frozenset({"2011"})),
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """Which groups are foretold of a shock, and from when to when."""

    groups: tuple[Group, ...]
    months: tuple[str, str]
    years: tuple[str, str]


PLANS: dict[date, Plan] = {
    EMBARGO: Plan(GROUPS_2010, ("2010-12", "2011-12"), ("2011", "2014")),
    SHOCK: Plan(GROUPS_2025, ("2025-08", "2026-03"), ("2026", "2026")),
}
"""By shock."""


def outlooks(ensemble: Ensemble) -> list[Outlook]:
    """Every group of which the ensemble has a series; nothing for shocks without a record."""
    plan = PLANS.get(ensemble.scenario.shock)
    found = [_outlook(ensemble, group, plan) for group in plan.groups] if plan else []
    return [outlook for outlook in found if outlook.figures]


def _outlook(ensemble: Ensemble, group: Group, plan: Plan) -> Outlook:
    labels, (first, last) = (ensemble.whole_years, plan.years) if group.yearly else (ensemble.months, plan.months)
    here = [(i, label) for i, label in enumerate(labels) if first <= label <= last]
    table = {name: _values(ensemble, group, name) for name in group.series.values() if name in ensemble.monthly_names}
    figures = {label: {name: spread(values[:, i]) for name, values in table.items()} for i, label in here}
    return Outlook(group, figures if table else {})


def _values(ensemble: Ensemble, group: Group, series: str) -> Floats:
    if group.yearly is None:
        return ensemble.monthly(series)
    return ensemble.yearly(series) / (MONTHS_PER_YEAR if group.yearly == "mean" else 1)


def as_json(found: Sequence[Outlook]) -> list[dict[str, Any]]:
    """Entries of ``outlook``: one for each series and month or year."""
    return [
        {"series": name, "when": label, "standing": outlook.standing(label), **figures}
        for outlook in found
        for label, by_series in outlook.figures.items()
        for name, figures in by_series.items()
    ]
