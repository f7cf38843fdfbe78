"""What one field alone cannot know: names, sums, dates, and whether the chain holds together."""

from __future__ import annotations

from .fields import Fault
from .schema import Scenario


def check(scenario: Scenario, whole: bool = True) -> list[Fault]:
    """Every fault across fields; with ``whole`` also those of the chain from mine to user."""
    return []
