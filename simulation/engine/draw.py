"""Settle what a replication draws once: a row of the posterior, and a number for every other distribution."""

from __future__ import annotations

import numpy as np

from simulation.randomness import Floats, Streams
from simulation.scenario.distributions import Model, replaced
from simulation.scenario.numbers import Distribution
from simulation.scenario.paths import Path, placed
from simulation.scenario.schema import Scenario


def settle(model: Model, streams: Streams, path: Path = ()) -> Model:
    """A copy of ``model`` with every distribution ``per: replication`` replaced by its draw.

    The draw belongs to the field's dotted path, so that scenarios which differ elsewhere share it. The inputs of a
    scenario's posterior are drawn together instead.
    """
    if isinstance(model, Scenario) and model.posterior is not None:
        model = placed(model, drawn_jointly(model, streams)).model_copy(update={"posterior": None})

    def settled(place: Path, value: Distribution) -> float | Distribution:
        return drawn(".".join(place), value, streams) if value.per == "replication" else value

    return replaced(model, settled, path)


def drawn(path: str, value: Distribution, streams: Streams) -> float:
    """What a replication draws for the number at a dotted path."""
    return float(value.quantile(np.array(streams.uniform("scenario", path))))


def drawn_jointly(scenario: Scenario, streams: Streams) -> dict[str, float]:
    """The row of the posterior that a replication draws, by path; scenarios that share the posterior share the row."""
    return {} if scenario.posterior is None else scenario.posterior.row(streams.uniform("posterior", "row"))


def per_firm(value: float | Distribution, streams: Streams, owner: str, decision: str, n: int) -> Floats:
    """One value for each of ``n`` firms: drawn where the number is a distribution, else the same for all."""
    if isinstance(value, Distribution):
        return value.quantile(streams.uniforms(owner, decision, n))
    return np.full(n, float(value))
