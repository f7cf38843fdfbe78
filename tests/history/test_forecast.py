"""Scores of whole series, by numbers worked out by hand."""

import numpy as np
import pytest

from simulation.history import record_2010
from simulation.history.answers import months_between, months_later
from simulation.history.forecast import forecasts, interval_score, percentage_error, scored
from simulation.history.series import DESTINATIONS, Recorded, recorded_series
from simulation.scenario.compose import load


def test_the_interval_score_is_the_width_and_twenty_times_the_miss():
    one = np.ones(1)
    assert interval_score(2 * one, 4 * one, 3 * one) == 2
    assert interval_score(2 * one, 4 * one, 4 * one) == 2
    assert interval_score(2 * one, 4 * one, 5 * one) == pytest.approx(2 + 20 * 1)
    assert interval_score(2 * one, 4 * one, 0 * one) == pytest.approx(2 + 20 * 2)


def test_the_percentage_error_is_a_mean_over_months_that_are_not_zero():
    """Off by 10 of 100 and by 50 of 200: 10 % and 25 %; the empty month has no percentage."""
    truth = np.array([100.0, 200.0, 0.0])
    assert percentage_error(np.array([90.0, 250.0, 7.0]), truth, truth) == pytest.approx(0.175)
    assert np.isnan(percentage_error(np.array([1.0]), np.zeros(1), np.zeros(1)))


def test_a_record_that_is_a_range_is_met_anywhere_in_it():
    low, high = np.array([100.0]), np.array([120.0])
    assert percentage_error(np.array([110.0]), low, high) == 0
    assert percentage_error(np.array([132.0]), low, high) == pytest.approx(0.1)


def test_coverage_and_scores_of_two_months():
    """A band of 90 to 130 around 100 meets 120; one of 190 to 210 misses 220 by 10: scores 40 and 20 + 200."""
    forecast = {"2025-01": (90.0, 100.0, 130.0), "2025-02": (190.0, 200.0, 210.0)}
    truth = {"2025-01": (120.0, 120.0), "2025-02": (220.0, 220.0)}
    found = scored("it", "simulated", "score", forecast, truth)
    assert found.covered == 1
    assert found.error == pytest.approx((20 / 120 + 20 / 220) / 2)
    assert found.interval_score == pytest.approx((40 + 220) / 2)


def test_naive_forecasts_repeat_the_month_before_and_the_year_before(pair):
    """July is known, June too, so that of July 2024: June's 40 for July's 50 is 20 % off, last year's 60 also 20 %."""
    known = {"2025-07": (50.0, 50.0)}
    series = Recorded("magnet_exports_gross_t", known, {"2025-07": "score"}, {"2025-06": 40.0, "2024-07": 60.0})
    by_name = {f.name: f for f in forecasts(pair[1], [series])}
    assert by_name["last month again"].error == pytest.approx(0.2)
    assert by_name["same month a year before"].error == pytest.approx(0.2)
    assert by_name["last month again"].interval_score == pytest.approx(20 * 10)
    assert by_name["last month again"].covered is None


def test_naive_forecasts_leave_out_months_without_a_recorded_month_to_go_by(pair):
    series = Recorded("magnet_exports_gross_t", {"2025-07": (50.0, 50.0)}, {"2025-07": "score"})
    assert [f.name for f in forecasts(pair[1], [series])] == ["simulated"]


def test_series_and_months_that_are_not_simulated_are_left_out(pair):
    months = {"2031-01": (1.0, 1.0)}
    unknown, later = (Recorded(name, months, {"2031-01": "score"}) for name in ("rainfall", "magnet_exports_gross_t"))
    assert forecasts(pair[1], [unknown, later]) == []


def test_months_of_a_role_are_scored_together():
    by_name = {s.name: s for s in recorded_series(load("licensing-2025"))}
    exports = by_name["magnet_exports_gross_t"]
    assert list(exports.of("own test")) == ["2025-06", "2025-07"]
    assert exports.known()["2024-08"] == 5325
    assert {f"magnet_exports_to_{region}_gross_t" for region in DESTINATIONS} < set(by_name)


def test_prices_of_2010_are_shown_and_disputed_months_are_ranges():
    by_name = {s.name: s for s in recorded_series(load("embargo-2010"))}
    prices = by_name["price_outside_dy_oxide_usd_per_kg"]
    assert set(prices.roles.values()) == {"shown"}
    assert prices.months["2011-12"] == (1400, 1420)
    imports = by_name["rare_earth_imports_from_china_gross_t_japan"]
    assert imports.roles == {"2010-09": "fit", "2010-10": "fit", "2010-11": "own test"}
    assert imports.earlier["2010-08"] == record_2010.japan_imports_before()["2010-08"]


def test_months_are_counted_over_new_year():
    assert months_later("2025-01", -1) == "2024-12"
    assert months_later("2025-07", -12) == "2024-07"
    assert months_between("2024-11", "2025-02") == ("2024-11", "2024-12", "2025-01", "2025-02")
