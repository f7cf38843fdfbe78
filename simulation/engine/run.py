"""The life of one run: build the world, let its days pass, check the balance, hand over the record."""

from __future__ import annotations

from collections.abc import Generator

import simpy

from simulation.errors import BalanceError
from simulation.scenario.schema import Scenario

from .day import live
from .recorder import Run
from .world import World, account, build


def simulate(scenario: Scenario, seed: int, replication: int, *, keep_events: bool = False) -> Run:
    """One replication. Raises :class:`BalanceError` if a tonne is unaccounted for."""
    world = build(scenario, seed, replication, keep_events=keep_events)
    return finish(world)


def finish(world: World) -> Run:
    """Let all days of a world pass."""
    days = world.env.process(_days(world))
    world.env.run(until=days)  # what the desk would still do afterwards is of no interest
    _check(world)
    return world.recorder.run


def _days(world: World) -> Generator[simpy.Event, None, None]:
    for day in range(world.n_days):
        live(world, day)
        yield world.env.timeout(1)


def _check(world: World) -> None:
    try:
        account(world).check()
    except BalanceError as error:
        raise BalanceError(f"{world.scenario.name}: {error}") from error
