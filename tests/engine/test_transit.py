"""Lanes of the tiny world: what leaves when, and how long it is under way."""

import numpy as np
import pytest

from simulation.engine.transit import whole_days
from simulation.engine.world import build
from simulation.scenario.compose import load
from simulation.scenario.numbers import Distribution
from tests.engine.living import without_noise


def test_inland_trade_lies_side_by_side_and_never_meets_the_border():
    world = build(load("tiny"), 1, 0)
    inland = np.zeros(len(world.links.buyer), dtype=bool)
    for days, lane in world.transit.inland:
        inland[lane] = True
        assert (world.transit.usual[lane] == days).all()
        assert (world.transit.every[lane] == 1).all()
    assert inland.any()
    assert not inland[world.where.frontier].any()
    assert not inland[world.where.illicit].any()


def test_every_other_link_has_its_day_of_the_week():
    transit = build(load("tiny"), 1, 0).transit
    weekly = np.flatnonzero(transit.every == 7)
    assert len(weekly)
    days = {link: [d for d in range(28) if link in transit.leaving(d)] for link in weekly}
    assert all(len(d) == 4 and set(np.diff(d)) == {7} for d in days.values())


def test_without_noise_all_consignments_take_the_usual_time():
    transit = build(without_noise(load("tiny")), 1, 0).transit
    leaving = transit.leaving(5)
    nobody = np.zeros(len(leaving), dtype=bool)
    assert (transit.days(5, leaving, nobody) == transit.usual[leaving]).all()


def test_goods_are_flown_where_that_is_quicker():
    transit = build(load("tiny"), 1, 0).transit
    leaving = transit.leaving(3)
    sea, air = (transit.days(3, leaving, np.full(len(leaving), by_air)) for by_air in (False, True))
    assert (air == np.minimum(sea, transit.air[leaving])).all()


@pytest.mark.parametrize(
    "time",
    [
        Distribution(lognormal={"median": 40.0, "p95": 60.0}, per="shipment"),
        Distribution(uniform=(30.0, 50.0), per="shipment"),
        Distribution(choice=(20.0, 40_000.0), per="shipment"),
        Distribution(triangular=(48.0, 51.0, 57.0), per="firm"),
        Distribution(uniform=(30.0, 50.0)),
        40.0,
    ],
)
def test_each_consignment_takes_the_time_that_was_drawn_for_it(time):
    tiny = load("tiny")
    sea = tiny.routes["sea"].model_copy(update={"transit_days": time})
    world = build(tiny.model_copy(update={"routes": {**tiny.routes, "sea": sea}, "end": tiny.shock}), 1, 0)
    transit, streams = world.transit, world.effects.around.streams
    link = int(np.flatnonzero(transit.every == 7)[0])
    buyer, seller = world.network.stocks.names[world.links.buyer[link]], world.network.links[link].supplier_name
    luck = streams.uniforms(f"{buyer} from {seller}", "consignments", 12)
    leaves = [day for day in range(70) if link in transit.leaving(day)]
    took = [int(transit.days(day, np.array([link]), np.array([False]))[0]) for day in leaves]
    if isinstance(time, Distribution) and time.per != "replication":
        numbers = np.array([day // 7 for day in leaves]) if time.per == "shipment" else np.zeros(len(leaves), dtype=int)
        assert took == whole_days(time, luck[1:])[numbers].tolist()
    else:
        assert set(took) == {int(transit.usual[link])}
