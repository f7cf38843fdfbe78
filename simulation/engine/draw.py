"""Settle what a replication draws once: every replication-scoped distribution of a scenario becomes a number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel

from simulation.randomness import Floats, Streams
from simulation.scenario.numbers import Distribution

Model = TypeVar("Model", bound=BaseModel)
Path = tuple[str, ...]


def settle(model: Model, streams: Streams, path: Path = ()) -> Model:
    """A copy of ``model`` with every distribution ``per: replication`` replaced by its draw.

    The draw belongs to the field's dotted path, so that scenarios which differ elsewhere share it.
    """
    settled: Model = _settled(model, streams, path)
    return settled


def _settled(value: Any, streams: Streams, path: Path) -> Any:
    if isinstance(value, Distribution):
        if value.per != "replication":
            return value
        return float(value.quantile(np.array(streams.uniform("scenario", ".".join(path)))))
    changed = {key: new for key, old in _parts(value) if (new := _settled(old, streams, (*path, str(key)))) is not old}
    if not changed:
        return value
    if isinstance(value, BaseModel):
        return value.model_copy(update=changed)
    if isinstance(value, dict):
        return {**value, **changed}
    return tuple(changed.get(i, old) for i, old in enumerate(value))


def _parts(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, BaseModel):
        yield from ((name, getattr(value, name)) for name in type(value).model_fields)
    elif isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, tuple):
        yield from enumerate(value)


def per_firm(value: float | Distribution, streams: Streams, owner: str, decision: str, n: int) -> Floats:
    """One value for each of ``n`` firms: drawn where the number is a distribution, else the same for all."""
    if isinstance(value, Distribution):
        return value.quantile(streams.uniforms(owner, decision, n))
    return np.full(n, float(value))
