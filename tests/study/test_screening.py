"""Morris screening on functions whose effects are known."""

import numpy as np
import pytest

from simulation.study.screening import screen, trajectories

SLOPES = np.array([3.0, -2.0, 0.0, 0.5])
INPUTS = ("up", "down", "luck", "weak")
SPAN = 0.9
"""An effect is that of the way from an input's 5 % to its 95 % quantile."""


@pytest.fixture(scope="module")
def points():
    return trajectories(len(INPUTS), 6, seed=1)


def test_each_trajectory_moves_each_input_once(points):
    for trajectory in points.reshape(6, len(INPUTS) + 1, len(INPUTS)):
        moved = np.diff(trajectory, axis=0) != 0
        np.testing.assert_array_equal(moved.sum(axis=0), 1)
        np.testing.assert_array_equal(moved.sum(axis=1), 1)


def test_points_stay_where_a_lognormal_is_finite(points):
    assert points.min() == pytest.approx(0.05)
    assert points.max() == pytest.approx(0.95)


def test_the_effects_of_a_linear_function_are_its_slopes_without_spread(points):
    found = screen(INPUTS, points, points @ SLOPES, seed=1)
    np.testing.assert_allclose(found.mean, SPAN * SLOPES, atol=1e-9)
    np.testing.assert_allclose(found.size, SPAN * np.abs(SLOPES), atol=1e-9)
    np.testing.assert_allclose(found.spread, 0, atol=1e-9)
    assert [found.may_matter(name) for name in INPUTS] == [True, True, False, True]


def test_an_interaction_shows_as_spread(points):
    found = screen(INPUTS, points, points[:, 0] * points[:, 1] + points[:, 3], seed=1)
    assert found.spread[0] > 0.1
    assert found.spread[3] == pytest.approx(0, abs=1e-9)


def test_the_same_seed_gives_the_same_points(points):
    np.testing.assert_array_equal(points, trajectories(len(INPUTS), 6, seed=1))
    assert not np.array_equal(points, trajectories(len(INPUTS), 6, seed=0))
