"""Releases of a reserve in tiny worlds worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.policy.stock_release import StockRelease
from simulation.scenario import measures
from tests.policy.links import MONDAY, tonnes


def terms(t: float = 30.0, delivery_days: float = 10.0) -> measures.StockRelease:
    return measures.StockRelease(
        name="opened", measure="stock_release", date=MONDAY, reserve="store", t=t, delivery_days=delivery_days
    )


def opened(t: float = 30.0, delivery_days: float = 10.0) -> StockRelease:
    release = StockRelease(terms(t, delivery_days))
    release.begin(5)
    return release


def test_a_days_part_goes_to_buyers_in_proportion_to_what_they_lack() -> None:
    # 3 t a day; the buyers lack 10, 20 and 0 t.
    assert opened().deliver(5, 100.0, tonnes(10, 20, 0)) == pytest.approx([1, 2, 0])


def test_deliveries_last_as_long_as_they_should() -> None:
    release = opened()
    given_t = [float(release.deliver(day, 100.0, tonnes(50)).sum()) for day in range(5, 17)]
    assert given_t == pytest.approx([3] * 10 + [0, 0])
    assert release.delivered_t == pytest.approx(30)


def test_a_reserve_gives_no_more_than_it_holds() -> None:
    assert opened().deliver(5, 1.5, tonnes(10, 20)) == pytest.approx([0.5, 1])


def test_nobody_gets_more_than_he_lacks() -> None:
    assert opened().deliver(5, 100.0, tonnes(0.5, 1)) == pytest.approx([0.5, 1])


def test_nothing_is_delivered_when_nobody_lacks_anything() -> None:
    release = opened()
    assert release.deliver(5, 100.0, tonnes(0, 0)).tolist() == [0, 0]
    assert release.delivered_t == 0


def test_a_delivery_in_no_time_takes_one_day() -> None:
    release = opened(delivery_days=0.0)
    assert release.deliver(5, 100.0, tonnes(99)).tolist() == [30]
    assert release.deliver(6, 100.0, tonnes(99)).tolist() == [0]


def test_before_the_beginning_and_after_the_end_the_reserve_is_shut() -> None:
    release = StockRelease(terms())
    assert release.deliver(4, 100.0, tonnes(9)).tolist() == [0]
    release.begin(5)
    release.end(6)
    assert release.deliver(6, 100.0, tonnes(9)).tolist() == [0]


def test_an_amended_amount_counts_what_was_delivered_before() -> None:
    # 3 t on each of 5 days; then 16 t in all over the same 10 days: 1.6 t a day, of which only 1 t is left.
    release = opened()
    for day in range(5, 10):
        release.deliver(day, 100.0, tonnes(50))
    release.amend(10, terms(16.0))
    assert [release.deliver(day, 100.0, tonnes(50)).item() for day in (10, 11)] == pytest.approx([1, 0])


@settings(deadline=None)
@given(
    t=st.floats(0, 1e3),
    days=st.floats(0, 40),
    held=st.floats(0, 1e3),
    lacks=st.lists(st.lists(st.floats(0, 100), min_size=3, max_size=3), max_size=50),
)
def test_deliveries_stay_within_the_amount_the_reserve_and_the_need(
    t: float, days: float, held: float, lacks: list[list[float]]
) -> None:
    release = opened(t, days)
    left = held
    for day, lack in enumerate(lacks, start=5):
        given_t = release.deliver(day, left, tonnes(*lack))
        assert (given_t <= tonnes(*lack) + 1e-9).all()
        left -= float(given_t.sum())
        assert left >= -1e-9
    assert held - left <= t + 1e-9
