"""A draw belongs to an owner and a decision; nobody shifts anybody else's."""

import numpy as np

from simulation.engine.draw import settle
from simulation.randomness import Streams
from simulation.scenario.compose import load


def test_a_longer_call_starts_with_the_same_draws():
    streams = Streams(1, 0)
    assert np.array_equal(streams.uniforms("a", "b", 5), streams.uniforms("a", "b", 9)[:5])


def test_owners_decisions_replications_and_seeds_have_streams_of_their_own():
    first = Streams(1, 0).uniforms("a", "b", 3)
    others = [Streams(1, 0).uniforms("a", "c", 3), Streams(1, 0).uniforms("c", "b", 3)]
    others += [Streams(1, 1).uniforms("a", "b", 3), Streams(2, 0).uniforms("a", "b", 3)]
    assert not any(np.allclose(first, other) for other in others)


def test_settling_leaves_other_draws_as_they_were():
    uncertain = {"uniform": [1000000, 2000000]}
    one = load("tiny", {"demand.vehicles_per_year.europe.bev": uncertain})
    two = load(
        "tiny",
        {"demand.vehicles_per_year.europe.bev": uncertain, "sites.mine.capacity_t_per_year": {"uniform": [5600, 6000]}},
    )
    drawn = [settle(s, Streams(1, 3)).demand.vehicles_per_year["europe"]["bev"] for s in (one, two)]
    assert drawn[0] == drawn[1]
    assert isinstance(drawn[0], float)
