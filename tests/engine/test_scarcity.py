"""What scarcity does in small whole worlds: who takes over, who waits, what reserves and demand change."""

from datetime import date

import numpy as np
import pytest

from simulation.engine.run import pass_days, simulate
from simulation.engine.world import build
from simulation.scenario.compose import load
from tests.engine.living import without_noise

SHOCK = date(2025, 4, 4)
SHUT = {"name": "shut", "measure": "border_closure", "date": SHOCK, "covers": ["heavy_magnet"]}
NO_LICENCES = {"licences": {"remove": True}}
CERTAIN = {"stocks.europe.parts_maker": {"cover_days": 30.0, "output_cover_days": 5.0}}


def tiny(timeline, **changes):
    return without_noise(load("tiny", {"timeline": NO_LICENCES | timeline} | CERTAIN | changes))


def vehicles(scenario):
    run = simulate(scenario, 1, 0)
    return run.vehicles.sum(axis=1) / run.vehicles_normal.sum()


def test_a_supplier_with_room_takes_over_from_one_behind_a_closed_border():
    # Half of the magnets come from a maker in Europe that can double its output: in the end it serves everybody.
    abroad = {
        "kind": "plant", "stage": "magnet_maker", "region": "europe", "runs": ["sinter"], "days_in_process": 28,
        "spare_capacity": 1.0, "buys": {"ndpr_oxide": {"china": 1.0}, "dy_oxide": {"china": 1.0}},
    }  # fmt: skip
    output = vehicles(
        tiny(
            {"shut": SHUT},
            **{
                "sites.magnets-abroad": abroad,
                "sites.parts.buys.heavy_magnet": {"china": 0.5, "europe": 0.5},
                "sites.mine.capacity_t_per_year": 7000.0,
                "stocks.europe.magnet_maker": {"cover_days": 60.0, "output_cover_days": 20.0},
                "end": date(2027, 3, 31),
            },
        )
    )
    assert output[-60:].mean() > 0.95


def test_a_released_reserve_becomes_vehicles():
    # 20 t of magnets are 20 t of motors, once everybody lacks them; a vehicle takes 2.1 kg gross, 0.75 kg of REO.
    release = {"name": "release", "measure": "stock_release", "reserve": "vault", "t": 20.0, "delivery_days": 100.0}
    release |= {"date": date(2025, 9, 1)}
    vault = {"sites.vault": {"kind": "reserve", "region": "europe", "holds": "heavy_magnet", "t": 50.0}}
    made = [
        simulate(tiny(timeline, **vault), 1, 0).vehicles.sum()
        for timeline in ({"shut": SHUT}, {"shut": SHUT, "release": release})
    ]
    assert made[1] - made[0] == pytest.approx(20.0 / (2.1 / 2.8 / 1000), rel=0.02)


@pytest.mark.parametrize("factor", [0.5, 1.4])
def test_a_lasting_change_of_demand_reaches_the_stocks_of_parts_makers(factor):
    change = {"name": "change", "measure": "demand_change", "date": date(2025, 1, 10), "sites": ["lines"]}
    scenario = tiny(
        {"change": change | {"factor": factor}},
        **{
            "sites.parts.spare_capacity": 1.0,
            "sites.magnets.spare_capacity": 1.0,
            "sites.mine.capacity_t_per_year": 12000.0,
            "sites.separator.spare_capacity": 1.0,
            "end": date(2026, 12, 31),
        },
    )
    world = build(scenario, 1, 0)
    pass_days(world, 0, world.n_days)
    feed = world.plants.feed[0, world.recorder.parts_rows]
    cover = world.stocks.level[feed] / (world.buyers.use[feed] * factor)
    assert cover == pytest.approx(30.0, rel=0.4)  # plans are kept within a tenth, and 54 days are at sea
    assert world.recorder.run.line_stops.sum() == 0


def test_nobody_orders_for_a_banned_buyer():
    ban = {"name": "ban", "measure": "entity_ban", "date": SHOCK, "covers": ["heavy_magnet"], "share_of_firms": 1.0}
    world = build(tiny({"ban": ban}), 1, 0)
    pass_days(world, 0, 300)
    banned = world.where.frontier[np.flatnonzero(world.effects.border.barred)]
    assert len(banned)
    assert world.links.backlog[banned].sum() == pytest.approx(0.0)
    assert world.links.staged[banned].sum() == pytest.approx(0.0)


def test_a_strike_stops_building_and_is_no_stop_for_want_of_parts():
    strike = {"name": "strike", "measure": "outage", "date": SHOCK, "until": date(2025, 4, 14), "sites": ["lines"]}
    run = simulate(tiny({"strike": strike}), 1, 0)
    assert not run.vehicles[run.shock_day : run.shock_day + 10].any()
    assert run.line_stops.sum() == 0


def test_licences_older_than_the_simulation_are_in_use():
    standing = {"date": date(2023, 1, 1), "standing": True, "officers": 20}
    scenario = without_noise(load("tiny", {"timeline.licences": standing} | CERTAIN))
    run = simulate(scenario, 1, 0)
    usual = run.exported.sum(axis=(1, 2))[1:-1]
    assert usual.min() > 0.6 * usual.mean()
    assert run.line_stops.sum() == 0


def test_a_line_short_of_parts_for_overtime_only_does_not_stop():
    # Parts for 1.02 days, five days owed: it builds what the parts allow, and builds on with the next delivery.
    world = build(tiny({}), 1, 0)
    lines, stocks = world.lines, world.stocks
    lines.owed[:] = 5.0
    ones = np.ones(len(lines.names))
    stocks.level[lines.part] = 1.02 * lines.need
    lines.build(stocks, ones, ones)
    assert not lines.stopped_today.any()
    assert lines.days_built == pytest.approx(1.02)
