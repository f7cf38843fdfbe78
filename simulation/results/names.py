"""The public names of monthly series that a scenario can give, before it is run."""

from __future__ import annotations

from simulation.scenario.schema import Scenario

OF_THE_WORLD = (
    "magnet_exports_gross_t", "rare_earth_exports_gross_t", "leaked_exports_gross_t", "leaked_exports_t",
    "seized_gross_t", "mined_t", "illicit_supply_t", "separated_t", "licence_backlog",
)  # fmt: skip
TO_A_REGION = (
    "magnet_exports_to_{region}_gross_t", "rare_earth_exports_to_{region}_gross_t",
    "rare_earth_imports_from_{origin}_gross_t_{region}", "mirror_ratio_{region}",
)  # fmt: skip
OF_A_REGION = ("licence_approved_share_{region}", "line_stops_begun_{region}", "parts_stops_begun_{region}")
OF_A_PRICE = ("price_inside_{material}_usd_per_kg", "price_outside_{material}_usd_per_kg")
OXIDE = "_oxide"
"""Ending of materials whose exports are a series each."""


def monthly_names(scenario: Scenario) -> list[str]:
    """Every name that some run of the scenario may have; what a region never trades is left out of its runs."""
    origin = scenario.origin
    abroad = [region for region in scenario.regions if region != origin]
    return [
        *OF_THE_WORLD,
        *(f"{material}_exports_t" for material in scenario.materials if material.endswith(OXIDE)),
        *(name.format(region=region, origin=origin) for name in TO_A_REGION for region in abroad),
        *(name.format(region=region) for name in OF_A_REGION for region in scenario.regions),
        *(name.format(material=material) for name in OF_A_PRICE for material in scenario.market.prices),
    ]
