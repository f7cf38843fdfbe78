"""Recorded monthly series beside those of an ensemble, by their public names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from simulation.scenario.schema import Scenario

from . import facts_2010, facts_2025, record, record_2010
from .facts_2010 import EMBARGO
from .question import Range, Role
from .stops import SHOCK

DESTINATIONS = ("europe", "united_states", "india", "vietnam", "japan")
"""Regions with recorded months of magnet exports."""


@dataclass(frozen=True)
class Recorded:
    """A recorded series: ``months`` by role are what is scored, ``earlier`` only what naive forecasts go by.

    A month is a range where sources disagree; ``proxy`` says what stands for the series if it is not quite recorded.
    """

    name: str
    months: Mapping[str, Range]
    roles: Mapping[str, Role]
    earlier: Mapping[str, float] = field(default_factory=dict)
    proxy: str = ""

    def of(self, role: Role) -> dict[str, Range]:
        """The months of one role."""
        return {month: value for month, value in self.months.items() if self.roles[month] == role}

    def known(self) -> dict[str, float]:
        """All recorded months, each as one number."""
        return {**self.earlier, **{month: (low + high) / 2 for month, (low, high) in self.months.items()}}


def recorded_series(scenario: Scenario) -> tuple[Recorded, ...]:
    """What is recorded of the years that a scenario lives through; nothing for shocks without a record."""
    ask = SERIES.get(scenario.shock)
    return ask() if ask else ()


def _of_2025() -> tuple[Recorded, ...]:
    roles: dict[str, Role] = {month: "fit" for month in facts_2025.FITTED}
    roles |= {month: "own test" for month in facts_2025.OWN_TEST}
    return (
        _since("2025-01", facts_2025.MAGNETS, record.magnet_exports(), roles),
        *(
            _since("2025-03", f"magnet_exports_to_{region}_gross_t", record.magnet_exports_to(region))
            for region in DESTINATIONS
        ),
        *(_since("2025-05", f"{element}_oxide_exports_t", record.element_exports(element)) for element in ("dy", "tb")),
        _since("2025-03", "rare_earth_exports_gross_t", _months(record.rare_earth_exports())),
    )


def _of_2010() -> tuple[Recorded, ...]:
    imports = {**record_2010.japan_imports_before(), **record_2010.japan_imports()}
    roles: dict[str, Role] = dict(facts_2010.IMPORT_ROLES)
    return (
        _since("2010-09", facts_2010.BY_JAPAN, imports, roles),
        _since("2010-01", facts_2010.EXPORTS, record_2010.rare_earth_exports_by_month()),
        *(_prices(material) for material in record_2010.PRICED_AS),
    )


SERIES: dict[date, Callable[[], tuple[Recorded, ...]]] = {EMBARGO: _of_2010, SHOCK: _of_2025}
"""By shock."""


def _since(first: str, name: str, known: Mapping[str, float], roles: Mapping[str, Role] | None = None) -> Recorded:
    """A series that is scored from a month on, for scoring only unless ``roles`` says otherwise."""
    months = {month: (t, t) for month, t in known.items() if month >= first}
    earlier = {month: t for month, t in known.items() if month < first}
    return Recorded(name, months, roles or dict.fromkeys(months, "score"), earlier)


def _months(periods: Mapping[str, float]) -> dict[str, float]:
    return {period: t for period, t in periods.items() if len(period) == len("2025-04")}


def _prices(material: str) -> Recorded:
    """Prices of 2010 and 2011 are shown: sources are few, and the priors were chosen to reach them."""
    quotes = {month: quote for month, quote in record_2010.prices(material).items() if month >= "2010-01"}
    proxy = "neodymium oxide" if material == "ndpr_oxide" else ""
    return Recorded(f"price_outside_{material}_usd_per_kg", quotes, dict.fromkeys(quotes, "shown"), proxy=proxy)
