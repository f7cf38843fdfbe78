"""What the same days cost without a model: a bare SimPy loop, a bare heap, and compiled loops as the limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from heapq import heappop, heappush

import simpy

from simulation.engine.run import simulate
from simulation.engine.timeline import without_shock
from simulation.engine.world import World, build
from simulation.scenario.compose import load
from simulation.study.ensemble import run

from .compiled import arrays_of, live_through
from .rows import Row, Target
from .timing import in_turn, ratio, spread

SCENARIO = "licensing-2025"


def rows(repeats: int) -> list[Row]:
    scenario = load(SCENARIO)
    world = build(scenario, 1, 0)
    sites, days = size(world), world.n_days
    _assert_same_vehicles(world)
    seconds = in_turn(
        {
            "one run": lambda: simulate(scenario, 1, 0),
            "simpy": lambda: bare_simpy(sites, days),
            "heap": lambda: bare_heap(sites, days),
            "compiled": lambda: live_through(days, arrays_of(world)),
            "replication": lambda: run(scenario, 1),
            "with ledger": lambda: run(scenario, 1, ledger=[0]),
        },
        repeats,
    )

    def over(one: str, other: str, target: Target | None = None) -> Row:
        return Row(f"{one} / {other}", ratio(seconds[one], seconds[other]), target=target)

    names = {"one run": "one run without ledger", "simpy": "bare SimPy loop", "heap": "bare heap with call-backs",
             "compiled": "compiled loop", "replication": "replication (run, twin, summary) without ledger",
             "with ledger": "replication with ledger and daily series"}  # fmt: skip
    seconds = {names[k]: v for k, v in seconds.items()}
    one_run, bare = names["one run"], names["simpy"]
    return [
        *(Row(what, spread(times), "s") for what, times in seconds.items()),
        over(one_run, bare, Target(0.6)),
        over(names["replication"], bare),
        over(one_run, names["heap"]),
        over(one_run, names["compiled"]),
        over(names["with ledger"], names["replication"], Target(1.4)),
    ]


def size(world: World) -> int:
    """Sites that live through every day: mines, recipes of firms, car lines and other users."""
    network = world.network
    return len(network.mines) + len(network.processes) + len(network.lines) + len(network.users)


def bare_simpy(sites: int, days: int) -> None:
    """One SimPy process a site, which does nothing but wait for the next day."""

    def live(env: simpy.Environment) -> Iterator[simpy.Event]:
        while True:
            yield env.timeout(1)

    env = simpy.Environment()
    for _ in range(sites):
        env.process(live(env))
    env.run(until=days)


def bare_heap(sites: int, days: int) -> None:
    """One call a site and day, from a heap."""
    heap: list[tuple[float, int, Callable[[], None]]] = []
    now, ticket = -1.0, 0

    def live() -> None:
        nonlocal ticket
        ticket += 1
        heappush(heap, (now + 1.0, ticket, live))

    for _ in range(sites):
        live()
    while heap[0][0] < days:
        now, _, call = heappop(heap)
        call()


def _assert_same_vehicles(world: World) -> None:
    """The compiled loop builds what a run without the shock builds, or it is no limit of ours."""
    built = live_through(world.n_days, arrays_of(world))
    ours = simulate(without_shock(world.scenario), 1, 0).vehicles.sum()
    assert abs(built / ours - 1) < 1e-6, f"the compiled loop built {built} vehicles, rarechain {ours}"
