"""Plants in worlds of one process, with answers worked by hand."""

import numpy as np
import pytest

from simulation.chain.plant import FEED_CORRECTION_DAYS, Plants
from simulation.chain.stock import Stocks


def world(*, feed_driven=False, days=3, rest=2.0, feed=10.0, up_to=0.0, feed_target=0.0):
    """One process: one tonne of feed makes 0.7 t of product and 0.2 t of swarf, the rest is lost."""
    stocks = Stocks()
    ore, product, swarf = (stocks.add(n, 0) for n in ("ore", "product", "swarf"))
    stocks.close()
    stocks.level[ore] = feed
    plants = Plants(
        names=["p"], feed=np.array([[ore]]), per_feed=np.array([[1.0]]),
        product=np.array([[product], [swarf]]), per_product=np.array([[0.7], [0.2]]),
        capacity=np.array([3.0]), rest=np.array([rest]), days=np.array([days]),
        feed_driven=np.array([feed_driven]), up_to=np.array([up_to]), feed_target=np.array([feed_target]),
    )  # fmt: skip
    return stocks, plants


def test_a_batch_comes_out_after_its_days_in_process():
    stocks, plants = world(days=3)
    plants.start(0, stocks, np.array([2.0]))
    for day in (1, 2):
        plants.finish(day, stocks)
        assert stocks.level[2] == 0.0
    plants.finish(3, stocks)
    assert stocks.level[1:] == pytest.approx([8.0, 1.4, 0.4])


def test_a_plant_starts_no_more_than_its_feed_allows_and_says_that_it_was_short():
    stocks, plants = world(feed=0.5)
    plants.start(0, stocks, plants.within_feed(stocks, np.array([2.0])))
    assert plants.started[0] == pytest.approx(0.5)
    assert stocks.level[1] == pytest.approx(0.0)
    assert plants.short[0]


def test_an_order_driven_plant_makes_up_to_its_level_and_what_buyers_wait_for():
    # Up to 7 t of product; 2.8 t in process (4 t of feed), 1.4 t on site, 0.7 t waited for: 3.5 t are missing.
    stocks, plants = world(up_to=7.0)
    stocks.level[2] = 1.4
    plants.in_process[0] = 4.0
    backlog = np.zeros(4)
    backlog[2] = 0.7
    assert plants.wanted(stocks, backlog, np.ones(1))[0] == pytest.approx(3.5 / 0.7)


def test_a_feed_driven_plant_works_off_surplus_feed_slowly():
    stocks, plants = world(feed_driven=True, rest=2.0, feed=10.0, feed_target=4.0)
    assert plants.wanted(stocks, np.zeros(4), np.ones(1))[0] == pytest.approx(2.0 + 6.0 / FEED_CORRECTION_DAYS)
