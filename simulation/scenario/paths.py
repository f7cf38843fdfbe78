"""Dotted paths of a checked scenario, as ``--set`` takes them: what stands there, and other numbers put there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from .measures import Amend
from .numbers import Distribution, Lognormal

World = TypeVar("World", bound=BaseModel)
Path = tuple[str, ...]

TIMELINE = "timeline"


def placed(world: World, values: Mapping[str, float]) -> World:
    """A copy with numbers at dotted paths; what is on a measure that is no longer in the timeline is left out.

    Raises KeyError where a path leads nowhere, and pydantic's error where a distribution comes out of order.
    """
    for path, value in values.items():
        steps = tuple(path.split("."))
        if steps[0] != TIMELINE or steps[1] in getattr(world, TIMELINE):
            world = _placed(world, steps, value)
    return world


def value_at(world: BaseModel, path: Path) -> Any:
    """What stands at a path, defaults included. Raises NothingThere."""
    here: Any = world
    for position, step in enumerate(path):
        known = _entries(here)
        if step not in known:
            raise NothingThere(path[: position + 1], tuple(known))
        here = known[step]
    return here


class NothingThere(KeyError):
    """A path leads nowhere: the path up to the step that names nothing, and the names that are there."""


def _entries(here: Any) -> dict[str, Any]:
    """What is inside a value, by name; the changes of an amendment stand beside its target, as they are written."""
    if isinstance(here, BaseModel):
        changes = here.changes if isinstance(here, Amend) else {}
        return {name: getattr(here, name) for name in type(here).model_fields} | changes
    if isinstance(here, Mapping):
        return {str(key): value for key, value in here.items()}
    return {str(i): value for i, value in enumerate(here)} if isinstance(here, tuple) else {}


def _placed(here: Any, path: Path, value: float) -> Any:
    if not path:
        return round(value) if isinstance(here, int) else float(value)
    step, *rest = path
    new = _placed(_entries(here)[step], tuple(rest), value)
    if isinstance(here, Amend) and step in here.changes:
        return here.model_copy(update={"changes": {**here.changes, step: new}})
    if isinstance(here, (Distribution, Lognormal)):  # a median may have passed its percentile
        return type(here).model_validate({**dict(here), step: new})
    if isinstance(here, BaseModel):
        return here.model_copy(update={step: new})
    if isinstance(here, Mapping):
        return {**here, step: new}
    return tuple(new if str(i) == step else old for i, old in enumerate(here))
