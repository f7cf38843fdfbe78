"""Orders, allocation and consignments between one supplier and two buyers, with answers worked by hand."""

import numpy as np
import pytest

from simulation.chain.ordering import Buyers, Links
from simulation.chain.stock import Stocks


def world(available, every=1):
    """Stock 1 is the supplier's; buyers 2 (home, later contract) and 3 (abroad, earlier) use 1 t a day each."""
    stocks = Stocks()
    for name in ("supplier", "home", "abroad"):
        stocks.add(name, 0)
    stocks.close()
    stocks.level[1] = available
    links = Links(
        buyer=np.array([2, 3]), supplier=np.array([1, 1]), share=np.ones(2), rest=np.ones(2),
        lead_days=np.array([1.0, 10.0]), pushed=np.zeros(2, dtype=bool), every=np.array([1, every]),
        phase=np.zeros(2, dtype=np.int64), home=np.array([True, False]), contract_rank=np.array([0.9, 0.1]),
    )  # fmt: skip
    return stocks, links


def test_buyers_order_up_to_cover_and_lead_time():
    # Use 1 t a day, 5 days of cover, 10 days of lead: up to 15 t; 4 t on site, 6 t on order, so 5 t.
    stocks, links = world(0.0)
    stocks.level[3] = 4.0
    links.on_order[1] = 6.0
    buyers = Buyers(np.array([0, 0, 0, 1.0]), np.full(4, 5.0), np.array([0, 0, 1.0, 10.0]), np.zeros(4))
    nothing, ones = np.zeros(4), np.ones(4)
    none = np.zeros(2)
    assert buyers.wanted(stocks, links, ones, nothing, ones, none)[3] == pytest.approx(5.0)
    assert buyers.wanted(stocks, links, ones, nothing + 2.0, ones, none)[3] == pytest.approx(7.0)
    assert buyers.wanted(stocks, links, ones, nothing, ones, np.array([0.0, 3.0]))[3] == pytest.approx(8.0)


@pytest.mark.parametrize(
    ("rule", "given"),
    [("pro_rata", [2.0, 4.0]), ("home_first", [3.0, 3.0]), ("contract_priority", [0.0, 6.0])],
)
def test_each_rule_divides_six_tonnes_among_orders_of_three_and_six(rule, given):
    stocks, links = world(6.0)
    links.backlog[:] = [3.0, 6.0]
    links.allocate(stocks, rule)
    assert links.staged == pytest.approx(given)
    assert links.backlog == pytest.approx([3.0 - given[0], 6.0 - given[1]])
    assert stocks.level[1] == pytest.approx(0.0)


def test_consignments_leave_on_their_day_only():
    stocks, links = world(100.0, every=7)
    sent = []
    for day in range(1, 15):
        links.backlog[:] = [0.0, 1.0]
        links.allocate(stocks, "pro_rata")
        sent.append(links.dispatch(day, np.ones(2))[1])
    assert [i + 1 for i, x in enumerate(sent) if x > 0] == [7, 14]
    assert sum(sent) == pytest.approx(14.0)


def test_a_late_supplier_loses_orders_to_the_other_one():
    # Two suppliers of one buyer, each tolerated with 10 + 14 days of 1 t a day; the first has twice that outstanding.
    stocks = Stocks()
    for name in ("first", "second", "buyer"):
        stocks.add(name, 0)
    stocks.close()
    links = Links(
        buyer=np.array([3, 3]), supplier=np.array([1, 2]), share=np.array([0.5, 0.5]), rest=np.array([1.0, 1.0]),
        lead_days=np.array([10.0, 10.0]), pushed=np.zeros(2, dtype=bool), every=np.ones(2, dtype=np.int64),
        phase=np.zeros(2, dtype=np.int64), home=np.zeros(2, dtype=bool), contract_rank=np.zeros(2),
    )  # fmt: skip
    links.on_order[:] = [48.0, 24.0]
    punctual = links.punctuality(links.tolerated())
    assert punctual == pytest.approx([0.5, 1.0])
    shunned = links.shunned(punctual, np.ones(2, dtype=bool), 4)
    assert shunned.tolist() == [True, False]
    links.place(np.array([0, 0, 0, 3.0]), np.where(shunned, 0.0, links.share), np.zeros(2))
    assert links.backlog == pytest.approx([0.0, 3.0])


def test_a_late_supplier_is_not_shunned_where_there_is_no_other():
    _, links = world(0.0)
    links.on_order[:] = [100.0, 0.0]
    assert not links.shunned(links.punctuality(links.tolerated()), np.ones(2, dtype=bool), 4).any()


def test_nobody_orders_more_on_a_barred_link_than_is_left_of_its_trade():
    # Half of a trade of 1 t a day is refused for good: at most a little over 0.5 t is ordered, nothing where all is.
    _, links = world(0.0)
    links.place(np.array([0, 0, 9.0, 9.0]), np.ones(2), np.zeros(2), barred=np.array([0.5, 1.0]))
    assert links.backlog == pytest.approx([0.5 * 1.25, 0.0])


def test_orders_that_nobody_waits_for_are_dropped():
    _, links = world(0.0)
    links.backlog[:] = [3.0, 4.0]
    links.on_order[:] = [5.0, 5.0]
    links.drop(np.array([1]))
    assert links.backlog == pytest.approx([3.0, 0.0])
    assert links.on_order == pytest.approx([5.0, 1.0])


def test_cancelled_orders_leave_the_books():
    _, links = world(0.0)
    links.backlog[:] = links.on_order[:] = [30.4375, 0.0]
    links.give_up(0.1)
    assert links.backlog[0] == pytest.approx(30.4375 - 0.1)
    assert links.on_order[0] == pytest.approx(30.4375 - 0.1)


def test_smugglers_get_their_share_and_do_not_replace_a_late_supplier():
    # One buyer, a legal link that is late and an illicit one with 5 % of the orders, doubled by the price: 10 and 90 %.
    stocks = Stocks()
    for name in ("maker", "buyer"):
        stocks.add(name, 0)
    stocks.close()
    links = Links(
        buyer=np.array([2, 2]), supplier=np.array([1, 1]), share=np.array([0.95, 0.05]), rest=np.array([0.95, 0.05]),
        lead_days=np.array([10.0, 10.0]), pushed=np.zeros(2, dtype=bool), every=np.ones(2, dtype=np.int64),
        phase=np.zeros(2, dtype=np.int64), home=np.zeros(2, dtype=bool), contract_rank=np.zeros(2),
    )  # fmt: skip
    legal = np.array([True, False])
    links.on_order[0] = 100.0
    shunned = links.shunned(links.punctuality(links.tolerated()), legal, 3)
    assert not shunned.any()
    links.place(np.array([0, 0, 10.0]), np.where(legal, links.share, 0.0), np.where(legal, 0.0, 2 * links.share))
    assert links.backlog == pytest.approx([9.0, 1.0])
