"""Signatories in tiny worlds worked by hand, and against SimPy's own queue. Day 0 is a Monday."""

from __future__ import annotations

from collections import deque
from datetime import date

import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from simulation.calendar import WorkClock
from simulation.policy.case import Case
from simulation.policy.signatories import Signatories

MONDAY = date(2025, 4, 7)
EVERY_DAY = WorkClock(MONDAY, 1, weekends=False)


def case(workdays: float) -> Case:
    return Case(1.0, signature_workdays=workdays)


def times(signatories: Signatories, cases: list[Case], by: float = 1e9) -> list[float]:
    """When each of ``cases`` is signed."""
    signed = {c: time for time, c in signatories.signed_by(by)}
    return [signed[c] for c in cases]


def test_who_comes_while_all_sign_waits_for_the_first_who_is_free() -> None:
    # Two clerks: two days and three days from day 0 on; the third case begins on day 2, the fourth on day 3.
    desk, cases = Signatories(EVERY_DAY, 2), [case(2), case(3), case(2), case(1)]
    for c in cases:
        desk.take(c, 0.0)
    assert times(desk, cases) == [2, 3, 4, 4]


def test_nobody_signs_at_the_weekend() -> None:
    # Day 4 is a Friday: half of it and half of Monday (day 7).
    desk, late = Signatories(WorkClock(MONDAY, 30), 1), case(1)
    desk.take(late, 4.5)
    assert times(desk, [late]) == [7.5]


def test_a_signature_that_takes_no_time_is_given_at_the_weekend_too() -> None:
    desk, quick = Signatories(WorkClock(MONDAY, 30), 1), case(0)
    desk.take(quick, 5.25)
    assert times(desk, [quick]) == [5.25]


def test_everyone_is_named_once_and_not_before_his_time() -> None:
    desk, cases = Signatories(EVERY_DAY, 1), [case(1), case(1)]
    for c in cases:
        desk.take(c, 0.0)
    assert [list(desk.signed_by(day)) for day in (0.5, 1.0, 1.5, 2.0)] == [[], [(1.0, cases[0])], [], [(2.0, cases[1])]]


def test_more_clerks_take_up_what_waits_in_its_order() -> None:
    # One clerk with three cases of two days; from day 1 on three: the others begin at once and end on day 3.
    desk, cases = Signatories(EVERY_DAY, 1), [case(2), case(2), case(2)]
    for c in cases:
        desk.take(c, 0.0)
    desk.staff(3, 1.0)
    assert times(desk, cases) == [2, 3, 3]


def test_clerks_who_go_finish_what_they_have() -> None:
    # Three clerks, busy until days 2, 3 and 4; one is left from day 1 on. The fourth case begins when two of them have
    # gone: with the last, on day 4.
    desk, cases = Signatories(EVERY_DAY, 3), [case(2), case(3), case(4), case(1)]
    for c in cases:
        desk.take(c, 0.0)
    desk.staff(1, 1.0)
    assert times(desk, cases) == [2, 3, 4, 5]


def test_those_who_wait_keep_their_order_when_clerks_go() -> None:
    # Two clerks; one goes on day .5 when both are at work until day 1, and a nine-day case comes first of all who wait.
    desk, cases = Signatories(EVERY_DAY, 2), [case(work) for work in (1, 1, 9, 1, 1, 1, 1)]
    for c in cases:
        desk.take(c, 0.0)
    desk.staff(1, 0.5)
    assert times(desk, cases) == [1, 1, 10, 11, 12, 13, 14]


def test_who_was_signed_is_told_in_time_after_clerks_went_too() -> None:
    # Four clerks until days 2, 6, 9 and 9; one is left from day .5 on and signs the fifth after the last of them.
    desk, cases = Signatories(EVERY_DAY, 4), [case(work) for work in (2, 6, 9, 9, 3)]
    for c in cases:
        desk.take(c, 0.0)
    desk.staff(1, 0.5)
    assert [[time for time, _ in desk.signed_by(day)] for day in (2, 6, 9, 12)] == [[2], [6], [9, 9], [12]]


