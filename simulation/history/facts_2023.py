"""What the record of 2023 asks of a scenario with export licences on gallium and germanium."""

from __future__ import annotations

from datetime import date

import numpy as np

from simulation.chain.stock import Floats
from simulation.results.ensemble import Ensemble
from simulation.results.trade import exports_of
from simulation.scenario.schema import Scenario
from simulation.units import DAYS_PER_MONTH

from .answers import in_month, monthly, months_between
from .facts import MINOR_METALS
from .question import ROUNDING, Question, Range, Role
from .record import KG_PER_T, table

LICENCES = date(2023, 8, 1)
"""Day 0: exports of gallium and germanium need a licence."""
FIRST_MONTH, YEAR_AFTER = "2023-08", months_between("2023-08", "2024-07")
GOODS = ("gallium", "germanium")
ABOUT_TWO_MONTHS = 2 * DAYS_PER_MONTH
NEARLY: Range = (1.5 * DAYS_PER_MONTH, 2.5 * DAYS_PER_MONTH)
"""[days] What "about two months" may mean."""


def questions(scenario: Scenario) -> tuple[Question, ...]:
    """The recorded months, and how long nothing left; the first month was in sight when the priors were chosen."""
    return (*(_in_month(row) for row in table("2023_gallium_germanium")), *(_at_nothing(good) for good in GOODS))


def _in_month(row: dict[str, str]) -> Question:
    t = float(row["kg"]) / KG_PER_T
    role: Role = "fit" if row["month"] == FIRST_MONTH else "score"
    what = f"{row['good'].capitalize()}, {row['month']}"
    return Question(MINOR_METALS, role, what, "t", (t, t), in_month(exports_of(row["good"]), row["month"]), key=True)


def _at_nothing(good: str) -> Question:
    recorded = (ABOUT_TWO_MONTHS, ABOUT_TWO_MONTHS)
    what = f"{good.capitalize()}, at nothing for"
    return Question(MINOR_METALS, "fit", what, "days", recorded, lambda e: _days_at_nothing(e, good), NEARLY)


def _days_at_nothing(ensemble: Ensemble, good: str) -> Floats:
    """Whole months from the first on in which nothing left, in days."""
    exports = np.stack([monthly(ensemble, exports_of(good), month) for month in YEAR_AFTER], axis=1)
    nothing = np.cumprod(exports < ROUNDING["t"], axis=1).sum(axis=1)
    days: Floats = nothing * DAYS_PER_MONTH
    return days
