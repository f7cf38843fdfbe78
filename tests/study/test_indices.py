"""Sobol indices of a function for which they are known."""

import numpy as np
import pytest

from simulation.results.sensitivity import HIGH, LOW, VALUE
from simulation.study.indices import affordable_base, from_runs, points_needed, saltelli
from tests.study.ishigami import FIRST, INPUTS, TOTAL, ishigami


@pytest.fixture(scope="module")
def found():
    points = saltelli(len(INPUTS), 1024, seed=1)
    return from_runs(INPUTS, ishigami(points), seed=1)


def test_the_indices_are_those_known(found):
    np.testing.assert_allclose(found.first[:3, VALUE], FIRST, atol=0.02)
    np.testing.assert_allclose(found.total[:3, VALUE], TOTAL, atol=0.02)


def test_the_intervals_hold_what_is_known(found):
    for estimate, known in ((found.first, FIRST), (found.total, TOTAL)):
        assert (estimate[:3, LOW] <= known).all()
        assert (known <= estimate[:3, HIGH]).all()
        assert (estimate[:3, HIGH] - estimate[:3, LOW] < 0.2).all()


def test_an_input_that_decides_nothing_has_no_share(found):
    assert found.first[3] == pytest.approx(0, abs=1e-12)
    assert found.total[3] == pytest.approx(0, abs=1e-12)


def test_the_pair_that_interacts_is_found(found):
    assert found.pairs[0, 2, VALUE] == pytest.approx(0.2437, abs=0.03)
    assert found.pairs[0, 1, VALUE] == pytest.approx(0, abs=0.03)
    assert np.isnan(found.pairs[2, 0]).all()


@pytest.mark.parametrize("seed", [0, 1])
def test_the_same_seed_gives_the_same_indices(seed):
    points = saltelli(3, 16, seed)
    np.testing.assert_array_equal(points, saltelli(3, 16, seed))
    one, other = (from_runs("abc", ishigami(points), seed) for _ in range(2))
    np.testing.assert_array_equal(one.total, other.total)


def test_what_can_be_afforded_is_a_power_of_two_that_fits():
    assert points_needed(4, 8) == len(saltelli(4, 8, seed=1)) == 80
    assert affordable_base(4, 80) == 8
    assert affordable_base(4, 79) == 4
    assert affordable_base(4, 9) == 0
