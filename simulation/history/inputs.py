"""What a scenario puts in, for the facts that it is given and does not have to find."""

from __future__ import annotations

import math

import numpy as np

from simulation.policy.drawing import at
from simulation.scenario.measures import ProductionQuota
from simulation.scenario.numbers import Distribution
from simulation.scenario.schema import Scenario
from simulation.scenario.sites import Mine


def quota_of(scenario: Scenario, stage: str, year: int) -> float:
    """[t REO] A production quota, all groups and batches; NaN if the scenario has none."""
    issues = [
        t
        for measure in scenario.timeline.values()
        if isinstance(measure, ProductionQuota) and (measure.stage, measure.year) == (stage, year)
        for batch in measure.batches
        for t in batch.t.values()
    ]
    return sum(map(_typical, issues)) if issues else math.nan


def dug(scenario: Scenario) -> float:
    """[t REO a year] What the mines of the origin can dig, rogue ones included."""
    mines = [s for s in scenario.sites.values() if isinstance(s, Mine) and s.region == scenario.origin]
    return sum(_typical(mine.capacity_t_per_year) for mine in mines)


def _typical(value: float | Distribution) -> float:
    """A number as it stands, and the median of one that is drawn."""
    return float(at(value, np.array(0.5)))
