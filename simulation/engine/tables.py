"""From named firms and links to the arrays that a day works on, filled as the world is at rest."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulation.chain.industry import Industries
from simulation.chain.lines import Lines
from simulation.chain.mine import Mines
from simulation.chain.ordering import Buyers, Links
from simulation.chain.plant import Plants
from simulation.chain.shipment import Pipeline
from simulation.chain.stock import Floats, Ints, Stocks, padded, padded_ints, summed
from simulation.policy.drawing import settled
from simulation.scenario import sites
from simulation.scenario.schema import Scenario
from simulation.units import DAYS_PER_YEAR

from .covers import Covers, cover_of, firm_numbers, stage_of
from .firms import Network, Process
from .network import group_contents, region_numbers
from .transit import Transit, lead_days, one_of_each_way

SURPLUS_CORRECTION_DAYS = 60.0
"""Days over which stock-building levels out the difference of a stock from its target (assumed)."""


def mines_table(scenario: Scenario, network: Network) -> Mines:
    names = list(network.mines)
    entries = [scenario.sites[n] for n in names]
    yearly = [settled(e.capacity_t_per_year) for e in entries if isinstance(e, sites.Mine)]
    product = np.array([network.mines[n] for n in names], dtype=np.int64)
    return Mines(names, np.array(yearly) / DAYS_PER_YEAR, product, np.zeros(len(names)))


def plants_table(scenario: Scenario, network: Network, covers: Covers) -> Plants:
    """All processes, with batches under way as at rest."""
    numbers = firm_numbers(network)
    processes = network.processes
    entries = [_plant(scenario, p) for p in processes]
    feed_cover, out_cover = np.zeros(len(processes)), np.zeros(len(processes))
    for i, process in enumerate(processes):
        number, count = numbers[process.name.rsplit(" ", 1)[0]]
        inputs, products = covers.days(process.site, count)
        feed_cover[i], out_cover[i] = inputs[number], products[number]
    rest = np.array([p.rest for p in processes])
    days = np.array([e.days_in_process for e in entries], dtype=np.int64)
    main_yield = np.array([p.recipe.outputs[p.main] for p in processes])
    plants = Plants(
        names=[p.name for p in processes],
        feed=padded_ints([list(p.feeds.values()) for p in processes]),
        per_feed=padded([list(p.recipe.inputs.values()) for p in processes]),
        product=padded_ints([list(p.products.values()) for p in processes]),
        per_product=padded([list(p.recipe.outputs.values()) for p in processes]),
        capacity=np.array([_capacity(e, p) for e, p in zip(entries, processes, strict=True)]),
        rest=rest,
        days=days,
        feed_driven=np.array([e.driven_by == "feed" for e in entries], dtype=bool),
        up_to=rest * main_yield * (out_cover + days + 1),
        feed_target=rest * (feed_cover + 1),
    )
    plants.run_as_at_rest()
    for i, process in enumerate(processes):
        _stock_up(network, process, entries[i], float(feed_cover[i]), float(out_cover[i]))
    return plants


def _plant(scenario: Scenario, process: Process) -> sites.Plant:
    site = scenario.sites[process.site]
    assert isinstance(site, sites.Plant)
    return site


def _capacity(site: sites.Plant, process: Process) -> float:
    """t REO of feed a day: as given for the entry, or the load at rest and what is spare."""
    if site.capacity_t_per_year is not None:
        return settled(site.capacity_t_per_year) / DAYS_PER_YEAR * process.share_of_site
    return process.rest * (1.0 + settled(site.spare_capacity))


def _stock_up(network: Network, process: Process, site: sites.Plant, feed_cover: float, out_cover: float) -> None:
    """Note the cover of a process's stocks, and fill the products as at rest."""
    level = network.stocks.level
    for material, stock in process.feeds.items():
        network.cover[stock] = feed_cover
        if site.driven_by == "feed":
            level[stock] = feed_cover * process.rest * process.recipe.inputs[material]
    for material, stock in process.products.items():
        if material not in site.ships_to:
            network.cover[stock] = out_cover
            level[stock] = out_cover * network.sold[stock]


def lines_table(scenario: Scenario, network: Network, covers: Covers) -> Lines:
    numbers = firm_numbers(network)
    region = region_numbers(scenario)
    entries = [scenario.sites[x.site] for x in network.lines]
    for line in network.lines:
        number, count = numbers[line.name]
        for stock in line.parts:
            network.cover[stock] = float(covers.days(line.site, count)[0][number])
    habits = [e for e in entries if isinstance(e, sites.Lines)]
    return Lines(
        names=[x.name for x in network.lines],
        region=np.array([region[e.region] for e in entries], dtype=np.int64),
        vehicles_per_day=np.array([x.vehicles_per_day for x in network.lines]),
        part=padded_ints([x.parts for x in network.lines]),
        need=padded([x.needs for x in network.lines]),
        restart_cover_days=np.array([h.restart_cover_days for h in habits]),
        overtime_share=np.array([h.overtime_share for h in habits]),
        slow_below_cover_days=np.array([h.slow_below_cover_days for h in habits]),
    )


