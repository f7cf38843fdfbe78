"""What each scenario changes against the first one, and what common random numbers were worth."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulation.results.columns import waits
from simulation.results.ensemble import Ensemble
from simulation.results.figures import LOSSES
from simulation.results.paired import Difference, differences

from .chapters import by_measure
from .sheet import Sheet
from .wording import NOTHING, amount, percent

RATIOS = ("mirror_ratio",)


def sheet(ensembles: Sequence[Ensemble]) -> Sheet | None:
    """Two columns a scenario; nothing for a single scenario, or if no replication of two is finished."""
    first, *others = ensembles
    found = [differences(first, other) for other in others]
    if not any(found):
        return None
    rows: list[tuple[str, ...]] = []
    for measure, (question, _) in by_measure(ensembles).items():
        cells = [cell for of in found for cell in (_change(measure, of.get(measure)), _variance(of.get(measure)))]
        rows += [(question, *cells)] if any(cell != NOTHING for cell in cells) else []
    columns = [name for other in others for name in (other.scenario.name, "Variance left")]
    return Sheet(
        title=f"Run by run against {first.scenario.name}",
        columns=("Mean difference (95 % interval)", *columns),
        rows=tuple(rows),
        note="Runs of one number share their luck. A day that never comes counts as the end of the window. Variance "
        "left is that of the difference, as a share of what runs without shared luck would give: 25 % does the work of "
        "four times as many runs.",
    )


def _change(measure: str, found: Difference | None) -> str:
    if found is None or math.isnan(found.mean):
        return NOTHING
    low, high = found.interval
    unit = "" if waits(measure) or measure in (*LOSSES, *RATIOS) else " points"
    middle, low_text, high_text = (_number(measure, x) for x in (found.mean, low, high))
    sign = "+" if found.mean > 0 and middle != "0" else ""
    closed = math.isfinite(low) and math.isfinite(high) and low_text != high_text
    known = f" ({low_text} to {high_text})" if closed else ""
    return f"{sign}{middle}{known}{unit}"


def _number(measure: str, x: float) -> str:
    """Days and vehicles as they are, ratios with two digits, shares in percentage points."""
    if not math.isfinite(x):
        return ""
    if measure in RATIOS:
        text = f"{x:.2f}"
        return "0" if text in ("0.00", "-0.00") else text
    return amount(x if waits(measure) or measure in LOSSES else 100 * x)


def _variance(found: Difference | None) -> str:
    return NOTHING if found is None or math.isnan(found.variance_ratio) else percent(found.variance_ratio)
