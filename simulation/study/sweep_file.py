"""Reads a sweep and holds it against its scenario: every mistake at once, each with its place in the file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from simulation.errors import Mistake
from simulation.results.columns import measures_of
from simulation.results.swept import RUN
from simulation.scenario import catalogue
from simulation.scenario.fields import Fault
from simulation.scenario.nearest import did_you_mean
from simulation.scenario.read import Place, Steps, Written, read, shown, written_from
from simulation.scenario.schema import Scenario
from simulation.scenario.sweep import Factor, Sweep

from .design import Inputs, new_value, points, values
from .study_file import Reading

Source = str | Path | Sweep | Mapping[str, Any]
"""A shipped name or a file; or a sweep made in Python."""


@dataclass(frozen=True)
class LoadedSweep:
    """A checked sweep and the scenario that it varies."""

    sweep: Sweep
    scenario: Scenario
    file: str
    """The file without its folder."""

    @cached_property
    def points(self) -> list[Inputs]:
        """The points of the design, in the order in which they are numbered."""
        return points(self.sweep, self.scenario)

    @property
    def how_many(self) -> int:
        """How many points there are."""
        return self.sweep.points or len(self.points)

    @property
    def name(self) -> str:
        """What figures call the sweep."""
        return self.sweep.name or Path(self.file).stem

    @property
    def measures(self) -> list[str]:
        """The measures that are kept of every run."""
        return list(self.sweep.measures) or measures_of(self.scenario, whole_world=True)


def load_sweep(source: Source, changes: Mapping[str, Any] | None = None, **instead: Any) -> LoadedSweep:
    """A sweep, checked against its scenario; ``changes`` are made to the scenario first.

    ``instead`` are fields of the sweep that are other than it says (``replications=20``). Raises InputError with every
    mistake that was found.
    """
    written, mistakes, folder = _written(source)
    called = written.place.file
    reading = _Reading(written, mistakes)
    found = reading.checked(Sweep, instead)
    if found.model is None:
        raise reading.error()
    sweep = found.model
    if instead.get("measures") and sweep.map is not None and sweep.map.measure not in sweep.measures:
        sweep = sweep.model_copy(update={"map": None})  # the file's map is of a measure that was not asked for
    reading.note((*_of_design(sweep), *_of_paths(sweep)))
    scenario = (
        None
        if ("scenario",) in found.broken
        else reading.scenario(sweep.scenario, folder, {**_changes(written, sweep), **(changes or {})})
    )
    if scenario is None:
        raise reading.error()
    for name, factor in sweep.factors.items():
        if not any(path[:2] == ("factors", name) for path in found.broken):
            reading.note_factor(name, factor, scenario)
    reading.note((*_of_columns(sweep, scenario), *_of_measures(sweep, scenario), *_of_map(sweep, scenario)))
    if reading.mistakes:
        raise reading.error()
    return LoadedSweep(sweep, scenario, Path(called).name)


def _written(source: Source) -> tuple[Written, list[Mistake], Path]:
    """What was written, its mistakes of writing, and the folder from which paths count."""
    if isinstance(source, Sweep):
        source = source.model_dump(exclude_defaults=True)
    if isinstance(source, Mapping):
        return written_from(source, Place(str(source.get("name") or "sweep"))), [], Path()
    file = catalogue.find_sort(source, catalogue.SWEEP)
    written, mistakes = read(file, catalogue.shown(file), sort=catalogue.SWEEP)
    return written, mistakes, file.parent


def _changes(written: Written, sweep: Sweep) -> dict[str, Written]:
    here = written.deepest(("changes",))
    return {path: here.value[path] for path in sweep.changes}


class _Reading(Reading):
    """Collects the mistakes of one sweep."""

    def note_factor(self, name: str, factor: Factor, scenario: Scenario) -> None:
        """Note what the scenario has against a factor: paths that name nothing, values that are not allowed."""
        for value, place in self._extremes(name, factor):
            (planned,) = values(factor, [value], scenario)
            for path, path_place in self._paths(name, factor):
                try:
                    new = new_value(factor, scenario, path, planned)
                except KeyError:
                    text = f"factors.{name}: {path} is no number of the scenario, so there is nothing to multiply"
                    self.mistakes.append(path_place.mistake(text))
                else:
                    self.try_change(scenario, path, Written(written_from(new, place).value, place, path_place))

    def _paths(self, name: str, factor: Factor) -> Iterator[tuple[str, Place]]:
        for i, path in enumerate(factor.paths):
            at = ("factors", name, "path") if i == 0 else ("factors", name, "also", i - 1)
            yield path, self.written.deepest(at).place

    def _extremes(self, name: str, factor: Factor) -> Iterator[tuple[Any, Place]]:
        """The values at which a factor is tried, with their places: each of a list, else the lowest and the highest."""
        around = ("factors", name)
        if factor.distribution is None:
            key = "values" if factor.values is not None else "range"
            for i, value in enumerate(factor.range or factor.grid()):
                yield value, self.written.deepest((*around, key, i)).place
        else:
            place = self.written.deepest((*around, "distribution")).key_place
            yield from ((factor.at(share), place) for share in (0.0, 1.0))


# -- what only the whole can tell --------------------------------------------------------------------------------------


def _of_design(sweep: Sweep) -> Iterator[Fault]:
    if sweep.design == "grid":
        if sweep.points is not None:
            yield Fault.at(("points",), "a grid takes all combinations; points are for the other designs", at_key=True)
    elif sweep.points is None:
        yield Fault(("design",), f"points is missing: say how many points the design {sweep.design} has")
    elif sweep.design == "sobol" and sweep.points & (sweep.points - 1):
        near = 2 ** round(math.log2(sweep.points))
        yield Fault.at(("points",), f"{sweep.points} is not a power of 2, as a sobol design needs; {near} is")


def _of_recorded(sweep: Sweep) -> Iterator[Fault]:
    """The record stands at a number, or at one of the values of a factor that takes no numbers."""
    recorded = sweep.map.recorded if sweep.map is not None else None
    for name, value in (recorded.at if recorded is not None else {}).items():
        taken = list(map(str, sweep.factors[name].grid())) if name in sweep.factors else []
        if taken and not _is_number(value) and str(value) not in taken:
            path = ("map", "recorded", "at", name)
            yield Fault.at(path, f"{shown(value)} is none of the values{did_you_mean(str(value), taken)}")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _of_columns(sweep: Sweep, scenario: Scenario) -> Iterator[Fault]:
    """No factor is called as another column of the table."""
    for name in sweep.factors:
        if name in RUN or name in measures_of(scenario):
            text = f"factors.{name}: the table has another column of this name; call the factor something else"
            yield Fault(("factors", name), text, at_key=True)


def _of_paths(sweep: Sweep) -> Iterator[Fault]:
    """No input has two factors, nor a change beside its factor."""
    taken: dict[str, str] = {}
    for name, factor in sweep.factors.items():
        for path in factor.paths:
            if path in taken:
                yield Fault(("factors", name, "path"), f"factors.{name}: {taken[path]} varies {path} already")
            taken[path] = name


def _of_measures(sweep: Sweep, scenario: Scenario) -> Iterator[Fault]:
    asked = [(("measures", i), name) for i, name in enumerate(sweep.measures)]
    known = measures_of(scenario)
    for path, name in asked:
        if name not in known:
            yield Fault.at(path, f"no run has a measure {shown(name)}{did_you_mean(name, known)}")


def _of_map(sweep: Sweep, scenario: Scenario) -> Iterator[Fault]:
    if sweep.map is None:
        return
    named: list[tuple[Steps, str]] = [(("map", "x"), sweep.map.x), (("map", "y"), sweep.map.y)]
    if sweep.map.recorded is not None:
        named += [(("map", "recorded", "at", name), name) for name in sweep.map.recorded.at]
    for path, name in named:
        if name not in sweep.factors:
            close = did_you_mean(name, sweep.factors, "factors")
            yield Fault.at(path, f"there is no factor {shown(name)}{close}", at_key=path[-1] == name)
    yield from _of_recorded(sweep)
    known = measures_of(scenario, whole_world=not sweep.measures)
    kept = [name for name in sweep.measures if name in known] or known
    if sweep.map.measure not in kept:
        close = did_you_mean(sweep.map.measure, kept, "kept")
        yield Fault.at(("map", "measure"), f"{shown(sweep.map.measure)} is not kept{close}")
