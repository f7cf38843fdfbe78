"""Plans of two plants, one of them feed-driven."""

import numpy as np
import pytest

from simulation.chain.planning import KEPT_WITHIN, Plan


def plan():
    return Plan(product=np.array([0, 1]), sold=np.array([2.0, 2.0]), feed_driven=np.array([False, True]))


def after(days, orders, every=1):
    made = plan()
    for _ in range(days // every):
        made.review(np.full(2, orders), every)
    return made.factor


def test_a_busy_month_changes_no_plan():
    assert after(30, 2.4).tolist() == [1.0, 1.0]


def test_a_lasting_change_is_planned_for_by_order_driven_plants():
    factor = after(720, 3.0)
    assert factor[0] == pytest.approx(1.5, rel=KEPT_WITHIN)
    assert factor[1] == 1.0


def test_plans_hardly_depend_on_how_often_they_are_reviewed():
    assert after(364, 2.4, every=7) == pytest.approx(after(364, 2.4), rel=KEPT_WITHIN)
