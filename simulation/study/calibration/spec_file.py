"""Reads a calibration and holds it against its scenario and the record: every mistake at once, each with its place."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from simulation.history.question import Range
from simulation.history.scorecard import questions
from simulation.results.names import monthly_names
from simulation.scenario import catalogue
from simulation.scenario.calibration import Calibration, Target
from simulation.scenario.check_posterior import check_posterior
from simulation.scenario.fields import Fault
from simulation.scenario.nearest import did_you_mean
from simulation.scenario.numbers import Distribution, highest, lowest
from simulation.scenario.paths import NothingThere, value_at
from simulation.scenario.posterior import Posterior
from simulation.scenario.read import Steps, read, shown
from simulation.scenario.schema import Scenario
from simulation.study.study_file import Reading

from .target import Figure, asked

FACT_WITHOUT_FIT = {"input": "is put into the scenario", "shown": "is disputed, or of one firm only"}
"""Roles that no target may have, with what they mean."""


@dataclass(frozen=True)
class Loaded:
    """A checked calibration with its scenario (priors only), a prior for each input, and all targets."""

    spec: Calibration
    scenario: Scenario
    priors: dict[str, Distribution]
    figures: tuple[Figure, ...]
    file: str
    """The file without its folder."""

    @property
    def name(self) -> str:
        return self.spec.name or Path(self.file).stem

    @property
    def fitted(self) -> tuple[Figure, ...]:
        """The targets that may be used for fitting, and no others."""
        return tuple(figure for figure in self.figures if figure.is_fitted)

    def label(self, name: str) -> str:
        """An input as tables call it."""
        return self.spec.inputs[name].label or name

    def at(self, quantiles: Mapping[str, float]) -> dict[str, float]:
        """The values of the scenario, by path, where inputs stand at the given quantiles of their priors."""
        values: dict[str, float] = {}
        for name, u in quantiles.items():
            x = self.value(name, u)
            given = self.spec.inputs[name]
            if given.path is not None:
                values[given.path] = x
            values |= {path: line.plus + line.times * x for path, line in given.sets.items()}
        return {path: round(x) if path in self.counted else x for path, x in values.items()}

    @cached_property
    def counted(self) -> frozenset[str]:
        """Paths of whole numbers."""
        paths = (path for given in self.spec.inputs.values() for path in given.sets or (given.path or "",))
        return frozenset(path for path in paths if _is_counted(self.scenario, path))

    def value(self, name: str, u: float) -> float:
        """An input at a quantile of its prior."""
        return float(self.priors[name].quantile(u))  # type: ignore[arg-type]


def _is_counted(scenario: Scenario, path: str) -> bool:
    try:
        return isinstance(value_at(scenario, tuple(path.split("."))), int)
    except NothingThere:  # which is told by itself
        return False


def load_calibration(source: str | Path, **instead: Any) -> Loaded:
    """A shipped calibration or a file; ``instead`` are fields that are other than it says (``seed=2``).

    Raises InputError with every mistake that was found.
    """
    file = catalogue.find_sort(source, catalogue.CALIBRATION)
    written, mistakes = read(file, catalogue.shown(file), sort=catalogue.CALIBRATION)
    reading = Reading(written, mistakes)
    found = reading.checked(Calibration, instead)
    if found.model is None or ("scenario",) in found.broken:
        raise reading.error()
    scenario = reading.scenario(found.model.scenario, file.parent, {})
    if scenario is None:
        raise reading.error()
    scenario = scenario.model_copy(update={"posterior": None})  # what is searched for begins from its priors
    loaded = _resolved(reading, found.model, scenario, file)
    if reading.mistakes:
        raise reading.error()
    return loaded


def _resolved(reading: Reading, spec: Calibration, scenario: Scenario, file: Path) -> Loaded:
    priors, faults = _priors(spec, scenario)
    reading.note(faults)
    figures: list[Figure] = []
    for name, target in spec.targets.items():
        try:
            figures.append(Figure(name, target, _recorded(name, target, scenario, file.parent)))
        except _Wrong as wrong:
            reading.note([wrong.fault])
    loaded = Loaded(spec, scenario, priors, tuple(figures), file.name)
    reading.note(_of_places(loaded))
    reading.note(_of_dates(spec, scenario))
    if figures and not loaded.fitted and len(figures) == len(spec.targets):
        reading.note([Fault.at(("targets",), "none of them has the role fit, so there is nothing to fit")])
    return loaded


class _Wrong(Exception):
    """A fault that leaves nothing to go on with."""

    def __init__(self, path: Steps, text: str) -> None:
        self.fault = Fault.at(path, text)


# -- inputs ------------------------------------------------------------------------------------------------------------


def _priors(spec: Calibration, scenario: Scenario) -> tuple[dict[str, Distribution], list[Fault]]:
    """Of every input, its own or that of the scenario."""
    priors: dict[str, Distribution] = {}
    faults: list[Fault] = []
    for name, given in spec.inputs.items():
        prior = given.prior
        if prior is None and given.path is not None:
            try:
                prior = _of_scenario(name, given.path, scenario)
            except _Wrong as wrong:
                faults.append(wrong.fault)
        if prior is not None:
            priors[name] = prior
    return priors, faults


def _of_scenario(name: str, path: str, scenario: Scenario) -> Distribution:
    here: Steps = ("inputs", name, "path")
    try:
        there = value_at(scenario, tuple(path.split(".")))
    except NothingThere as error:
        lost, known = error.args
        close = did_you_mean(lost[-1], known, "there are")
        raise _Wrong(here, f"there is no {'.'.join(lost)} in {scenario.name}{close}") from None
    if not isinstance(there, Distribution) or there.per != "replication":
        raise _Wrong(here, f"{scenario.name} has no distribution per replication at {path}; give the input a prior")
    return there


def _of_places(loaded: Loaded) -> Iterator[Fault]:
    """Values that the scenario does not allow, and places that two inputs claim."""
    taken: dict[str, str] = {}
    for name, given in loaded.spec.inputs.items():
        here: Steps = ("inputs", name, "path" if given.path is not None else "sets")
        for path in given.sets or (given.path,):
            if path in taken:
                yield Fault(here, f"inputs.{name}: {path} is set by {taken[path]} already")
            elif path is not None:
                taken[path] = name
        if name in loaded.priors:
            yield from _not_allowed(loaded, name, here)


def _not_allowed(loaded: Loaded, name: str, here: Steps) -> Iterator[Fault]:
    """What the scenario has against the lowest and the highest value of an input."""
    ends = [loaded.at({name: u}) for u in (1e-9, 1 - 1e-9)]
    draws = {path: tuple(end[path] for end in ends) for path in ends[0]}
    tried = loaded.scenario.model_copy(update={"posterior": Posterior(draws=draws)})
    low, high = lowest(loaded.priors[name]), highest(loaded.priors[name])
    for fault in check_posterior(tried):
        text = fault.text
        for place in (" in draw 1", " in draw 2", "posterior: draw 1: ", "posterior: draw 2: "):
            text = text.replace(place, "")
        yield Fault(here, f"inputs.{name}, from {low:g} to {high:g}: {text}")


# -- targets -----------------------------------------------------------------------------------------------------------


def _recorded(name: str, target: Target, scenario: Scenario, folder: Path) -> Range:
    if target.fact is not None:
        return _of_scorecard(name, target, scenario)
    known = monthly_names(scenario)
    if target.series not in known:
        text = f"there is no series {shown(target.series)}{did_you_mean(str(target.series), known)}"
        raise _Wrong(("targets", name, "series"), text)
    value = target.recorded if target.csv is None else _of_table(name, target, folder / target.csv)
    assert value is not None
    return value, value


def _of_scorecard(name: str, target: Target, scenario: Scenario) -> Range:
    here = ("targets", name)
    question = asked(target, scenario)
    if question is None:
        known = [q.what for q in questions(scenario) if q.fact.number == target.fact]
        if not known:
            raise _Wrong((*here, "fact"), f"the record has no figures of fact {target.fact} for {scenario.name}")
        close = did_you_mean(str(target.what), known, "there are")
        raise _Wrong((*here, "what"), f"fact {target.fact} has no figure {shown(target.what)}{close}")
    if question.role != target.role:
        meaning = FACT_WITHOUT_FIT.get(question.role)
        why = f"it {meaning}, and is no target" if meaning else f"its role is {question.role}, which no file can change"
        raise _Wrong((*here, "role"), f"{shown(target.role)}: {why}")
    if question.recorded is None:
        raise _Wrong((*here, "what"), f"nothing is recorded of {shown(target.what)}")
    return question.recorded


def _of_table(name: str, target: Target, file: Path) -> float:
    here = ("targets", name, "csv")
    try:
        rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError):
        raise _Wrong(here, f"there is no file {target.csv}") from None
    found = [row for row in rows if row.get("month") == target.month]
    try:
        return float(found[0]["value"])
    except (IndexError, KeyError, TypeError, ValueError):
        raise _Wrong(here, f"{target.csv} has no value of {target.month} (columns month, value)") from None


# -- dates -------------------------------------------------------------------------------------------------------------


def _of_dates(spec: Calibration, scenario: Scenario) -> Iterator[Fault]:
    until = spec.predict_until or scenario.end
    if not scenario.start < spec.fit_until <= scenario.end:
        yield Fault.at(("fit_until",), f"{spec.fit_until} is not between {scenario.start} and {scenario.end}")
    if not spec.fit_until <= until <= scenario.end:
        text = f"{until} is not between fit_until, {spec.fit_until}, and the end of {scenario.name}, {scenario.end}"
        yield Fault.at(("predict_until",), text)
    for name, target in spec.targets.items():
        last = spec.fit_until if target.role == "fit" else until
        needed = _needs(target, scenario)
        if needed is not None and needed > last:
            yield Fault.at(("targets", name), f"needs runs until {needed}, but they end on {last}")


def _needs(target: Target, scenario: Scenario) -> date | None:
    """Last day that a target needs, where it says so."""
    if target.month is not None:
        year, month = int(target.month[:4]), int(target.month[5:])
        return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)
    question = asked(target, scenario)
    return None if question is None else question.day
