"""Export quotas in tiny worlds worked by hand. Day 0 is 31 March 2025."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.policy.export_quota import ExportQuota
from simulation.randomness import Floats
from simulation.scenario import measures
from tests.policy.links import MONDAY, Link, tonnes, traffic_of


def on(day: int) -> date:
    return MONDAY + timedelta(days=day)


def batch(day: int, gross_t: float, until: int | None = None) -> measures.ExportBatch:
    return measures.ExportBatch(date=on(day), gross_t=gross_t, until=None if until is None else on(until))


def terms(*batches: measures.ExportBatch, **fields: Any) -> measures.ExportQuota:
    """10 t for ten days, first come, first served, unless told."""
    given_or_default: dict[str, Any] = {"covers": ("heavy_magnet", "standard_magnet"), "burst": 1000.0}
    return measures.ExportQuota(
        name="quota",
        measure="export_quota",
        date=MONDAY,
        batches=batches or (batch(0, 10.0, until=10),),
        **(given_or_default | fields),
    )


def quota(given_terms: measures.ExportQuota, *links: Link, begins: int = 0, note: Any = None) -> ExportQuota:
    control = ExportQuota(given_terms, traffic_of(*(links or (Link(),))), "china", MONDAY, note)
    control.begin(begins)
    return control


def passed(control: ExportQuota, *flows: float, first_day: int = 0) -> list[float]:
    return [float(control.passes(first_day + day, tonnes(flow)).sum()) for day, flow in enumerate(flows)]


def test_goods_beyond_the_quota_wait_for_the_next_batch() -> None:
    # 10 t, 6 t a day: 6, 4 and 0 t leave. 8 t wait; the batch of day 3 lets them go, and 2 of the day's 6 t.
    control = quota(terms(batch(0, 10.0), batch(3, 10.0)))
    assert passed(control, 6, 6, 6, 6) == pytest.approx([6, 4, 0, 10])
    assert control.held == pytest.approx([4])
    assert control.issued(3) == 20
    assert control.used == pytest.approx(20)
    assert control.left(3) == pytest.approx(0)


def test_exporters_who_pace_themselves_spread_what_is_left_over_the_rest_of_the_period() -> None:
    # 10 t for ten days: a tonne a day, although 3 t come. Then nothing comes for 2 days, but 2 t wait and leave.
    control = quota(terms(burst=1.0, planning_days=1.0))
    assert passed(control, 3, 0, 0, 0) == pytest.approx([1, 1, 1, 0])
    # Of 7 t left for six days one may now leave at 7/6 t a day.
    assert passed(control, 5, first_day=4) == pytest.approx([7 / 6])


def test_exporters_go_ahead_of_the_even_pace_by_the_burst() -> None:
    # Twice the even pace: 2 of 10 t for ten days, then 2 x 8/9.
    control = quota(terms(burst=2.0, planning_days=1.0))
    assert passed(control, 99, 0) == pytest.approx([2, 16 / 9])


def test_what_one_day_leaves_of_the_pace_another_can_use() -> None:
    # A tonne a day, kept for three days at most: 3 t can leave at first. Two quiet days later, 2 t of 7 t for seven.
    control = quota(terms(burst=1.0, planning_days=3.0))
    assert passed(control, 3, 0, 0) == pytest.approx([3, 0, 0])
    assert passed(control, 9, first_day=3)[0] == pytest.approx(7 / 9 + 7 / 8 + 7 / 7)


def test_the_quota_counts_product_weight_and_all_goods_share_alike() -> None:
    # 2 t gross per t REO: 6 and 2 t REO are 16 t gross, 10 of which may leave: 5/8 of each.
    traffic = traffic_of(Link(), Link(destination="japan", material="standard_magnet"), Link(material="motor"))
    traffic.gross_t_per_t_reo[:] = 2.0
    control = ExportQuota(terms(), traffic, "china", MONDAY)
    control.begin(0)
    assert control.passes(0, tonnes(6, 2, 9)) == pytest.approx([3.75, 1.25, 9])
    assert control.held == pytest.approx([2.25, 0.75, 0])
    assert control.used == pytest.approx(10)


def test_what_is_unused_lapses_with_its_period() -> None:
    control = quota(terms(batch(0, 10.0, until=2)))
    assert passed(control, 3, 3, 3) == pytest.approx([3, 3, 0])


def test_a_share_of_what_is_unused_is_carried_over_for_some_days() -> None:
    # 4 of 10 t are unused on day 2; half of them can be used on days 2 and 3.
    control = quota(terms(batch(0, 10.0, until=2), carry_over_share=0.5, carry_over_days=2.0))
    assert passed(control, 6, 0, 1, 0, 5) == pytest.approx([6, 0, 1, 0, 0])
    again = quota(terms(batch(0, 10.0, until=2), carry_over_share=0.5, carry_over_days=2.0))
    assert passed(again, 6, 0, 1, 5) == pytest.approx([6, 0, 1, 1])


def test_what_was_carried_over_is_used_first() -> None:
    # 3 t from before, good for two days, and 10 t of this period: 2 t a day take 3 t of the old and 1 t of the new.
    control = quota(terms(carried_over_gross_t=3.0, carry_over_days=2.0))
    passed(control, 2, 2)
    assert control.left(2) == pytest.approx(9)


def test_a_period_ends_with_the_next_batch_or_at_new_year() -> None:
    first, second = measures.ExportBatch(date=date(2010, 1, 1), gross_t=1.0), batch(0, 1.0)
    ends = [end for _, end in terms(first, second).periods()]
    assert ends == [MONDAY, date(2026, 1, 1)]


def test_a_quota_that_dates_from_before_the_run_has_been_used_evenly() -> None:
    # Issued 30 days before the run for 40 days: 10 of 40 t are left. The batch before it is used up.
    control = quota(terms(batch(-60, 99.0), batch(-30, 40.0, until=10)), begins=-60)
    assert control.left(0) == pytest.approx(10)
    assert control.used == 0


def test_an_amended_batch_keeps_what_is_used_of_it() -> None:
    # 4 of 10 t are used; cut to 6 t, 2 are left. A batch of another date is new.
    control = quota(terms())
    passed(control, 4)
    control.amend(1, terms(batch(0, 6.0, until=10), batch(2, 1.0, until=10)))
    assert passed(control, 4, 0, first_day=1) == pytest.approx([2, 1])


def test_what_an_amendment_no_longer_covers_leaves() -> None:
    control = quota(terms(batch(0, 0.0)))
    passed(control, 4)
    control.amend(1, terms(covers=("motor",)))
    assert passed(control, 1, first_day=1) == pytest.approx([5])


def test_terms_amended_before_the_beginning_hold_from_the_beginning() -> None:
    control = ExportQuota(terms(), traffic_of(Link()), "china", MONDAY)
    control.amend(0, terms(batch(0, 6.0)))
    control.begin(1)
    assert passed(control, 99, first_day=1)[0] < 6.1


def test_the_end_of_a_quota_lets_all_go() -> None:
    control = quota(terms(batch(0, 1.0)))
    assert passed(control, 5) == pytest.approx([1])
    control.end(1)
    assert passed(control, 5, first_day=1) == pytest.approx([9])


def test_each_issue_and_the_day_when_nothing_of_it_is_left_are_told() -> None:
    # 2 t are missing on day 1. On day 3 14 t wait for the 5 t of the next batch.
    told: list[tuple[float, str, str, str]] = []
    control = quota(terms(batch(0, 10.0), batch(3, 5.0)), note=lambda *event: told.append(event))
    passed(control, 6, 6, 6, 6, 6)
    assert [(day, event) for day, event, _, _ in told] == [
        (0.0, "quota issued"),
        (1.0, "quota exhausted"),
        (3.0, "quota issued"),
        (3.0, "quota exhausted"),
    ]
    assert told[1] == (1.0, "quota exhausted", "quota", "10 t gross used")


@settings(deadline=None)
@given(
    flows=st.lists(st.lists(st.floats(0, 1e3), min_size=2, max_size=2), min_size=1, max_size=30),
    issues=st.lists(st.floats(0, 2e3), min_size=1, max_size=6),
    burst=st.floats(0, 40),
    planning_days=st.floats(0, 40),
    kept=st.floats(0, 1),
    end=st.integers(0, 40),
)
def test_no_tonne_gets_lost_under_a_quota_and_no_more_leaves_than_is_issued(
    flows: list[list[float]], issues: list[float], burst: float, planning_days: float, kept: float, end: int
) -> None:
    batches = tuple(batch(5 * i, t) for i, t in enumerate(issues))
    given_terms = terms(*batches, burst=burst, planning_days=planning_days, carry_over_share=kept)
    control = quota(given_terms, Link(), Link(destination="japan"))
    left: Floats = tonnes(0, 0)
    for day, flow in enumerate(flows):
        if day == end:
            control.end(day)
        before = control.held.copy()
        out = control.passes(day, tonnes(*flow))
        np.testing.assert_allclose(before + flow, out + control.held, rtol=1e-12, atol=1e-9)
        assert min(out.min(), control.held.min()) >= 0
        left = left + out
        if day < end:
            assert left.sum() <= control.issued(day) + 1e-6
