"""What the benchmark found, row by row, beside what was aimed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .timing import Spread

HEAD = ("what", "median", "smallest to largest", "target", "")


@dataclass(frozen=True)
class Target:
    """A limit that a median should keep; missing it is told, never asserted."""

    limit: float
    at_least: bool = False

    def met(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"


@dataclass(frozen=True)
class Row:
    """One figure; ``unit`` is empty for ratios and exponents."""

    what: str
    value: Spread
    unit: str = ""
    target: Target | None = None

    def cells(self) -> tuple[str, ...]:
        unit = f" {self.unit}" if self.unit else ""
        value = self.value
        spread = f"{_short(value.low)} to {_short(value.high)}" if value.low != value.high else ""
        aim = f"{self.target}{unit}" if self.target else ""
        verdict = "" if self.target is None else "met" if self.target.met(value.middle) else "**missed**"
        return (self.what, f"{_short(value.middle)}{unit}", spread, aim, verdict)


def table(rows: Sequence[Row]) -> str:
    """Rows as a Markdown table that is as easily read in a terminal."""
    cells = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(HEAD))]
    lines = ["| " + " | ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)) + " |" for line in cells]
    rule = "|" + "|".join("-" * (w + 2) for w in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def _short(value: float) -> str:
    """Three digits are more than a timing deserves."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:#.3g}".rstrip(".")
