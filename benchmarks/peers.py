"""The common chain in ours, SupplyNetPy and salabim."""

from __future__ import annotations

from functools import partial

from simulation.engine.run import simulate
from simulation.scenario.compose import load

from . import in_salabim, in_supplynetpy
from .chain import SCENARIO, SEED, assert_same_figures, common_chain, figures_of_ours
from .rows import Row, Target
from .timing import in_turn, ratio, spread


def rows(repeats: int) -> list[Row]:
    scenario = load(SCENARIO)
    chain, ours = common_chain(scenario), figures_of_ours(scenario)
    peers = {"SupplyNetPy": in_supplynetpy.run, "salabim": in_salabim.run, "salabim as a clock": in_salabim.run_lean}
    for peer, run in peers.items():
        assert_same_figures(peer, run(chain), ours)
    acts = {"rarechain": lambda: simulate(scenario, SEED, 0)}
    acts |= {peer: partial(run, chain) for peer, run in peers.items()}
    seconds = in_turn(acts, repeats, warm=True)  # by the assertions
    targets = {"SupplyNetPy": Target(15, at_least=True), "salabim": Target(20, at_least=True)}
    return [
        *(Row(what, spread(times), "s") for what, times in seconds.items()),
        *(Row(f"{p} / rarechain", ratio(seconds[p], seconds["rarechain"]), target=targets.get(p)) for p in peers),
    ]
