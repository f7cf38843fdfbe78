"""The desk in tiny worlds worked by hand. Day 0 is a Monday; a working day lasts from midnight to midnight."""

from __future__ import annotations

import math
from datetime import date

import pytest
import simpy

from simulation.calendar import WorkClock
from simulation.policy.case import Case
from simulation.policy.desk import Appointment, Desk
from tests.policy.links import MONDAY

FRIDAY = 4


class DeskOfOne:
    """A desk that examines what the test calls complete."""

    def __init__(self, officers: int = 1, signatories: int = 3, holidays: tuple[date, ...] = ()) -> None:
        self.env = simpy.Environment()
        self.incomplete: set[Case] = set()
        clock = WorkClock(MONDAY, 200, holidays)
        self.desk = Desk(self.env, clock, officers, signatories, self.is_complete)

    def is_complete(self, case: Case) -> bool:
        return case not in self.incomplete

    def at(self, day: float, case: Case, not_before: float = 0.0) -> Case:
        Appointment(self.env, day - self.env.now, lambda c: self.desk.file(c, not_before), case)
        return case

    def times(self, *cases: Case) -> list[float]:
        """When each case was decided; infinity for none."""
        self.env.run(until=200)
        decided = {case: time for time, case in self.desk.signed_by(200)}
        return [decided.get(case, math.inf) for case in cases]


def test_five_working_days_from_friday_end_before_the_next_friday() -> None:
    # Filed on Friday (day 4): Friday, Monday, Tuesday, Wednesday, Thursday are worked; done on day 11 at midnight.
    world = DeskOfOne()
    assert world.times(world.at(FRIDAY, Case(5.0))) == [11.0]


def test_a_holiday_puts_the_decision_off_by_a_day() -> None:
    world = DeskOfOne(holidays=(date(2025, 4, 9),))  # the Wednesday in between, day 9
    assert world.times(world.at(FRIDAY, Case(5.0))) == [12.0]


def test_a_second_file_waits_for_the_only_officer() -> None:
    # Monday and Tuesday for the first; Wednesday to Friday for the second, done at the end of Friday (day 5).
    world = DeskOfOne()
    assert world.times(world.at(0, Case(2.0)), world.at(1, Case(3.0))) == [2.0, 5.0]


def test_two_officers_work_side_by_side() -> None:
    world = DeskOfOne(officers=2)
    assert world.times(world.at(0, Case(2.0)), world.at(1, Case(3.0))) == [2.0, 4.0]


def test_a_lower_rank_goes_first_but_interrupts_nobody() -> None:
    # The first runs to day 1; then the favoured one to day 2, then the ordinary one that came before it.
    world = DeskOfOne()
    first, ordinary = world.at(0, Case(1.0, rank=5)), world.at(0.1, Case(1.0, rank=5))
    favoured = world.at(0.2, Case(1.0, rank=1))
    assert world.times(first, ordinary, favoured) == [1.0, 3.0, 2.0]


def test_a_handicap_is_made_up_for_by_waiting() -> None:
    # The first runs to day 1. A handicap of three days makes a file of day 0.1 one of day 3.1: after that of day 0.2,
    # but before that of day 3.5, which a lower rank would let pass. Work ends on days 1, 4 (three days' work) and 5.
    world = DeskOfOne()
    world.at(0, Case(1.0))
    late, soon = world.at(0.1, Case(1.0, handicap_days=3.0)), world.at(0.2, Case(3.0))
    newest = world.at(3.5, Case(1.0))
    assert world.times(soon, late, newest) == [4.0, 5.0, 8.0]  # days 5 and 6 are a weekend


def test_overdue_cases_know_no_handicap() -> None:
    # Both limits of one day are over when the officer is free on day 3: first filed, first served, whoever is favoured.
    world = DeskOfOne()
    world.at(0, Case(3.0))
    first = world.at(0.1, Case(1.0, limit_workdays=1.0, handicap_days=50.0))
    second = world.at(0.2, Case(1.0, limit_workdays=1.0))
    assert world.times(first, second) == [4.0, 5.0]


def test_equal_ranks_are_served_in_the_order_of_filing_and_lots_decide_ties() -> None:
    world = DeskOfOne()
    world.at(0, Case(1.0))
    second, third = world.at(0.5, Case(1.0, lot=0.9)), world.at(0.5, Case(1.0, lot=0.1))
    assert world.times(second, third) == [3.0, 2.0]


def test_three_examined_files_wait_for_the_only_signatory() -> None:
    # All three are examined on day 1, and signed one after the other, half a day each.
    world = DeskOfOne(officers=3, signatories=1)
    cases = [world.at(0, Case(1.0, signature_workdays=0.5, lot=k / 10)) for k in range(3)]
    assert world.times(*cases) == [1.5, 2.0, 2.5]


def test_a_class_that_waits_is_not_taken_up_by_an_idle_desk() -> None:
    # Filed on Monday (day 0), set aside until Thursday (day 3), a day of work.
    world = DeskOfOne()
    assert world.times(world.at(0, Case(1.0), not_before=3.0)) == [4.0]


