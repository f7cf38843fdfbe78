"""Fans over replications."""

import numpy as np

from simulation.results.statistics import BANDS, bands


def test_bands_are_the_quantiles_of_each_column():
    values = np.arange(101.0)[:, None] * np.array([1.0, 2.0])
    np.testing.assert_allclose(bands(values), np.outer(BANDS, [100, 200]))


def test_runs_without_a_value_do_not_count():
    values = np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, np.nan]])
    fan = bands(values)
    assert fan[2, 0] == 2.0
    assert np.isnan(fan[:, 1]).all()
