"""What it would bring to live several replications as one: the same calls on arrays that are so many times longer."""

from __future__ import annotations

import numpy as np

from simulation.chain.ordering import Links
from simulation.chain.stock import Bools, Floats, Ints, Stocks, summed
from simulation.engine.world import World, build
from simulation.scenario.compose import load

from .rows import Row
from .timing import in_turn, ratio, spread

SCENARIO = "embargo-2010"
WORLDS = (1, 2, 4, 8, 16)
WORLD_DAYS = 320
"""Days of a world in each act, however many worlds share them."""


def rows(repeats: int) -> list[Row]:
    world = build(load(SCENARIO), 1, 0)
    _assert_copies_live_alike(world)
    tables = {n: SideBySide(world, n) for n in WORLDS}
    seconds = in_turn({str(n): lambda n=n: tables[n].live(WORLD_DAYS // n) for n in WORLDS}, repeats)
    alone = [x / WORLD_DAYS * 1e6 for x in seconds["1"]]
    return [
        Row(f"orders, allocation and arrivals of a day of {SCENARIO}, one world", spread(alone), "µs"),
        *(Row(f"{n} worlds as one, a world / one world", ratio(seconds[str(n)], seconds["1"])) for n in WORLDS[1:]),
    ]


class SideBySide:
    """So many copies of a world at rest, whose links and stocks are one table: trade that goes on as it is."""

    def __init__(self, world: World, worlds: int) -> None:
        one, n_stocks, m = world.links, len(world.stocks.level), world.links.n_ordered

        def of_all(column: Floats | Bools) -> Floats:
            """First the links with orders of all worlds, then the others."""
            return np.concatenate((np.tile(column[:m], worlds), np.tile(column[m:], worlds)))

        def stocks_of_all(column: Ints) -> Ints:
            own = np.arange(worlds)[:, None] * n_stocks
            return np.concatenate(((column[:m] + own).ravel(), (column[m:] + own).ravel()))

        self._links = Links(
            buyer=stocks_of_all(one.buyer), supplier=stocks_of_all(one.supplier), share=of_all(one.share),
            rest=of_all(one.rest), lead_days=of_all(one.lead_days), home=of_all(one.home).astype(bool),
            contract_rank=of_all(one.contract_rank), n_ordered=m * worlds, n_stocks=n_stocks * worlds,
        )  # fmt: skip
        self._stocks = Stocks(level=np.tile(world.stocks.level, worlds))
        self._rule = world.scenario.market.allocation
        links, ordered = self._links, slice(m * worlds)
        bought = summed(links.rest, links.buyer, links.n_stocks)
        self._made_less_used = summed(links.rest, links.supplier, links.n_stocks) - bought
        self._wanted = summed(links.rest[ordered], links.buyer[ordered], links.n_stocks)
        self._split = links.rest[ordered] / np.maximum(self._wanted, 1e-300)[links.buyer[ordered]]
        self._split_of_buyer = (self._wanted > 0).astype(np.float64)

    def live(self, days: int) -> None:
        links, stocks = self._links, self._stocks
        for _ in range(days):
            links.arrive(links.rest, stocks)
            links.place(self._wanted, self._split, self._split_of_buyer)
            links.allocate(stocks, self._rule)
            stocks.level += self._made_less_used

    def level(self) -> Floats:
        """t REO of all stocks."""
        return self._stocks.level


def _assert_copies_live_alike(world: World) -> None:
    """Worlds as one must do what each would do alone."""
    alone, together = SideBySide(world, 1), SideBySide(world, 3)
    alone.live(50)
    together.live(50)
    assert (together.level() == np.tile(alone.level(), 3)).all(), "worlds side by side do not live as one alone"
