"""The public names of monthly series that a scenario can give, before it is run."""

from __future__ import annotations

from simulation.scenario.schema import Scenario

from .trade import booked_by, customs_and_goods, exports_of, exports_to

OF_THE_WORLD = (
    "leaked_exports_gross_t", "leaked_exports_t", "seized_gross_t", "mined_t", "illicit_supply_t", "separated_t",
    "licence_backlog",
)  # fmt: skip
MIRROR_RATIO = "mirror_ratio_{region}"
OF_A_REGION = ("licence_approved_share_{region}", "line_stops_begun_{region}", "parts_stops_begun_{region}")
OF_A_PRICE = ("price_inside_{material}_usd_per_kg", "price_outside_{material}_usd_per_kg")
OXIDE = "_oxide"
"""Ending of materials whose exports are a series each."""


def monthly_names(scenario: Scenario) -> list[str]:
    """Every name that some run of the scenario may have; what a region never trades is left out of its runs."""
    abroad = [region for region in scenario.regions if region != scenario.origin]
    traded = customs_and_goods(scenario.reporting)
    return [
        *(exports_of(good) for good in traded),
        *OF_THE_WORLD,
        *(f"{material}_exports_t" for material in scenario.materials if material.endswith(OXIDE)),
        *(exports_to(good, region) for good in traded for region in abroad),
        *(booked_by(scenario, region) for region in abroad),
        *(MIRROR_RATIO.format(region=region) for region in abroad),
        *(name.format(region=region) for name in OF_A_REGION for region in scenario.regions),
        *(name.format(material=material) for name in OF_A_PRICE for material in scenario.market.prices),
    ]
