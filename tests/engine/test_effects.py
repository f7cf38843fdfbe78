"""Measures of a timeline at work in the tiny world."""

from datetime import date

import numpy as np
import pytest

from simulation.engine.day import live
from simulation.engine.run import simulate
from simulation.engine.world import build
from simulation.scenario.compose import load
from simulation.units import DAYS_PER_YEAR
from tests.engine.living import without_noise

SHOCK = {"date": date(2025, 4, 4)}
SHOCK_DAY = 93
BOATS = {
    "covers": ["heavy_magnet"], "origins": ["china"], "destinations": ["europe"], "demand_share": 0.2,
    "capacity_gross_t_per_year": 1e6, "transit_days": 20, "seizure_share": 0.0,
}  # fmt: skip
BACKYARD = {
    "kind": "plant", "stage": "magnet_maker", "region": "china", "status": "rogue", "runs": ["sinter"],
    "days_in_process": 20, "buys": {"ndpr_oxide": {"china": 1.0}, "dy_oxide": {"china": 1.0}},
}  # fmt: skip


def tiny(timeline, **changes):
    """Tiny with other measures instead of its licences, noise off."""
    named = {f"timeline.{name}": {"name": name, **SHOCK, **measure} for name, measure in timeline.items()}
    return without_noise(load("tiny", {"timeline.licences.until": date(2025, 4, 5), **changes, **named}))


def world_of(timeline, days, **changes):
    world = build(tiny(timeline, **changes), 1, 0)
    for day in range(days):
        live(world, day)
        world.env.run(until=day + 1)
    return world


def test_goods_that_an_embargo_holds_use_up_no_quota():
    batch = {"date": date(2025, 4, 4), "until": date(2026, 4, 1), "gross_t": 1e6}
    caps = {"measure": "export_quota", "covers": ["heavy"], "batches": [batch]}
    embargo = {"measure": "embargo", "covers": ["heavy"], "destinations": ["europe"]}
    assert world_of({"caps": caps}, 150).effects.made.export_quotas[0].used > 0
    # the embargo begins on the same day and its name comes later in the alphabet
    world = world_of({"caps": caps, "embargo": embargo}, 150)
    assert world.effects.made.export_quotas[0].used == 0
    assert world.effects.border.held.sum() > 0


def test_who_fears_one_control_more_than_others_fears_them_all():
    fear = {"measure": "anticipatory_buying", "materials": ["heavy_magnet"], "regions": ["europe"]}
    one = {**fear, "extra_cover_days": {"uniform": [0, 15], "per": "firm"}}
    two = {**fear, "extra_cover_days": {"uniform": [0, 30], "per": "firm"}}
    days = [world_of(fears, 100).effects.extra_days(99) for fears in ({"one": one}, {"one": one, "two": two})]
    firms = np.flatnonzero(days[0])
    assert len(firms) == 2  # the parts makers
    assert 0 < days[0][firms].min() < days[0][firms].max() < 15
    assert days[1] == pytest.approx(3 * days[0])


def test_an_ample_quota_delays_nothing():
    # The tiny world sells 1890 t gross of magnets a year, each buyer once a week; quotas are a tenth more.
    years = [{"date": date(year, 1, 1), "gross_t": 2079} for year in (2024, 2025, 2026)]
    caps = {"measure": "export_quota", "date": date(2024, 1, 1), "standing": True, "covers": ["heavy_magnet"],
            "batches": years, "burst": 1}  # fmt: skip
    runs = [simulate(tiny(timeline), 1, 0) for timeline in ({}, {"caps": caps})]
    assert runs[1].exported == pytest.approx(runs[0].exported)


def test_cargo_at_sea_arrives_under_an_embargo():
    embargo = {"measure": "embargo", "covers": ["heavy"], "destinations": ["europe"]}
    world = world_of({"embargo": embargo}, SHOCK_DAY + 1)
    lanes = np.array([x.destination == "europe" and x.origin == "china" for x in world.network.links])
    under_way = world.pipeline.under_way()[lanes].sum()
    assert under_way > 0
    arrived = 0.0
    for day in range(SHOCK_DAY + 1, SHOCK_DAY + 60):
        arrived += world.pipeline.due[day % len(world.pipeline.due), lanes].sum()
        live(world, day)
        world.env.run(until=day + 1)
    assert arrived == pytest.approx(under_way)


def test_the_ledger_tells_when_a_quota_is_used_up():
    caps = {"measure": "export_quota", "covers": ["heavy"], "burst": 1000,
            "batches": [{"date": date(2025, 4, 4), "until": date(2026, 4, 1), "gross_t": 50}]}  # fmt: skip
    run = simulate(tiny({"caps": caps}), 1, 0, keep_events=True)
    told = [(event.day, event.event, event.detail) for event in run.events if event.who == "caps"]
    assert told[0] == (SHOCK_DAY, "quota issued", "50 t gross")
    assert told[1][1:] == ("quota exhausted", "50 t gross used")
    month = run.months.index("2025-04")
    assert (run.exported[month + 1 :] == 0).all()


