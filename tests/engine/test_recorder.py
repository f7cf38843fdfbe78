"""What the record says of those who stand still when the shock comes."""

import numpy as np

from simulation.engine.recorder import NEVER
from simulation.engine.world import build

SHOCK = 93


def recorded(tiny, standing_until):
    """The record of six lines and two parts makers, of which the first ones stand still from day 90 on."""
    world = build(tiny, 1, 0)
    recorder, names = world.recorder, world.lines.names
    for day in range(90, 100):
        runs = np.ones(len(names), dtype=bool)
        runs[0] = day >= standing_until
        began = ~runs & (day == 90)
        recorder.lines(day, runs * 1.0, world.lines.vehicles_per_day, runs, began, names)
        recorder.parts_makers(day, np.array([day < standing_until, False]), world.plants.names)
    return recorder.run


def test_whoever_stands_still_at_the_shock_counts_as_stopped_on_day_0(tiny):
    run = recorded(tiny, standing_until=96)
    assert run.shock_day == SHOCK
    assert run.line_first_stop.tolist() == [SHOCK] + [NEVER] * 5
    assert run.line_first_restart[0] == 96
    assert run.parts_first_stop.tolist() == [SHOCK, NEVER]


def test_whoever_works_again_by_the_shock_does_not(tiny):
    run = recorded(tiny, standing_until=SHOCK)
    assert (run.line_first_stop == NEVER).all()
    assert (run.parts_first_stop == NEVER).all()


def test_stops_begun_are_counted_on_the_day_on_which_they_begin(tiny):
    run = recorded(tiny, standing_until=96)
    assert run.line_stops.sum(axis=1).nonzero()[0].tolist() == [90]
    assert run.parts_stops.sum(axis=1).nonzero()[0].tolist() == [90]
