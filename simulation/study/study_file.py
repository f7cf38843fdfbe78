"""What files of studies have in common: a scenario that they name, and mistakes that are told with their places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from simulation.errors import InputError, Mistake
from simulation.scenario import catalogue
from simulation.scenario.compose import in_order, load
from simulation.scenario.fields import Checked, Fault, Model, check_fields
from simulation.scenario.read import Place, Written, shown, written_from
from simulation.scenario.schema import Scenario


class Reading:
    """Collects the mistakes of one file."""

    def __init__(self, written: Written, mistakes: list[Mistake]) -> None:
        self.written = written
        self.mistakes = mistakes

    def checked(self, model: type[Model], instead: Mapping[str, Any]) -> Checked[Model]:
        """The file field by field, with the fields of ``instead`` that are not None in place of its own."""
        for key, value in instead.items():
            if value is not None:
                self.written.value[key] = written_from(value, Place(f"{key}={shown(value)}"))
        found = check_fields(model, self.written.plain())
        self.note(replace(fault, path=found.as_written(fault.path)) for fault in found.faults)
        return found

    def error(self) -> InputError:
        """All mistakes, in the order of the file."""
        return InputError(tuple(in_order(self.mistakes)))

    def note(self, faults: Iterable[Fault]) -> None:
        """Take up faults, each with its place."""
        for fault in faults:
            here = self.written.deepest(fault.path)
            whole = self.written.at(fault.path) is not None and not fault.at_key
            place = here.place if whole and not here.is_map else here.key_place
            self.mistakes.append(place.mistake(fault.text))

    def scenario(self, name: str, folder: Path, changes: Mapping[str, Any]) -> Scenario | None:
        """The scenario that the file names; None if it is wrong."""
        try:
            file = catalogue.find(name, beside=folder)
        except InputError as error:
            place = self.written.deepest(("scenario",)).place
            self.mistakes += [place.mistake(f"scenario: {m.text}") for m in error.mistakes]
            return None
        try:
            return load(file, changes)
        except InputError as error:
            self.mistakes += error.mistakes
            return None

    def try_change(self, scenario: Scenario, path: str, new: Written) -> None:
        """A change is tried alone; what it sets off elsewhere in the scenario is told at its place, too."""
        try:
            scenario.with_({path: new})
        except InputError as error:
            self.mistakes += [m if m.file == new.place.file else new.place.mistake(m.text) for m in error.mistakes]
