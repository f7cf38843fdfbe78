"""Illicit routes with capacity and seizures, worked by hand."""

import numpy as np
import pytest

from simulation.market.leakage import Leakage


def route(capacity, seizure=0.0):
    return Leakage(
        links=np.array([4, 5]), route=np.array([0, 0]), capacity=np.array([capacity]),
        gross=np.array([3.0, 3.0]), seizure=np.full(2, seizure),
    )  # fmt: skip


def test_a_route_carries_no_more_than_its_capacity():
    # 2 t REO are 6 t gross; the route carries 3, so half of each consignment stays behind.
    leakage = route(3.0)
    left = leakage.carry(np.array([1.0, 1.0]), np.ones(2))
    assert leakage.carried == pytest.approx([0.5, 0.5])
    assert left == pytest.approx([0.5, 0.5])


def test_unused_capacity_serves_the_next_consignment():
    leakage = route(3.0)
    leakage.carry(np.zeros(2), np.ones(2))
    leakage.carry(np.array([1.0, 1.0]), np.ones(2))
    assert leakage.carried == pytest.approx([1.0, 1.0])


def test_seized_goods_neither_arrive_nor_stay_behind():
    leakage = route(100.0, seizure=0.5)
    left = leakage.carry(np.array([1.0, 1.0]), np.array([0.4, 0.6]))
    assert leakage.seized == pytest.approx([1.0, 0.0])
    assert leakage.carried == pytest.approx([0.0, 1.0])
    assert left is None


def test_without_luck_each_consignment_loses_the_expected_share():
    leakage = route(100.0, seizure=0.25)
    leakage.carry(np.array([1.0, 1.0]), None)
    assert leakage.seized == pytest.approx([0.25, 0.25])
    assert leakage.carried == pytest.approx([0.75, 0.75])


def test_a_campaign_raises_the_probability_of_a_seizure():
    leakage = route(100.0, seizure=0.3)
    leakage.carry(np.array([1.0, 1.0]), np.array([0.5, 0.7]), seizure_factor=2.0)
    assert leakage.seized == pytest.approx([1.0, 0.0])
