"""Known inputs are found again, unknown ones keep their priors, and the stated uncertainty is the true one."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.errors import InputError
from simulation.study.calibration.learnt import BAND, contraction, distance, weighted_quantiles
from simulation.study.calibration.matching import luck_of, match, possible
from simulation.study.calibration.problem import Aim
from simulation.study.calibration.sampling import adjusted, resampled, sample
from tests.study.calibration.synthetic import INPUTS, MIXED, case


def silent(text):
    pass


@pytest.fixture(scope="module")
def found():
    """Waves and sample of one world, with its true inputs and its problem."""
    simulate, truth, problem = case(3)
    waves = match(problem, simulate, silent)
    return waves, sample(problem, waves, simulate), truth, problem


def test_waves_rule_out_most_of_the_prior_and_never_the_truth(found):
    waves, _, truth, problem = found
    assert [wave.number for wave in waves] == [1, 2]
    assert waves[1].share <= waves[0].share < 0.4
    assert possible(problem, waves, truth[None]).all()


def test_emulators_say_how_far_they_are_off(found):
    waves, *_ = found
    assert all(fit.q2 > 0.6 for fit in waves[0].fits)
    luck = np.transpose(MIXED) @ np.array(MIXED) / 12  # of three independent uniforms
    np.testing.assert_allclose(waves[0].luck.diagonal(), luck.diagonal(), rtol=0.5)


def test_the_truth_lies_in_the_posterior(found):
    _, drawn, truth, _ = found
    for value, column in zip(truth, drawn.points.T, strict=True):
        low, high = weighted_quantiles(column, drawn.weights, (0.003, 0.997))
        assert low < value < high


def test_what_the_record_knows_is_narrow_and_an_idle_input_keeps_its_prior(found):
    _, drawn, *_ = found
    learnt = dict(zip(INPUTS, (contraction(column, drawn.weights) for column in drawn.points.T), strict=True))
    assert min(learnt["level"], learnt["rate"]) > 0.5
    assert abs(learnt["idle"]) < 0.15
    assert distance(drawn.points[:, 3], drawn.weights) < 1.63 / np.sqrt(drawn.effective)


def test_the_sample_is_worth_fewer_draws_than_were_run_and_says_so(found):
    _, drawn, _, problem = found
    assert drawn.proposed == problem.draws
    assert 50 < drawn.effective < len(drawn.points) < problem.draws
    assert drawn.weights.sum() == pytest.approx(1)


def test_the_same_seed_gives_the_same_sample(found):
    waves, drawn, *_ = found
    simulate, _, problem = case(3)
    assert np.array_equal(sample(problem, waves, simulate).points, drawn.points)


def test_a_record_that_no_prior_can_give_is_named():
    simulate, _, problem = case(3, points=16)
    impossible = replace(problem, aims=(*problem.aims[:2], Aim("the third", 40.0, 0.1)))
    with pytest.raises(InputError, match="nothing in the priors can give the record: the third is at least"):
        match(impossible, simulate, silent)


def test_a_target_without_figures_or_without_change_is_named():
    simulate, _, problem = case(3, points=16)

    def missing(stage, points, replications):
        outcomes = simulate(stage, points, replications)
        outcomes[::4, 1] = np.nan
        return outcomes

    with pytest.raises(InputError, match="target 1: 8 of 16 points of wave 1 gave no figure"):
        match(problem, missing, silent)
    with pytest.raises(InputError, match="target 0: is 7 at every point of wave 1; no input changes it"):
        match(problem, lambda stage, points, replications: np.full((len(points), 3), 7.0), silent)


def test_luck_is_what_replications_of_one_point_differ_by():
    rng = np.random.default_rng(1)
    level, luck = rng.normal(size=(4000, 1, 2)), rng.normal(size=(4000, 3, 2)) @ [[1, 0.5], [0, 2]]
    np.testing.assert_allclose(luck_of(level + luck), [[1, 0.5], [0.5, 4.25]], rtol=0.1)


def test_the_regression_takes_out_what_a_draw_misses_the_record_by():
    off = np.random.default_rng(1).normal(size=500)
    points = 1 / (1 + np.exp(-(0.3 + 0.8 * off)))
    moved = adjusted(points[:, None], off[:, None], np.full(500, 1 / 500))
    np.testing.assert_allclose(moved, 1 / (1 + np.exp(-0.3)))


def test_resampling_is_in_proportion():
    drawn = resampled(np.array([0.5, 0.0, 0.3, 0.2]), 10, 0.5)
    assert np.bincount(drawn, minlength=4).tolist() == [5, 0, 3, 2]


def test_quantiles_count_weights():
    assert weighted_quantiles(np.array([3.0, 1.0, 2.0]), np.array([0.04, 0.06, 0.9])).tolist() == [1.0, 2.0, 2.0]
    uniform, same = (np.arange(1000) + 0.5) / 1000, np.ones(1000)
    assert contraction(uniform, same) == pytest.approx(0, abs=0.01)
    assert distance(uniform, same) < 0.01
    assert distance(uniform / 2, same) == pytest.approx(0.5, abs=0.01)


@pytest.mark.slow
def test_ninety_per_cent_intervals_hold_the_truth_nine_times_in_ten():
    inside = []
    for seed in range(20):
        simulate, truth, problem = case(seed)
        drawn = sample(problem, match(problem, simulate, silent), simulate)
        bands = np.array([weighted_quantiles(column, drawn.weights, BAND) for column in drawn.points.T])
        inside.append((bands[:, 0] < truth) & (truth < bands[:, 2]))
    assert 0.84 <= np.mean(inside) <= 0.97  # 80 intervals, of which 72 should hold it
    assert (np.mean(inside, axis=0) >= 0.7).all()
