"""The recorded trade of 2010: small loaders beside those of :mod:`record`. Months are ``YYYY-MM``.

Where sources disagree, a loader gives the range of all of them.
"""

from __future__ import annotations

import re

from .question import Range
from .record import table

ALL_RARE_EARTHS = "all"
"""Basis of the rows that count oxides, salts and metals together."""
MONTH, YEAR, DAY = re.compile(r"\d{4}-\d{2}"), re.compile(r"\d{4}"), re.compile(r"\d{4}-\d{2}-\d{2}")
QUARTER = re.compile(r"(\d{4})-Q([1-4])")
EIGHT_MONTHS = "2010 Jan-Aug mean"
PRICED_AS = {"ndpr_oxide": "Nd", "dy_oxide": "Dy", "tb_oxide": "Tb"}
"""Elements whose oxide stands for a material; neodymium for NdPr, of which it is three quarters."""


def japan_imports() -> dict[str, float]:
    """[gross t] Rare earths that Japan booked from China, by month."""
    return {
        row["month"]: float(row["from_china_t"])
        for row in table("2010_japan_imports_monthly")
        if row["basis"] == ALL_RARE_EARTHS and row["from_china_t"] and MONTH.fullmatch(row["month"])
    }


def japan_imports_before() -> dict[str, float]:
    """[gross t] The same for January to August 2010, of which only the mean is known: it stands for each month."""
    (mean,) = (float(r["from_china_t"]) for r in table("2010_japan_imports_monthly") if r["month"] == EIGHT_MONTHS)
    return {f"2010-{month:02d}": mean for month in range(1, 9)}


def mirror_ratio() -> float:
    """Japan's books over China's for exports to Japan, January to September 2010."""
    (ratio,) = (r["ratio_japan_over_china"] for r in table("2010_mirror_statistics") if r["ratio_japan_over_china"])
    return float(ratio)


def rare_earth_exports() -> tuple[tuple[str, float], ...]:
    """[gross t] Exports of rare earths as Chinese customs gave them, by year; disputed years have several rows."""
    rows = table("2010_china_exports_annual")
    return tuple((row["year"], float(row["exports_t"])) for row in rows if YEAR.fullmatch(row["year"]))


def rare_earth_exports_of(year: str) -> Range:
    """[gross t] The same of one year."""
    return _range([t for y, t in rare_earth_exports() if y == year])


def rare_earth_exports_by_month() -> dict[str, float]:
    """[gross t] The same, of the months that are known."""
    return {
        row["month"]: float(row["china_exports_world_t"])
        for row in table("2010_china_exports_monthly")
        if MONTH.fullmatch(row["month"]) and row["china_exports_world_t"]
    }


def export_quota(year: str) -> float:
    """[gross t] The export quotas of a year's batches, Chinese and foreign-owned exporters together."""
    return sum(float(r["total_t"]) for r in table("2010_export_quotas") if r["year"] == year and r["total_t"])


def mining_quota(year: str) -> float:
    """[t REO] What the ministry of land allowed to be dug in a year; the industry ministry's plans were larger."""
    rows = [r for r in table("2010_production_quotas") if r["year"] == year and r["stage"] == "mining" and r["total_t"]]
    return float(rows[0]["total_t"])


def mined(year: str) -> Range:
    """[t REO] Oxide made in China in a year."""
    rows = table("2010_production_actual")
    return _range([float(r["quantity_t"]) for r in rows if (r["year"], r["region"]) == (year, "China")])


def smuggled(year: str) -> Range:
    """[t] Estimates of what was smuggled in a year, or dug illegally; the sources hardly tell the two apart."""
    rows = table("2010_smuggling_estimates")
    return _range([float(r["quantity"]) for r in rows if (r["year"], r["unit"]) == (year, "t")])


def leaked_share() -> Range:
    """[share] Estimates for 2010 of what was smuggled, of all that left with the exports of 2009 and 2010."""
    legal = sum(sum(rare_earth_exports_of(year)) / 2 for year in ("2009", "2010")) / 2
    least, most = smuggled("2010")
    return least / (least + legal), most / (most + legal)


def prices(material: str) -> dict[str, Range]:
    """[USD/kg] Oxide FOB China by month; a quarter's mean stands for its middle month, a day for its month."""
    by_month: dict[str, list[float]] = {}
    for row in table("2010_prices"):
        wanted = (row["element"], row["form"], row["basis"]) == (PRICED_AS[material], "oxide", "FOB China")
        month = _month(row["date"])
        if wanted and month is not None:
            by_month.setdefault(month, []).extend((float(row["low"]), float(row["high"])))
    return {month: _range(quotes) for month, quotes in sorted(by_month.items())}


def _month(period: str) -> str | None:
    """The month of a price; None for years."""
    quarter = QUARTER.fullmatch(period)
    if quarter:
        return f"{quarter[1]}-{3 * int(quarter[2]) - 1:02d}"
    return period[:7] if MONTH.fullmatch(period) or DAY.fullmatch(period) else None


def _range(values: list[float]) -> Range:
    return min(values), max(values)
