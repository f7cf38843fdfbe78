"""Prices of one material with one buyer on each side, worked by hand."""

import math

import numpy as np
import pytest

from simulation.market.price import INSIDE, OUTSIDE, Prices


def market(lag_days=7.0):
    """Stock 1 is inside, stock 2 outside; both use 1 t a day and want 30 t."""
    return Prices(
        material=np.array([0]), at_rest=np.array([[50.0], [60.0]]), response=np.array([[0.2], [2.0]]),
        lag_days=np.array([lag_days]), stock=np.array([1, 2]), use=np.ones(2), target=np.full(2, 30.0),
        cell=np.array([0, 1]),
    )  # fmt: skip


NO_TAX = np.ones(1)


def a_week(prices, level, tax_factor):
    prices.see(level)
    prices.settle(tax_factor)


def test_full_stocks_leave_prices_where_they_are():
    prices = market()
    a_week(prices, np.array([0, 30.0, 45.0]), NO_TAX)
    assert prices.now.ravel() == pytest.approx([50.0, 60.0])


def test_a_trapped_market_rises_outside_and_hardly_inside():
    # Half of the cover outside is missing: the goal is e times; a week at a lag of a week covers 1 - 1/e of its log.
    prices = market()
    a_week(prices, np.array([0, 30.0, 15.0]), NO_TAX)
    assert prices.now[OUTSIDE, 0] == pytest.approx(60.0 * math.exp(1 - math.exp(-1)))
    assert prices.now[INSIDE, 0] == pytest.approx(50.0)
    assert prices.gap()[0] == pytest.approx(math.exp(1 - math.exp(-1)))


def test_prices_come_back_as_cover_is_rebuilt():
    prices = market()
    for _ in range(8):
        a_week(prices, np.array([0, 30.0, 0.0]), NO_TAX)
    peak = prices.now[OUTSIDE, 0]
    for _ in range(30):
        a_week(prices, np.array([0, 30.0, 30.0]), NO_TAX)
    assert peak > 5 * 60.0
    assert prices.now[OUTSIDE, 0] == pytest.approx(60.0)


def test_a_tax_beyond_the_usual_is_paid_outside():
    prices = market()
    a_week(prices, np.array([0, 30.0, 30.0]), np.array([1.25]))
    assert prices.now.ravel() == pytest.approx([50.0, 75.0])


def test_stocks_between_two_consignments_average_out():
    prices = market()
    for level in (27.0, 30.0, 33.0):
        prices.see(np.array([0, 30.0, level]))
    prices.settle(NO_TAX)
    assert prices.now.ravel() == pytest.approx([50.0, 60.0])


def test_buyers_who_use_less_lack_less():
    prices = market()
    prices.follow(np.array([0.0, 1.0, 0.5]), np.array([0.0, 30.0, 30.0]))
    a_week(prices, np.array([0, 30.0, 15.0]), NO_TAX)
    assert prices.now.ravel() == pytest.approx([50.0, 60.0])