def industries_table(network: Network, covers: Covers) -> Industries:
    numbers = firm_numbers(network)
    for user in network.users:
        number, count = numbers[user.name]
        network.cover[user.stock] = float(covers.days(user.site, count)[0][number])
    return Industries(
        names=[x.name for x in network.users],
        stock=np.array([x.stock for x in network.users], dtype=np.int64),
        demand=np.array([x.per_day for x in network.users]),
    )


@dataclass
class Surplus:
    """Stocks with a sink: it takes ``rest[i]`` t REO a day at rest, and ``target[i]`` t REO stay."""

    stock: Ints
    rest: Floats
    target: Floats
    taken_total: Floats = field(init=False)  # t REO since the start

    def __post_init__(self) -> None:
        self.taken_total = np.zeros(len(self.stock))

    def take(self, stocks: Stocks) -> None:
        """A day of the sink: the surplus at rest, more from fuller stocks and less from emptier ones."""
        here = stocks.level[self.stock]
        wish = self.rest + (here - self.rest - self.target) / SURPLUS_CORRECTION_DAYS
        taken = np.maximum(np.minimum(wish, here), 0.0)
        stocks.level[self.stock] = here - taken
        self.taken_total += taken


def links_table(scenario: Scenario, network: Network) -> Links:
    lead = {way: lead_days(scenario, link) for way, link in one_of_each_way(network).items()}
    return Links(
        buyer=np.array([x.buyer for x in network.links], dtype=np.int64),
        supplier=np.array([x.supplier for x in network.links], dtype=np.int64),
        share=np.array([x.share for x in network.links]),
        rest=np.array([x.rest for x in network.links]),
        lead_days=np.array([lead[x.way] for x in network.links]),
        home=np.array([x.origin == x.destination for x in network.links], dtype=bool),
        contract_rank=np.array([x.rank for x in network.links]),
        n_ordered=sum(not x.pushed for x in network.links),
        n_stocks=len(network.stocks.names),
    )


def buyers_table(scenario: Scenario, network: Network, links: Links) -> Buyers:
    n = len(network.stocks.names)
    use, cover, air = np.zeros(n), np.zeros(n), np.zeros(n)
    for need in network.needs:
        use[need.stock] = need.per_day
        cover[need.stock] = network.cover[need.stock]
        site = scenario.sites[need.site]
        air[need.stock] = cover_of(scenario, site.region, stage_of(site)).air_below_cover_days
    m = links.n_ordered
    total = summed(links.rest[:m], links.buyer[:m], n)
    lead = summed(links.rest[:m] * links.lead_days[:m], links.buyer[:m], n) / np.maximum(total, 1e-300)
    return Buyers(use, cover, lead, air)


def fill_pipelines(network: Network, links: Links, transit: Transit, pipeline: Pipeline, buyers: Buyers) -> None:
    """Goods set aside and under way as at rest, and what is left on site of each buyer's order-up-to level."""
    last = (-1 + transit.phase) % transit.every  # days since the last consignment left, on the eve of day 0
    links.staged[:] = links.rest * last
    each, left_ago = links.rest * transit.every, last + 1  # of the latest consignment; then of those before it
    while len(under_way := np.flatnonzero(left_ago <= transit.usual)):
        pipeline.send(0, under_way, each[under_way], (transit.usual - left_ago)[under_way])
        left_ago += transit.every
    m = links.n_ordered
    links.on_order[:] = links.staged[:m] + pipeline.under_way()[:m]
    links.recount()
    level = network.stocks.level
    up_to = buyers.use * (buyers.cover_days + buyers.lead_days)
    level[:] = np.where(buyers.use > 0, np.maximum(up_to - links.coming, 0.0), level)


def fill_reserves(scenario: Scenario, network: Network) -> None:
    """Reserves hold what they are said to hold."""
    for name, stock in network.reserves.items():
        site = scenario.sites[name]
        assert isinstance(site, sites.Reserve)
        network.stocks.level[stock] = settled(site.t)


def surplus_table(scenario: Scenario, network: Network) -> Surplus:
    """Products that no buyer draws, which their site's sink takes."""
    made: dict[int, float] = {}
    for process in network.processes:
        plant = _plant(scenario, process)
        if plant.surplus_to is not None:
            for material, stock in process.products.items():
                if material not in plant.ships_to:
                    made[stock] = made.get(stock, 0.0) + process.rest * process.recipe.outputs[material]
    stocks = np.array(list(made), dtype=np.int64)
    sold = np.array([network.sold[k] for k in made])
    cover = np.array([network.cover.get(k, 0.0) for k in made])
    return Surplus(stocks, np.array(list(made.values())) - sold, cover * sold)


def losses_table(scenario: Scenario, network: Network) -> tuple[Floats, Floats]:
    """``contents_of_feed[p, group]`` and ``lost[p, group]`` of a tonne of feed of each process, t REO."""
    contents = group_contents(scenario)
    number = {m: i for i, m in enumerate(scenario.materials)}

    def contained(tonnes: dict[str, float]) -> Floats:
        return sum((q * contents[number[m]] for m, q in tonnes.items()), np.zeros(len(scenario.groups)))

    recipes = {id(r): (contained(r.inputs), contained(r.outputs)) for r in scenario.recipes.values()}
    by_process = np.array([recipes[id(p.recipe)] for p in network.processes])
    fed, made = by_process.reshape(-1, 2, len(scenario.groups)).swapaxes(0, 1)
    return fed, fed - made
