"""When consignments leave and how long they are under way."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from simulation.chain.shipment import Lane
from simulation.chain.stock import Bools, Floats, Ints
from simulation.policy.drawing import at
from simulation.randomness import Streams
from simulation.scenario.numbers import Distribution, median
from simulation.scenario.schema import Scenario

from .covers import cover_of, stage_of
from .firms import Link, Network, Way
from .network import route_of


@dataclass
class Transit:
    """Days under way: ``usual[l]``, and of the n-th consignment of each link ``drawn[first[l] + n]``.

    Consignments of link l leave every ``every[l]`` days, on the days ``d`` with ``(d + phase[l]) % every[l] == 0``.
    Where ``varies[l]`` is false, ``drawn`` has one number for all of them. ``inland`` links send what they have every
    day, cross no border and always take the same time.
    """

    usual: Ints
    air: Ints
    every: Ints
    phase: Ints
    varies: Bools
    first: Ints
    drawn: NDArray[np.int32]  # a day looks up hundreds of places far apart: the smaller, the more of it is at hand
    inland: list[Lane]
    _leaving: dict[int, Ints] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._others = np.ones(len(self.every), dtype=bool)
        for _, links in self.inland:
            self._others[links] = False
        self._cycle = math.lcm(*np.unique(self.every[self._others]).tolist())  # days after which departures repeat
        # Few links differ in what numbers their consignments: a division for each sort is enough.
        self._paces, self._pace = np.unique(np.where(self.varies, self.every, NEVER_ANOTHER), return_inverse=True)

    def leaving(self, day: int) -> Ints:
        """Links that are not inland and whose consignments leave today."""
        weekday = day % self._cycle
        if weekday not in self._leaving:
            self._leaving[weekday] = np.flatnonzero(self._others & ((day + self.phase) % self.every == 0))
        return self._leaving[weekday]

    def days(self, day: int, links: Ints, by_air: Bools) -> Ints:
        """Whole days under way of consignments that leave today on ``links``."""
        number = day // self._paces
        days: Ints = self.drawn[self.first[links] + number[self._pace[links]]].astype(np.int64)
        flown = by_air.nonzero()[0]
        if len(flown):
            days[flown] = np.minimum(self.air[links[flown]], days[flown])
        return days


LaneOrder = tuple[bool, bool, int]
NEVER_ANOTHER = 10**9
"""Days after which links whose times do not vary would need another number."""


def sort_into_lanes(scenario: Scenario, network: Network) -> list[LaneOrder]:
    """Put the links of each lane side by side; gives back the lane of each, in their new order.

    What is ordered comes before what is pushed, and inland trade, by its days, before all other.
    """
    order = _lane_order(scenario)
    keyed = sorted((order(link), i) for i, link in enumerate(network.links))
    network.links = [network.links[i] for _, i in keyed]
    return [lane for lane, _ in keyed]


def _lane_order(scenario: Scenario) -> Callable[[Link], LaneOrder]:
    known: dict[tuple[Way, str, bool, bool], LaneOrder] = {}  # links of one way and buyer are alike

    def order(link: Link) -> LaneOrder:
        kind = (link.way, link.buyer_site, link.pushed, link.origin == link.destination)
        if kind not in known:
            inland = _is_inland(scenario, link)
            known[kind] = link.pushed, not inland, _usual(time_under_way(scenario, link)) if inland else 0
        return known[kind]

    return order


def _is_inland(scenario: Scenario, link: Link) -> bool:
    if link.origin != link.destination or link.illicit is not None:
        return False
    daily = route_of(scenario, link).consignment_every_days == 1
    return daily and not _varies(scenario, link) and not _may_fly(scenario, link)


def _varies(scenario: Scenario, link: Link) -> bool:
    """Whether consignments differ in their time under way."""
    return scenario.noise.on and isinstance(time_under_way(scenario, link), Distribution)


def transit_table(
    scenario: Scenario, network: Network, lanes: list[LaneOrder], streams: Streams, n_days: int
) -> Transit:
    """Draw the times of all links; each link has one stream: first its day of the week, then its consignments."""
    ways = [x.way for x in network.links]
    known = one_of_each_way(network)
    times = {way: time_under_way(scenario, x) for way, x in known.items()}
    usual = {way: _usual(time) for way, time in times.items()}
    route = {way: route_of(scenario, x) for way, x in known.items()}
    every = np.array([route[way].consignment_every_days for way in ways], dtype=np.int64)
    varies = {way: _varies(scenario, x) for way, x in known.items()}
    varied = np.array([varies[way] for way in ways], dtype=bool)
    luck = _luck(network, streams, every, varied, n_days)
    first, drawn = _drawn(ways, times, varies, np.where(varied, _consignments(n_days, every), 1), luck)
    phase = np.zeros(len(ways), dtype=np.int64)
    lucky = np.array(list(luck), dtype=np.int64)
    phase[lucky] = np.array([u[0] for u in luck.values()]) * every[lucky]
    return Transit(
        usual=np.array([usual[way] for way in ways], dtype=np.int64),
        air=np.array([_usual(route[way].air_days) for way in ways], dtype=np.int64),
        every=every,
        phase=phase,
        varies=varied,
        first=first,
        drawn=drawn,
        inland=_inland_lanes(lanes),
    )


def _luck(network: Network, streams: Streams, every: Ints, varies: Bools, n_days: int) -> dict[int, Floats]:
    """Uniforms of the links that have a day of the week to draw, or consignments that differ: ``[link][1 + n]``."""
    numbers = (1 + _consignments(n_days, every)).tolist()
    return {
        i: streams.uniforms(_trade_name(network, network.links[i]), "consignments", numbers[i])
        for i in np.flatnonzero(varies | (every > 1)).tolist()
    }


def _consignments(n_days: int, every: Ints) -> Ints:
    """How many consignments each link may have in a run, at most."""
    return n_days // every + 2


def _drawn(
    ways: list[Way],
    times: dict[Way, float | Distribution],
    varies: dict[Way, bool],
    lengths: Ints,
    luck: dict[int, Floats],
) -> tuple[Ints, NDArray[np.int32]]:
    """Where each link's days begin, and the days of all consignments, one way's distribution at a time.

    ``lengths[l]`` is the number of times that link l draws; 1, for the usual time, where its consignments do not vary.
    """
    alike: dict[tuple[Way, int], list[int]] = defaultdict(list)
    for i, (way, length) in enumerate(zip(ways, lengths.tolist(), strict=True)):
        alike[way, length].append(i)
    first = np.zeros(len(ways), dtype=np.int64)
    drawn = np.zeros(int(lengths.sum()), dtype=np.int32)
    end = 0
    for (way, length), links in alike.items():
        begin, end, time = end, end + len(links) * length, times[way]
        days = drawn[begin:end].reshape(len(links), length)
        if varies[way] and isinstance(time, Distribution):
            uniforms = np.concatenate([luck[i] for i in links]).reshape(len(links), -1)[:, 1:]
            days[:] = whole_days(time, uniforms if time.per == "shipment" else uniforms[:, :1])
        else:
            days[:] = _usual(time)
        first[links] = begin + np.arange(len(links)) * length
    return first, drawn


def _inland_lanes(lanes: list[LaneOrder]) -> list[Lane]:
    """Inland links that lie side by side in the network and take the same time."""
    inland, end = [], 0
    for (_, crosses, days), links in groupby(lanes):
        first, end = end, end + sum(1 for _ in links)
        if not crosses:
            inland.append((days, slice(first, end)))
    return inland


def _may_fly(scenario: Scenario, link: Link) -> bool:
    """Whether the buyer ever has goods flown in."""
    site = scenario.sites[link.buyer_site]
    return cover_of(scenario, site.region, stage_of(site)).air_below_cover_days > 0


def one_of_each_way(network: Network) -> dict[Way, Link]:
    """A link of each way that goods go."""
    return {link.way: link for link in network.links}


def time_under_way(scenario: Scenario, link: Link) -> float | Distribution:
    """The time from clearance, or from the maker on an illicit route, to the buyer's gate, days."""
    return scenario.leakage[link.illicit].transit_days if link.illicit else route_of(scenario, link).transit_days


def lead_days(scenario: Scenario, link: Link) -> float:
    """Mean days from an order to its arrival at rest: the wait for the next consignment, and the time under way."""
    time, every = time_under_way(scenario, link), route_of(scenario, link).consignment_every_days
    return (_mean(time) if scenario.noise.on else _usual(time)) + (every - 1) / 2


@cache
def _usual(time: float | Distribution) -> int:
    return max(1, round(median(time)))


@cache
def _mean(time: float | Distribution) -> float:
    return float(whole_days(time, (np.arange(1000) + 0.5) / 1000).mean())


def whole_days(time: float | Distribution, luck: Floats) -> Floats:
    """The time at the uniforms ``luck``, in whole days of at least one."""
    days: Floats = np.maximum(1.0, np.rint(at(time, luck)))
    return days


def _trade_name(network: Network, link: Link) -> str:
    way = f" by {link.illicit}" if link.illicit else ""
    return f"{network.stocks.names[link.buyer]} from {link.supplier_name}{way}"
