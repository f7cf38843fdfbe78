"""Writes a resolved scenario as YAML that loads back to an equal one, and knows worlds that are the same."""

from __future__ import annotations

from typing import Any

from .measures import Amend
from .schema import Scenario


def as_written(scenario: Scenario) -> dict[str, Any]:
    """A scenario as plain data in the way a user writes it; the timeline by name. Defaults are left out."""
    data = scenario.model_dump(exclude_defaults=True)
    for name, measure in scenario.timeline.items():
        if isinstance(measure, Amend):
            written = data["timeline"][name]
            written.update(written.pop("changes", {}))
    return data
