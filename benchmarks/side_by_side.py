"""What it would bring to live several replications as one: the same calls on arrays that are so many times longer."""

from __future__ import annotations

import numpy as np

from simulation.chain.ordering import Links
from simulation.chain.stock import Floats, Ints, Stocks
from simulation.engine.run import pass_days
from simulation.engine.world import World, build
from simulation.scenario.compose import load

from .rows import Row
from .timing import PROCESSOR, spread

SCENARIO = "embargo-2010"
WORLDS = (1, 2, 4, 8, 16)
DAYS = 200
QUIET_DAYS = 30
"""Days that the world lives through first, so that its books are ordinary ones."""


def rows(repeats: int) -> list[Row]:
    world = build(load(SCENARIO), 1, 0)
    pass_days(world, 0, QUIET_DAYS)
    rounds = [{n: _a_day(world, n) for n in WORLDS} for _ in range(repeats)]
    alone = f"orders, allocation and arrivals of a day of {SCENARIO}, one world"
    return [
        Row(alone, spread([r[1] for r in rounds]), "µs"),
        *(Row(f"{n} worlds as one, a world / one world", spread([r[n] / r[1] for r in rounds])) for n in WORLDS[1:]),
    ]


def _a_day(world: World, worlds: int) -> float:
    """Microseconds of a day for each of ``worlds``: the least of a few stretches."""
    links, stocks = side_by_side(world, worlds)
    wanted, split = np.tile(world.buyers.use, worlds), links.share[: links.n_ordered].copy()
    split_of_buyer = np.bincount(links.buyer[: links.n_ordered], split, links.n_stocks)
    arrived = np.concatenate(_by_kind(world.links, world.links.rest, worlds))
    stretches = []
    for _ in range(3):
        began = PROCESSOR()
        for _ in range(DAYS // worlds):
            links.place(wanted, split, split_of_buyer)
            links.allocate(stocks, world.scenario.market.allocation)
            links.arrive(arrived, stocks)
        stretches.append((PROCESSOR() - began) / (DAYS // worlds) / worlds * 1e6)
    return min(stretches)


def side_by_side(world: World, worlds: int) -> tuple[Links, Stocks]:
    """So many copies of a world's links and stocks, each with stocks of its own, in one table."""
    one, n_stocks = world.links, len(world.stocks.level)
    own_stocks = np.arange(worlds)[:, None] * n_stocks
    links = Links(
        buyer=_numbers(one, one.buyer, own_stocks),
        supplier=_numbers(one, one.supplier, own_stocks),
        share=np.concatenate(_by_kind(one, one.share, worlds)),
        rest=np.concatenate(_by_kind(one, one.rest, worlds)),
        lead_days=np.concatenate(_by_kind(one, one.lead_days, worlds)),
        home=np.concatenate(_by_kind(one, one.home, worlds)).astype(bool),
        contract_rank=np.concatenate(_by_kind(one, one.contract_rank, worlds)),
        n_ordered=one.n_ordered * worlds,
        n_stocks=n_stocks * worlds,
    )
    return links, Stocks(level=np.tile(world.stocks.level, worlds))


def _by_kind(one: Links, column: Floats, worlds: int) -> tuple[Floats, Floats]:
    """A column of the links of all worlds: first of those with orders, then of the others."""
    return np.tile(column[: one.n_ordered], worlds), np.tile(column[one.n_ordered :], worlds)


def _numbers(one: Links, column: Ints, own_stocks: Ints) -> Ints:
    ordered, pushed = column[: one.n_ordered] + own_stocks, column[one.n_ordered :] + own_stocks
    return np.concatenate((ordered.ravel(), pushed.ravel()))
