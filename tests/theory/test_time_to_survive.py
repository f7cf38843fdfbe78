"""Time to survive against stock / (use x missing share), where everything is certain."""

from datetime import date

import numpy as np
import pytest

from simulation.engine.run import finish
from simulation.engine.world import build
from simulation.scenario.compose import load
from tests.engine.living import without_noise

SHUT = {"name": "shut", "measure": "border_closure", "date": date(2025, 4, 4), "covers": ["heavy_magnet"]}


def one_chain(share):
    """One parts maker with 30 days of cover and one line, behind a border that stops a share of magnets for good."""
    tiny = load(
        "tiny",
        {
            "sites.parts.count": 1,
            "sites.lines.count": {"bev": 1},
            "stocks.europe.parts_maker": {"cover_days": 30.0, "output_cover_days": 5.0},
            "routes.sea.consignment_every_days": 1,
            "market.shift_share": 0.0,
            "market.hoarding_share": 0.0,
            "timeline": {"licences": {"remove": True}, "shut": SHUT | {"share": share}},
        },
    )
    return without_noise(tiny)


@pytest.mark.parametrize("share", [1.0, 0.5, 0.25])
def test_a_line_lives_on_what_is_on_the_way_and_on_site(share):
    # Stocks: 30 days of magnets and 5 of motors at the parts maker, 2 at the line. The cut reaches the line after 51
    # days at sea, 5 in work and one on the road; from then on the missing share of a day's use is drawn from stock.
    world = build(one_chain(share), 1, 0)
    run = finish(world)
    predicted = (51 + 5 + 1) + (30 + 5 + 2) / share
    survived = run.line_first_stop[0] - run.shock_day
    assert survived == pytest.approx(predicted, abs=2)


def test_an_open_border_never_stops_the_line():
    run = finish(build(one_chain(0.0), 1, 0))
    assert (run.line_first_stop == -1).all()
    assert np.allclose(run.vehicles.sum(axis=1), run.vehicles_normal.sum())
