"""The timeline unfolded: each measure with the terms that hold from each day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from simulation.calendar import day_of
from simulation.randomness import Streams
from simulation.scenario.measures import Amend, Measure
from simulation.scenario.schema import Scenario

from .draw import settle

PLACING = {"name", "date", "day", "until", "standing", "source", "note", "confidence", "measure", "target", "changes"}


@dataclass(frozen=True)
class Dated:
    """One measure: its first day, its terms from each day on, and the day on which it ends (None: it stays)."""

    name: str
    begins: int
    versions: tuple[tuple[int, Any], ...]
    ends: int | None

    @property
    def terms(self) -> Any:
        """The terms with which it begins."""
        return self.versions[0][1]


def first_day(measure: Measure, scenario: Scenario) -> int:
    """Day of the simulation on which a measure takes effect."""
    if measure.date is not None:
        return day_of(measure.date, scenario.start)
    return day_of(scenario.shock, scenario.start) + (measure.day or 0)


def unfold(scenario: Scenario, streams: Streams) -> list[Dated]:
    """All measures of a scenario, by first day and name, with amendments worked in and numbers drawn."""
    amendments: dict[str, list[tuple[int, Amend]]] = {}
    for measure in scenario.timeline.values():
        if isinstance(measure, Amend):
            amendments.setdefault(measure.target, []).append((first_day(measure, scenario), measure))
    dated = [
        _unfolded(name, measure, sorted(amendments.get(name, []), key=lambda a: (a[0], a[1].name)), scenario, streams)
        for name, measure in scenario.timeline.items()
        if not isinstance(measure, Amend)
    ]
    return sorted(dated, key=lambda d: (d.begins, d.name))


def _unfolded(
    name: str, measure: Measure, amendments: list[tuple[int, Amend]], scenario: Scenario, streams: Streams
) -> Dated:
    path = ("timeline", name)
    begins = first_day(measure, scenario)
    versions: list[tuple[int, Any]] = [(begins, settle(measure, streams, path))]
    until: date | None = measure.until
    for day, amendment in amendments:
        measure = amended(measure, amendment)
        until = amendment.until or until
        versions.append((max(day, begins), settle(measure, streams, path)))
    return Dated(name, begins, tuple(versions), None if until is None else day_of(until, scenario.start))


def amended(measure: Measure, amendment: Amend) -> Measure:
    """The measure with the amendment's new values; raises pydantic's error where they do not fit."""
    return type(measure).model_validate({**measure.model_dump(), **amendment.changes})


def without_shock(scenario: Scenario) -> Scenario:
    """The same world with its standing measures only."""
    standing = {name: m for name, m in scenario.timeline.items() if m.standing}
    return scenario if len(standing) == len(scenario.timeline) else scenario.model_copy(update={"timeline": standing})
