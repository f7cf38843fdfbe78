"""Measures of one run: over the days of the window, and no others."""

from datetime import date

import numpy as np
import pytest

from simulation.calendar import months_of_days
from simulation.engine.run import simulate, simulate_pair
from simulation.results.measures import summarise
from simulation.results.series import monthly_series

WINDOW_DAYS = 17
"""From 4 to 20 April: the window cuts its month at both ends."""
LEAK = {
    "covers": ("heavy_magnet",),
    "origins": ("china",),
    "destinations": ("europe",),
    "demand_share": 0.2,
    "capacity_gross_t_per_year": 1000.0,
    "transit_days": 20.0,
}
LABELS = {"materials.heavy_magnet.labels": ("heavy", "magnet", "rare_earth")}
PRICE = {"inside_usd_per_kg": 100.0, "outside_usd_per_kg": 120.0}


@pytest.fixture(scope="module")
def leaky(tiny):
    """Two months with smugglers and without licences."""
    lasting = {"end": date(2025, 5, 31), "window_days": WINDOW_DAYS}
    return tiny.with_({**lasting, "leakage.truck": LEAK, "timeline.licences.remove": True, **LABELS})


def with_embargo(scenario, day):
    embargo = {"name": "stop", "measure": "embargo", "day": day, "covers": ("heavy_magnet",)}
    return scenario.with_({"timeline": {"stop": embargo}})


def measured(scenario):
    run, twin = simulate_pair(scenario, 1, 0)
    return summarise(run, twin, scenario.shortage_threshold).measures


def test_trade_after_the_window_does_not_count_though_it_is_of_the_same_month(leaky):
    calm, stopped = measured(leaky), measured(with_embargo(leaky, WINDOW_DAYS))
    assert stopped["effective_cut"] == 0.0
    assert stopped["leaked_share_of_exports"] == calm["leaked_share_of_exports"] > 0.05


def test_trade_of_the_window_counts_to_the_last_day(leaky):
    assert measured(with_embargo(leaky, WINDOW_DAYS - 7))["effective_cut"] > 0.0


def test_books_at_home_and_abroad_are_compared_over_the_window_alone(leaky):
    assert measured(leaky)["mirror_ratio"] > 0
    assert measured(with_embargo(leaky, WINDOW_DAYS))["mirror_ratio"] == measured(leaky)["mirror_ratio"]


def test_trade_by_day_adds_up_to_the_monthly_series(leaky):
    run = simulate(leaky, 1, 0)
    monthly = monthly_series(run)
    _, month = months_of_days(run.start, run.n_days)
    magnets = run.goods_gross - run.leaked_gross  # only magnets are smuggled here
    for daily, name in [(run.leaked_gross, "leaked_exports_gross_t"), (magnets, "magnet_exports_gross_t")]:
        assert np.bincount(month, weights=daily) == pytest.approx(monthly[name])
    assert run.exported_gross.sum() == pytest.approx((run.exported.sum(axis=(0, 2)) * run.gross).sum())
    abroad = monthly["rare_earth_imports_from_china_gross_t_europe"]
    assert np.bincount(month, weights=run.booked_abroad.sum(axis=1)) == pytest.approx(abroad)
    assert np.bincount(month, weights=run.customs_gross) == pytest.approx(monthly["rare_earth_exports_gross_t"])


def test_a_first_month_without_a_settling_day_has_the_first_known_price(tiny):
    late = tiny.with_({"start": date(2025, 3, 28), "end": date(2025, 4, 30), "market.prices": {"heavy_magnet": PRICE}})
    price = monthly_series(simulate(late, 1, 0))["price_outside_heavy_magnet_usd_per_kg"]
    assert price[0] == price[1] == pytest.approx(120.0, rel=0.05)


def test_a_price_that_never_settled_is_unknown_and_not_nothing(tiny):
    brief = tiny.with_({"start": date(2025, 4, 2), "end": date(2025, 4, 6), "market.prices": {"heavy_magnet": PRICE}})
    assert np.isnan(monthly_series(simulate(brief, 1, 0))["price_inside_heavy_magnet_usd_per_kg"]).all()
