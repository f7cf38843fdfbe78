"""Borders that are shut: goods wait until a closed border or an embargo ends, and banned buyers get none."""

from __future__ import annotations

import numpy as np

from simulation.randomness import Floats, Streams
from simulation.scenario import measures

from .border import Bools, Gate, Traffic, covered
from .drawing import at, settled


class BorderClosure(Gate):
    """Holds a share of the covered flow until it ends (a closed road)."""

    def __init__(self, terms: measures.Embargoed, traffic: Traffic, origin: str) -> None:
        super().__init__(terms.name, traffic.links)
        self._traffic, self._origin = traffic, origin
        self._share = self._shares(terms)
        self._stays = np.ones(traffic.links)  # share of what waits that the next day still holds

    def amend(self, day: int, terms: measures.Embargoed) -> None:
        """From today the border is open further, or less far."""
        self._hold(self._shares(terms))

    def _hold(self, share: Floats) -> None:
        """From today ``share[link]`` of the flow is held.

        Where it falls, the same part of what waits is let go: when a closure for all goods becomes one for half of
        them, half of the goods that wait may leave.
        """
        before, self._share = self._share, share
        larger = np.maximum(before, share)
        self._stays *= np.divide(share, larger, out=np.ones_like(larger), where=larger > 0)

    def _shares(self, terms: measures.Embargoed) -> Floats:
        """Share of the flow that is held, by link."""
        return np.where(covered(self._traffic, terms, self._origin), settled(terms.share), 0.0)

    def _decide(self, day: int, flow: Floats) -> Floats:
        kept, stays = flow * self._share, self.held * self._stays
        out = flow - kept + self.held - stays
        self.held = stays + kept
        self._stays = np.ones_like(stays)
        return out


class Embargo(BorderClosure):
    """A closed border that opens by and by: from its end on, goods are let go evenly over ``release_days``.

    On each of these days the held share of new flow falls by the same step, and of what waited at the end the same
    part leaves. Cargo that passed the border before the embargo is on its way and stays there.
    """

    def __init__(self, terms: measures.Embargo, traffic: Traffic, origin: str) -> None:
        super().__init__(terms, traffic, origin)
        self._terms = terms
        self._ended: int | None = None

    def amend(self, day: int, terms: measures.Embargoed) -> None:
        """Other terms hold from today; a release that has begun goes on, over their ``release_days``."""
        assert isinstance(terms, measures.Embargo)
        self._terms = terms
        if self._ended is None:
            super().amend(day, terms)

    def end(self, day: int) -> None:
        """The release begins."""
        self._ended = day

    def open_share(self, day: int) -> float:
        """How far the release has come by the end of ``day``: 0 under the full embargo, 1 when all is over."""
        if self._ended is None or day < self._ended:
            return 0.0
        return min((day - self._ended + 1) / max(settled(self._terms.release_days), 1.0), 1.0)

    def _decide(self, day: int, flow: Floats) -> Floats:
        if self._ended is None:
            return super()._decide(day, flow)
        open_share = self.open_share(day)
        if open_share >= 1:
            super().end(day)
            return self._empty(flow)
        self._hold(self._shares(self._terms) * (1.0 - open_share))
        return super()._decide(day, flow)


class EntityBan(Gate):
    """Consignments to buyers on a list return to their suppliers; who is on the list is drawn firm by firm."""

    def __init__(self, terms: measures.EntityBan, traffic: Traffic, streams: Streams, origin: str) -> None:
        super().__init__(terms.name, traffic.links)
        self._traffic, self._streams, self._origin = traffic, streams, origin
        self._banned = self._links_of_banned_buyers(terms)

    def begin(self, day: int) -> None:
        super().begin(day)
        self.barred = self._banned.astype(np.float64)

    def amend(self, day: int, terms: measures.EntityBan) -> None:
        """From today the list is longer or shorter; a longer one holds everybody who was on the shorter one."""
        self._banned = self._links_of_banned_buyers(terms)
        self.barred = self._banned.astype(np.float64) if self.in_force else None

    def end(self, day: int) -> None:
        super().end(day)
        self.barred = None

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
