"""Shares of runs with their intervals, and losses."""

import numpy as np
import pytest

from simulation.results.statistics import loss, probability


@pytest.mark.parametrize("n", [1, 8, 12, 200])
def test_what_never_or_always_happens_has_an_end_of_its_interval_there(n):
    assert probability(np.zeros(n))["low"] == 0
    assert probability(np.ones(n))["high"] == 1


def test_without_any_run_there_is_no_loss_to_tell():
    assert set(loss(np.zeros(0)).values()) == {None}
    assert loss(np.array([4.0, np.nan]))["mean"] == 4
