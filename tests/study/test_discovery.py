"""PRIM on boxes that were planted."""

import numpy as np
import pytest

from simulation.study.discovery import discover

POINTS = 400
LUCK = np.random.default_rng(1)
VALUES = {name: 10 * LUCK.random(POINTS) for name in ("left", "right", "inert", "idle", "lame")}


def test_the_planted_box_is_found_with_its_limits():
    case = (VALUES["left"] > 6) & (VALUES["right"] < 5)
    found = discover(VALUES, case)
    (box,) = found.boxes
    assert box.coverage > 0.95
    assert box.density > 0.95
    assert box.mass == pytest.approx(case.mean(), abs=0.02)
    limits = {r.input: r for r in box.restrictions}
    assert set(limits) == {"left", "right"}
    assert limits["left"].low == pytest.approx(6, abs=0.3)
    assert limits["left"].high is None
    assert limits["right"].high == pytest.approx(5, abs=0.3)
    assert limits["left"].low_quasi_p < 1e-6


def test_cases_that_stray_from_the_box_cost_density_and_no_more_restrictions():
    case = ((VALUES["left"] > 6) & (VALUES["right"] < 5)) ^ (np.random.default_rng(2).random(POINTS) < 0.05)
    (box, *_) = discover(VALUES, case).boxes
    assert {r.input for r in box.restrictions} == {"left", "right"}
    assert 0.8 < box.density < 1


def test_two_planted_boxes_are_found_one_after_the_other():
    one, other = (VALUES["left"] > 7) & (VALUES["right"] < 5), (VALUES["inert"] < 3) & (VALUES["idle"] > 6)
    found = discover(VALUES, one | other)
    assert [{r.input for r in box.restrictions} for box in found.boxes] == [{"left", "right"}, {"inert", "idle"}]
    assert sum(box.coverage for box in found.boxes) > 0.9


def test_no_box_is_found_in_noise():
    assert discover(VALUES, np.random.default_rng(3).random(POINTS) < 0.2).boxes == ()


@pytest.mark.parametrize("share", [0, 1])
def test_where_all_points_are_alike_there_is_nothing_to_find(share):
    found = discover(VALUES, np.full(POINTS, bool(share)))
    assert (found.cases, found.boxes, len(found.trajectory)) == (share * POINTS, (), 0)


def test_peeling_trades_coverage_for_density():
    found = discover(VALUES, VALUES["left"] > 6)
    coverage, density, restricted = found.trajectory.T
    assert (coverage[0], density[0]) == (1, pytest.approx(found.cases / POINTS))
    assert (np.diff(density) >= 0).all()
    assert restricted.max() == 1
