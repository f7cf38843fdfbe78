"""Which inputs decide an outcome: rank correlations, over replications, between what was drawn and what came out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.chain.stock import Floats
from simulation.engine.draw import drawn, drawn_jointly
from simulation.randomness import Streams
from simulation.scenario.distributions import distributions
from simulation.scenario.paths import placed
from simulation.scenario.posterior import Posterior
from simulation.scenario.schema import Scenario

STRONGEST = 3
"""How many inputs are named."""
AS_ONE = 0.99999
"""Correlation from which two columns of a posterior are one input."""
FEWEST = 10
"""Replications below which no correlation is given."""


@dataclass(frozen=True)
class Driver:
    """An input, by its dotted path, and how its rank goes with that of the outcome, from -1 to 1."""

    input: str
    rank_correlation: float


@dataclass(frozen=True)
class Inputs:
    """What the replications drew: ``values[input][replication]``, in order of replications.

    ``unranked`` inputs are drawn per firm, shipment or file: a replication has no single value of theirs, so they
    cannot be ranked over replications, whatever they decide.
    """

    values: dict[str, Floats]
    unranked: tuple[str, ...]


def inputs(scenario: Scenario, seed: int, replications: Iterable[int]) -> Inputs:
    """Every distribution of a scenario, amendments and posterior included, with what was drawn for it."""
    streams = [Streams(seed, k) for k in replications]
    rows = [drawn_jointly(scenario, s) for s in streams]
    jointly = {path: np.array([row[path] for row in rows]) for path in _apart(scenario.posterior)}
    found = distributions(placed(scenario, rows[0]) if rows else scenario)
    alone = {
        path: np.array([drawn(path, value, s) for s in streams])
        for path, value in found.items()
        if value.per == "replication"
    }
    return Inputs(alone | jointly, tuple(path for path in found if path not in alone))


def _apart(posterior: Posterior | None) -> list[str]:
    """Columns of a posterior that say something of their own: of those that one input drives together, the first."""
    kept: dict[str, Floats] = {}
    for path, values in posterior.draws.items() if posterior is not None else ():
        column = np.array(values)
        if not any(abs(_correlation(column, other)) > AS_ONE for other in kept.values()):
            kept[path] = column
    return list(kept)


def strongest(drew: Inputs, outcome: Floats, n: int = STRONGEST) -> list[Driver]:
    """The ``n`` inputs whose Spearman correlation with ``outcome[replication]`` is largest in size, strongest first.

    +inf ranks last; replications without a value (NaN) are left out. Nothing for an outcome that hardly varies.
    """
    known = ~np.isnan(outcome)
    if known.sum() < FEWEST or np.ptp(_ranks(outcome[known])) == 0:
        return []
    found = [Driver(path, _correlation(values[known], outcome[known])) for path, values in drew.values.items()]
    varied = [driver for driver in found if not math.isnan(driver.rank_correlation)]
    return sorted(varied, key=lambda driver: -abs(driver.rank_correlation))[:n]


def noise_floor(replications: int) -> float:
    """Size of a rank correlation below which one input that decides nothing stays in 95 % of studies."""
    return 2 / math.sqrt(max(replications, 1))


def as_json(drew: Inputs, floor: float) -> dict[str, Any]:
    """How many inputs were ranked, which could not be, and the noise floor."""
    return {"ranked": len(drew.values), "not_ranked": list(drew.unranked), "noise_floor": floor}


def _correlation(x: Floats, y: Floats) -> float:
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return math.nan
    return float(np.corrcoef(_ranks(x), _ranks(y))[0, 1])


def _ranks(values: Floats | Sequence[float]) -> Floats:
    from scipy.stats import rankdata

    ranks: Floats = rankdata(values)
    return ranks
