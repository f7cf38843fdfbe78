"""The recorded trade of 2010: small loaders beside those of :mod:`record`. Months are ``YYYY-MM``."""

from __future__ import annotations

import re

from .record import table

ALL_RARE_EARTHS = "all"
"""Basis of the rows that count oxides, salts and metals together."""
MONTH, YEAR = re.compile(r"\d{4}-\d{2}"), re.compile(r"\d{4}")
EIGHT_MONTHS = "2010 Jan-Aug mean"


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


def rare_earth_exports() -> tuple[tuple[str, float], ...]:
    """[gross t] Exports of rare earths as Chinese customs gave them, by year; disputed years have several rows."""
    rows = table("2010_china_exports_annual")
    return tuple((row["year"], float(row["exports_t"])) for row in rows if YEAR.fullmatch(row["year"]))
