"""What a file writes and an amendment that it inherits changes again later: allowed, but seldom what was meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from simulation.errors import Mistake

from .check import first_day
from .compose import Loaded
from .measures import Amend
from .schema import Scenario


def overruled(loaded: Loaded, called: str) -> Iterator[Mistake]:
    """A note, with its place, for each field of a measure that the file ``called`` writes and a parent amends."""
    told: set[tuple[str, str]] = set()
    for amend in _in_order(loaded.scenario):
        for field in amend.changes:
            own = loaded.written.at(("timeline", amend.target, field))
            later = loaded.written.at(("timeline", amend.name, field))
            if own is None or later is None or own.place.file != called or later.place.file == called:
                continue
            if own.plain() != later.plain() and (amend.target, field) not in told:
                told.add((amend.target, field))
                day = date.fromordinal(first_day(amend, loaded.scenario))
                yield own.place.mistake(
                    f"note: timeline.{amend.target}.{field} holds until {day}, when {amend.name} changes it; "
                    f"change or remove {amend.name}, too, if it is to stay"
                )


def _in_order(scenario: Scenario) -> list[Amend]:
    amends = [measure for measure in scenario.timeline.values() if isinstance(measure, Amend)]
    return sorted(amends, key=lambda amend: (first_day(amend, scenario), amend.name))
