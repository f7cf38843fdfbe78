"""Planned experiments: which values the factors of a sweep take at each point, and what that changes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

from pydantic import BaseModel

from simulation.chain.stock import Floats
from simulation.scenario.allowed import allowed_at
from simulation.scenario.distributions import times
from simulation.scenario.numbers import Distribution
from simulation.scenario.paths import value_at
from simulation.scenario.schema import Scenario
from simulation.scenario.sweep import Factor, Sweep
from simulation.scenario.write import as_written

Inputs = dict[str, Any]
"""The values of one point, by factor."""


def points(sweep: Sweep, scenario: Scenario) -> list[Inputs]:
    """The points of a sweep, in the order in which they are numbered."""
    factors = sweep.factors
    if sweep.design == "grid":
        levels = [_distinct(values(factor, factor.grid(), scenario)) for factor in factors.values()]
        return [dict(zip(factors, combination, strict=True)) for combination in product(*levels)]
    return at_shares(sweep, scenario, filling(sweep))


def at_shares(sweep: Sweep, scenario: Scenario, shares: Floats) -> list[Inputs]:
    """Points from ``shares[point, factor]`` in [0, 1): how far each factor is on its way from lowest to highest."""
    columns = [
        values(factor, [factor.at(float(u)) for u in column], scenario)
        for factor, column in zip(sweep.factors.values(), shares.T, strict=True)
    ]
    return [dict(zip(sweep.factors, row, strict=True)) for row in zip(*columns, strict=True)]


def filling(sweep: Sweep) -> Floats:
    """Points that fill the unit cube evenly, ``[point, factor]``: a Latin hypercube or a scrambled Sobol sequence."""
    from scipy.stats import qmc

    n, sides = sweep.points or 1, len(sweep.factors)
    if sweep.design == "sobol":
        return qmc.Sobol(sides, seed=sweep.seed).random(n)
    return qmc.LatinHypercube(sides, seed=sweep.seed).random(n)


def values(factor: Factor, planned: Sequence[Any], scenario: Scenario) -> list[Any]:
    """Planned values as the input takes them: whole where it is counted in whole numbers."""
    if factor.values is not None or factor.multiplies or not _is_whole(scenario, factor.path):
        return list(planned)
    return [round(value) for value in planned]


def changes(sweep: Sweep, scenario: Scenario, inputs: Inputs) -> dict[str, Any]:
    """What a point changes in the scenario, by path."""
    changed: dict[str, Any] = {}
    for name, value in inputs.items():
        changed |= changes_by(sweep.factors[name], scenario, value)
    return changed


def changes_by(factor: Factor, scenario: Scenario, value: Any) -> dict[str, Any]:
    """What one value of a factor changes, by path."""
    return {path: new_value(factor, scenario, path, value) for path in factor.paths}


def new_value(factor: Factor, scenario: Scenario, path: str, value: Any) -> Any:
    """What stands at a path when the factor has a value. Raises KeyError if it multiplies what is no number."""
    value = factor.meant(value)
    if not factor.multiplies:
        return value
    old = value_at(scenario, tuple(path.split(".")))
    if isinstance(old, bool) or not isinstance(old, (int, float, Distribution)):
        raise KeyError(path)
    new = times(old, value)
    return new.model_dump(exclude_defaults=True) if isinstance(new, BaseModel) else new


def _is_whole(scenario: Scenario, path: str) -> bool:
    """Whether an input is counted in whole numbers; of what an amend changes, the value tells."""
    steps = tuple(path.split("."))
    allowed = allowed_at(steps, as_written(scenario))
    if allowed is not None:
        return allowed.sort == "whole"
    try:
        value = value_at(scenario, steps)
    except KeyError:
        return False
    return isinstance(value, int) and not isinstance(value, bool)


def _distinct(planned: list[Any]) -> list[Any]:
    """Each value once: rounding may have brought some together."""
    return [value for i, value in enumerate(planned) if value not in planned[:i]]
