"""One world, ready to live through its days: the only place that knows every room."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import simpy

from simulation.calendar import WorkClock, date_of, day_of
from simulation.chain.industry import Industries
from simulation.chain.lines import Lines
from simulation.chain.mine import Mines
from simulation.chain.ordering import Buyers, Links
from simulation.chain.planning import Plan
from simulation.chain.plant import Plants
from simulation.chain.reviewing import Habits, Review
from simulation.chain.shipment import Pipeline
from simulation.chain.stock import Bools, Floats, Ints, Stocks, summed
from simulation.market.leakage import Leakage
from simulation.market.price import Prices
from simulation.policy.border import Traffic
from simulation.policy.drawing import settled
from simulation.randomness import Streams
from simulation.scenario import sites
from simulation.scenario.schema import Scenario
from simulation.units import DAYS_PER_YEAR

from . import tables
from .ability import Ability
from .balance import Ledger
from .bookings import booked_abroad
from .covers import Covers
from .draw import settle
from .effects import Effects
from .firms import Network
from .instruments import Surroundings
from .markets import Adapting, Pull, adapting_table, prices_table, pull_table
from .network import group_contents, lay, region_numbers
from .recorder import ABROAD, INSIDE, Recorder, blank_run
from .seasons import Activity, activity, books, demand_noise, mining_season
from .transit import Transit, sort_into_lanes, transit_table


@dataclass
class World:
    """Everything that a day changes, and what it needs to do so."""

    scenario: Scenario
    env: simpy.Environment
    n_days: int
    network: Network
    stocks: Stocks
    mines: Mines
    plants: Plants
    lines: Lines
    industries: Industries
    links: Links
    buyers: Buyers
    review: Review
    transit: Transit
    pipeline: Pipeline
    leakage: Leakage
    leak_luck: Floats | None  # [day, illicit link]; None without noise
    effects: Effects
    recorder: Recorder
    activity: Activity
    season: Floats  # [day, mine]
    line_noise: Floats | None  # [week, line]
    user_noise: Floats | None  # [week, user]
    surplus: tables.Surplus
    prices: Prices
    pull: Pull
    adapting: Adapting
    where: Places
    accounts: Accounts
    plan: Plan = field(init=False)  # of processes
    plan_of_stock: Floats = field(init=False)  # planned use of each stock, relative to the world at rest
    price_pull: Floats = field(init=False)  # by illicit link, on its orders
    rogue_work: Floats = field(init=False)  # by site, on the work of rogue mines and plants
    able: Ability = field(init=False)
    pace: Floats = field(init=False)  # by stock, use planned for over use at rest
    up_to: Floats = field(init=False)  # by stock, t REO on site and on order that buyers order up to
    departed: Floats = field(init=False)  # today, t REO by link; nothing on inland ones
    air_below: Floats = field(init=False)  # by stock, t REO below which goods are flown in
    looked: int = 0  # day of the last look at plans and suppliers

    def __post_init__(self) -> None:
        main = self.plants.product[0]
        sold = np.array([self.network.sold.get(int(k), 0.0) for k in main])
        self.plan = Plan(main, sold, self.plants.feed_driven)
        self.plan_of_stock = np.ones(len(self.stocks.level))
        self.price_pull = self.pull.of_links(self.prices)
        self.rogue_work = self.pull.of_sites(self.prices)
        self.able = Ability(self.where)
        self.departed = np.zeros(len(self.links.buyer))
        self.pace = np.ones(len(self.stocks.level))
        self.up_to, self.air_below = np.zeros((2, len(self.stocks.level)))


@dataclass(frozen=True)
class Places:
    """Which site each row of a table belongs to (numbers in the order of ``scenario.sites``), and other look-ups."""

    mine_site: Ints
    process_site: Ints
    line_site: Ints
    user_site: Ints
    supplier_site: Ints  # by link
    user_cell: Ints  # by user: its industry among those inside the origin, or among those outside it
    parts_feed: Ints  # by process of a parts maker: the feed stock whose cover is recorded
    separated_per_feed: Floats  # by process, t REO of separators' products per t of feed; 0 for all others
    illicit: Ints  # numbers of the illicit links
    frontier: Ints  # numbers of the legal links that cross a border
    legal: Bools  # by link
    rogue_mines: Floats  # 1 for rogue mines, 0 for others
    link_material: Ints
    illicit_material: Ints
    made_per_feed: Floats  # by process, t REO of products per t of feed
    parts: Ints  # processes of parts makers, region by region
    parts_region: Ints  # the region of each


@dataclass
class Accounts:
    """What entered and left, t REO: the other side of the balance."""

    opening: Floats  # by group
    contents: Floats  # [material, group]
    feed_contents: Floats  # [process, group]
    lost_per_feed: Floats  # [process, group]
    seized: Floats  # by link
    stock_material: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


def build(scenario: Scenario, seed: int, replication: int, *, keep_events: bool = False) -> World:
    """Draw one replication of a scenario and set it up at rest."""
    streams = Streams(seed, replication)
    scenario = settle(scenario, streams)
    n_days = day_of(scenario.end, scenario.start) + 1
    network = lay(scenario, streams)
    lanes = sort_into_lanes(scenario, network)
    network.stocks.close()
    covers = Covers(scenario, streams)
    plants = tables.plants_table(scenario, network, covers)
    lines = tables.lines_table(scenario, network, covers)
    industries = tables.industries_table(network, covers)
    mines = tables.mines_table(scenario, network)
    transit = transit_table(scenario, network, lanes, streams, n_days)
    links = tables.links_table(scenario, network)
    buyers = tables.buyers_table(scenario, network, links)
    longest = max(int(transit.usual.max(initial=1)), int(transit.drawn.max(initial=1)))
    pipeline = Pipeline(len(network.links), longest)
    tables.fill_pipelines(network, links, transit, pipeline, buyers)
    tables.fill_reserves(scenario, network)
    traffic = _traffic(scenario, network)
    where = _places(scenario, network, plants, traffic)
    env = simpy.Environment()
    clock = _work_clock(scenario, n_days)
    recorder = _recorder(scenario, network, streams, n_days, lines, traffic, where, keep_events=keep_events)
    note = recorder.note if keep_events else None
    around = Surroundings(
        scenario, streams, env, clock, traffic, traffic.of_links(where.frontier), network, where.made_per_feed, note
    )
    effects = Effects(around)
    world = World(
        scenario, env, n_days, network, network.stocks, mines, plants, lines, industries, links, buyers,
        _review(scenario, links, where), transit, pipeline,
        *_smugglers(scenario, network, streams, where, n_days), effects, recorder,
        activity(scenario, n_days), mining_season(scenario, mines.names, streams, n_days),
        demand_noise(scenario, lines.names, streams, n_days),
        demand_noise(scenario, [f"{u.name} {u.material}" for u in network.users], streams, n_days),
        tables.surplus_table(scenario, network), prices_table(scenario, network, buyers), pull_table(scenario, network),
        adapting_table(scenario, network, lines, industries), where, _accounts(scenario, network),
    )  # fmt: skip
    world.accounts.opening = sum(inside(world).values(), np.zeros(len(scenario.groups)))
    return world


def _work_clock(scenario: Scenario, n_days: int) -> WorkClock:
    return WorkClock(scenario.start, n_days, scenario.calendar.desk_holidays if scenario.calendar.on else ())


def _review(scenario: Scenario, links: Links, where: Places) -> Review:
    market = scenario.market
    habits = Habits(market.hoarding_share, market.shift_share, market.cancelled_share_per_month)
    return Review(links, where.legal[: links.n_ordered], habits)


def _places(scenario: Scenario, network: Network, plants: Plants, traffic: Traffic) -> Places:
    site = {name: i for i, name in enumerate(scenario.sites)}
    industry = {name: i for i, name in enumerate(industries_of(scenario))}

    def numbers(names: list[str]) -> Ints:
        return np.array([site[n] for n in names], dtype=np.int64)

    stage = np.array([getattr(scenario.sites[p.site], "stage", "") for p in network.processes], dtype=str)
    parts, parts_region = _parts_makers(scenario, network, stage)
    users = [scenario.sites[u.site] for u in network.users]
    made_per_feed = plants.per_product.sum(axis=0)
    legal = np.array([x.illicit is None for x in network.links], dtype=bool)
    return Places(
        mine_site=numbers(list(network.mines)),
        process_site=numbers([p.site for p in network.processes]),
        line_site=numbers([x.site for x in network.lines]),
        user_site=numbers([u.site for u in network.users]),
        supplier_site=traffic.supplier_site,
        user_cell=np.array(
            [
                industry[u.industry] + len(industry) * (ABROAD if u.region != scenario.origin else INSIDE)
                for u in users
                if isinstance(u, sites.Industry)
            ],
            dtype=np.int64,
        ),
        parts_feed=plants.feed[0, parts],
        separated_per_feed=np.where(stage == scenario.reporting.separators, made_per_feed, 0.0),
        illicit=np.flatnonzero(~legal),
        frontier=np.flatnonzero(legal & (traffic.origin != traffic.destination)),
        legal=legal,
        rogue_mines=np.array([getattr(scenario.sites[n], "status", "") == "rogue" for n in network.mines], dtype=float),
        link_material=traffic.material,
        illicit_material=traffic.material[~legal],
        made_per_feed=made_per_feed,
        parts=parts,
        parts_region=parts_region,
    )


def _parts_makers(scenario: Scenario, network: Network, stage: Any) -> tuple[Ints, Ints]:
    """Processes of parts makers, region by region, and their regions."""
    region = region_numbers(scenario)
    parts = np.flatnonzero(np.isin(stage, scenario.reporting.makers))
    regions = np.array([region[scenario.sites[network.processes[i].site].region] for i in parts], dtype=np.int64)
    order = np.argsort(regions, kind="stable")
    return parts[order], regions[order]


def industries_of(scenario: Scenario) -> tuple[str, ...]:
    """Names under which other industries are reported, in order of first mention."""
    named = [s.industry for s in scenario.sites.values() if isinstance(s, sites.Industry)]
    return tuple(dict.fromkeys(named))


def _traffic(scenario: Scenario, network: Network) -> Traffic:
    region = region_numbers(scenario)
    material = {name: i for i, name in enumerate(scenario.materials)}
    site = {name: i for i, name in enumerate(scenario.sites)}
    links = network.links
    return Traffic(
        material=np.array([material[x.material] for x in links], dtype=np.int64),
        origin=np.array([region[x.origin] for x in links], dtype=np.int64),
        destination=np.array([region[x.destination] for x in links], dtype=np.int64),
        supplier_site=np.array([site[x.supplier_site] for x in links], dtype=np.int64),
        buyer=tuple(x.buyer_name for x in links),
        supplier=tuple(x.supplier_name for x in links),
        rest_t_per_day=np.array([x.rest if x.illicit is None else 0.0 for x in links]),
        gross_t_per_t_reo=np.array([scenario.materials[x.material].gross_t_per_t_reo for x in links]),
        material_names=tuple(scenario.materials),
        region_names=scenario.regions,
        site_names=tuple(scenario.sites),
        labels={name: frozenset(m.labels) for name, m in scenario.materials.items()},
    )


def _smugglers(
    scenario: Scenario, network: Network, streams: Streams, where: Places, n_days: int
) -> tuple[Leakage, Floats | None]:
    routes = list(scenario.leakage)
    chosen = [network.links[i] for i in where.illicit]
    luck = [
        streams.uniforms(f"{network.stocks.names[x.buyer]} from {x.supplier_name}", f"seizure/{x.illicit}", n_days)
        for x in (chosen if scenario.noise.on else ())
    ]
    leakage = Leakage(
        links=where.illicit,
        route=np.array([routes.index(x.illicit or "") for x in chosen], dtype=np.int64),
        capacity=np.array([settled(r.capacity_gross_t_per_year) / DAYS_PER_YEAR for r in scenario.leakage.values()]),
        gross=np.array([scenario.materials[x.material].gross_t_per_t_reo for x in chosen]),
        seizure=np.array([settled(scenario.leakage[x.illicit or ""].seizure_share) for x in chosen]),
    )
    return leakage, np.stack(luck, axis=1) if luck else None


def _recorder(
    scenario: Scenario,
    network: Network,
    streams: Streams,
    n_days: int,
    lines: Lines,
    traffic: Traffic,
    where: Places,
    *,
    keep_events: bool,
) -> Recorder:
    n_regions, origin = len(scenario.regions), region_numbers(scenario)[scenario.origin]
    leaves = (traffic.origin == origin) & (traffic.destination != origin)
    cell = np.where(leaves, traffic.material * n_regions + traffic.destination, -1)
    run = blank_run(
        start=scenario.start,
        n_days=n_days,
        shock_day=day_of(scenario.shock, scenario.start),
        window_days=scenario.window_days,
        origin=scenario.origin,
        regions=scenario.regions,
        books=books(scenario, streams, n_days),
        materials=tuple(scenario.materials),
        labels=tuple(frozenset((name, *m.labels)) for name, m in scenario.materials.items()),
        gross=np.array([m.gross_t_per_t_reo for m in scenario.materials.values()]),
        industries=industries_of(scenario),
        reporting=scenario.reporting,
        demand=_demand(scenario, network, where),
        priced=tuple(scenario.market.prices),
        line_region=lines.region,
        vehicles_normal=summed(lines.vehicles_per_day, lines.region, n_regions),
        parts_region=where.parts_region,
    )
    bookings = booked_abroad(scenario, network)
    return Recorder(run, cell, bookings, where, keep_events=keep_events)


def _demand(scenario: Scenario, network: Network, where: Places) -> Floats:
    """``[side, industry]``: what industries use in a normal year, t REO a day."""
    per_day = np.array([user.per_day for user in network.users])
    return summed(per_day, where.user_cell, 2 * len(industries_of(scenario))).reshape(2, -1)


def _accounts(scenario: Scenario, network: Network) -> Accounts:
    fed, lost = tables.losses_table(scenario, network)
    return Accounts(
        opening=np.zeros(len(scenario.groups)),
        contents=group_contents(scenario),
        feed_contents=fed,
        lost_per_feed=lost,
        seized=np.zeros(len(network.links)),
        stock_material=np.array([max(m, 0) for m in network.stocks.materials], dtype=np.int64),
    )


def inside(world: World) -> dict[str, Floats]:
    """t REO by element group of all that is in the world: on site, in process, on the way, at the border."""
    accounts = world.accounts
    by_stock = accounts.contents[accounts.stock_material[1:]]
    by_link = accounts.contents[world.where.link_material]
    return {
        "stocks": world.stocks.level[1:] @ by_stock,
        "in process": world.plants.in_process @ accounts.feed_contents,
        "set aside": world.links.staged @ by_link,
        "in transit": world.pipeline.under_way() @ by_link,
        "at a border": world.effects.border.held @ by_link[world.where.frontier],
    }


def consumed(world: World) -> Floats:
    """t REO that lines and other industries have used of each stock."""
    stocks = np.concatenate((world.lines.part.ravel(), world.industries.stock))
    used = np.concatenate((world.lines.used_total.ravel(), world.industries.used_total))
    return summed(used, stocks, len(world.stocks.level))


def account(world: World) -> Ledger:
    """The balance of the world so far."""
    accounts = world.accounts
    by_stock = accounts.contents[accounts.stock_material]
    by_link = accounts.contents[world.where.link_material]
    mined = np.array([world.network.stocks.materials[k] for k in world.mines.product], dtype=np.int64)
    return Ledger(
        groups=world.scenario.groups,
        entered={"opening": accounts.opening, "mined": world.mines.dug @ accounts.contents[mined]},
        inside=inside(world),
        left={
            "consumed": consumed(world) @ by_stock,
            "surplus": world.surplus.taken_total @ by_stock[world.surplus.stock],
            "lost": world.plants.finished_total @ accounts.lost_per_feed,
            "seized": accounts.seized @ by_link,
        },
    )


def today(world: World, day: int) -> str:
    """The date of a day, for messages."""
    return f"{date_of(day, world.scenario.start):%Y-%m-%d}"
