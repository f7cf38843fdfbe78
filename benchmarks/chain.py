"""The chain that rarechain and its peers share, in plain words that each of them can be told.

Every stock point is kept by ordering up to a level with a constant lead time, but for the first stage, which takes what
the mine sends. The levels follow from the scenario by hand and not from a world of ours, so that equal results mean
something: order-up-to level = use x (days of cover + days from order to arrival), checked by
:func:`assert_same_figures`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulation.calendar import day_of
from simulation.engine.covers import cover_of, stage_of
from simulation.engine.firms import Network
from simulation.engine.network import lay
from simulation.engine.run import pass_days
from simulation.engine.seasons import DAYS_OF_NOISE, demand_noise
from simulation.engine.world import build
from simulation.policy.drawing import settled
from simulation.randomness import Floats, Streams
from simulation.scenario.compose import load
from simulation.scenario.schema import Scenario
from simulation.scenario.sites import Plant

SCENARIO = Path(__file__).with_name("common_chain.yaml")
SEED = 1
WARM_UP_DAYS = 365
"""Peers start with nothing on the way; figures are taken after these days."""
DAYS_TO_NOTICE = 1
"""A plant starts on the morning after an order what the order took from its products."""


@dataclass(frozen=True)
class StockPoint:
    """A stock and how it is filled: up to ``level`` (t) from ``supplier``, or with ``sent`` t a day, unasked."""

    name: str
    supplier: str | None  # None is the mine, which never runs out
    lead_days: int
    level: float
    start: float  # t on hand on the first day, with nothing on the way
    sent: float = 0.0


@dataclass(frozen=True)
class Chain:
    """All stock points, suppliers before buyers, and what the lines use: ``demand[line's stock][day]``, t."""

    stocks: dict[str, StockPoint]
    demand: dict[str, Floats]
    days: int


@dataclass(frozen=True)
class Figures:
    """What a run of the chain gave after the warm-up."""

    used: float  # t that all lines used
    mean_stock: dict[str, float]  # t on hand at the end of a day, by stock point


def common_chain(scenario: Scenario | None = None) -> Chain:
    """The chain of ``common_chain.yaml``; who buys from whom is drawn as in a run of ours."""
    scenario = scenario or load(SCENARIO)
    streams = Streams(SEED, 0)
    network = lay(scenario, streams)
    days = day_of(scenario.end, scenario.start) + 1
    stocks = _suppliers_first(_first_stage(scenario, network) | _ordered(scenario, network))
    lines = {network.stocks.names[x.parts[0]]: (x.name, x.needs[0]) for x in network.lines}
    by_week = demand_noise(scenario, [name for name, _ in lines.values()], streams, days)
    assert by_week is not None
    noise = np.repeat(by_week, DAYS_OF_NOISE, axis=0)[:days]
    demand = {stock: need * noise[:, i] for i, (stock, (_, need)) in enumerate(lines.items())}
    return Chain(stocks, demand, days)


def _first_stage(scenario: Scenario, network: Network) -> dict[str, StockPoint]:
    """What separators get from the mine and what they make of it, at a constant pace."""
    points = {}
    for process in network.processes:
        site = _plant(scenario, process.site)
        if site.driven_by == "feed":
            (feed,), (product,) = process.feeds.values(), process.products.values()
            cover = cover_of(scenario, site.region, stage_of(site))
            names = network.stocks.names
            feed_days, product_days = float(settled(cover.cover_days)), float(settled(cover.output_cover_days))
            on_the_way = _days_under_way(scenario)
            points[names[feed]] = StockPoint(
                names[feed], None, on_the_way, 0.0, process.rest * (feed_days + on_the_way), process.rest
            )
            points[names[product]] = StockPoint(
                names[product], names[feed], site.days_in_process, 0.0,
                process.rest * (product_days + site.days_in_process), process.rest,
            )  # fmt: skip
    return points


def _ordered(scenario: Scenario, network: Network) -> dict[str, StockPoint]:
    """Stocks kept by ordering: feeds and products of the magnet makers, parts of the lines."""
    names, points = network.stocks.names, {}
    supplier = {x.buyer: names[x.supplier] for x in network.links if not x.pushed}
    for need in network.needs:
        site = scenario.sites[need.site]
        cover = float(settled(cover_of(scenario, site.region, stage_of(site)).cover_days))
        lead = _days_under_way(scenario)
        level = need.per_day * (cover + lead)
        points[names[need.stock]] = StockPoint(names[need.stock], supplier[need.stock], lead, level, level)
    for process in network.processes:
        site = _plant(scenario, process.site)
        if site.driven_by == "orders":
            (feed,), (product,) = process.feeds.values(), process.products.values()
            cover = float(settled(cover_of(scenario, site.region, stage_of(site)).output_cover_days))
            lead = site.days_in_process + DAYS_TO_NOTICE
            level = process.rest * (cover + lead)
            points[names[product]] = StockPoint(names[product], names[feed], lead, level, level)
    return points


def _suppliers_first(stocks: dict[str, StockPoint]) -> dict[str, StockPoint]:
    def stages_above(point: StockPoint) -> int:
        return 0 if point.supplier is None else 1 + stages_above(stocks[point.supplier])

    return {point.name: point for point in sorted(stocks.values(), key=stages_above)}


def _plant(scenario: Scenario, name: str) -> Plant:
    site = scenario.sites[name]
    assert isinstance(site, Plant)
    return site


def _days_under_way(scenario: Scenario) -> int:
    (route,) = scenario.routes.values()
    return round(float(settled(route.transit_days)))


def figures_of_ours(scenario: Scenario) -> Figures:
    """The same figures from our engine, read day by day."""
    world = build(scenario, SEED, 0)
    names, levels = world.network.stocks.names, []
    for day in range(world.n_days):
        pass_days(world, day, day + 1)
        levels.append(np.array(world.stocks.level))
    mean = np.stack(levels[WARM_UP_DAYS:]).mean(axis=0)
    vehicles = world.recorder.close().vehicles[WARM_UP_DAYS:].sum()
    t_per_vehicle = world.network.lines[0].needs[0] / world.network.lines[0].vehicles_per_day
    return Figures(vehicles * t_per_vehicle, dict(zip(names, mean.tolist(), strict=True)))


def assert_same_figures(peer: str, theirs: Figures, ours: Figures) -> None:
    """A peer that computes something else is no peer: its time would mean nothing."""
    assert abs(theirs.used / ours.used - 1) < 0.001, f"{peer} used {theirs.used} t, rarechain {ours.used} t"
    for name, there in theirs.mean_stock.items():
        here = ours.mean_stock[name]
        assert abs(there / here - 1) < 0.01, f"{peer} holds {there} t at {name}, rarechain {here} t"
