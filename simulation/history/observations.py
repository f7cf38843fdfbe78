"""A user's own observations of monthly series, in a file of comma-separated values.

The head names the columns ``series``, ``month`` and ``value``, and if wanted ``low``, ``high`` and ``source``. Rows
that disagree on a month make it a range.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, model_validator

from simulation.errors import InputError, Mistake, wrong
from simulation.results.names import monthly_names
from simulation.scenario.nearest import did_you_mean
from simulation.scenario.numbers import Finite, Frozen
from simulation.scenario.read import shown
from simulation.scenario.schema import Scenario

from .answers import in_month
from .question import Fact, Question, Range, Role, Unit
from .series import Recorded

OWN = Fact(0, "Own observations")
ROLE: Role = "own data"
OFF = 0.2
"""[share] How far the median may be off an own observation."""
NEEDED, NUMBERS = ("series", "month", "value"), ("value", "low", "high")
SAID = {
    "missing": "is missing",
    "float_type": "is not a number",
    "finite_number": "is not a number",
    "string_pattern_mismatch": "is not a month like 2025-06",
}
"""What is wrong, by what pydantic calls it."""


class Observation(Frozen):
    """One month of a series as somebody observed it."""

    series: str
    """[name] Public name of a monthly series, such as ``magnet_exports_gross_t``."""
    month: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    """[month] As 2025-06."""
    value: Finite
    """[as the series] What was observed."""
    low: Finite | None = None
    """[as the series] Lowest value that the source allows."""
    high: Finite | None = None
    """[as the series] Highest value that the source allows."""
    source: str | None = None
    """[text] Where it comes from."""

    @model_validator(mode="after")
    def _in_order(self) -> Observation:
        low, high = self.range
        if not low <= self.value <= high:
            raise ValueError(f"{self.value:g} does not lie between low, {low:g}, and high, {high:g}")
        return self

    @property
    def range(self) -> Range:
        return self.value if self.low is None else self.low, self.value if self.high is None else self.high


def read(file: Path, scenarios: Sequence[Scenario]) -> tuple[Observation, ...]:
    """The rows of a file. Raises InputError with every mistake in it, in names, months and numbers."""
    head, *body = _cells(file) or [[]]
    texts = {1: _wrong_head(head, body)}
    found: list[Observation] = []
    for line, cells in enumerate(body, start=2) if not texts[1] else ():
        row = _parsed(head, cells)
        texts[line] = _unknown(row, scenarios) if isinstance(row, Observation) else row
        found += [row] if isinstance(row, Observation) else []
    mistakes = tuple(Mistake(text, str(file), line) for line, said in texts.items() for text in said)
    if mistakes:
        raise InputError(mistakes)
    return tuple(found)


def _cells(file: Path) -> list[list[str]]:
    try:
        return list(csv.reader(StringIO(file.read_text(encoding="utf-8-sig"))))
    except OSError:
        raise wrong(f"there is no file {file}") from None
    except (UnicodeDecodeError, csv.Error):
        raise wrong(f"{file} is not a table of comma-separated values") from None


def _wrong_head(head: Sequence[str], body: Sequence[object]) -> list[str]:
    columns = list(Observation.model_fields)
    unknown = [
        f"no column is called {shown(name)}{did_you_mean(name, columns)}" for name in head if name not in columns
    ]
    missing = [f"the head lacks {name}; it names {', '.join(NEEDED)} and, if wanted, low, high and source"
               for name in NEEDED if name not in head]  # fmt: skip
    twice = [f"two columns are called {name}" for i, name in enumerate(head) if name in head[:i]]
    empty = [] if body else ["there is no observation below the head"]
    return [*unknown, *missing, *twice] or empty


def _parsed(head: Sequence[str], cells: Sequence[str]) -> Observation | list[str]:
    """The observation of a row, or what is wrong with it; an empty cell is one that is not given."""
    if len(cells) != len(head):
        return [f"has {len(cells)} values, and the head names {len(head)} columns"]
    given = {name: text.strip() for name, text in zip(head, cells, strict=True) if text.strip()}
    try:
        return Observation.model_validate(
            {name: _number(text) if name in NUMBERS else text for name, text in given.items()}
        )
    except ValidationError as error:
        return [_said(e["type"], e["loc"], e["msg"], given) for e in error.errors()]


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _said(kind: str, where: Sequence[int | str], message: str, given: Mapping[str, str]) -> str:
    if not where:
        return message.removeprefix("Value error, ")
    name = str(where[0])
    what = f" {shown(given[name])}" if name in given else ""
    return f"{name}:{what} {SAID.get(kind, message)}"


def _unknown(row: Observation, scenarios: Sequence[Scenario]) -> list[str]:
    """What keeps an observation from being set beside any of the scenarios."""
    having = [s for s in scenarios if row.series in monthly_names(s)]
    if not having:
        known = dict.fromkeys(name for s in scenarios for name in monthly_names(s))
        return [f"there is no series {shown(row.series)}{did_you_mean(row.series, known)}"]
    if any(_lives_through(s, row.month) for s in having):
        return []
    spans = "; ".join(f"{s.name} runs from {s.start:%Y-%m} to {s.end:%Y-%m}" for s in having)
    return [f"month: {row.month} is not simulated; {spans}"]


def _lives_through(scenario: Scenario, month: str) -> bool:
    return f"{scenario.start:%Y-%m}" <= month <= f"{scenario.end:%Y-%m}"


# -- as the record of a scenario ---------------------------------------------------------------------------------------


def questions(rows: Sequence[Observation], scenario: Scenario) -> list[Question]:
    """A question for each month of each series that the scenario lives through."""
    return [
        Question(
            OWN, ROLE, f"{series.name}, {month}", _unit(series.name), observed, in_month(series.name, month),
            _near(observed), key=True,
        )
        for series in recorded(rows, scenario)
        for month, observed in series.months.items()
    ]  # fmt: skip


def recorded(rows: Sequence[Observation], scenario: Scenario) -> list[Recorded]:
    """The observations as series; months before the scenario are what naive forecasts may go by."""
    names = [name for name in dict.fromkeys(row.series for row in rows) if name in monthly_names(scenario)]
    return [_series(name, [row for row in rows if row.series == name], scenario) for name in names]


def _series(name: str, rows: Sequence[Observation], scenario: Scenario) -> Recorded:
    ranges: dict[str, Range] = {}
    for row in sorted(rows, key=lambda row: row.month):
        low, high = ranges.get(row.month, row.range)
        ranges[row.month] = (min(low, row.range[0]), max(high, row.range[1]))
    months = {month: observed for month, observed in ranges.items() if _lives_through(scenario, month)}
    earlier = {month: sum(observed) / 2 for month, observed in ranges.items() if month not in months}
    return Recorded(name, months, dict.fromkeys(months, ROLE), earlier)


def _unit(series: str) -> Unit:
    return "share" if "_share_" in series else "ratio" if series.startswith("mirror_ratio") else "t"


def _near(observed: Range) -> Range:
    low, high = observed
    return low - OFF * abs(low), high + OFF * abs(high)
