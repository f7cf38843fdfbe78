"""Outages, new plants, technology bans, demand changes and buying ahead in tiny worlds worked by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from simulation.policy.capacity import (
    AnticipatoryBuying,
    DemandChange,
    NewCapacity,
    Outage,
    TechnologyBan,
    site_factors,
)
from simulation.scenario import measures
from simulation.scenario.numbers import Distribution

DAY = date(2025, 4, 4)
SITES = ("mine", "separator", "lines")


def outage(share: float, *sites: str) -> measures.Outage:
    return measures.Outage(name="fire", measure="outage", date=DAY, sites=sites or ("mine",), output_share=share)


def growth(ramp_days: float = 100.0, added: float = 0.5) -> measures.NewCapacity:
    return measures.NewCapacity(
        name="works", measure="new_capacity", date=DAY, site="separator", added_share=added, ramp_days=ramp_days
    )


def feared(extra_cover_days: float | Distribution) -> AnticipatoryBuying:
    """Japan's buyers of dysprosium oxide fear a control from day 5 on."""
    buying = AnticipatoryBuying(
        measures.AnticipatoryBuying(
            name="fear",
            measure="anticipatory_buying",
            date=DAY,
            materials=("dy_oxide",),
            regions=("japan",),
            extra_cover_days=extra_cover_days,
        )
    )
    buying.begin(5)
    return buying


def ban(factor: float = 2.0, stage: str = "separator") -> TechnologyBan:
    return TechnologyBan(
        measures.TechnologyBan(name="know-how", measure="technology_ban", date=DAY, stages=(stage,), ramp_factor=factor)
    )


def test_an_outage_lasts_from_its_day_to_the_day_before_its_end() -> None:
    fire = Outage(outage(0.2))
    fire.begin(10)
    fire.end(20)
    assert [fire.factor(day) for day in (9, 10, 19, 20)] == [1.0, 0.2, 0.2, 1.0]


def test_an_amended_outage_has_other_terms_from_then_on() -> None:
    fire = Outage(outage(0.2))
    fire.begin(10)
    fire.amend(15, outage(0.6))
    assert [fire.factor(day) for day in (14, 15)] == [0.2, 0.6]


def test_terms_amended_before_the_beginning_hold_from_the_beginning() -> None:
    fire = Outage(outage(0.2))
    fire.amend(5, outage(0.6))
    assert fire.factor(5) == 1.0
    fire.begin(10)
    assert fire.factor(10) == 0.6


def test_two_outages_of_one_site_multiply() -> None:
    # The mine does a half of a half; the separator a half.
    fires = [Outage(outage(0.5)), Outage(outage(0.5, "mine", "separator"))]
    for fire in fires:
        fire.begin(0)
    assert site_factors(fires, 0, SITES).tolist() == [0.25, 0.5, 1.0]


def test_demand_changes_by_its_factor() -> None:
    boom = DemandChange(
        measures.DemandChange(name="boom", measure="demand_change", date=DAY, sites=("lines",), factor=1.3)
    )
    boom.begin(3)
    assert site_factors([boom], 2, SITES).tolist() == [1.0, 1.0, 1.0]
    assert site_factors([boom], 3, SITES).tolist() == [1.0, 1.0, 1.3]


def test_buying_ahead_raises_cover_where_it_is_feared() -> None:
    buying = feared(20.0)
    assert not buying.concerned(4, ("dy_oxide", "motor"), ("japan", "europe")).any()
    assert buying.concerned(5, ("dy_oxide", "motor"), ("japan", "europe")).tolist() == [[True, False], [False, False]]
    assert buying.extra_cover_days(5, lambda: np.array([0.1, 0.9])) == 20.0


def test_some_fear_more_than_others() -> None:
    # Uniform from 0 to 15 days: a firm at a fifth of all firms buys 3 days ahead, one at two thirds 10.
    buying = feared(Distribution(uniform=(0.0, 15.0), per="firm"))
    assert buying.extra_cover_days(5, lambda: np.array([0.2, 2 / 3])) == pytest.approx([3.0, 10.0])


def test_new_capacity_comes_in_equal_steps_over_its_ramp() -> None:
    # Half as much again over 100 days from day 10 on: 25 % more by the end of day 59, all of it on day 109.
    works = NewCapacity(growth(), "separator")
    works.begin(10)
    assert [works.factor(day) for day in (9, 59, 109, 500)] == pytest.approx([1.0, 1.25, 1.5, 1.5])


def test_a_ramp_of_no_days_is_done_on_its_day() -> None:
    works = NewCapacity(growth(ramp_days=0.0), "separator")
    works.begin(10)
    assert [works.factor(day) for day in (9, 10)] == [1.0, 1.5]


def test_a_ban_that_stands_doubles_the_ramp() -> None:
    know_how = ban()
    works = NewCapacity(growth(), "separator", [know_how])
    know_how.begin(0)
    works.begin(10)
    assert [works.progress(day) for day in (9, 109, 209)] == pytest.approx([0.0, 0.5, 1.0])


def test_a_ban_that_comes_during_the_ramp_stretches_the_rest() -> None:
    # 40 of 100 days are done when the ban comes on day 50; the other 60 take 120 days, until the end of day 169.
    know_how = ban()
    works = NewCapacity(growth(), "separator", [know_how])
    works.begin(10)
    know_how.begin(50)
    assert [works.progress(day) for day in (49, 109, 169)] == pytest.approx([0.4, 0.7, 1.0])
    assert works.progress(168) < 1


def test_a_ban_that_is_lifted_stretches_no_more() -> None:
    # Day 10 to 49: 40 days; day 50 to 69 under the ban: 10 days' worth; then 50 more, until the end of day 119.
    know_how = ban()
    works = NewCapacity(growth(), "separator", [know_how])
    works.begin(10)
    know_how.begin(50)
    know_how.end(70)
    assert [works.progress(day) for day in (69, 119)] == pytest.approx([0.5, 1.0])


def test_a_ban_on_another_stage_changes_nothing() -> None:
    know_how = ban(stage="magnet_maker")
    works = NewCapacity(growth(), "separator", [know_how])
    know_how.begin(0)
    works.begin(10)
    assert works.progress(59) == pytest.approx(0.5)


def test_the_answer_for_a_day_stays_the_same_when_asked_later() -> None:
    know_how = ban()
    works = NewCapacity(growth(), "separator", [know_how])
    works.begin(10)
    before = [works.progress(day) for day in range(50)]
    know_how.begin(50)
    works.end(80)
    np.testing.assert_array_equal(before, [works.progress(day) for day in range(50)])
    assert works.factor(80) == 1.0
