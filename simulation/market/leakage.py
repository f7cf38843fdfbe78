"""Smugglers: what buyers order on illicit routes leaves past the border, as far as a route can carry it.

Illicit routes are links like any other, laid from makers who divert goods (or rogue plants) to foreign buyers. The
border does not see them. A route carries no more than its capacity, tracking closes part of the diversion, and some
consignments are seized.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulation.chain.stock import Floats, Ints, summed


@dataclass
class Leakage:
    """``links[i]`` the illicit links, ``route[i]`` the route of each; ``capacity[r]`` gross t a day of each route.

    ``gross[i]`` gross t per t REO, ``seized_if_below[i]`` the seizure probability, ``diverted[i]`` whether the goods
    come from a tracked, licensed maker.
    """

    links: Ints
    route: Ints
    capacity: Floats
    gross: Floats
    seizure: Floats
    seized: Floats = field(init=False)  # today, t REO by illicit link
    carried: Floats = field(init=False)  # today, t REO by illicit link that gets through

    def __post_init__(self) -> None:
        self.seized = np.zeros(len(self.links))
        self.carried = np.zeros(len(self.links))
        self._left, self._most = np.zeros(len(self.capacity)), 30.0 * self.capacity

    def carry(self, offered: Floats, luck: Floats | None, seizure_factor: float = 1.0) -> Floats | None:
        """Move today's consignments ``offered[i]`` (t REO).

        What routes cannot carry is given back, by illicit link; None where they carry all.
        Unused capacity of up to a month is kept, as consignments are not daily. ``luck[i]`` is a uniform: below the
        seizure probability times ``seizure_factor`` it is lost to customs; without luck each loses that share.
        """
        self._left = np.minimum(self._left + self.capacity, self._most)
        load = summed(offered * self.gross, self.route, len(self.capacity))
        sent, left_behind = offered, None
        if np.count_nonzero(load > self._left):
            fits = np.minimum(1.0, self._left / np.maximum(load, 1e-300))
            sent, load = offered * fits[self.route], load * fits
            left_behind = offered - sent
        self._left -= load
        probability = self.seizure if seizure_factor == 1 else np.minimum(self.seizure * seizure_factor, 1.0)
        self.seized = sent * (probability if luck is None else luck < probability)
        self.carried = sent - self.seized
        return left_behind
