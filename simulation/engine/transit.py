"""When consignments leave and how long they are under way."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import numpy as np

from simulation.chain.shipment import Lanes
from simulation.chain.stock import Bools, Floats, Ints
from simulation.policy.drawing import at, settled
from simulation.randomness import Streams
from simulation.scenario.numbers import Distribution, median
from simulation.scenario.schema import Scenario

from .covers import cover_of, stage_of
from .firms import Link, Network
from .network import route_of

FIXED = -1


@dataclass
class Transit:
    """Days under way: ``usual[l]``, and for lanes with a spread a draw for each consignment, ``drawn[row, n]``.

    Consignments of link l leave every ``every[l]`` days, on the days ``d`` with ``(d + phase[l]) % every[l] == 0``.
    """

    usual: Ints
    air: Ints
    every: Ints
    phase: Ints
    row: Ints  # row of a link in ``drawn``; FIXED where every consignment takes the usual time
    drawn: Ints
    regular: Lanes  # links whose goods all take the usual time
    irregular: Ints  # all other links
    booking: list[tuple[Ints, int]]  # links that leave the origin, by days from arrival to the buyer's books

    def days(self, day: int, links: Ints, by_air: Bools) -> Ints:
        """Whole days under way of consignments that leave today on ``links``."""
        days: Ints = self.usual[links]
        varied = np.flatnonzero(self.row[links] != FIXED)
        if len(varied):
            lanes = links[varied]
            days[varied] = self.drawn[self.row[lanes], day // self.every[lanes]]
        days[by_air] = np.minimum(self.air[links[by_air]], days[by_air])
        return days


def transit_table(scenario: Scenario, network: Network, streams: Streams, n_days: int) -> Transit:
    """Draw the lanes of all links; each link has one stream: first its day of the week, then its consignments."""
    routes = [route_of(scenario, x) for x in network.links]
    every = np.array([r.consignment_every_days for r in routes], dtype=np.int64)
    row = np.full(len(routes), FIXED, dtype=np.int64)
    phase = np.zeros(len(routes), dtype=np.int64)
    luck: dict[float | Distribution, list[tuple[int, Floats]]] = defaultdict(list)
    for i, link in enumerate(network.links):
        time = time_under_way(scenario, link)
        varies = scenario.noise.on and isinstance(time, Distribution)
        if varies or every[i] > 1:
            draws = streams.uniforms(_trade_name(network, link), "consignments", n_days // int(every[i]) + 3)
            phase[i] = int(draws[0] * every[i])
            if varies:
                luck[time].append((i, draws[1:]))
    usual = np.array([_usual(time_under_way(scenario, x)) for x in network.links], dtype=np.int64)
    drawn = _drawn(luck, row, n_days)
    regular = (row == FIXED) & np.array([not _may_fly(scenario, x) for x in network.links], dtype=bool)
    return Transit(
        usual=usual,
        air=np.array([_usual(r.air_days) for r in routes], dtype=np.int64),
        every=every,
        phase=phase,
        row=row,
        drawn=drawn,
        regular=[(int(days), np.flatnonzero(regular & (usual == days))) for days in np.unique(usual[regular])],
        irregular=np.flatnonzero(~regular),
        booking=_booking_days(scenario, network),
    )


def _drawn(luck: dict[float | Distribution, list[tuple[int, Floats]]], row: Ints, n_days: int) -> Ints:
    """Days of every consignment, one lane's distribution at a time; notes the ``row`` of each link."""
    links = [i for same_time in luck.values() for i, _ in same_time]
    drawn = np.zeros((len(links), n_days + 2), dtype=np.int64)
    row[links] = np.arange(len(links))
    for time, same_time in luck.items():
        once = isinstance(time, Distribution) and time.per != "shipment"
        for length in {len(u) for _, u in same_time}:
            rows = [row[i] for i, u in same_time if len(u) == length]
            days = whole_days(time, np.stack([u for _, u in same_time if len(u) == length]))
            drawn[rows, :length] = days[:, :1] if once else days
    return drawn


def _may_fly(scenario: Scenario, link: Link) -> bool:
    """Whether the buyer ever has goods flown in."""
    site = scenario.sites[link.buyer_site]
    return cover_of(scenario, site.region, stage_of(site)).air_below_cover_days > 0


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


def _booking_days(scenario: Scenario, network: Network) -> list[tuple[Ints, int]]:
    by_days: dict[int, list[int]] = defaultdict(list)
    for i, link in enumerate(network.links):
        if link.origin == scenario.origin and link.destination != scenario.origin:
            by_days[round(settled(route_of(scenario, link).booking_days))].append(i)
    return [(np.array(links, dtype=np.int64), days) for days, links in by_days.items()]


def _trade_name(network: Network, link: Link) -> str:
    way = f" by {link.illicit}" if link.illicit else ""
    return f"{network.stocks.names[link.buyer]} from {link.supplier_name}{way}"
