"""Inspection of look-alikes in tiny worlds worked by hand. Day 0 is a Monday."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.calendar import WorkClock
from simulation.policy.inspection import Inspection
from simulation.randomness import Floats
from simulation.scenario import measures
from tests.policy.links import MONDAY, Link, tonnes, traffic_of


def terms(**fields: Any) -> measures.Inspection:
    """Half the flow can be tested from day 0 on and nothing changes, unless told."""
    given_or_default: dict[str, Any] = {
        "covers": ("standard_magnet",),
        "capacity_share": 0.5,
        "ramp_start_day": 1000.0,
        "ramp_days": 10.0,
    }
    return measures.Inspection(name="look-alikes", measure="inspection", date=MONDAY, **(given_or_default | fields))


def inspection(*links: Link, clock: WorkClock | None = None, **fields: Any) -> Inspection:
    control = Inspection(terms(**fields), traffic_of(*links), "china", clock)
    control.begin(0)
    return control


def passed(control: Inspection, *flows: tuple[float, ...], first_day: int = 0) -> Floats:
    """What passes on each day, ``[day, link]``."""
    return np.array([control.passes(first_day + day, tonnes(*flow)) for day, flow in enumerate(flows)])


MAGNETS = Link(material="standard_magnet", rest=2.0)


def test_half_the_flow_is_tested_and_the_rest_piles_up() -> None:
    # 2 t a day come, 1 t a day is tested: 1 t more waits each day.
    control = inspection(MAGNETS)
    assert passed(control, (2.0,), (2.0,), (2.0,)).tolist() == [[1.0], [1.0], [1.0]]
    assert control.held.tolist() == [3.0]


def test_what_came_first_leaves_first() -> None:
    # 1 t a day of capacity. Day 0: 2 t on the first link; day 1: 2 t on the second. Days 0 and 1 clear the first link.
    control = inspection(MAGNETS._replace(rest=1.0), MAGNETS._replace(rest=1.0))
    assert passed(control, (2, 0), (0, 2), (0, 0), (0, 0)).tolist() == [[1, 0], [1, 0], [0, 1], [0, 1]]


def test_goods_of_one_day_share_alike() -> None:
    # 3 t and 1 t on the same day, 1 t of capacity: a quarter of each.
    control = inspection(MAGNETS._replace(rest=1.0), MAGNETS._replace(rest=1.0))
    assert passed(control, (3, 1)).tolist() == [[0.75, 0.25]]


def test_each_destination_has_a_capacity_of_its_own() -> None:
    # 1 t a day for Europe, 2 t a day for Japan: Japan's empty benches do not help Europe.
    control = inspection(MAGNETS, MAGNETS._replace(destination="japan", rest=4.0))
    assert passed(control, (6, 1), (0, 0)).tolist() == [[1, 1], [1, 0]]


def test_other_goods_pass() -> None:
    control = inspection(MAGNETS, Link(material="motor"))
    assert passed(control, (2, 5)).tolist() == [[1, 5]]


def test_only_a_share_is_taken_aside() -> None:
    # A quarter of 8 t is taken aside, and half of the normal 2 t is tested: 6 + 1.
    control = inspection(MAGNETS, held_share=0.25)
    assert passed(control, (8.0,)).tolist() == [[7.0]]
    assert control.held.tolist() == [1.0]


def test_the_inspection_ends_when_capacity_has_worked_off_the_queue() -> None:
    # Capacity 0 until day 2, then in steps of 0.5 to 2 on day 6; 2 t a day come. Tested: 0 0 0 1 2 3 4 4 ... The queue
    # after each day is 2 4 6 7 7 6 4 2 0; from day 9 on it is empty and all passes, even a double consignment.
    control = inspection(MAGNETS, capacity_share=0.0, ramp_start_day=2.0, ramp_days=4.0)
    held = []
    for day in range(9):
        control.passes(day, tonnes(2.0))
        held.append(control.held.item())
    assert held == [2, 4, 6, 7, 7, 6, 4, 2, 0]
    assert control.passes(9, tonnes(40.0)).tolist() == [40.0]


def test_days_of_the_ramp_count_from_the_beginning_of_the_measure() -> None:
    control = Inspection(terms(capacity_share=0.2, ramp_start_day=10.0, ramp_days=18.0), traffic_of(MAGNETS), "china")
    control.begin(100)
    shares = [control.capacity_share(day) for day in (100, 110, 115, 128, 500)]
    assert shares == pytest.approx([0.2, 0.2, 0.7, 2.0, 2.0])


def test_a_ramp_of_no_days_is_a_step() -> None:
    control = inspection(MAGNETS, ramp_start_day=3.0, ramp_days=0.0)
    assert [control.capacity_share(day) for day in (2, 3)] == [0.5, 2.0]


def test_nobody_tests_on_a_weekend() -> None:
    # Half of 2 t a day, 7 t in a week, are tested on five days: 1.4 t each.
    control = inspection(MAGNETS, clock=WorkClock(MONDAY, 70))
    tested = passed(control, *[(2.0,)] * 7)[:, 0]
    assert tested == pytest.approx([1.4, 1.4, 1.4, 1.4, 1.4, 0, 0])


def test_no_flow_and_no_queue_is_nothing() -> None:
    control = inspection(MAGNETS)
    assert passed(control, (0.0,)).tolist() == [[0.0]]
    assert control.held.tolist() == [0.0]


def test_trade_without_a_normal_flow_waits_until_capacity_has_caught_up() -> None:
    control = inspection(MAGNETS._replace(rest=0.0), ramp_start_day=1.0, ramp_days=0.0)
    assert passed(control, (2.0,), (2.0,)).tolist() == [[0.0], [4.0]]


def test_the_end_lets_go_of_what_waits() -> None:
    control = inspection(MAGNETS)
    passed(control, (2.0,), (2.0,))
    control.end(2)
    assert passed(control, (2.0,), (2.0,), first_day=2).tolist() == [[4.0], [2.0]]


def test_an_amendment_changes_capacity_and_coverage_and_keeps_the_queue() -> None:
    # After day 0 half of each link's 2 t waits. Then only Europe is covered, at full capacity of its 2 t a day:
    # Japan's tonne leaves with the day's goods; in Europe one of the day's two tonnes takes the place of the one that
    # waited.
    control = inspection(MAGNETS, MAGNETS._replace(destination="japan"))
    assert passed(control, (2, 2)).tolist() == [[1, 1]]
    control.amend(1, terms(capacity_share=1.0, destinations=("europe",)))
    assert control.held.tolist() == [1, 1]
    assert passed(control, (2, 2), first_day=1).tolist() == [[2, 3]]
    assert control.held.tolist() == [1, 0]


@settings(deadline=None)
@given(
    flows=st.lists(st.lists(st.floats(0, 1e3), min_size=4, max_size=4), min_size=1, max_size=40),
    held_share=st.floats(0, 1),
    capacity=st.floats(0, 1),
    amended=st.integers(0, 40),
    end=st.integers(0, 60),
)
def test_no_tonne_gets_lost(
    flows: list[list[float]], held_share: float, capacity: float, amended: int, end: int
) -> None:
    japan = MAGNETS._replace(destination="japan")
    control = inspection(
        MAGNETS, MAGNETS, japan, Link(), held_share=held_share, capacity_share=capacity, ramp_start_day=15.0
    )
    for day, flow in enumerate(flows):
        if day == amended:
            control.amend(day, terms(capacity_share=capacity / 2, destinations=("europe",)))
        if day == end:
            control.end(day)
        before = control.held.copy()
        out = control.passes(day, tonnes(*flow))
        np.testing.assert_allclose(before + flow, out + control.held, rtol=1e-12, atol=1e-9)
        assert min(out.min(), control.held.min()) >= 0


def test_a_slow_down_is_an_inspection_of_more_consignments_on_the_same_benches() -> None:
    # A tenth of 2 t a day is tested on benches for a fifth: nothing waits. Then all is tested: 0.4 t a day leave.
    # When a tenth is tested again, the benches work off 0.2 t a day of the 3.2 t that wait.
    control = inspection(MAGNETS, capacity_share=0.2, held_share=0.1)
    assert passed(control, (2.0,), (2.0,)) == pytest.approx(2)
    control.amend(2, terms(capacity_share=0.2, held_share=1.0))
    assert passed(control, (2.0,), (2.0,), first_day=2) == pytest.approx(0.4)
    control.amend(4, terms(capacity_share=0.2, held_share=0.1))
    assert passed(control, (2.0,), (2.0,), first_day=4) == pytest.approx(2.2)
    assert control.held == pytest.approx([2.8])
