"""What a scenario changes, run by run."""

import math

import numpy as np
import pytest

from simulation.results.paired import as_json, difference, differences

WINDOW = 100.0


def test_a_shift_of_every_run_is_known_without_doubt():
    days = np.array([10.0, 50.0, 30.0, 20.0])
    found = difference("days_to_shortage", days, days + 5, WINDOW)
    assert (found.mean, found.interval, found.variance_ratio) == (5.0, (5.0, 5.0), 0.0)
    assert (found.lower, found.same, found.higher) == (0.0, 0.0, 1.0)


def test_shared_luck_saves_the_variance_that_it_explains():
    """Two values that correlate by r: the difference varies by 1 - r of what independent runs would give."""
    luck = np.random.default_rng(1).normal(size=(3, 20_000))
    a, b = luck[0] * 0.8 + luck[1] * 0.6, luck[0] * 0.8 + luck[2] * 0.6
    assert difference("vehicles_lost", a, b, WINDOW).variance_ratio == pytest.approx(1 - 0.64, abs=0.02)


def test_a_day_that_never_comes_counts_as_the_end_of_the_window_and_is_later_than_any():
    first, other = np.array([math.inf, math.inf, 40.0, 40.0]), np.array([math.inf, 60.0, math.inf, 30.0])
    found = difference("days_to_shortage", first, other, WINDOW)
    assert found.mean == pytest.approx((0 - 40 + 60 - 10) / 4)
    assert (found.lower, found.same, found.higher) == (0.5, 0.25, 0.25)
    assert found.limit == WINDOW


def test_pairs_of_which_one_has_no_value_are_left_out():
    found = difference("mirror_ratio", np.array([1.0, math.nan, 3.0]), np.array([2.0, 2.0, math.nan]), WINDOW)
    assert (found.pairs, found.mean) == (1, 1.0)
    assert math.isnan(found.variance_ratio)


def test_chances_of_which_no_pair_differs_still_have_an_interval():
    """Agresti and Min 2005: half a pair more in each cell."""
    none = np.zeros(98)
    low, high = difference("any_stop", none, none, WINDOW).interval
    assert (low, high) == (pytest.approx(-1.96 * math.sqrt(1 - 0) / 100, abs=1e-4), pytest.approx(0.0196, abs=1e-4))


def test_intervals_of_chances_hold_the_truth():
    luck = np.random.default_rng(2)
    held = []
    for _ in range(1000):
        u, v = luck.random((2, 60))
        first, other = (u < 0.3).astype(float), ((u < 0.3) | (v < 0.1)).astype(float)
        low, high = difference("any_stop", first, other, WINDOW).interval
        held.append(low <= 0.07 <= high)
    assert 0.93 <= np.mean(held) <= 0.99


def test_only_replications_that_both_finished_are_paired(pair):
    calm, shocked = pair
    assert differences(calm, shocked)["vehicles_lost"].pairs == 4
    lost = shocked.values("vehicles_lost")
    assert differences(calm, shocked)["vehicles_lost"].mean == pytest.approx(lost.mean())


def test_the_json_has_an_entry_for_every_scenario_but_the_first(pair):
    (entry,) = as_json(pair)
    assert (entry["scenario"], entry["against"]) == ("Tiny", "Calm")
    assert entry["measures"]["days_to_shortage"]["restricted_to_days"] == 140
    assert entry["measures"]["mirror_ratio"]["difference"] is None
