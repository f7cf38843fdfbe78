"""The timeline unfolded: each measure with the terms that hold from each day on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from simulation.calendar import day_of
from simulation.policy.spell import Instrument
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


@dataclass(frozen=True)
class Act:
    """One thing that happens to a measure on a day: it begins, its terms change, or it ends."""

    name: str
    day: int
    what: Literal["begin", "amend", "end"]
    terms: Any = None

    def on(self, instrument: Instrument) -> None:
        """Do it to the instrument that stands for the measure."""
        if self.what == "amend":
            instrument.amend(self.day, self.terms)
        elif self.what == "begin":
            instrument.begin(self.day)
        else:
            instrument.end(self.day)


def acts(timeline: Iterable[Dated]) -> dict[int, list[Act]]:
    """Everything that happens, by day of the simulation; what is older than the simulation happens on its first day."""
    due: dict[int, list[Act]] = defaultdict(list)
    for dated in timeline:
        first = max(dated.begins, 0)
        due[first].append(Act(dated.name, dated.begins, "begin"))
        for day, terms in dated.versions[1:]:
            due[max(day, 0)].append(Act(dated.name, max(day, 0), "amend", terms))
        if dated.ends is not None:
            due[max(dated.ends, first)].append(Act(dated.name, max(dated.ends, first), "end"))
    return due


def shock_begins(scenario: Scenario) -> int | None:
    """First day on which a measure that is not standing takes effect; None without one."""
    days = [max(first_day(m, scenario), 0) for m in scenario.timeline.values() if not m.standing]
    return min(days, default=None)


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
    ends = _day_or_none(measure.until, scenario)
    for day, amendment in amendments:
        if ends is not None and day >= ends:
            break  # what has ended cannot change
        measure = amended(measure, amendment)
        ends = ends if amendment.until is None else _day_or_none(amendment.until, scenario)
        versions.append((max(day, begins), settle(measure, streams, path)))
    return Dated(name, begins, tuple(versions), ends)


def _day_or_none(moment: date | None, scenario: Scenario) -> int | None:
    return None if moment is None else day_of(moment, scenario.start)


def amended(measure: Measure, amendment: Amend) -> Measure:
    """The measure with the amendment's new values; raises pydantic's error where they do not fit."""
    return type(measure).model_validate({**measure.model_dump(), **amendment.changes})


def without_shock(scenario: Scenario) -> Scenario:
    """The same world with its standing measures only."""
    standing = {name: m for name, m in scenario.timeline.items() if m.standing}
    return scenario if len(standing) == len(scenario.timeline) else scenario.model_copy(update={"timeline": standing})
