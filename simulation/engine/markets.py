"""Prices and adaptation of a world: their tables, and what they change in it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulation.chain.industry import Industries
from simulation.chain.lines import Lines
from simulation.chain.ordering import Buyers
from simulation.chain.stock import Bools, Floats, Ints
from simulation.market.adaptation import Changes
from simulation.market.price import INSIDE, OUTSIDE, Prices
from simulation.policy.drawing import settled
from simulation.scenario.schema import Adaptation, Scenario
from simulation.units import DAYS_PER_YEAR

from .firms import Network

UNPRICED = -1


def prices_table(scenario: Scenario, network: Network, buyers: Buyers) -> Prices:
    """Priced materials and their buyers on both sides of the origin's border."""
    priced = scenario.market.prices
    n, place = len(priced), {name: i for i, name in enumerate(priced)}
    needs = [x for x in network.needs if x.material in place]
    stock = np.array([x.stock for x in needs], dtype=np.int64)
    side = [INSIDE if x.region == scenario.origin else OUTSIDE for x in needs]
    cell = [s * n + place[x.material] for s, x in zip(side, needs, strict=True)]
    number = {name: i for i, name in enumerate(scenario.materials)}
    values = list(priced.values())
    return Prices(
        material=np.array([number[name] for name in priced], dtype=np.int64),
        at_rest=_two([settled(p.inside_usd_per_kg) for p in values], [settled(p.outside_usd_per_kg) for p in values]),
        response=_two([settled(p.inside_response) for p in values], [settled(p.outside_response) for p in values]),
        lag_days=np.array([settled(p.lag_days) for p in values]),
        stock=stock,
        use=buyers.use[stock],
        target=buyers.use[stock] * buyers.cover_days[stock],
        cell=np.array(cell, dtype=np.int64),
    )


def _two(inside: list[float], outside: list[float]) -> Floats:
    return np.array([inside, outside]).reshape(2, len(inside))


@dataclass
class Pull:
    """What prices do to illicit trade and rogue supply.

    ``price[i]`` is the priced material of an illicit link (or ``UNPRICED``), ``power[i]`` its route's response and
    ``limit[i]`` what the route can carry relative to the world at rest; ``rogue[s]`` marks rogue sites, ``looks_at``
    the price that they follow and ``rogue_power`` how they do.
    """

    price: Ints
    power: Floats
    limit: Floats
    rogue: Bools
    looks_at: int
    rogue_power: float

    def of_links(self, prices: Prices) -> Floats:
        """Factor on the orders of each illicit link; 1 at rest.

        Nobody orders more on a route than it can carry.
        """
        if not len(prices.material):
            return np.ones(len(self.price))
        gap = prices.gap()[np.maximum(self.price, 0)]
        return np.where(self.price >= 0, np.minimum(gap**self.power, self.limit), 1.0)

    def of_sites(self, prices: Prices) -> Floats:
        """Factor on the work of each site; 1 on licensed ones and at rest."""
        if self.looks_at == UNPRICED:
            return np.ones(len(self.rogue))
        price = float(prices.relative()[INSIDE, self.looks_at])
        return np.where(self.rogue, price**self.rogue_power, 1.0)


def pull_table(scenario: Scenario, network: Network) -> Pull:
    priced = {name: i for i, name in enumerate(scenario.market.prices)}
    illicit = [(x, scenario.leakage[x.illicit]) for x in network.links if x.illicit]
    market = scenario.market
    return Pull(
        price=np.array([priced.get(x.material, UNPRICED) for x, _ in illicit], dtype=np.int64),
        power=np.array([settled(route.price_response) for _, route in illicit]),
        limit=_route_limits(scenario, network),
        rogue=np.array([getattr(s, "status", "") == "rogue" for s in scenario.sites.values()], dtype=bool),
        looks_at=priced.get(market.rogue_price_of or "", UNPRICED),
        rogue_power=market.rogue_response,
    )


def _route_limits(scenario: Scenario, network: Network) -> Floats:
    """What the route of each illicit link can carry, in flows at rest and at least 1."""
    carried = dict.fromkeys(scenario.leakage, 0.0)
    for x in network.links:
        if x.illicit:
            carried[x.illicit] += x.rest * scenario.materials[x.material].gross_t_per_t_reo * DAYS_PER_YEAR
    room = {
        name: max(1.0, settled(route.capacity_gross_t_per_year) / max(carried[name], 1e-300))
        for name, route in scenario.leakage.items()
    }
    return np.array([room[x.illicit] for x in network.links if x.illicit])