def test_what_is_signed_and_not_asked_for_yet_keeps_no_clerk_busy() -> None:
    # The first is signed on day 1; on day 5 a second clerk comes, and both are free.
    desk, cases = Signatories(EVERY_DAY, 1), [case(1), case(3), case(3)]
    desk.take(cases[0], 0.0)
    desk.staff(2, 5.0)
    desk.take(cases[1], 5.0)
    desk.take(cases[2], 5.0)
    assert times(desk, cases) == [1, 8, 8]


def test_terms_that_change_do_not_change_the_work_of_what_waits_for_its_signature() -> None:
    desk, cases = Signatories(EVERY_DAY, 1), [case(2), case(2)]
    for c in cases:
        desk.take(c, 0.0)
    cases[1].signature_workdays = 9.0
    desk.staff(1, 1.0)
    assert times(desk, cases) == [2, 4]


@given(
    clerks=st.integers(1, 4),
    coming=st.lists(st.tuples(st.floats(0, 3), st.floats(0, 4)), max_size=30),
)
def test_they_sign_as_a_resource_of_simpy_serves(clerks: int, coming: list[tuple[float, float]]) -> None:
    """``coming`` are the days from one case to the next, and the work of each."""
    env, ends = simpy.Environment(), []
    resource = simpy.Resource(env, clerks)

    def serve(work: float, number: int):
        with resource.request() as turn:
            yield turn
            yield env.timeout(work)
            ends.append((number, env.now))

    def come():
        for number, (pause, work) in enumerate(coming):
            yield env.timeout(pause)
            moments.append(env.now)
            env.process(serve(work, number))

    moments: list[float] = []
    env.process(come())
    env.run()
    desk, cases = Signatories(EVERY_DAY, clerks), [case(work) for _, work in coming]
    for c, moment in zip(cases, moments, strict=True):
        desk.take(c, moment)
    assert times(desk, cases) == pytest.approx([end for _, end in sorted(ends)])


class ByEvents:
    """The same by events: clerks who call the first of a queue."""

    def __init__(self, clerks: int) -> None:
        self.env = simpy.Environment()
        self.clerks, self.busy = clerks, 0
        self.queue: deque[tuple[int, float]] = deque()
        self.ends: dict[int, float] = {}

    def come(self, number: int, work: float) -> None:
        self.queue.append((number, work))
        self.call()

    def staff(self, clerks: int) -> None:
        self.clerks = clerks
        self.call()

    def call(self) -> None:
        while self.queue and self.busy < self.clerks:
            self.busy += 1
            self.env.process(self.sign(*self.queue.popleft()))

    def sign(self, number: int, work: float):
        yield self.env.timeout(work)
        self.ends[number] = self.env.now
        self.busy -= 1
        self.call()


QUARTERS = st.integers(0, 16).map(lambda quarters: quarters / 4)


@given(
    clerks=st.integers(1, 4),
    coming=st.lists(st.tuples(QUARTERS, QUARTERS), max_size=30),
    changes=st.lists(st.tuples(QUARTERS, st.integers(1, 4)), max_size=6),
    asked=st.sets(st.integers(0, 60)),
)
def test_clerks_who_come_and_go_sign_as_a_queue_of_events_does(clerks, coming, changes, asked) -> None:
    """``changes`` of clerks fall between the quarters of days on which all else happens; ``asked`` are days."""
    moments, moment = [], 0.0
    for number, (pause, work) in enumerate(coming):
        moment += pause
        moments.append((moment, "come", number, work))
    moment = 0.1
    for pause, number in changes:
        moment += pause
        moments.append((moment, "staff", number, 0.0))
    moments += [(day + 0.2, "ask", 0, 0.0) for day in asked]
    reference, desk = ByEvents(clerks), Signatories(EVERY_DAY, clerks)
    cases, signed = [case(work) for _, work in coming], {}
    for now, act, number, work in sorted(moments):
        reference.env.run(until=now) if now > reference.env.now else None
        if act == "come":
            desk.take(cases[number], now)
            reference.come(number, work)
        elif act == "staff":
            desk.staff(number, now)
            reference.staff(number)
        else:
            signed |= {c: time for time, c in desk.signed_by(now)}
            assert signed.keys() == {cases[i] for i in reference.ends}
    reference.env.run()
    signed |= {c: time for time, c in desk.signed_by(1e9)}
    assert [signed[c] for c in cases] == pytest.approx([reference.ends[i] for i in range(len(cases))])
