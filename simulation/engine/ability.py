"""What each site can do today, spread over the rows of the tables that ask for it."""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING

from simulation.chain.stock import Floats

if TYPE_CHECKING:
    from .effects import Effects
    from .world import Places


class Ability:
    """Shares of normal work and demand by row; spread anew only when one of the factors has become another array.

    ``mines`` and ``processes`` have what outages, holidays, raids and new capacity leave of normal work, ``lines`` and
    ``links`` (of the supplier) what holidays and outages leave, ``line_demand`` and ``user_demand`` the demand.
    """

    mines: Floats
    processes: Floats
    lines: Floats
    links: Floats | None  # None: all of it, as on most days
    line_demand: Floats
    user_demand: Floats

    def __init__(self, where: Places) -> None:
        self._where = where
        self._factors: tuple[Floats | None, ...] = (None,) * 5

    def settle(self, activity: Floats, rogue_work: Floats, effects: Effects) -> None:
        """Take the factors of a day, all by site."""
        factors = (activity, rogue_work, effects.output, effects.growth, effects.demand)
        if all(map(is_, factors, self._factors)):
            return
        self._factors = factors
        where, able = self._where, activity * effects.output
        work = able * effects.growth * rogue_work
        self.mines, self.processes = work[where.mine_site], work[where.process_site]
        self.lines, links = able[where.line_site], able[where.supplier_site]
        self.links = None if (links == 1).all() else links
        self.line_demand, self.user_demand = effects.demand[where.line_site], effects.demand[where.user_site]
