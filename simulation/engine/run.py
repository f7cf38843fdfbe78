"""The life of one run: build the world, let its days pass, check the balance, hand over the record."""

from __future__ import annotations

import copy

from simulation.errors import BalanceError
from simulation.scenario.schema import Scenario

from .day import live
from .recorder import Run
from .timeline import shock_begins
from .world import World, account, build


def simulate(scenario: Scenario, seed: int, replication: int, *, keep_events: bool = False) -> Run:
    """One replication. Raises :class:`BalanceError` if a tonne is unaccounted for."""
    return finish(build(scenario, seed, replication, keep_events=keep_events))


def simulate_pair(
    scenario: Scenario, seed: int, replication: int, *, keep_events: bool = False, calm_days: int | None = None
) -> tuple[Run, Run]:
    """One replication and its twin, in which only standing measures begin; both share all that comes before the shock.

    The twin may be left after ``calm_days``; its record is empty from then on.
    """
    world = build(scenario, seed, replication, keep_events=keep_events)
    parting = shock_begins(scenario)
    if parting is None:
        run = finish(world)
        return run, run
    pass_days(world, 0, min(parting, world.n_days))
    calm = twin_of(world, parting)
    return finish(world, parting), finish(calm, parting, calm_days)


def twin_of(world: World, day: int) -> World:
    """A copy of the world, on the eve of ``day``, in which the shock never comes."""
    around = world.effects.around
    drawn = (world.activity, world.season, world.line_noise, world.user_noise, world.leak_luck, around.streams)
    known = (world.scenario, world.network, world.where, world.transit, around.clock, around.traffic, around.crossing)
    firms = (world.mines, world.plants, world.lines, world.industries)
    named = (world.stocks.names, world.stocks.materials, *(table.names for table in firms))
    twin = copy.deepcopy(world, {id(x): x for x in (*drawn, *known, *named)})
    twin.effects.call_off_shock(day)
    return twin


def finish(world: World, first: int = 0, last: int | None = None) -> Run:
    """Let the days of a world pass from ``first`` until before ``last`` (all that are left), and close its books."""
    pass_days(world, first, world.n_days if last is None else min(last, world.n_days))
    _check(world)
    return world.recorder.close()


def pass_days(world: World, first: int, last: int) -> None:
    """Let the days from ``first`` until before ``last`` pass: first whatever happens before a day, then the day.

    The clock is a plain loop and not a process, because a world with a generator inside cannot be copied.
    """
    for day in range(first, last):
        if day > world.env.now and world.effects.made.desks:
            # Until a timeout, which comes after all that the desk does at the same moment; a number would come first.
            world.env.run(until=world.env.timeout(day - world.env.now))
        live(world, day)


def _check(world: World) -> None:
    try:
        account(world).check()
    except BalanceError as error:
        raise BalanceError(f"{world.scenario.name}: {error}") from error
