"""What the trade series of a world are called: the one place where goods become names of series."""

from __future__ import annotations

from simulation.scenario.schema import Reporting, Scenario


def customs_and_goods(reporting: Reporting) -> tuple[str, ...]:
    """Everything whose exports are a series, each once."""
    return tuple(dict.fromkeys((*reporting.goods, reporting.customs_class)))


def exports_of(good: str) -> str:
    """Legal exports of the origin by month, gross t."""
    return f"{good}_exports_gross_t"


def exports_to(good: str, region: str) -> str:
    """The same to one region."""
    return f"{good}_exports_to_{region}_gross_t"


def imports_of(reporting: Reporting, origin: str, region: str) -> str:
    """What the customs of a region booked on arrival as goods of the origin, gross t."""
    return f"{reporting.customs_class}_imports_from_{origin}_gross_t_{region}"


def exports_of_goods(scenario: Scenario) -> dict[str, str]:
    """The series of each reported good."""
    return {good: exports_of(good) for good in scenario.reporting.goods}


def booked_by(scenario: Scenario, region: str) -> str:
    """The series of a region's imports from the origin."""
    return imports_of(scenario.reporting, scenario.origin, region)
