"""A measure that concerns one region leaves every draw elsewhere as it was."""

from datetime import date

import numpy as np

from simulation.engine.run import simulate
from simulation.randomness import Streams
from simulation.scenario.compose import load

INDIAN_LIST = {
    "name": "list",
    "measure": "entity_ban",
    "date": date(2025, 6, 1),
    "covers": ["heavy"],
    "destinations": ["india"],
    "share_of_firms": 0.5,
}


def draws_of(scenario, monkeypatch):
    """Every stream that a run asks for, with its longest use, and the run."""
    seen = {}
    original = Streams.uniforms

    def noted(self, owner, decision, n):
        drawn = original(self, owner, decision, n)
        if len(drawn) > len(seen.get((owner, decision), ())):
            seen[owner, decision] = drawn
        return drawn

    with monkeypatch.context() as patch:
        patch.setattr(Streams, "uniforms", noted)
        run = simulate(scenario, 1, 0)
    return seen, run


def test_a_ban_in_india_leaves_all_other_draws_as_they_were(monkeypatch):
    scenario = load("licensing-2025")
    before, _ = draws_of(scenario, monkeypatch)
    after, _ = draws_of(scenario.with_({"timeline.list": INDIAN_LIST}), monkeypatch)
    shared = before.keys() & after.keys()
    changed = {key for key in shared if not np.array_equal(*_same_length(before[key], after[key]))}
    assert not changed
    assert {owner for owner, _ in before.keys() - after.keys()} <= {key[0] for key in before}
    assert all("india" in owner or "list" in owner or "licence/" in owner for owner, _ in after.keys() - before.keys())


def _same_length(a, b):
    n = min(len(a), len(b))
    return a[:n], b[:n]
