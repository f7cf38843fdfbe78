"""Stores the numbers of small ensembles, and what a run takes, deliberately.

Run it when numbers are meant to change, and say why in CHANGELOG.
"""

import json
from pathlib import Path

import pytest
import simpy

from simulation.engine import run as engine_run
from simulation.randomness import Streams
from simulation.scenario.compose import load
from simulation.study.ensemble import compare

GOLDEN = {"tiny": 20, "baseline-2024": 2, "licensing-2025": 2}
"""Scenarios and their replications."""
COUNTED = ("tiny", "licensing-2025")
"""Scenarios of which it is counted what one run takes."""
HERE = Path(__file__).parent


def figures(name: str) -> dict[str, object]:
    """What is stored of one ensemble: every figure of the JSON."""
    return compare(load(name), replications=GOLDEN[name], seed=1)[0].measures


def counts(name: str) -> dict[str, int]:
    """What one run takes, in counts that are the same on every machine; the engine is watched from outside."""
    seen = {"SimPy events": 0, "random streams": 0, "random draws": 0, "days of a site": 0}
    step, uniforms, live = simpy.Environment.step, Streams.uniforms, engine_run.live

    def watched_step(env):
        seen["SimPy events"] += 1
        return step(env)

    def watched_uniforms(streams, owner, decision, n):
        seen["random streams"] += 1
        seen["random draws"] += n
        return uniforms(streams, owner, decision, n)

    def watched_live(world, day):
        network = world.network
        rows = (network.mines, network.processes, network.lines, network.users)
        seen["days of a site"] += sum(len(r) for r in rows)
        return live(world, day)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simpy.Environment, "step", watched_step)
        patch.setattr(Streams, "uniforms", watched_uniforms)
        patch.setattr(engine_run, "live", watched_live)
        engine_run.simulate(load(name), seed=1, replication=0)
    return seen


def store(name: str, what: object) -> None:
    (HERE / f"{name}.json").write_text(json.dumps(what, indent=1) + "\n")
    print(f"stored {name}")


if __name__ == "__main__":
    for scenario in GOLDEN:
        store(scenario, figures(scenario))
    store("counts", {scenario: counts(scenario) for scenario in COUNTED})