@dataclass
class Adapting:
    """Changes of use, and what each does in full: ``line_step[a, slot, line]``, ``user_step[a, user]`` t REO a day."""

    changes: Changes
    price: Ints  # priced material that sets each change off
    line_need: Floats
    user_demand: Floats
    line_step: Floats
    user_step: Floats
    users: Ints  # stocks of the users
    done: Floats = field(init=False)  # share of each change that is carried out

    def __post_init__(self) -> None:
        self.done = np.zeros(len(self.price))

    def review(self, day: int, prices: Prices, lines: Lines, industries: Industries, buyers: Buyers) -> None:
        """Decide on changes at today's prices, and carry on with those decided."""
        if not len(self.price):
            return
        self.changes.decide(day, prices.relative()[OUTSIDE, self.price])
        done = self.changes.replaced(day)
        if not np.array_equal(done, self.done):
            self.done = done
            step: Floats = done @ self.line_step.reshape(len(done), -1)
            lines.retool(self.line_need + step.reshape(self.line_need.shape))
            industries.demand = self.user_demand + done @ self.user_step
            buyers.use[lines.part] = lines.need
            buyers.use[self.users] = industries.demand
            prices.follow(buyers.use, buyers.cover_days)


def adapting_table(scenario: Scenario, network: Network, lines: Lines, industries: Industries) -> Adapting:
    """All adaptations of a scenario, as steps of the needs that the world starts with."""
    entries = list(scenario.adaptation.values())
    priced = {name: i for i, name in enumerate(scenario.market.prices)}
    changes = Changes(
        price_factor=np.array([e.price_factor for e in entries]),
        delay_days=np.array([settled(e.delay_days) for e in entries]),
        ramp_days=np.array([settled(e.ramp_days) for e in entries]),
        share=np.array([settled(e.share) for e in entries]),
    )
    steps = _Steps(scenario, network, lines, industries)
    n = len(entries)
    return Adapting(
        changes,
        np.array([priced[e.price_of] for e in entries], dtype=np.int64),
        lines.need.copy(),
        industries.demand.copy(),
        np.array([steps.of_lines(e) for e in entries]).reshape(n, *lines.need.shape),
        np.array([steps.of_users(e) for e in entries]).reshape(n, len(industries.demand)),
        industries.stock,
    )


class _Steps:
    """What a full change of use does to each need, t REO a day; replaced by the same product weight."""

    def __init__(self, scenario: Scenario, network: Network, lines: Lines, industries: Industries) -> None:
        self._scenario, self._lines, self._industries = scenario, lines, industries
        self._material = np.array(network.stocks.materials, dtype=np.int64)
        self._number = {name: i for i, name in enumerate(scenario.materials)}
        self._line_site = [x.site for x in network.lines]
        self._users = network.users

    def _gross_ratio(self, entry: Adaptation) -> float:
        materials = self._scenario.materials
        assert entry.replaced_by is not None
        return materials[entry.material].gross_t_per_t_reo / materials[entry.replaced_by].gross_t_per_t_reo

    def of_lines(self, entry: Adaptation) -> Floats:
        here = np.array([site in entry.sites for site in self._line_site], dtype=bool)
        made_of = self._material[self._lines.part]
        less = np.where(here & (made_of == self._number[entry.material]), self._lines.need, 0.0)
        if entry.replaced_by is None:
            return -less
        slots = here & (made_of == self._number[entry.replaced_by])
        each = less.sum(axis=0) * self._gross_ratio(entry) / np.maximum(slots.sum(axis=0), 1)
        step: Floats = np.where(slots, each, 0.0) - less
        return step

    def of_users(self, entry: Adaptation) -> Floats:
        step = np.zeros(len(self._users))
        place = {(u.name, u.material): i for i, u in enumerate(self._users)}
        for i, user in enumerate(self._users):
            if user.site in entry.sites and user.material == entry.material:
                step[i] -= user.per_day
                other = place.get((user.name, entry.replaced_by or ""))
                if other is not None:
                    step[other] += user.per_day * self._gross_ratio(entry)
        return step
