"""What a control covers, and how controls follow one another."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from simulation.policy.border import Border, Gate, covered
from simulation.randomness import Floats
from simulation.scenario.measures import BorderClosure
from tests.policy.links import Link, tonnes, traffic_of

TRAFFIC = traffic_of(
    Link("europe", "heavy_magnet"),
    Link("japan", "dy_oxide"),
    Link("japan", "standard_magnet"),
    Link("china", "heavy_magnet"),
    Link("china", "heavy_magnet", origin="europe"),
)


def of(**fields: Any) -> BorderClosure:
    return BorderClosure(name="any", date=date(2025, 4, 4), measure="border_closure", **fields)


def test_a_control_covers_exports_of_the_origin_by_material() -> None:
    assert covered(TRAFFIC, of(covers=("heavy_magnet",)), "china").tolist() == [True, False, False, False, False]


def test_a_label_stands_for_all_materials_that_bear_it() -> None:
    assert covered(TRAFFIC, of(covers=("heavy",)), "china").tolist() == [True, True, False, False, False]


def test_other_origins_may_be_named() -> None:
    mask = covered(TRAFFIC, of(covers=("heavy_magnet",), origins=("europe",)), "china")
    assert mask.tolist() == [False, False, False, False, True]


def test_destinations_narrow_the_control() -> None:
    mask = covered(TRAFFIC, of(covers=("heavy",), destinations=("japan",)), "china")
    assert mask.tolist() == [False, True, False, False, False]


def test_trade_at_home_is_never_covered() -> None:
    assert not covered(TRAFFIC, of(covers=("heavy",), destinations=("china",)), "china").any()


class Keeper(Gate):
    """Keeps half of what comes and refuses a quarter, for the tests."""

    def _decide(self, day: int, flow: Floats) -> Floats:
        self.held = self.held + flow / 2
        self.refused = flow / 4
        return flow / 4


def test_before_it_begins_a_control_lets_everything_pass() -> None:
    assert Keeper("keeper", 1).passes(0, tonnes(8)).tolist() == [8.0]


def test_after_its_end_a_control_lets_go_of_all_that_it_held() -> None:
    keeper = Keeper("keeper", 1)
    keeper.begin(1)
    assert keeper.passes(1, tonnes(8)).tolist() == [2.0]
    keeper.end(2)
    assert keeper.passes(2, tonnes(8)).tolist() == [12.0]
    assert keeper.held.tolist() == [0.0]
    assert keeper.refused is None


def test_controls_stand_in_a_row() -> None:
    # 16 t: the first keeps 8, refuses 4, passes 4; the second keeps 2, refuses 1, passes 1.
    keepers = [Keeper("first", 1), Keeper("second", 1)]
    border = Border(keepers, 1)
    for keeper in keepers:
        keeper.begin(0)
    assert border.passes(0, tonnes(16)).tolist() == [1.0]
    assert border.held.tolist() == [10.0]
    assert border.refused is not None
    assert border.refused.tolist() == [5.0]


def test_a_border_without_controls_is_open() -> None:
    border = Border([], 2)
    assert border.passes(0, tonnes(1, 2)).tolist() == [1.0, 2.0]
    assert np.all(border.held == 0)
    assert border.refused is None
