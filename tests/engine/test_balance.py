"""Every tonne is accounted for, in shipped worlds and in ones that nobody thought of."""

from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.engine.balance import TOLERANCE
from simulation.engine.run import finish
from simulation.engine.world import account, build
from simulation.scenario.compose import load

DATES = st.sampled_from([date(2025, 1, 20), date(2025, 4, 4), date(2025, 6, 30)])
COVERED = st.sampled_from([["heavy"], ["heavy_magnet"], ["dy_oxide", "heavy_magnet"]])

MEASURES = {
    "licences": st.fixed_dictionaries(
        {
            "measure": st.just("export_licensing"), "date": DATES, "covers": COVERED, "officers": st.integers(1, 20),
            "preparation_days": st.floats(0, 30), "service_workdays": st.floats(0.1, 30),
            "return_share": st.floats(0, 1),
            "refusal_share": st.floats(0, 1), "grant_months": st.floats(0.1, 12), "validity_days": st.floats(10, 400),
            "files_per_link": st.integers(1, 6), "limit_kept_share": st.floats(0, 1),
        }
    ),
    "tests": st.fixed_dictionaries(
        {"measure": st.just("inspection"), "date": DATES, "covers": COVERED, "capacity_share": st.floats(0, 1),
         "ramp_days": st.floats(1, 100), "held_share": st.floats(0, 1)}
    ),
    "closure": st.fixed_dictionaries(
        {"measure": st.just("border_closure"), "date": DATES, "covers": COVERED, "share": st.floats(0, 1),
         "until": st.sampled_from([date(2025, 8, 1), date(2026, 3, 1)])}
    ),
    "caps": st.fixed_dictionaries(
        {"measure": st.just("export_quota"), "date": DATES, "covers": COVERED, "burst": st.floats(0, 50),
         "planning_days": st.floats(0, 90),
         "carry_over_share": st.floats(0, 1), "carry_over_days": st.floats(0, 200),
         "carried_over_gross_t": st.floats(0, 500),
         "batches": st.lists(st.floats(0, 2000), min_size=1, max_size=4).map(
             lambda issues: [{"date": date(2025, 1 + 3 * i, 1), "gross_t": t} for i, t in enumerate(issues)]),
         "until": st.just(date(2025, 12, 31))}
    ),
    "embargo": st.fixed_dictionaries(
        {"measure": st.just("embargo"), "date": DATES, "covers": COVERED, "destinations": st.just(["europe"]),
         "share": st.floats(0, 1), "release_days": st.floats(0, 200), "until": st.just(date(2025, 8, 1))}
    ),
    "tax": st.fixed_dictionaries(
        {"measure": st.just("export_tax"), "date": DATES, "rates": st.just({"heavy": 0.25})}
    ),
    "mergers": st.fixed_dictionaries(
        {"measure": st.just("consolidation"), "date": DATES, "producers": st.integers(1, 300),
         "rogue_activity_share": st.floats(0, 1), "over_quota_factor": st.floats(0, 2),
         "diversion_factor": st.floats(0, 2)}
    ),
    "raids": st.fixed_dictionaries(
        {"measure": st.just("enforcement_campaign"), "date": DATES, "until": st.just(date(2025, 8, 1)),
         "rogue_output_share": st.floats(0, 1), "seizure_factor": st.floats(0, 9)}
    ),
    "list": st.fixed_dictionaries(
        {"measure": st.just("entity_ban"), "date": DATES, "covers": COVERED, "share_of_firms": st.floats(0, 1)}
    ),
    "fire": st.fixed_dictionaries(
        {"measure": st.just("outage"), "date": DATES, "output_share": st.floats(0, 1),
         "sites": st.sampled_from([["mine"], ["magnets", "parts"], ["separator"]])}
    ),
    "boom": st.fixed_dictionaries(
        {"measure": st.just("demand_change"), "date": DATES, "sites": st.just(["lines"]), "factor": st.floats(0, 3)}
    ),
}  # fmt: skip

SMUGGLING = {"covers": ["heavy_magnet"], "origins": ["china"], "destinations": ["europe"]}
BACKYARD = {
    "kind": "plant", "stage": "magnet_maker", "region": "china", "status": "rogue", "runs": ["sinter"],
    "days_in_process": 20, "buys": {"ndpr_oxide": {"china": 1.0}, "dy_oxide": {"china": 1.0}},
}  # fmt: skip
"""With it smugglers sell what it makes, without it what licensed makers divert."""

WORLDS = st.fixed_dictionaries(
    {
        "leakage.boats": st.fixed_dictionaries(
            {**{key: st.just(value) for key, value in SMUGGLING.items()}, "demand_share": st.floats(0, 1),
             "capacity_gross_t_per_year": st.floats(0, 3000), "transit_days": st.integers(1, 40),
             "seizure_share": st.floats(0, 1)}
        ),
        "sites.lines.count": st.fixed_dictionaries({"bev": st.integers(1, 12)}),
        "sites.parts.count": st.integers(1, 5),
        "sites.magnets.count": st.integers(1, 4),
        "sites.magnets.days_in_process": st.integers(1, 60),
        "sites.parts.spare_capacity": st.floats(0, 1),
        "sites.mine.capacity_t_per_year": st.floats(0, 20000),
        "routes.sea.consignment_every_days": st.integers(1, 40),
        "market.allocation": st.sampled_from(["pro_rata", "home_first", "contract_priority"]),
        "market.hoarding_share": st.floats(0, 2),
        "market.shift_share": st.floats(0, 1),
        "market.cancelled_share_per_month": st.floats(0, 1),
        "noise.demand_cv": st.floats(0, 0.5),
    },
    optional={"sites.backyard": st.just(BACKYARD)},
)  # fmt: skip


def gap(scenario, seed=1, replication=0):
    world = build(scenario, seed, replication)
    finish(world)
    return np.abs(account(world).gap()).max()


@pytest.mark.parametrize("name", ["tiny", "baseline-2024", "licensing-2025", "gallium-germanium-2023"])
def test_the_balance_of_shipped_worlds_closes(name):
    assert gap(load(name)) < TOLERANCE


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=WORLDS, timeline=st.fixed_dictionaries({}, optional=MEASURES), seed=st.integers(0, 2**32))
def test_the_balance_of_random_worlds_closes(world, timeline, seed):
    changes = dict(world)
    for name, measure in timeline.items():
        changes[f"timeline.{name}"] = {"name": name, **measure}
    assert gap(load("tiny", changes), seed) < TOLERANCE
