"""Lanes of the tiny world: what leaves when, and how long it is under way."""

import numpy as np

from simulation.engine.world import build
from simulation.scenario.compose import load
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