def test_a_class_that_waited_keeps_its_place_by_the_day_of_filing() -> None:
    # The officer is busy until day 4; the one set aside was filed first.
    world = DeskOfOne()
    world.at(0, Case(4.0))
    aside, later = world.at(0.5, Case(1.0), not_before=3.0), world.at(1.0, Case(1.0))
    assert world.times(aside, later) == [5.0, 8.0]  # the second on Monday, day 7


def test_a_file_that_reaches_the_legal_limit_goes_to_the_head() -> None:
    # One day of work each; at the end of day 2 the overdue file passes the favoured ones that came before.
    world = DeskOfOne()
    for k in range(6):
        world.at(0, Case(1.0, rank=1, lot=k / 10))
    overdue = world.at(0, Case(1.0, rank=5, limit_workdays=2.5))
    assert world.times(overdue) == [4.0]  # taken up on day 3, when the third favoured one is done


def test_without_the_limit_it_is_served_last() -> None:
    world = DeskOfOne()
    for k in range(6):
        world.at(0, Case(1.0, rank=1, lot=k / 10))
    assert world.times(world.at(0, Case(1.0, rank=5))) == [9.0]  # five on Monday to Friday, one on day 7, then day 8


def test_the_legal_limit_does_not_run_while_a_class_waits() -> None:
    # Set aside until day 7 with a limit of 2 working days: at the head on day 9, when it would otherwise be last.
    world = DeskOfOne()
    for k in range(10):
        world.at(6.9, Case(1.0, rank=1, lot=k / 10))
    aside = world.at(0, Case(1.0, rank=5, limit_workdays=2.0), not_before=7.0)
    assert world.times(aside) == [10.0]


def test_more_officers_take_up_what_waits_at_once() -> None:
    # Four files of a day each; from day 1 on two officers: decided on days 1, 2, 2, 3.
    world = DeskOfOne()
    cases = [world.at(0, Case(1.0, lot=k / 10)) for k in range(4)]
    Appointment(world.env, 1.0, world.desk.officers.staff, 2)
    assert world.times(*cases) == [1.0, 2.0, 2.0, 3.0]


def test_officers_who_go_finish_what_they_have() -> None:
    # Two officers until noon of day 0, then one: both files at hand are done on day 1, the others follow one by one.
    world = DeskOfOne(officers=2)
    cases = [world.at(0, Case(1.0, lot=k / 10)) for k in range(4)]
    Appointment(world.env, 0.5, world.desk.officers.staff, 1)
    assert world.times(*cases) == [1.0, 1.0, 2.0, 3.0]


def test_an_incomplete_file_leaves_the_desk_and_can_be_filed_again() -> None:
    world = DeskOfOne()
    case = world.at(0, Case(1.0))
    world.incomplete.add(case)
    Appointment(world.env, 1.5, world.incomplete.discard, case)
    world.at(2, case)
    assert world.times(case) == [3.0]


def test_a_withdrawn_file_is_never_decided() -> None:
    world = DeskOfOne()
    world.at(0, Case(2.0))
    withdrawn, next_one = world.at(0.1, Case(1.0, limit_workdays=0.5)), world.at(0.2, Case(1.0))
    Appointment(world.env, 0.3, world.desk.withdraw, withdrawn)
    assert world.times(withdrawn, next_one) == [math.inf, 3.0]


def test_a_class_frozen_later_leaves_the_queue_and_a_class_set_free_joins_it() -> None:
    world = DeskOfOne()
    world.at(0, Case(2.0))
    frozen, freed = world.at(0.1, Case(1.0)), world.at(0.1, Case(1.0), not_before=100.0)
    Appointment(world.env, 1.0, lambda case: world.desk.reconsider(case, 8.0), frozen)
    Appointment(world.env, 1.0, lambda case: world.desk.reconsider(case, 0.0), freed)
    assert world.times(frozen, freed) == [9.0, 3.0]


def test_a_changed_rank_counts_for_what_waits_already() -> None:
    world = DeskOfOne()
    world.at(0, Case(2.0))
    first, second = world.at(0.1, Case(1.0, rank=5)), world.at(0.2, Case(1.0, rank=5))

    def favour(case: Case) -> None:
        case.rank = 0
        world.desk.reconsider(case, 0.0)

    Appointment(world.env, 1.0, favour, second)
    assert world.times(first, second) == [4.0, 3.0]


@pytest.mark.parametrize("day", [5, 6])
def test_work_on_a_weekend_begins_on_monday(day: int) -> None:
    world = DeskOfOne()
    assert world.times(world.at(day, Case(1.0))) == [8.0]


def test_what_is_decided_by_a_day_is_known_on_that_day() -> None:
    # The day's own clock rings at the same moment, and was set before: the desk still comes first.
    world = DeskOfOne()
    seen: list[list[float]] = []
    simpy.Timeout(world.env, 1).callbacks.append(
        lambda event: seen.append([time for time, _ in world.desk.signed_by(1)])
    )
    world.at(0, Case(1.0))
    world.times()
    assert seen == [[1.0]]
