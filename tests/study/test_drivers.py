"""Which inputs decide: what was drawn, ranked against what came out."""

import numpy as np
import pytest

from simulation.engine.draw import settle
from simulation.randomness import Streams
from simulation.scenario.compose import load
from simulation.scenario.distributions import at_modes, distributions, mode
from simulation.scenario.numbers import Distribution
from simulation.study.drivers import Inputs, inputs, noise_floor, strongest

RUNS = 40


@pytest.fixture(scope="module")
def licensing():
    return load("licensing-2025", {"posterior.remove": True})


def test_what_is_listed_is_what_the_replications_draw(licensing):
    drew = inputs(licensing, seed=3, replications=[0, 4])
    for position, replication in enumerate([0, 4]):
        settled = settle(licensing, Streams(3, replication))
        control = settled.timeline["announcement-18"]
        later = settled.timeline["more-files-returned"].changes
        assert drew.values["timeline.announcement-18.files_stand_for"][position] == control.files_stand_for
        assert drew.values["timeline.more-files-returned.changes.return_share"][position] == later["return_share"]


def test_inputs_of_firms_and_files_are_named_and_not_ranked(licensing):
    drew = inputs(licensing, 1, [0])
    assert "timeline.announcement-18.preparation_days" in drew.unranked
    assert not set(drew.unranked) & set(drew.values)
    assert len(drew.unranked) + len(drew.values) == len(distributions(licensing))


def test_the_input_that_decides_comes_first_with_its_sign():
    luck = np.random.default_rng(1)
    values = {name: luck.random(RUNS) for name in ("idle", "cause", "weak")}
    outcome = -(values["cause"] ** 3) + 0.1 * values["weak"]
    first, *others = strongest(Inputs({**values, "fixed": np.ones(RUNS)}, ()), outcome)
    assert (first.input, len(others)) == ("cause", 2)
    assert first.rank_correlation < -0.9


def test_what_never_happens_ranks_last_and_what_does_not_exist_is_left_out():
    x = np.arange(RUNS, dtype=float)
    outcome = np.where(x < 30, x, np.inf)
    outcome[::2] = np.nan
    (found,) = strongest(Inputs({"x": x}, ()), outcome)
    assert found.rank_correlation > 0.95


def test_an_outcome_that_does_not_vary_or_hardly_exists_has_no_drivers():
    drew = Inputs({"x": np.arange(RUNS, dtype=float)}, ())
    assert strongest(drew, np.zeros(RUNS)) == []
    assert strongest(drew, np.where(np.arange(RUNS) < 5, np.arange(RUNS), np.nan)) == []


def test_the_noise_floor_holds_for_idle_inputs():
    luck = np.random.default_rng(2)
    drew = Inputs({str(i): luck.random(RUNS) for i in range(200)}, ())
    found = strongest(drew, luck.random(RUNS), n=200)
    above = [d for d in found if abs(d.rank_correlation) > noise_floor(RUNS)]
    assert len(above) <= 0.08 * 200


def test_at_modes_nothing_is_drawn_not_even_in_amendments(licensing):
    typical = at_modes(licensing)
    assert distributions(typical) == {}
    assert typical.timeline["announcement-18"].files_stand_for == 1
    assert typical.timeline["announcement-18"].files_per_link == 4
    assert typical.timeline["more-files-returned"].changes["return_share"] == pytest.approx(0.35)
    assert typical.name != licensing.name


@pytest.mark.parametrize(
    ("shape", "typical"),
    [
        ({"triangular": (0, 1, 5)}, 1),
        ({"triangular": (0, 1, 5), "low": 2}, 2),
        ({"uniform": (2, 6)}, 4),
        ({"lognormal": {"median": 30, "p95": 120}}, 30),
        ({"lognormal": {"median": 30, "p95": 120}, "high": 20}, 20),
    ],
)
def test_a_mode_is_that_of_a_triangle_and_else_the_median(shape, typical):
    assert mode(Distribution.model_validate(shape)) == pytest.approx(typical)
