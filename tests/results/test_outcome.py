"""What an analysis of inputs explains, and what it refuses to."""

import numpy as np
import pytest

from simulation.errors import InputError
from simulation.results.outcome import outcome

NEVER, NONE = float("inf"), float("nan")


def test_what_never_happens_counts_as_the_end_of_the_window_and_is_told():
    found = outcome("days_to_shortage", [[40, NEVER], [60, 80]], 360)
    np.testing.assert_array_equal(found.means, [200, 70])
    assert found.censored == 0.25


def test_a_value_that_does_not_exist_is_refused_with_its_place():
    with pytest.raises(InputError, match=r"mirror_ratio does not exist in 1 of 4 runs .*run 0 of point 1"):
        outcome("mirror_ratio", [[1, 1], [NONE, 1]], 360)


def test_an_infinite_value_of_what_does_not_wait_is_refused():
    with pytest.raises(InputError, match="mirror_ratio is infinite"):
        outcome("mirror_ratio", [[1, NEVER]], 360)


def test_failed_runs_are_left_out_of_means_and_errors():
    found = outcome("vehicles_lost", [[1, 3, None], [5, None, None]], 360)
    np.testing.assert_array_equal(found.means, [2, 5])
    np.testing.assert_array_equal(found.standard_errors, [1, np.nan])


def test_a_point_without_any_finished_run_is_refused():
    with pytest.raises(InputError, match="all runs of a point failed"):
        outcome("vehicles_lost", [[1, 2], [None, None]], 360)


@pytest.mark.parametrize(
    ("points", "varies"), [([[0, 0], [0, 0]], False), ([[3, 5], [4, 4]], False), ([[1], [2]], True)]
)
def test_an_outcome_varies_if_its_means_do(points, varies):
    assert outcome("vehicles_lost", points, 360).varies is varies


def test_differences_are_taken_replication_by_replication():
    found = outcome("vehicles_lost", [[10, 20], [11, 23]], 360)
    t_of_one_degree = 12.706
    np.testing.assert_allclose(found.against(0), [[0, 0, 0], [2, 2 - t_of_one_degree, 2 + t_of_one_degree]], atol=1e-3)


def test_it_is_known_how_much_of_the_variance_a_few_points_bring():
    calm = outcome("days_to_shortage", [[x] for x in range(40, 80)], 360)
    rare = outcome("days_to_shortage", [[x] for x in range(40, 78)] + [[NEVER], [NEVER]], 360)
    assert calm.tail < 0.2
    assert rare.tail > 0.9
    assert outcome("days_to_shortage", [[3], [3]], 360).tail == 0
