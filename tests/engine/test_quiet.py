"""A world without a shock stays as it is: MODEL's first test, and the one that never leaves."""

import numpy as np
import pytest

from simulation.engine.timeline import without_shock
from simulation.scenario.compose import load
from simulation.scenario.measures import NewCapacity
from tests.engine.living import lasting, weekly_levels, without_noise

SHIPPED = ["tiny", "baseline-2024", "baseline-ga-ge"]


def quiet(name):
    """Standing measures only, and no plant that grows: a world that grows is not at rest."""
    scenario = without_shock(load(name))
    timeline = {n: m for n, m in scenario.timeline.items() if not isinstance(m, NewCapacity)}
    return scenario.model_copy(update={"timeline": timeline})


@pytest.mark.parametrize("name", SHIPPED)
def test_without_noise_every_stock_stays_within_one_percent_for_five_years(name):
    world, at_rest, weeks = weekly_levels(lasting(without_noise(quiet(name)), 5))
    held = at_rest > 1e-6
    held[0] = False
    drift = np.abs(weeks[:, held] / at_rest[held] - 1).max(axis=0)
    worst = np.array(world.stocks.names)[held][drift.argmax()]
    assert drift.max() < 0.01, f"{worst} drifts by {drift.max():.3%}"
    assert world.recorder.run.line_stops.sum() == 0


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_noise_five_year_means_stay_within_two_percent_and_no_line_stops(name, seed):
    world, at_rest, weeks = weekly_levels(lasting(quiet(name), 5), seed)
    by_kind = {}
    for stock in np.flatnonzero(at_rest > 1e-6)[1:]:
        kind = world.stocks.names[stock].split("/")[0].split(" ")[0] + " " + world.stocks.names[stock].split(" ", 1)[1]
        total = by_kind.setdefault(kind, [0.0, 0.0])
        total[0] += weeks[:, stock].mean()
        total[1] += at_rest[stock]
    drift = {kind: mean / target - 1 for kind, (mean, target) in by_kind.items()}
    worst = max(drift, key=lambda kind: abs(drift[kind]))
    assert abs(drift[worst]) < 0.02, f"{worst} drifts by {drift[worst]:.2%}"
    assert world.recorder.run.line_stops.sum() == 0
