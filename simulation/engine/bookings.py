"""What customs abroad enter in their books of the goods that arrive, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.chain.stock import Floats, Ints
from simulation.policy.drawing import at, settled
from simulation.scenario.numbers import Distribution
from simulation.scenario.schema import Scenario

from .firms import Link, Network
from .network import region_numbers, route_of


@dataclass(frozen=True)
class Bookings:
    """Links whose goods foreign customs book as goods of the origin, and when they do."""

    share_on_day: Floats  # [days since arrival], share that is booked then
    links: Ints
    region: Ints  # by link, whose customs book it
    gross: Floats  # by link, gross t booked per t REO


def booked_abroad(scenario: Scenario, network: Network) -> list[Bookings]:
    """Links by the delay of their lane."""
    gross = np.array([_gross_booked(scenario, x) for x in network.links])
    number = region_numbers(scenario)
    region = np.array([number[x.destination] for x in network.links], dtype=np.int64)
    by_delay: dict[float | Distribution, list[int]] = defaultdict(list)
    for i in np.flatnonzero(gross).tolist():
        by_delay[route_of(scenario, network.links[i]).booking_days].append(i)
    return [
        Bookings(spread_over_days(delay), np.array(links, dtype=np.int64), region[links], gross[links])
        for delay, links in by_delay.items()
    ]


def spread_over_days(delay: float | Distribution) -> Floats:
    """``share[days]`` of many consignments that have waited so many whole days when their turn comes."""
    days = np.rint(at(delay, (np.arange(1000) + 0.5) / 1000)).astype(np.int64)
    share: Floats = np.bincount(np.maximum(days, 0)) / len(days)
    return share


def booked(arrived: Floats, shares: Sequence[Floats]) -> Floats:
    """Gross t that customs enter of ``arrived[lane, day, region]``: ``shares[lane][d]`` of it d days later."""
    books = np.zeros(arrived.shape[1:])
    longest = max(map(len, shares), default=0)
    for days in reversed(range(min(longest, len(books)))):
        for lane, share in zip(arrived, shares, strict=True):
            if days < len(share):
                books[days:] += share[days] * lane[: len(lane) - days]
    return books


def _gross_booked(scenario: Scenario, link: Link) -> float:
    """Gross t a tonne of REO that the buyer's customs book as goods of the origin."""
    material = scenario.materials[link.material]
    abroad = link.origin == scenario.origin and link.destination != scenario.origin
    if not abroad or scenario.reporting.customs_class not in (link.material, *material.labels):
        return 0.0
    declared = settled(scenario.leakage[link.illicit].declared_share) if link.illicit else 1.0
    return material.gross_t_per_t_reo * declared
