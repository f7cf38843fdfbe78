"""The measures of a run as columns of a table; those of a region or an industry are called ``japan.any_stop``."""

from __future__ import annotations

from simulation.engine.world import industries_of
from simulation.scenario.schema import Scenario
from simulation.scenario.sites import Lines

from .measures import Summary

WORLD = (
    "days_to_first_stop",
    "days_to_shortage",
    "days_to_shortage_1pct",
    "days_to_shortage_5pct",
    "shortage_within_60_days",
    "output_stopped_share",
    "lines_stopped_share",
    "any_stop",
    "vehicles_lost",
    "time_to_recover_days",
    "resilience_loss_months",
    "robustness",
    "days_to_first_parts_stop",
    "parts_makers_stopped_share",
    "leaked_share_of_exports",
    "effective_cut",
    "mirror_ratio",
)
"""Measures of the whole world, or of all that lies outside the origin."""
OF_REGION = (
    "days_to_first_stop",
    "first_stop_lasts_days",
    "any_stop",
    "lines_stopped_share",
    "output_stopped_share",
    "vehicles_lost",
    "days_to_first_parts_stop",
    "parts_makers_stopped_share",
)
OF_INDUSTRY = ("unmet_demand_t", "unmet_share_abroad", "days_to_shortage")
WAITING_TIMES = ("days_to", "time_to")
"""Beginnings of names of measures that wait for something, in days."""


def flat(summary: Summary) -> dict[str, float]:
    """Every measure of a run by the name of its column."""
    nested = {**summary.by_region, **summary.by_industry}
    return summary.measures | {f"{of}.{name}": x for of, figures in nested.items() for name, x in figures.items()}


def measures_of(scenario: Scenario, *, whole_world: bool = False) -> list[str]:
    """The columns that every run of a scenario has; with ``whole_world`` without those of regions and industries."""
    if whole_world:
        return list(WORLD)
    makers = scenario.reporting.makers
    told = {s.region for s in scenario.sites.values() if isinstance(s, Lines) or getattr(s, "stage", None) in makers}
    regions = [f"{region}.{name}" for region in scenario.regions if region in told for name in OF_REGION]
    return [*WORLD, *regions, *(f"{of}.{name}" for of in industries_of(scenario) for name in OF_INDUSTRY)]


def waits(measure: str) -> bool:
    """Whether a measure, also one of a region (``japan.days_to_first_stop``), waits for something."""
    return measure.rpartition(".")[2].startswith(WAITING_TIMES)
