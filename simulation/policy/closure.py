"""Borders that are shut: goods wait until a closed border opens, and banned buyers get none."""

from __future__ import annotations

import numpy as np

from simulation.randomness import Floats, Streams
from simulation.scenario import measures

from .border import Bools, Gate, Traffic, covered
from .drawing import at


class BorderClosure(Gate):
    """Holds a share of the covered flow until it ends (a closed road, an embargo)."""

    def __init__(self, terms: measures.BorderClosure, traffic: Traffic, origin: str) -> None:
        super().__init__(terms.name, traffic.links)
        self._traffic, self._origin = traffic, origin
        self._share = self._shares(terms)
        self._stays = np.ones(traffic.links)  # share of what waits that the next day still holds

    def amend(self, day: int, terms: measures.BorderClosure) -> None:
        """From today the border is open further, or less far.

        Where it opens, the same part of what waits is let go: when a closure for all goods becomes one for half of
        them, half of the goods that wait may leave.
        """
        before, self._share = self._share, self._shares(terms)
        larger = np.maximum(before, self._share)
        self._stays *= np.divide(self._share, larger, out=np.ones_like(larger), where=larger > 0)

    def _shares(self, terms: measures.BorderClosure) -> Floats:
        """Share of the flow that is held, by link."""
        return np.where(covered(self._traffic, terms, self._origin), terms.share, 0.0)

    def _decide(self, day: int, flow: Floats) -> Floats:
        kept, stays = flow * self._share, self.held * self._stays
        out = flow - kept + self.held - stays
        self.held = stays + kept
        self._stays = np.ones_like(stays)
        return out


class EntityBan(Gate):
    """Consignments to buyers on a list return to their suppliers; who is on the list is drawn firm by firm."""

    def __init__(self, terms: measures.EntityBan, traffic: Traffic, streams: Streams, origin: str) -> None:
        super().__init__(terms.name, traffic.links)
        self._traffic, self._streams, self._origin = traffic, streams, origin
        self._banned = self._links_of_banned_buyers(terms)

    def amend(self, day: int, terms: measures.EntityBan) -> None:
        """From today the list is longer or shorter; a longer one holds everybody who was on the shorter one."""
        self._banned = self._links_of_banned_buyers(terms)

    def _links_of_banned_buyers(self, terms: measures.EntityBan) -> Bools:
        under_control = np.flatnonzero(covered(self._traffic, terms, self._origin))
        firms = sorted({self._traffic.buyer[link] for link in under_control})
        draws = np.array([self._streams.uniforms(f"{terms.name}/{firm}", "ban", 2) for firm in firms]).reshape(-1, 2)
        on_the_list = draws[:, 0] < at(terms.share_of_firms, draws[:, 1])
        names = {firm for firm, listed in zip(firms, on_the_list, strict=True) if listed}
        banned = np.zeros(self._traffic.links, dtype=bool)
        banned[under_control] = [self._traffic.buyer[link] in names for link in under_control]
        return banned

    def _decide(self, day: int, flow: Floats) -> Floats:
        self.refused = np.where(self._banned, flow, 0.0)
        return flow - self.refused
