"""The order of a day is a promise."""

import numpy as np

from simulation.engine.day import (
    STEPS,
    arrivals_are_booked,
    border_decides,
    lines_build,
    measures_take_effect,
    suppliers_dispatch,
)
from simulation.engine.run import pass_days
from simulation.engine.world import build
from simulation.policy.desk import Appointment
from simulation.scenario.compose import load
from tests.engine.living import without_noise


def test_a_day_has_these_steps_in_this_order():
    assert [step.__name__ for step in STEPS] == [
        "measures_take_effect",
        "arrivals_are_booked",
        "mines_dig",
        "plants_work",
        "lines_build",
        "orders_are_placed",
        "suppliers_dispatch",
        "border_decides",
        "exports_are_booked",
        "prices_settle",
        "the_day_is_recorded",
    ]


def test_what_the_desk_does_by_a_day_is_done_when_the_day_begins():
    # Half days of work, one after the other, end at midnight: the desk's events at that moment come before the day.
    durations = {"preparation_days": 2, "service_workdays": 0.5, "signature_workdays": 0}
    world = build(load("tiny", {f"timeline.licences.{name}": value for name, value in durations.items()}), 1, 0)
    for day in range(150):
        pass_days(world, day, day + 1)
        assert all(moment > day for moment, *_, event in world.env._queue if isinstance(event, Appointment))


def test_what_arrives_in_the_morning_is_built_into_vehicles_the_same_day():
    world = build(without_noise(load("tiny")), 1, 0)
    world.stocks.level[world.lines.part] = 0.0
    measures_take_effect(world, 0)
    arrivals_are_booked(world, 0)
    lines_build(world, 0)
    assert np.allclose(world.lines.built, world.lines.vehicles_per_day)


def test_what_is_set_aside_today_can_leave_today_and_arrives_no_earlier_than_tomorrow():
    world = build(without_noise(load("tiny")), 1, 0)
    road = np.flatnonzero(world.transit.every[: world.links.n_ordered] == 1)
    before = world.pipeline.under_way()[road].sum()
    world.links.backlog[road] = 0.1
    world.links.recount()
    measures_take_effect(world, 0)
    suppliers_dispatch(world, 0)
    border_decides(world, 0)
    assert np.isclose(world.pipeline.under_way()[road].sum(), before + 0.1 * len(road))
    assert world.transit.usual.min() >= 1
