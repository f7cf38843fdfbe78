"""Scenarios as the command line names them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulation.errors import InputError, Mistake

if TYPE_CHECKING:
    from simulation.scenario.schema import Scenario


def load_all(names: Sequence[str], changes: Sequence[str]) -> list[Scenario]:
    """All scenarios with the changes. Raises InputError with all mistakes of all of them."""
    from simulation.scenario.compose import load, settings

    values: dict[str, object] = {}
    scenarios: list[Scenario] = []
    mistakes: list[Mistake] = []
    for change in changes:
        try:
            values |= settings([change])
        except InputError as error:
            mistakes += error.mistakes
    for name in names:
        try:
            scenarios.append(load(name, values))
        except InputError as error:
            mistakes += error.mistakes
    if mistakes:
        raise InputError(tuple(dict.fromkeys(mistakes)))
    return scenarios


def file_name(name: str) -> str:
    """The file of a scenario without its folder; for a shipped one, its name."""
    from simulation.scenario import catalogue

    file = catalogue.find(name)
    shipped = {path: entry for entry, path in catalogue.files().items()}
    return f"{shipped[file]}.yaml" if file in shipped else file.name
