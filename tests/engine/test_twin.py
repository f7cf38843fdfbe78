"""The twin without the shock shares the past with its run, and is to the bit what it would be alone."""

import numpy as np
import pytest

from simulation.engine.run import simulate, simulate_pair
from simulation.engine.timeline import shock_begins, without_shock
from simulation.scenario.compose import load

SERIES = [
    "vehicles", "capacity_down", "unmet", "exported", "leaked", "seized", "mined", "separated", "booked_abroad", "held"
]  # fmt: skip
DAILY = [
    "vehicles", "capacity_down", "unmet", "exported_gross", "leaked_gross", "goods_gross", "customs_gross", "held"
]  # fmt: skip


@pytest.mark.parametrize("name", ["tiny", "licensing-2025"])
def test_a_twin_lives_as_if_it_had_been_built_alone(name):
    scenario = load(name)
    run, twin = simulate_pair(scenario, 1, 0)
    alone, calm = simulate(scenario, 1, 0), simulate(without_shock(scenario), 1, 0)
    for series in SERIES:
        assert np.array_equal(getattr(run, series), getattr(alone, series)), series
        assert np.array_equal(getattr(twin, series), getattr(calm, series)), series


STANDING_LICENCES = """\
name: Licences older than the shock
extends: tiny
timeline:
  - {name: licences, date: 2025-01-15, standing: true}
  - {name: fire, date: 2025-05-01, measure: outage, sites: [magnets], output_share: 0.2}
"""


def test_a_desk_at_work_on_the_eve_of_the_shock_goes_on_alike_in_both(tmp_path):
    # Applications are being prepared, examined and signed on the day on which run and twin part.
    file = tmp_path / "licences.yaml"
    file.write_text(STANDING_LICENCES, encoding="utf-8")
    scenario = load(file)
    run, twin = simulate_pair(scenario, 1, 0)
    assert run.backlog[shock_begins(scenario)] > 0
    alone, calm = simulate(scenario, 1, 0), simulate(without_shock(scenario), 1, 0)
    for series in (*SERIES, "backlog", "filed", "granted"):
        assert np.array_equal(getattr(run, series), getattr(alone, series)), series
        assert np.array_equal(getattr(twin, series), getattr(calm, series)), series


def test_before_the_shock_both_are_the_same():
    scenario = load("licensing-2025")
    parting = shock_begins(scenario)
    run, twin = simulate_pair(scenario, 1, 0)
    assert np.array_equal(run.unmet[:parting], twin.unmet[:parting])
    assert not np.array_equal(run.exported, twin.exported)


@pytest.mark.parametrize("days", [200, 213])
def test_a_twin_can_be_left_early_and_its_days_are_the_same_to_the_bit(days):
    (_, whole), (_, twin) = simulate_pair(load("tiny"), 1, 0), simulate_pair(load("tiny"), 1, 0, calm_days=days)
    for series in DAILY:
        assert np.array_equal(getattr(twin, series)[:days], getattr(whole, series)[:days]), series
    assert twin.vehicles[:days].sum(axis=1).all()
    assert not twin.vehicles[days:].any()


def test_a_world_without_a_shock_is_its_own_twin():
    run, twin = simulate_pair(without_shock(load("tiny")), 1, 0)
    assert run is twin
