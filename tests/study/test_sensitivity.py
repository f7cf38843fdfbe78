"""The analysis as a whole, on functions that stand for the model."""

import numpy as np
import pytest

from simulation.results.outcome import outcome
from simulation.results.sensitivity import LOW, LUCK, VALUE
from simulation.study.points import for_emulator, for_indices, for_screening, for_tornado
from simulation.study.sensitivity import Plan, analyse
from tests.study.ishigami import FIRST, TOTAL, ishigami

INPUTS = ("one", "two", "three", "inert", "idle")
REPLICATIONS = 4
WINDOW = 360


def model(noise, measure="days_to_shortage", of=ishigami):
    """Lives through points as the simulation would: luck belongs to a block of replications, noise is its size."""

    def live(stage, points):
        x = np.full((len(points), len(INPUTS)), 0.5)
        for i, name in enumerate(INPUTS):
            if name in points.inputs:
                x[:, i] = points.quantiles[:, points.inputs.index(name)]
        luck = [np.random.default_rng(block).standard_normal(REPLICATIONS) for block in points.luck]
        runs = 50 + of(x)[:, None] + noise * np.array(luck)
        return {measure: outcome(measure, runs.tolist(), WINDOW)}

    return live


def test_by_real_runs_the_known_indices_are_found_and_inert_inputs_screened_out():
    found = analyse(INPUTS, model(noise=0), Plan(points=8192))
    assert (found.method, found.survivors) == ("runs", ("one", "two", "three"))
    indices = found.measures["days_to_shortage"].indices
    np.testing.assert_allclose(indices.first[:3, VALUE], FIRST, atol=0.06)
    np.testing.assert_allclose(indices.total[:3, VALUE], TOTAL, atol=0.06)
    assert found.measures["days_to_shortage"].ranked == ["one", "two", "three", "luck"]


def test_where_runs_do_not_suffice_an_emulator_finds_them():
    found = analyse(INPUTS, model(noise=0.3), Plan(points=200))
    assert found.method == "emulator"
    assert found.points == 10 * 7 + 11 + 200
    measure = found.measures["days_to_shortage"]
    np.testing.assert_allclose(measure.indices.total[:3, VALUE], TOTAL, atol=0.07)
    assert measure.floor < 0.02
    assert 0.7 < measure.fit.q2 < measure.fit.best_q2


def test_luck_is_the_noise_floor_of_real_runs():
    """The mean of four runs has a quarter of a run's variance, beside the 13.84 that the inputs bring."""
    found = analyse(INPUTS, model(noise=4), Plan(points=8192)).measures["days_to_shortage"]
    share = 4**2 / REPLICATIONS / (4**2 / REPLICATIONS + 13.84)
    assert found.floor == pytest.approx(share, abs=0.04)


def test_an_input_below_the_noise_does_not_survive():
    faint = model(noise=3, of=lambda x: 9 * x[:, 0] + 0.01 * x[:, 1])
    assert analyse(INPUTS, faint, Plan(points=60)).survivors == ("one",)


def test_an_outcome_that_does_not_vary_has_no_indices_and_no_nan():
    found = analyse(INPUTS, model(noise=0, of=lambda x: np.zeros(len(x))), Plan())
    assert (found.survivors, found.method, found.main) == ((), None, None)
    measure = found.measures["days_to_shortage"]
    assert (measure.screening, measure.indices, measure.ranked) == (None, None, [])


def test_the_tornado_moves_one_input_at_a_time_on_the_same_luck():
    linear = model(noise=5, of=lambda x: 10 * x[:, 0] - 20 * x[:, 1])
    tornado = analyse(INPUTS, linear, Plan(points=40)).measures["days_to_shortage"].tornado
    np.testing.assert_allclose(tornado.low[:3, VALUE], [-4.5, 9, 0], atol=1e-9)
    np.testing.assert_allclose(tornado.high[:3, VALUE], [4.5, -9, 0], atol=1e-9)
    np.testing.assert_allclose(tornado.high[:, LOW], tornado.high[:, VALUE], atol=1e-9)


def test_points_that_agree_in_luck_live_through_the_same_replications():
    first = for_screening(INPUTS, 3, seed=1)
    assert first.inputs[-1] == LUCK
    assert len(set(first.luck)) == 2 * 3
    second = for_indices(INPUTS, 4, seed=1)
    assert len(set(second.luck)) == 2 * 4
    assert sorted(for_emulator(INPUTS, 10, seed=1).luck) == list(range(10))
    assert set(for_tornado(INPUTS).luck) == {0}
