"""Worlds that tests let live day by day."""

from datetime import timedelta

import numpy as np

from simulation.engine.day import live
from simulation.engine.world import build
from simulation.scenario.schema import Scenario


def without_noise(scenario: Scenario) -> Scenario:
    """The same world with noise and calendar off."""
    still = {"noise": scenario.noise.model_copy(update={"on": False})}
    still["calendar"] = scenario.calendar.model_copy(update={"on": False})
    return scenario.model_copy(update=still)


def lasting(scenario: Scenario, years: int) -> Scenario:
    """The same world, for some years from its start."""
    return scenario.model_copy(update={"end": scenario.start + timedelta(days=round(years * 365.25))})


def weekly_levels(scenario: Scenario, seed: int = 1, replication: int = 0):
    """The world after its last day, what its stocks should hold, and ``mean[week, stock]`` of what they held, t REO."""
    world = build(scenario, seed, replication)
    at_rest = np.where(world.buyers.use > 0, world.buyers.use * world.buyers.cover_days, world.stocks.level)
    weeks = np.zeros((world.n_days // 7, len(at_rest)))
    for day in range(len(weeks) * 7):
        live(world, day)
        weeks[day // 7, 1:] += world.stocks.level[1:] / 7
        world.env.run(until=day + 1)
    return world, at_rest, weeks
