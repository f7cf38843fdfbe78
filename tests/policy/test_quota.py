"""Production quotas in tiny worlds worked by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.policy.quota import ProductionQuota
from simulation.scenario import measures
from tests.policy.links import tonnes

NEW_YEAR = date(2025, 1, 1)
LAST_YEAR = {"north": 365.0, "south": 730.0}  # a tonne and two tonnes a day


def batch(day: date, north: float, south: float = 0.0, last: bool = False) -> measures.QuotaBatch:
    return measures.QuotaBatch(date=day, t={"north": north, "south": south}, last=last)


def terms(*batches: measures.QuotaBatch, **fields: Any) -> measures.ProductionQuota:
    given_or_default: dict[str, Any] = {"stage": "separator", "year": 2025, "last_year_t": LAST_YEAR}
    return measures.ProductionQuota(
        name="quota",
        measure="production_quota",
        date=NEW_YEAR,
        batches=batches or (batch(date(2025, 12, 31), 365.0, 730.0, last=True),),
        **(given_or_default | fields),
    )


def quota(given_terms: measures.ProductionQuota, start: date = NEW_YEAR) -> ProductionQuota:
    """Two units of the group north (the second works up ore from abroad), one of south, one outside every quota."""
    book = ProductionQuota(
        given_terms,
        ("north", "south"),
        np.array([0, 0, 1, -1]),
        np.ones(4),
        np.array([False, True, False, False]),
        start,
    )
    book.begin(0)
    return book


def test_between_batches_groups_run_at_last_years_pace() -> None:
    # North may make a tonne a day and wants 4: each of its units is cut to a quarter. South is within its pace of 2.
    book = quota(terms())
    assert book.limit(0, tonnes(3, 1, 2, 9)) == pytest.approx([0.75, 0.25, 2, 9])
    assert book.used == pytest.approx([1, 2])


def test_what_the_pace_leaves_over_may_be_made_later() -> None:
    # Nothing on day 0, so 2 t by the end of day 1.
    book = quota(terms())
    book.limit(0, tonnes(0, 0, 0, 0))
    assert book.limit(1, tonnes(5, 0, 0, 0)) == pytest.approx([2, 0, 0, 0])


def test_a_batch_may_be_used_up_at_any_speed() -> None:
    # 10 t are issued on day 0: 8 t at once, the other 2 on day 1; then the pace (3 t by the end of day 2) is behind.
    book = quota(terms(batch(NEW_YEAR, 10.0)))
    made = [book.limit(day, tonnes(8, 0, 0, 0))[0] for day in range(3)]
    assert made == pytest.approx([8, 2, 0])


def test_the_last_batch_makes_the_total_bind() -> None:
    # 1 t a day at last year's pace until 10 January, 10 t in all. Then the year's total turns out to be 10.5 t.
    book = quota(terms(batch(date(2025, 1, 11), 10.5, last=True)))
    made = [book.limit(day, tonnes(1, 0, 0, 0))[0] for day in range(12)]
    assert made == pytest.approx([1] * 10 + [0.5, 0])


def test_a_total_below_what_was_made_stops_the_group() -> None:
    book = quota(terms(batch(date(2025, 1, 3), 1.5, last=True)))
    made = [book.limit(day, tonnes(1, 0, 0, 0))[0] for day in range(4)]
    assert made == pytest.approx([1, 1, 0, 0])
    assert book.used[0] == pytest.approx(2)


def test_ore_from_abroad_counts_only_from_its_date() -> None:
    # On day 0 it is exempt: the second unit makes what it wants. Then it counts: 2 t by the end of day 1, 1 t of it
    # used, and 3 + 1 t wanted.
    book = quota(terms(imported_ore_counts=False))
    assert book.limit(0, tonnes(3, 5, 0, 0)) == pytest.approx([1, 5, 0, 0])
    book.amend(1, terms(imported_ore_counts=True))
    assert book.limit(1, tonnes(3, 1, 0, 0)) == pytest.approx([0.75, 0.25, 0, 0])


def test_a_share_of_what_is_forbidden_is_made_all_the_same_and_booked_apart() -> None:
    # 4 t wanted, 1 t allowed, a tenth of the other 3 t made as well.
    book = quota(terms(over_quota_share=0.1))
    assert book.limit(0, tonnes(4, 0, 0, 0)) == pytest.approx([1.3, 0, 0, 0])
    assert book.used == pytest.approx([1, 0])
    assert book.over_quota_t == pytest.approx([0.3, 0])
    assert book.over_quota_today == pytest.approx([0.3, 0, 0, 0])


def test_a_factor_on_the_share_that_is_made_all_the_same() -> None:
    # A tenth of the forbidden 3 t, then half of that tenth; a factor of 99 cannot make more than all of them.
    made = [quota(terms(over_quota_share=0.1)).limit(0, tonnes(4, 0, 0, 0), factor)[0] for factor in (1.0, 0.5, 99.0)]
    assert made == pytest.approx([1.3, 1.15, 4])


def test_outside_its_year_a_quota_does_nothing() -> None:
    book = quota(terms(), start=date(2024, 12, 31))
    assert book.limit(0, tonnes(99, 0, 0, 0)).tolist() == [99, 0, 0, 0]  # 31 December 2024
    assert book.limit(1, tonnes(99, 0, 0, 0)) == pytest.approx([1, 0, 0, 0])
    assert book.limit(366, tonnes(99, 0, 0, 0)).tolist() == [99, 0, 0, 0]  # 1 January 2026
    assert book.used == pytest.approx([1, 0])


def test_a_run_that_starts_in_summer_has_used_the_pace_of_the_spring() -> None:
    # 1 July is day 181 of the year: 181 t are taken as made, a tonne is left of the pace, and 19 t of the 200 issued.
    waiting = quota(terms(), start=date(2025, 7, 1))
    issued = quota(terms(batch(date(2025, 5, 1), 200.0, last=True)), start=date(2025, 7, 1))
    waiting.begin(-181)  # the measure dates from New Year; the run still knows nothing of the spring
    assert waiting.limit(0, tonnes(30, 0, 0, 0))[0] == pytest.approx(1)
    assert issued.limit(0, tonnes(30, 0, 0, 0))[0] == pytest.approx(19)


def test_a_leap_year_has_366_days_of_pace() -> None:
    book = quota(terms(year=2024, last_year_t={"north": 366.0}), start=date(2024, 1, 1))
    assert book.cap(59)[0] == pytest.approx(60)  # by the end of 29 February


def test_a_quota_has_no_cap_in_another_year() -> None:
    book = quota(terms(year=2026), start=date(2025, 1, 1))
    for day in (0, 364, 730):
        with pytest.raises(ValueError, match="range"):
            book.cap(day)


def test_before_its_begin_and_after_its_end_a_quota_does_nothing() -> None:
    book = quota(terms())
    book.end(1)
    assert book.limit(1, tonnes(99, 0, 0, 0)).tolist() == [99, 0, 0, 0]


def test_a_tonne_that_uses_half_a_tonne_of_quota() -> None:
    # A unit whose output counts half: 2 t of output fit under the tonne of the first day.
    book = ProductionQuota(terms(), ("north",), np.array([0]), tonnes(0.5), np.array([False]), NEW_YEAR)
    book.begin(0)
    assert book.limit(0, tonnes(6)) == pytest.approx([2])


@settings(deadline=None)
@given(
    wanted=st.lists(st.lists(st.floats(0, 50), min_size=4, max_size=4), min_size=1, max_size=60),
    over=st.floats(0, 1),
    total=st.floats(0, 100),
)
def test_booked_use_never_exceeds_the_larger_of_cap_and_earlier_use(
    wanted: list[list[float]], over: float, total: float
) -> None:
    book = quota(terms(batch(date(2025, 2, 1), total, total, last=True), over_quota_share=over))
    for day, output in enumerate(wanted):
        before = book.used.copy()
        made = book.limit(day, tonnes(*output))
        assert np.all(book.used <= np.maximum(book.cap(day), before) + 1e-9)
        assert np.all(made <= tonnes(*output) + 1e-9)
        assert made[3] == output[3]
