"""The distributions of a scenario: found by their dotted paths, and replaced by numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from types import NoneType
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel

from .numbers import SHAPES, Distribution, Lognormal
from .paths import Path, placed
from .schema import Scenario

Model = TypeVar("Model", bound=BaseModel)
Replace = Callable[[Path, Distribution], float | Distribution]
"""Told the path of a distribution; gives what stands there from now on."""


def replaced(model: Model, replace: Replace, path: Path = ()) -> Model:
    """A copy of ``model`` with every distribution replaced, also in amendments; ``path`` is its own place."""
    copy: Model = _replaced(model, replace, path)
    return copy


def distributions(model: BaseModel) -> dict[str, Distribution]:
    """Every distribution by its dotted path."""
    return {".".join(path): value for path, value in _found(model, ())}


def at_modes(scenario: Scenario) -> Scenario:
    """The scenario with every distribution at its mode (triangular) or its median, whatever its scope.

    Inputs of a posterior stand at their medians there. Firms are then alike but for who buys from whom; weekly noise
    of demand and digging stays.
    """
    if scenario.posterior is not None:
        medians = {path: float(np.median(values)) for path, values in scenario.posterior.draws.items()}
        scenario = placed(scenario, medians).model_copy(update={"posterior": None})
    typical = replaced(scenario, lambda _, distribution: mode(distribution))
    return typical.model_copy(update={"name": f"{scenario.name}, inputs at modes"})


def mode(distribution: Distribution) -> float:
    """The mode of a triangular distribution, the median of any other."""
    if distribution.triangular is None:
        return float(distribution.quantile(np.array(0.5)))
    low = -np.inf if distribution.low is None else distribution.low
    high = np.inf if distribution.high is None else distribution.high
    return float(np.clip(distribution.triangular[1], low, high))


def _replaced(value: Any, replace: Replace, path: Path) -> Any:
    if isinstance(value, Distribution):
        return replace(path, value)
    changed = {
        key: new
        for key, old in _parts(value)
        if not isinstance(old, _PLAIN) and (new := _replaced(old, replace, (*path, str(key)))) is not old
    }
    if not changed:
        return value
    if isinstance(value, BaseModel):
        return value.model_copy(update=changed)
    if isinstance(value, dict):
        return {**value, **changed}
    return tuple(changed.get(i, old) for i, old in enumerate(value))


_PLAIN = (str, int, float, date, NoneType)
"""Most of a model are leaves that hold no distribution: not worth a call each."""


def _found(value: Any, path: Path) -> Iterator[tuple[Path, Distribution]]:
    if isinstance(value, Distribution):
        yield path, value
        return
    for key, part in _parts(value):
        yield from _found(part, (*path, str(key)))


def _parts(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, BaseModel):
        yield from ((name, getattr(value, name)) for name in type(value).model_fields)
    elif isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, tuple):
        yield from enumerate(value)


def times(value: float | Distribution, factor: float) -> float | Distribution:
    """A number or a distribution ``factor`` times as large; whole numbers stay whole."""
    if isinstance(value, Distribution):
        numbers = {key: _each_times(part, factor) for key, part in value if key in (*SHAPES, "low", "high")}
        return value.model_copy(update=numbers)
    return round(value * factor) if isinstance(value, int) else value * factor


def _each_times(part: Any, factor: float) -> Any:
    match part:
        case None:
            return None
        case Lognormal():
            return Lognormal(median=part.median * factor, p95=part.p95 * factor)
        case tuple():
            return tuple(x * factor for x in part)
        case _:
            return part * factor
