"""Orders, allocation and the books of links between one supplier and two buyers, with answers worked by hand."""

import numpy as np
import pytest

from simulation.chain.ordering import Buyers, Links
from simulation.chain.stock import Stocks


def links_between(suppliers, buyers, pushed=0, **columns):
    """Links by the numbers of their stocks, the last ``pushed`` of them without orders; 1 t a day unless told."""
    n = len(buyers)
    row = {"share": np.ones(n), "rest": np.ones(n), "lead_days": np.full(n, 10.0), "home": np.zeros(n, dtype=bool)}
    row |= {"contract_rank": np.zeros(n)} | {name: np.array(values) for name, values in columns.items()}
    n_stocks = max(*suppliers, *buyers) + 1
    return Links(np.array(buyers), np.array(suppliers), n_ordered=n - pushed, n_stocks=n_stocks, **row)


def stocks_holding(*levels):
    """Stocks 1, 2, ... with so many t REO."""
    stocks = Stocks()
    for i in range(len(levels)):
        stocks.add(f"stock {i + 1}", 0)
    stocks.close()
    stocks.level[1:] = levels
    return stocks


def two_buyers(available):
    """Stock 1 is the supplier's; buyers 2 (home, later contract) and 3 (abroad, earlier) use 1 t a day each."""
    links = links_between([1, 1], [2, 3], home=[True, False], contract_rank=[0.9, 0.1])
    return stocks_holding(available, 0.0, 0.0), links


def owing(links, backlog):
    """The links with so much ordered on each and not yet set aside."""
    links.backlog[:] = links.on_order[:] = backlog
    links.recount()
    return links


def test_buyers_order_up_to_cover_and_lead_time():
    # Use 1 t a day, 5 days of cover, 10 days of lead: up to 15 t; twice the cover for fear: 20 t; half the pace: 7.5 t.
    buyers = Buyers(np.array([1.0]), np.array([5.0]), np.array([10.0]), np.zeros(1))
    one = np.ones(1)
    assert buyers.up_to(one, one) == pytest.approx([15.0])
    assert buyers.up_to(one, 2 * one) == pytest.approx([20.0])
    assert buyers.up_to(one / 2, one) == pytest.approx([7.5])


def test_orders_are_split_and_entered_in_the_books_of_both_sides():
    # Stock 3 wants 6 t, a third of it from stock 1; no more than 3 t may be ordered on the other link.
    links = links_between([1, 2], [3, 3])
    links.place(np.array([0, 0, 0, 6.0]), np.array([1 / 3, 2 / 3]), np.array([0, 0, 0, 1.0]), np.array([np.inf, 3.0]))
    assert links.backlog == pytest.approx([2.0, 3.0])
    assert links.on_order == pytest.approx([2.0, 3.0])
    assert links.waiting == pytest.approx([0, 2.0, 3.0, 0])
    assert links.coming == pytest.approx([0, 0, 0, 5.0])
    links.place(np.array([0, 0, 0, 6.0]), np.array([1 / 3, 2 / 3]), np.array([0, 0, 0, 1.0]))
    assert links.coming[3] == pytest.approx(11.0)
    assert links.asked_since == pytest.approx([0, 4.0, 7.0, 0])


@pytest.mark.parametrize(
    ("rule", "given"),
    [("pro_rata", [2.0, 4.0]), ("home_first", [3.0, 3.0]), ("contract_priority", [0.0, 6.0])],
)
def test_each_rule_divides_six_tonnes_among_orders_of_three_and_six(rule, given):
    stocks, links = two_buyers(6.0)
    owing(links, [3.0, 6.0])
    links.allocate(stocks, rule)
    assert links.staged == pytest.approx(given)
    assert links.backlog == pytest.approx([3.0 - given[0], 6.0 - given[1]])
    assert links.waiting[1] == pytest.approx(3.0)
    assert stocks.level[1] == pytest.approx(0.0)


def test_what_is_sent_without_orders_goes_first_and_whole():
    # Half of stock 1 goes to stock 2 and half to stock 3 unasked; an order of 1 t then finds nothing.
    stocks = stocks_holding(8.0, 0.0, 0.0)
    links = owing(links_between([1, 1, 1], [2, 2, 3], pushed=2, share=[1.0, 0.5, 0.5]), [1.0])
    links.allocate(stocks, "pro_rata")
    assert links.staged == pytest.approx([0.0, 4.0, 4.0])
    assert stocks.level[1] == pytest.approx(0.0)


def test_arrivals_fill_stocks_and_settle_orders():
    stocks = stocks_holding(0.0, 0.0)
    links = owing(links_between([1, 1], [2, 2], pushed=1), [5.0])
    links.arrive(np.array([2.0, 1.0]), stocks)
    assert stocks.level[1:] == pytest.approx([0.0, 3.0])
    assert links.on_order == pytest.approx([3.0])
    assert links.coming[2] == pytest.approx(3.0)


def test_orders_that_nobody_waits_for_are_dropped():
    _, links = two_buyers(0.0)
    owing(links, [3.0, 4.0])
    links.drop(np.array([1]))
    assert links.backlog == pytest.approx([3.0, 0.0])
    assert links.on_order == pytest.approx([3.0, 0.0])
    assert (links.waiting[1], links.coming[3]) == pytest.approx((3.0, 0.0))


def test_orders_that_are_given_up_leave_the_books():
    _, links = two_buyers(0.0)
    owing(links, [30.0, 0.0])
    links.give_up(0.1)
    assert links.backlog == pytest.approx([27.0, 0.0])
    assert links.on_order == pytest.approx([27.0, 0.0])
    assert (links.waiting[1], links.coming[2]) == pytest.approx((27.0, 27.0))


def test_refused_goods_are_no_longer_on_order():
    links = owing(links_between([1, 1], [2, 2], pushed=1), [5.0])
    links.cancel(np.array([0, 1]), np.array([2.0, 3.0]))
    assert links.on_order == pytest.approx([3.0])
    assert links.coming[2] == pytest.approx(3.0)
