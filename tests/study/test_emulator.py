"""The emulator: what it makes of known functions, and what it says of its own error."""

import numpy as np
import pytest
from scipy.stats import qmc

from simulation.results.sensitivity import HIGH, LOW, VALUE
from simulation.study.emulator import cross_validated, drawn, expected, fit, variance
from simulation.study.indices import from_draws, saltelli
from tests.study.ishigami import FIRST, INPUTS, TOTAL, ishigami

POINTS = 200
NOISE = 0.8
NOWHERE = np.zeros(POINTS)


@pytest.fixture(scope="module")
def points():
    return qmc.LatinHypercube(len(INPUTS), rng=1).random(POINTS)


@pytest.fixture(scope="module")
def emulator(points):
    return fit(points, ishigami(points), seed=1)


@pytest.fixture(scope="module")
def outcome(points):
    """What noisy runs give."""
    return ishigami(points) + NOISE * np.random.default_rng(1).standard_normal(POINTS)


@pytest.fixture(scope="module")
def noisy(points, outcome):
    return fit(points, outcome, seed=1)


def test_indices_of_the_emulator_are_those_known_within_their_intervals(emulator):
    outcomes = drawn(emulator, saltelli(len(INPUTS), 1024, seed=1), 20, seed=1)
    found = from_draws(INPUTS, outcomes, seed=1)
    for estimate, known in ((found.first, FIRST), (found.total, TOTAL)):
        np.testing.assert_allclose(estimate[:3, VALUE], known, atol=0.05)
        assert (estimate[:3, LOW] <= known).all()
        assert (known <= estimate[:3, HIGH]).all()
    assert found.total[3, VALUE] < 0.01


def test_noise_of_runs_widens_the_intervals(emulator, noisy):
    sample = saltelli(len(INPUTS), 128, seed=1)
    sure, unsure = (from_draws(INPUTS, drawn(e, sample, 20, seed=1), seed=1) for e in (emulator, noisy))
    assert np.ptp(unsure.pairs[0, 2, LOW:]) > 1.5 * np.ptp(sure.pairs[0, 2, LOW:])


def test_functions_that_are_drawn_agree_with_the_process_they_are_drawn_from(noisy):
    elsewhere = qmc.LatinHypercube(len(INPUTS), rng=2).random(64)
    outcomes = drawn(noisy, elsewhere, 200, seed=1)
    spread = outcomes.std(axis=0)
    assert (np.abs(outcomes.mean(axis=0) - expected(noisy, elsewhere)) < 5 * spread / np.sqrt(200)).all()
    assert spread.mean() < NOISE * 2


def test_functions_drawn_from_runs_without_noise_pass_through_the_runs(emulator, points):
    outcomes = drawn(emulator, points[:8], 5, seed=1)
    np.testing.assert_allclose(outcomes, np.tile(ishigami(points[:8]), (5, 1)), atol=0.05)


def test_the_error_is_stated_beside_the_noise(emulator, noisy, points, outcome):
    exact = cross_validated(emulator, ishigami(points), NOWHERE, seed=1)
    assert exact.q2 > 0.9
    assert exact.best_q2 == 1
    fitted = cross_validated(noisy, outcome, NOWHERE + NOISE, seed=1)
    assert fitted.error > fitted.noise == pytest.approx(NOISE)
    assert fitted.q2 < fitted.best_q2 == pytest.approx(1 - NOISE**2 / outcome.var())


def test_with_one_replication_a_point_the_noise_is_unknown(emulator, points):
    found = cross_validated(emulator, ishigami(points), NOWHERE * np.nan, seed=1)
    assert (found.noise, found.best_q2) == (None, None)


def test_pure_noise_cannot_be_predicted(points):
    luck = np.random.default_rng(1).standard_normal(POINTS)
    assert cross_validated(fit(points, luck, seed=1), luck, NOWHERE, seed=1).q2 < 0.1


def test_the_variance_is_that_of_the_functions_that_the_runs_leave_possible(noisy):
    elsewhere = qmc.LatinHypercube(len(INPUTS), rng=2).random(40)
    spread = drawn(noisy, elsewhere, 200, seed=1).var(axis=0)  # of random waves: right on the mean over points
    assert variance(noisy, elsewhere).mean() == pytest.approx(spread.mean(), rel=0.2)
    assert np.corrcoef(variance(noisy, elsewhere), spread)[0, 1] > 0.8


def test_an_emulator_that_knows_how_far_it_is_off_is_not_surprised(noisy, outcome):
    assert 0.7 < cross_validated(noisy, outcome, NOWHERE, seed=1).surprise < 1.4