def test_consolidation_and_raids_slow_rogue_plants_and_only_them():
    merger = {"measure": "consolidation", "producers": 6, "rogue_activity_share": 0.5}
    raids = {"measure": "enforcement_campaign", "until": date(2025, 6, 1), "rogue_output_share": 0.2,
             "seizure_factor": 4}  # fmt: skip
    changes = {"leakage.boats": BOATS, "sites.backyard": BACKYARD}
    effects = world_of({"merger": merger, "raids": raids}, SHOCK_DAY + 1, **changes).effects
    assert dict(zip(effects.around.scenario.sites, effects.output, strict=True)) == pytest.approx(
        {"mine": 1, "separator": 1, "magnets": 1, "parts": 1, "lines": 1, "backyard": 0.1}
    )
    assert effects.seizure_factor == 4
    later = world_of({"merger": merger, "raids": raids}, 160, **changes).effects
    assert later.output[-1] == 0.5
    assert later.seizure_factor == 1


@pytest.mark.parametrize(("changes", "left"), [({}, 0.125), ({"sites.backyard": BACKYARD}, 1.0)])
def test_consolidation_and_tracking_shrink_what_licensed_makers_divert(changes, left):
    # A quarter of a half; rogue plants neither report nor are they licensed.
    merger = {"measure": "consolidation", "producers": 6, "diversion_factor": 0.25}
    reports = {"measure": "tracking", "covers": ["heavy_magnet"], "coverage_share": 0.5}
    world = world_of({"merger": merger, "reports": reports}, SHOCK_DAY + 1, **{"leakage.boats": BOATS, **changes})
    assert world.effects.open_trade[world.where.illicit] == pytest.approx(left)
    assert world.effects.open_trade[world.where.legal] == pytest.approx(1)


def test_a_campaign_shuts_routes_for_rogue_goods_too_while_it_lasts():
    raids = {"measure": "enforcement_campaign", "until": date(2025, 6, 1), "routes_shut": ["boats"]}
    for backyard in ({}, {"sites.backyard": BACKYARD}):
        changes = {"leakage.boats": BOATS, **backyard}
        for days, left in ((SHOCK_DAY + 1, 0.0), (160, 1.0)):
            world = world_of({"raids": raids}, days, **changes)
            assert world.effects.open_trade[world.where.illicit] == pytest.approx(left)
            assert world.effects.open_trade[world.where.legal] == pytest.approx(1)


def test_consolidation_shrinks_output_beyond_quotas():
    # The mine digs 5600 t a year and may dig half of that; without consolidation all the rest is dug as well.
    quota = {"measure": "production_quota", "stage": "mine", "year": 2025, "last_year_t": {"north": 2800},
             "batches": [{"date": date(2025, 12, 31), "t": {"north": 2800}}], "over_quota_share": 1.0}  # fmt: skip
    merger = {"measure": "consolidation", "producers": 6, "over_quota_factor": 0.0}
    days, before = 200, SHOCK_DAY
    pace, all_of_it = 2800 / 365, 5600 / DAYS_PER_YEAR
    dug = [world_of(t, days, **{"sites.mine.group": "north"}).mines.dug.sum() for t in (
        {"quota": quota}, {"quota": quota, "merger": merger})]  # fmt: skip
    assert dug[0] == pytest.approx(all_of_it * days)
    assert dug[1] == pytest.approx(all_of_it * before + pace * (days - before))


def test_a_tax_counts_against_that_of_the_first_day():
    # A tenth from before the run, a quarter from the shock on.
    vat = {"measure": "export_tax", "date": date(2024, 1, 1), "standing": True, "rates": {"heavy_magnet": 0.1}}
    duty = {"measure": "export_tax", "rates": {"heavy": 0.15}}
    effects = world_of({"vat": vat, "duty": duty}, SHOCK_DAY + 1).effects
    magnet = list(effects.around.scenario.materials).index("heavy_magnet")
    assert effects.tax_rate(0)[magnet] == pytest.approx(0.1)
    assert effects.tax_rate(SHOCK_DAY)[magnet] == pytest.approx(0.25)
    assert effects.tax_factor[magnet] == pytest.approx(1.25 / 1.1)


def amended(target, **changes):
    return {"measure": "amend", "target": target, "date": date(2025, 4, 14), **changes}


def test_measures_are_amended_in_a_run():
    spring = {"date": date(2025, 4, 4), "gross_t": 900}
    summer = {"date": date(2025, 7, 1), "until": date(2026, 4, 1), "gross_t": 900}
    timeline = {
        "caps": {"measure": "export_quota", "covers": ["heavy"], "batches": [spring, summer]},
        "stop": {"measure": "embargo", "covers": ["heavy"], "destinations": ["europe"], "until": date(2025, 6, 1)},
        "duty": {"measure": "export_tax", "rates": {"heavy": 0.1}},
        "merger": {"measure": "consolidation", "producers": 10},
        "raids": {"measure": "enforcement_campaign", "until": date(2025, 6, 1)},
        "caps-cut": amended("caps", batches=[spring, {**summer, "gross_t": 200}]),
        "stop-half": amended("stop", share=0.5, release_days=30),
        "duty-up": amended("duty", rates={"heavy": 0.25}),
        "merger-on": amended("merger", rogue_activity_share=0.5),
        "raids-on": amended("raids", seizure_factor=2, until=date(2025, 9, 1)),
    }
    days = SHOCK_DAY + 100  # in July
    effects = world_of(timeline, days, **{"leakage.boats": BOATS, "sites.backyard": BACKYARD}).effects
    assert effects.made.export_quotas[0].issued(days) == 1100
    assert effects.made.by_name["stop"].held.sum() == pytest.approx(0)
    assert effects.tax_rate(days).max() == 0.25
    assert effects.output[-1] == 0.5
    assert effects.seizure_factor == 2
