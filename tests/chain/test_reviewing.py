"""Buyers look at their suppliers: worlds of one buyer, with answers worked by hand."""

import numpy as np
import pytest

from simulation.chain.reviewing import ORDERS_REMEMBERED_DAYS, Habits, Review
from tests.chain.test_ordering import links_between, owing

NONE = np.zeros(0)


def review(outstanding, share=(0.5, 0.5), legal=(True, True), **habits):
    """A buyer (stock 3) with two suppliers, each tolerated with 10 + 14 days of 1 t a day outstanding."""
    links = owing(links_between([1, 2], [3, 3], share=share), outstanding)
    given = {"hoarding": 0.0, "shift": 0.0, "cancelled_per_month": 0.0} | habits
    return Review(links, np.array(legal), Habits(**given))


def test_a_late_supplier_loses_its_orders_to_the_other_one():
    # Twice of what is tolerated is outstanding with the first, and half of what is overdue is ordered elsewhere.
    made = review([48.0, 24.0], shift=0.5)
    made.look(0, made.links.share, NONE)
    assert made.split == pytest.approx([0.0, 1.0])
    assert made.written_off[3] == pytest.approx(12.0)


def test_a_late_supplier_keeps_its_orders_where_there_is_no_other():
    made = review([48.0, 48.0], shift=0.5)
    made.look(0, made.links.share, NONE)
    assert made.split == pytest.approx([0.5, 0.5])
    assert made.written_off[3] == 0.0


def test_cover_rises_with_the_share_of_orders_that_is_late():
    # Half of what the first supplier owes is overdue, and it has half of the orders: a quarter of the hoarding.
    made = review([48.0, 0.0], hoarding=0.4)
    made.look(0, made.links.share, NONE)
    assert made.raised[3] == pytest.approx(1.1)


def test_smugglers_get_their_share_and_do_not_replace_a_late_supplier():
    # 5 % of the orders, doubled by the price, go on the illicit link whatever becomes of the legal one.
    made = review([100.0, 0.0], share=(0.95, 0.05), legal=(True, False))
    made.look(0, np.array([0.95, 0.0]), np.array([0.1]))
    assert made.split == pytest.approx([0.9, 0.1])


def test_smugglers_get_no_more_than_all_orders():
    made = review([0.0, 0.0], share=(0.5, 0.5), legal=(True, False))
    made.look(0, np.array([0.5, 0.0]), np.array([2.0]))
    assert made.split == pytest.approx([0.0, 1.0])


def test_nobody_orders_more_on_a_barred_link_than_is_left_of_its_trade():
    # Half of a trade of 1 t a day is refused for good: at most a little over 0.5 t; nothing where all is refused.
    made = review([0.0, 0.0])
    made.look(0, made.links.share, NONE, barred=np.array([0.5, 1.0]))
    assert made.most == pytest.approx([0.5 * 1.25, 0.0])


def test_more_is_tolerated_of_a_supplier_who_is_usually_asked_for_more():
    # 3 t a day for a month: the usual order comes 1 - (1 - 1/30)^30 of the way from 1 to 3 t.
    made = review([0.0, 0.0])
    made.links.ordered_since[:] = 90.0
    made.look(30, made.links.share, NONE)
    way = 1.0 - (1.0 - 1.0 / ORDERS_REMEMBERED_DAYS) ** 30
    assert made.usual == pytest.approx([1.0 + 2.0 * way] * 2)
    assert made.links.ordered_since.tolist() == [0.0, 0.0]


def test_a_share_of_what_cannot_be_served_is_given_up_by_the_month():
    made = review([30.0, 0.0], cancelled_per_month=0.1)
    made.look(7, made.links.share, NONE)
    assert made.links.backlog == pytest.approx([30.0 * (1 - 0.1 * 7 / 30.4375), 0.0])
