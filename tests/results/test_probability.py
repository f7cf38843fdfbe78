"""Shares of runs with their intervals."""

import numpy as np
import pytest

from simulation.results.statistics import probability


@pytest.mark.parametrize("n", [1, 8, 12, 200])
def test_what_never_or_always_happens_has_an_end_of_its_interval_there(n):
    assert probability(np.zeros(n))["low"] == 0
    assert probability(np.ones(n))["high"] == 1
