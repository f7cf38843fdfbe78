"""The world of 2010 at rest. Its standing measures, quotas that shrink, move it by design: two tests leave them out."""

import numpy as np
import pytest

from simulation.engine.day import live
from simulation.engine.timeline import without_shock
from simulation.engine.world import build
from simulation.scenario.compose import load
from tests.engine.living import lasting, weekly_levels, without_noise

TRACE_T = 1.0
"""Stocks of less are the trace of the Australian mine to come, which one consignment empties."""


def at_rest():
    return load("baseline-2010").model_copy(update={"timeline": {}})


def test_without_noise_every_stock_stays_within_one_percent_for_five_years():
    world, level, weeks = weekly_levels(lasting(without_noise(at_rest()), 5))
    held = level > 1e-6
    held[0] = False
    drift = np.abs(weeks[:, held] / level[held] - 1).max(axis=0)
    worst = np.array(world.stocks.names)[held][drift.argmax()]
    assert drift.max() < 0.01, f"{worst} drifts by {drift.max():.3%}"
    assert world.recorder.run.line_stops.sum() == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_with_noise_five_year_means_stay_within_two_percent_and_no_line_stops(seed):
    world, level, weeks = weekly_levels(lasting(at_rest(), 5), seed)
    by_kind = {}
    for stock in np.flatnonzero(level > TRACE_T)[1:]:
        kind = world.stocks.names[stock].split("/")[0].split(" ")[0] + " " + world.stocks.names[stock].split(" ", 1)[1]
        total = by_kind.setdefault(kind, [0.0, 0.0])
        total[0] += weeks[:, stock].mean()
        total[1] += level[stock]
    drift = {kind: mean / target - 1 for kind, (mean, target) in by_kind.items()}
    worst = max(drift, key=lambda kind: abs(drift[kind]))
    assert abs(drift[worst]) < 0.02, f"{worst} drifts by {drift[worst]:.2%}"
    assert world.recorder.run.line_stops.sum() == 0


@pytest.mark.parametrize("replication", [0, 1])
def test_no_line_stops_under_the_quotas_until_a_year_after_the_embargo(replication):
    world = build(lasting(without_shock(load("embargo-2010")), 2.7), 1, replication)
    for day in range(world.n_days):
        live(world, day)
        world.env.run(until=day + 1)
    assert world.recorder.run.line_stops.sum() == 0
