"""A joint sample of inputs: what a calibration leaves of their priors, dependence among them included.

Each column is a dotted path of the scenario, as ``--set`` takes it; each row is one draw of all of them. A replication
draws one row, in place of what the scenario says at these paths.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, model_validator

from .measures import Amend
from .numbers import Distribution, Finite, Frozen, Lognormal

World = TypeVar("World", bound=BaseModel)
Steps = tuple[str, ...]

TIMELINE = "timeline"


class Posterior(Frozen):
    """Equally likely joint draws of some inputs, which take the place of what the scenario says of each alone."""

    file: str | None = None
    """[path] A CSV file beside the scenario, a column an input (its dotted path in the head), a row a draw."""
    draws: dict[str, Annotated[tuple[Finite, ...], Field(min_length=1)]] = {}
    """[as the field, by dotted path] The same written out: the k-th values of all inputs belong together."""
    fitted_to: str | None = None
    """[text] The recorded facts that the sample was fitted to."""
    source: str | None = None
    """[text] Where the sample comes from."""

    @model_validator(mode="after")
    def _as_many_values_of_each(self) -> Posterior:
        lengths = {path: len(values) for path, values in self.draws.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"every input has as many values; here are {_in_words(lengths)}")
        return self

    @property
    def size(self) -> int:
        """[draws] Rows of the sample."""
        return len(next(iter(self.draws.values()), ()))

    def row(self, u: float) -> dict[str, float]:
        """The draw at a uniform in (0, 1): one value for each input."""
        k = min(int(u * self.size), self.size - 1)
        return {path: values[k] for path, values in self.draws.items()}


def _in_words(lengths: dict[str, int]) -> str:
    few, most = min(lengths, key=lambda p: lengths[p]), max(lengths, key=lambda p: lengths[p])
    return f"{lengths[few]} of {few} and {lengths[most]} of {most}"


def placed(world: World, values: Mapping[str, float]) -> World:
    """A copy with numbers at dotted paths; what is on a measure that is no longer in the timeline is left out.

    Raises KeyError where a path leads nowhere, and pydantic's error where a distribution comes out of order.
    """
    for path, value in values.items():
        steps = tuple(path.split("."))
        if steps[0] != TIMELINE or steps[1] in getattr(world, TIMELINE):
            world = _placed(world, steps, value)
    return world


def value_at(world: BaseModel, path: Steps) -> Any:
    """What stands at a path. Raises NothingThere."""
    here: Any = world
    for position, step in enumerate(path):
        known = _entries(here)
        if step not in known:
            raise NothingThere(path[: position + 1], tuple(known))
        here = known[step]
    return here


class NothingThere(LookupError):
    """A path leads nowhere: the path up to the step that names nothing, and the names that are there."""


def _entries(here: Any) -> dict[str, Any]:
    """What is inside a value, by name; the changes of an amendment stand beside its target, as they are written."""
    if isinstance(here, Amend):
        return dict(here.changes)
    if isinstance(here, BaseModel):
        return {name: value for name in type(here).model_fields if (value := getattr(here, name)) is not None}
    if isinstance(here, Mapping):
        return {str(key): value for key, value in here.items()}
    return {str(i): value for i, value in enumerate(here)} if isinstance(here, tuple) else {}


def _placed(here: Any, path: Steps, value: float) -> Any:
    if not path:
        return round(value) if isinstance(here, int) else float(value)
    step, *rest = path
    new = _placed(_entries(here)[step], tuple(rest), value)
    if isinstance(here, Amend):
        return here.model_copy(update={"changes": {**here.changes, step: new}})
    if isinstance(here, (Distribution, Lognormal)):  # a median may have passed its percentile
        return type(here).model_validate({**dict(here), step: new})
    if isinstance(here, BaseModel):
        return here.model_copy(update={step: new})
    if isinstance(here, Mapping):
        return {**here, step: new}
    return tuple(new if str(i) == step else old for i, old in enumerate(here))
