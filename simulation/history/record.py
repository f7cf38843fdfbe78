"""The recorded facts: small loaders of the tables in this folder.

The tables keep their source, address and confidence; where two rows disagree, both stay. Months are ``YYYY-MM``.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

KG_PER_T = 1000.0
VAT = 0.13
"""[share] Chinese value added tax, part of every domestic price."""
CNY_PER_USD = ((date(2025, 1, 1), 7.25), (date(2025, 5, 1), 7.22))
"""[CNY/USD] Rates from their dates on."""

REGION_OF = {
    "US": "united_states",
    "EU27": "europe",
    "Japan": "japan",
    "South Korea": "korea",
    "Vietnam": "vietnam",
    "India": "india",
}
"""Destinations of customs tables that are regions of the scenarios; Germany is a part of Europe and stands apart."""

WHOLE_YEAR = "FY"

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

Row = dict[str, str]


@cache
def table(name: str) -> tuple[Row, ...]:
    """All rows of ``<name>.csv`` as they are written."""
    text = files("simulation.history").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def _is_month(period: str) -> bool:
    return len(period) == len("2025-04") and period[4] == "-" and period.replace("-", "").isdigit()


def magnet_exports() -> dict[str, float]:
    """[gross t] Magnets exported by China, by month."""
    return {row["month"]: float(row["tonnes"]) for row in table("2025_magnet_exports_monthly")}


def magnet_exports_to(destination: str) -> dict[str, float]:
    """[gross t] The same to a region of the scenarios, or to a country as customs names it (``Germany``), by month."""
    return {
        row["period"]: float(row["tonnes"])
        for row in table("2025_magnet_exports_by_destination")
        if destination in (row["destination"], REGION_OF.get(row["destination"]))
        and row["tonnes"]
        and _is_month(row["period"])
    }


def element_exports(element: str) -> dict[str, float]:
    """[t] Exports of raw ``dy`` or ``tb``, by month; rows for the oxide alone are left out."""
    return {
        row["period"]: float(row["quantity"]) / KG_PER_T
        for row in table("2025_controlled_element_exports")
        if row["element"].lower() == element and row["unit"] == "kg"
    }


def rare_earth_exports() -> dict[str, float]:
    """[gross t] All rare earth products that China exported, magnets left out, by month or by year (``2024``)."""
    return {
        row["period"]: float(row["tonnes"])
        for row in table("2025_rare_earth_exports_all")
        if len(row["period"]) in (4, 7)
    }


@dataclass(frozen=True)
class Shortage:
    """Who ran short, and how sure we are."""

    firm: str
    scope: str
    product: str
    start: str
    end: str
    effect: str
    confidence: str
    source: str
    url: str

    @property
    def days(self) -> int | None:
        """[days] From the start to the last day that is named for the end; None where either is vague."""
        start, ends = _day(self.start), DAY.findall(self.end)
        return (date.fromisoformat(ends[-1]) - start).days if start is not None and ends else None


def shortages() -> tuple[Shortage, ...]:
    """Recorded shortages and, as telling, recorded absences of them."""
    return tuple(
        Shortage(
            row["firm"], row["site_or_scope"], row["product"], row["start"], row["end_or_recovery"], row["effect"],
            row["confidence"], row["source"], row["url"],
        )
        for row in table("2025_shortages")
    )  # fmt: skip


@dataclass(frozen=True)
class ApprovedShare:
    """A published share of licence files granted; each has a denominator of its own."""

    day: date
    region: str
    share: float
    of: str
    confidence: str
    source: str


def approved_share() -> tuple[ApprovedShare, ...]:
    """Published shares of granted files, by date and region."""
    found = []
    for row in table("2025_licensing"):
        match row["metric"]:
            case "approved share":
                share = float(row["value"]) / 100
            case "licences / applications":
                granted, filed = (float(x) for x in row["value"].split("/"))
                share = granted / filed
            case _:
                continue
        region = "europe" if row["region_or_scope"].startswith("EU") else "united_states"
        found.append(
            ApprovedShare(
                date.fromisoformat(row["date"]), region, share, row["region_or_scope"], row["confidence"], row["source"]
            )
        )
    return tuple(found)


@dataclass(frozen=True)
class Quote:
    """A price as a trade journal gave it."""

    day: date
    material: str
    market: str
    low: float
    high: float
    unit: str
    source: str

    @property
    def usd_per_kg(self) -> float:
        """Middle of the quote; domestic Chinese prices without value added tax."""
        return sum(self.range_usd_per_kg) / 2

    @property
    def range_usd_per_kg(self) -> tuple[float, float]:
        """The quote from low to high; domestic Chinese prices without value added tax."""
        if self.unit == "USD/kg":
            return self.low, self.high
        rate = [r for since, r in CNY_PER_USD if since <= self.day] or [CNY_PER_USD[0][1]]
        per_unit = (1 + VAT) * rate[-1] * KG_PER_T
        return self.low / per_unit, self.high / per_unit


def prices(material: str, market: str) -> tuple[Quote, ...]:
    """Quotes of a material (``dy_oxide``) in a market (``china``, ``europe``) by date; vague dates are left out."""
    wanted = material.replace("_", " ").lower()
    found = []
    for row in table("2025_prices"):
        day = _day(row["date"])
        if day is None or row["material"].lower() != wanted or market not in row["market"].lower():
            continue
        found.append(Quote(day, material, market, float(row["low"]), float(row["high"]), row["unit"], row["source"]))
    return tuple(sorted(found, key=lambda quote: quote.day))


def _day(text: str) -> date | None:
    """A day as written; ``2025-04 start`` is the first of the month."""
    if text.endswith(" start"):
        text = text.removesuffix(" start") + "-01"
    try:
        return date.fromisoformat(text) if len(text) == len("2025-04-04") else None
    except ValueError:
        return None


def price_ratio(material: str) -> dict[date, float]:
    """Outside price over inside price: each European quote over the first Chinese quote from its day on."""
    return {outside.day: outside.usd_per_kg / inside.usd_per_kg for outside, inside in _paired(material)}


def price_ratio_range(material: str) -> dict[date, tuple[float, float]]:
    """The same from the lowest to the highest price that both quotes allow."""
    ranges = {o.day: (o.range_usd_per_kg, i.range_usd_per_kg) for o, i in _paired(material)}
    return {day: (low / most, high / least) for day, ((low, high), (least, most)) in ranges.items()}


def _paired(material: str) -> list[tuple[Quote, Quote]]:
    inside = [q for q in prices(material, "china") if q.unit == "CNY/t"]
    pairs = [(q, next((c for c in inside if c.day >= q.day), None)) for q in prices(material, "europe")]
    return [(outside, same) for outside, same in pairs if same is not None]


def production_quota(year: str) -> tuple[float, float]:
    """[t REO] Mining and separation quotas of a whole year."""
    (row,) = (r for r in table("2020_production_quotas") if r["year"] == year and r["batch"] == WHOLE_YEAR)
    return float(row["mining_t_REO"]), float(row["smelting_separation_t_REO"])


@dataclass(frozen=True)
class Event:
    """One entry of the policy timeline; ``day`` is text, as some are only months."""

    day: str
    kind: str
    event: str
    detail: str
    confidence: str
    source: str
    url: str


def policy_timeline() -> tuple[Event, ...]:
    """What states did, in the order of the record."""
    return tuple(
        Event(row["date"], row["type"], row["event"], row["detail"], row["confidence"], row["source"], row["url"])
        for row in table("2025_policy_timeline")
    )


@dataclass(frozen=True)
class BalanceRow:
    """One flow of a year's mass balance; ``is_check`` rows follow from the others."""

    stage: str
    origin: str
    destination: str
    material: str
    value: float
    unit: str
    status: str
    source: str
    note: str

    @property
    def is_check(self) -> bool:
        return self.stage.endswith(("check", "closure"))


def mass_balance_2024() -> tuple[BalanceRow, ...]:
    """The mass balance of 2024: t/year of REO (oxide), metal or finished magnet, as ``material`` says."""
    return tuple(
        BalanceRow(
            row["stage"], row["from_node"], row["to_node"], row["material"], float(row["value"]), row["unit"],
            row["status"], row["source"], row["note"],
        )
        for row in table("mass_balance_2024")
    )  # fmt: skip
