"""95 % intervals hold the truth in 95 % of studies, and say so when there are too few runs."""

import math

import numpy as np
import pytest
from scipy.stats import binom, norm

from simulation.results.statistics import margins, mean_interval, quantile_interval

STUDIES = 2000


@pytest.mark.parametrize(("n", "ranks"), [(6, (1, 6)), (10, (2, 9)), (20, (6, 15)), (100, (40, 61))])
def test_the_interval_of_a_median_lies_between_the_ranks_of_the_tables(n, ranks):
    """Conover 1999, table A3; the ranks of n = 100 are those of the normal approximation as well."""
    assert quantile_interval(np.arange(1.0, n + 1), 0.5) == ranks


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
@pytest.mark.parametrize("n", [7, 100, 371])
def test_ranks_are_the_narrowest_that_hold_enough(n, share):
    """The number of values below the quantile is binomial."""
    low, high = quantile_interval(np.arange(1.0, n + 1), share)
    below = binom(n, share)
    assert low == -math.inf or below.cdf(low - 1) <= 0.025 < below.cdf(low)
    assert high == math.inf or below.sf(high - 1) <= 0.025 < below.sf(high - 2)


@pytest.mark.parametrize("share", [0.5, 0.95])
def test_the_interval_holds_the_quantile_in_95_percent_of_studies(share):
    luck = np.random.default_rng(1)
    truth = norm.ppf(share)
    held = [
        low <= truth <= high for low, high in (quantile_interval(x, share) for x in luck.normal(size=(STUDIES, 80)))
    ]
    assert 0.945 <= np.mean(held) <= 0.985


def test_too_few_runs_leave_an_end_open():
    assert quantile_interval(np.arange(5.0), 0.5) == (-math.inf, math.inf)
    assert quantile_interval(np.array([]), 0.5) == (-math.inf, math.inf)
    assert margins(np.arange(60.0))["p05_low"] is None
    assert margins(np.arange(60.0))["p05_high"] is not None


def test_never_is_an_end_like_any_other():
    days = np.array([50.0] * 40 + [math.inf] * 60)
    assert quantile_interval(days, 0.5) == (50.0, math.inf) or quantile_interval(days, 0.5) == (math.inf, math.inf)
    assert quantile_interval(np.full(10, math.inf), 0.5) == (math.inf, math.inf)
    assert quantile_interval(np.array([50.0] * 50 + [math.inf] * 50), 0.5) == (50.0, math.inf)


def test_runs_without_a_value_do_not_count():
    values = np.arange(1.0, 21.0)
    assert quantile_interval(np.append(values, [math.nan] * 30), 0.5) == quantile_interval(values, 0.5)


def test_the_interval_of_a_mean_is_that_of_student():
    low, high = mean_interval(np.array([1.0, 2.0, 3.0, math.nan]))
    assert (low + high) / 2 == pytest.approx(2.0)
    assert high - 2.0 == pytest.approx(4.302653 / math.sqrt(3))
    assert mean_interval(np.array([1.0])) == (-math.inf, math.inf)
