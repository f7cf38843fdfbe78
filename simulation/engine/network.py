"""Who stands where and who buys from whom: firms, their stocks, the links between them, and every flow at rest.

Order-driven trade is laid from the final users upstream: a buyer's use at rest loads its suppliers, whose load in turn
makes them buy. Feed-driven works (separators, recyclers) are then laid downstream from what mines dig and plants send
back; what they make is sold in proportion to it.
"""

from __future__ import annotations

from collections import defaultdict
from graphlib import TopologicalSorter

import numpy as np

from simulation.errors import wrong
from simulation.policy.drawing import settled
from simulation.randomness import Floats, Streams
from simulation.scenario.schema import IllicitRoute, Route, Scenario
from simulation.scenario.sites import Industry, Lines, Mine, Plant, Reserve, Shares
from simulation.units import DAYS_PER_YEAR, KG_PER_T

from .draw import per_firm
from .firms import LineFirm, Link, Need, Network, Process, Seller, UserFirm

SETTLED = 1e-12
"""Relative change below which flows round a loop (swarf, recycler, magnet maker) count as settled."""


def lay(scenario: Scenario, streams: Streams) -> Network:
    """Draw the firms of a settled scenario and connect them."""
    layer = _Layer(scenario, streams)
    layer.raise_firms()
    for site in layer.downstream_first():
        layer.connect(site)
    layer.feed_works()
    layer.sell_what_works_make()
    return layer.network


class _Layer:
    """The work of :func:`lay`, with the indexes that it needs on the way."""

    def __init__(self, scenario: Scenario, streams: Streams) -> None:
        self.scenario = scenario
        self.streams = streams
        self.network = Network()
        self.material_number = {name: i for i, name in enumerate(scenario.materials)}
        self.sellers: dict[tuple[str, str], list[Seller]] = defaultdict(list)
        self.of_site: dict[str, list[Process]] = defaultdict(list)
        self.outputs: dict[tuple[str, str], int] = {}
        self.makers: dict[int, list[tuple[Process, float]]] = defaultdict(list)  # with t made per t of feed, by stock
        self.later: list[tuple[Need, str, float]] = []
        self.lanes = {(r.origin, r.destination): name for name, r in scenario.routes.items()}
        self.feed_driven = {n for n, s in scenario.sites.items() if isinstance(s, Plant) and s.driven_by == "feed"}
        self.open: dict[tuple[str, str, bool], list[Seller]] = {}
        self.ways_past: dict[tuple[str, str, str], list[tuple[str, float, IllicitRoute]]] = {}
        self.seized: dict[tuple[str, str], float] = {}  # share of all that a site orders of a material

    # -- firms ---------------------------------------------------------------------------------------------------

    def raise_firms(self) -> None:
        """Every firm of every site, with its stocks."""
        for name, site in self.scenario.sites.items():
            if isinstance(site, Mine):
                self.network.mines[name] = self._output(name, site.digs)
            elif isinstance(site, Plant):
                self._raise_plants(name, site)
            elif isinstance(site, Reserve):
                self.network.reserves[name] = self._stock(f"{name} reserve", site.holds)

    def _stock(self, name: str, material: str) -> int:
        return self.network.stocks.add(name, self.material_number[material])

    def _output(self, firm: str, material: str) -> int:
        key = (firm, material)
        if key not in self.outputs:
            self.outputs[key] = self._stock(f"{firm} {material} out", material)
        return self.outputs[key]

    def shares_of_firms(self, name: str, site: Plant | Industry) -> Floats:
        """Each firm's share of its entry."""
        sizes = per_firm(site.size, self.streams, name, "size", site.count)
        shares: Floats = sizes / sizes.sum()
        return shares

    def _raise_plants(self, name: str, site: Plant) -> None:
        for i, share in enumerate(self.shares_of_firms(name, site)):
            firm = f"{name}/{i + 1}" if site.count > 1 else name
            for recipe_name in site.runs:
                self._raise_process(firm, name, site, recipe_name, float(share))

    def _raise_process(self, firm: str, name: str, site: Plant, recipe_name: str, share: float) -> None:
        recipe = self.scenario.recipes[recipe_name]
        feeds = {m: self._stock(f"{firm} {m} for {recipe_name}", m) for m in recipe.inputs}
        products = {m: self._output(firm, m) for m in recipe.outputs}
        process = Process(f"{firm} {recipe_name}", name, recipe, feeds, products, share)
        self.network.processes.append(process)
        self.of_site[name].append(process)
        for material, stock in products.items():
            self.makers[stock].append((process, recipe.outputs[material]))
            sellers = self.sellers[site.region, material]
            if material not in site.ships_to and all(s.stock != stock for s in sellers):
                sellers.append(Seller(stock, firm, name, site.market_share * share, site.status == "rogue"))

    # -- from final users upstream ---------------------------------------------------------------------------------

    def downstream_first(self) -> list[str]:
        """Sites that buy, each before its order-driven suppliers."""
        makers: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name, site in self.scenario.sites.items():
            if isinstance(site, Plant) and site.driven_by == "orders":
                for recipe in site.runs:
                    for material in self.scenario.recipes[recipe].outputs:
                        makers[site.region, material].append(name)
        order: TopologicalSorter[str] = TopologicalSorter()
        for name, site in self.scenario.sites.items():
            for material, shares in getattr(site, "buys", {}).items():
                order.add(name)
                for region in (r for r, share in shares.items() if share > 0):
                    for maker in makers[region, material]:
                        order.add(maker, name)
        return list(order.static_order())

    def connect(self, name: str) -> None:
        """Give a site its suppliers; its load is known, as all its buyers are connected."""
        site = self.scenario.sites[name]
        if isinstance(site, Lines):
            needs = self._line_needs(name, site)
        elif isinstance(site, Industry):
            needs = self._industry_needs(name, site)
        elif isinstance(site, Plant) and site.driven_by == "orders":
            needs = self._plant_needs(name, site)
        else:
            return
        for need in sorted(needs, key=_large_buyers_first):
            self.network.needs.append(need)
            self._choose_suppliers(need)

    def _line_needs(self, name: str, site: Lines) -> list[Need]:
        demand = self.scenario.demand
        needs = []
        for powertrain, count in site.count.items():
            sizes = per_firm(site.size, self.streams, name, f"size/{powertrain}", count)
            vehicles = settled(demand.vehicles_per_year[site.region][powertrain]) / DAYS_PER_YEAR * sizes / sizes.sum()
            lines = [LineFirm(f"{name}/{powertrain}/{i + 1}", name, float(vehicles[i]), [], []) for i in range(count)]
            self.network.lines += lines
            for material in site.needs:
                needs += self._parts_of(lines, site, powertrain, material)
        return needs

    def _parts_of(self, lines: list[LineFirm], site: Lines, powertrain: str, material: str) -> list[Need]:
        """What the lines of one powertrain need of a material, each part from suppliers of its own."""
        kg = settled(self.scenario.demand.gross_kg_per_vehicle[powertrain].get(material, 0.0))
        if kg == 0 or not lines:
            return []
        need, needs = site.needs[material], []
        per_vehicle = kg / KG_PER_T / self.scenario.materials[material].gross_t_per_t_reo
        for part in range(need.parts):
            decision = f"suppliers/{powertrain}/{material}/{part}"
            places, seconds = self.streams.uniforms(lines[0].site, decision, 2 * len(lines)).reshape(2, -1).tolist()
            for line, place, second in zip(lines, places, seconds, strict=True):
                stock = self._stock(f"{line.name} {material} part {part + 1}", material)
                per_day = line.vehicles_per_day * per_vehicle / need.parts
                line.parts.append(stock)
                line.needs.append(per_day)
                firms = 2 if second < need.second_source_share else 1
                needs.append(
                    Need(
                        stock, line.name, line.site, site.region, material, per_day, site.buys[material], firms, place,
                    )
                )  # fmt: skip
        return needs

    def _industry_needs(self, name: str, site: Industry) -> list[Need]:
        needs = []
        shares = self.shares_of_firms(name, site)
        for material, gross in site.uses_gross_t_per_year.items():
            per_day = settled(gross) / self.scenario.materials[material].gross_t_per_t_reo / DAYS_PER_YEAR
            places = self.streams.uniforms(name, f"suppliers/{material}", site.count)
            for i, share in enumerate(shares):
                firm = f"{name}/{i + 1}" if site.count > 1 else name
                stock = self._stock(f"{firm} {material}", material)
                user = UserFirm(firm, name, material, stock, per_day * float(share))
                self.network.users.append(user)
                needs.append(
                    Need(
                        stock, firm, name, site.region, material, user.per_day, site.buys[material],
                        site.suppliers_per_buyer, float(places[i]),
                    )
                )  # fmt: skip
        return needs

    def _plant_needs(self, name: str, site: Plant) -> list[Need]:
        needs = []
        processes = self.of_site[name]
        places = self.streams.uniforms(name, "suppliers", len(processes))
        for process, place in zip(processes, places, strict=True):
            process.rest = self.network.sold[process.products[process.main]] / process.recipe.outputs[process.main]
            for material, stock in process.feeds.items():
                per_day = process.rest * process.recipe.inputs[material]
                firm = process.name.rsplit(" ", 1)[0]
                needs.append(
                    Need(
                        stock, firm, name, site.region, material, per_day, site.buys[material],
                        site.suppliers_per_buyer, float(place),
                    )
                )  # fmt: skip
        return needs

    # -- suppliers ---------------------------------------------------------------------------------------------------

    def _choose_suppliers(self, need: Need) -> None:
        """From each region at once; sales of feed-driven works wait until their output is known."""
        for region, share in need.buys.items():
            if share <= 0 or need.per_day <= 0:
                continue
            sellers = self._open_to(need, region)
            if any(s.site in self.feed_driven for s in sellers):
                self.later.append((need, region, share))
            else:
                self._buy(need, region, share, sellers)

    def _open_to(self, need: Need, region: str) -> list[Seller]:
        """Sellers of a region; rogue ones sell openly at home only."""
        trade = (region, need.material, need.region == region)
        if trade not in self.open:
            self.open[trade] = [s for s in self.sellers[region, need.material] if not s.rogue or need.region == region]
        return self.open[trade]

    def _buy(self, need: Need, region: str, share: float, sellers: list[Seller]) -> None:
        """Spread one buyer's demand over the sellers of a region, legal and illicit."""
        if not sellers:
            raise wrong(f"sites.{need.site}.buys.{need.material}: no site in {region} sells {need.material}")
        illicit = self._illicit_routes(need, region)
        legal = max(0.0, 1.0 - sum(smuggled for _, smuggled, _ in illicit)) if illicit else 1.0
        self._split(need, region, share * legal, sellers, None)
        for name, smuggled, _ in illicit:
            rogues = [s for s in self.sellers[region, need.material] if s.rogue]
            self._split(need, region, share * smuggled, rogues or sellers, name)

    def _illicit_routes(self, need: Need, region: str) -> list[tuple[str, float, IllicitRoute]]:
        """Ways past the border, and the share of all orders that goes on each."""
        trade = (need.material, region, need.region)
        if trade not in self.ways_past:
            self.ways_past[trade] = [
                (name, settled(route.demand_share), route)
                for name, route in self.scenario.leakage.items()
                if need.material in route.covers and region in route.origins and need.region in route.destinations
            ]
        return self.ways_past[trade]

    def _ordered(self, need: Need) -> float:
        """t REO a day that a buyer orders at rest: what it uses, and what is seized on the way."""
        trade = (need.site, need.material)
        if trade not in self.seized:
            self.seized[trade] = sum(
                share * smuggled * settled(route.seizure_share)
                for region, share in need.buys.items()
                for _, smuggled, route in self._illicit_routes(need, region)
            )
        return need.per_day / max(1.0 - self.seized[trade], 0.0)

    def _split(self, need: Need, region: str, share: float, sellers: list[Seller], illicit: str | None) -> None:
        ordered = self._ordered(need)
        for seller, part in self._chosen(need, share, sellers):
            self._link(need, seller, region, part, ordered * part, illicit)

    def _chosen(self, need: Need, share: float, sellers: list[Seller]) -> list[tuple[Seller, float]]:
        """All sellers by weight, or the wanted number of those with the most room for one more buyer."""
        weighted = [s for s in sellers if s.weight > 0]
        if need.firms is None or need.firms >= len(weighted):
            total = sum(s.weight for s in weighted)
            return [(s, share * s.weight / total) for s in weighted]
        amount = need.per_day * share / need.firms
        room = [((s.asked + amount) / s.weight, s.stock, s) for s in weighted]  # no two sell from one stock
        return [(s, share / need.firms) for _, _, s in sorted(room)[: need.firms]]

    def _link(self, need: Need, seller: Seller, region: str, share: float, sold: float, illicit: str | None) -> None:
        rest = sold * (1.0 - settled(self.scenario.leakage[illicit].seizure_share)) if illicit else sold
        seller.asked += sold
        self.network.sold[seller.stock] += sold
        self.network.links.append(
            Link(
                need.stock, seller.stock, need.buyer, seller.firm, need.site, seller.site, need.material,
                region, need.region, self._lane(region, need.region), share, rest, need.place, illicit=illicit,
            )
        )  # fmt: skip

    def _lane(self, origin: str, destination: str) -> str:
        if (origin, destination) in self.lanes:
            return self.lanes[origin, destination]
        for pair in ((origin, "any"), ("any", destination), ("any", "any")):
            if pair in self.lanes:
                return self.lanes.setdefault((origin, destination), self.lanes[pair])
        raise wrong(f"routes: no route leads from {origin} to {destination}")

    # -- feed-driven works downstream ----------------------------------------------------------------------------------

    def feed_works(self) -> None:
        """Flows at rest of everything that is sent without an order: ore, swarf, and what works make of them."""
        sent = self._senders()
        flow: dict[int, float] = {}
        for _ in range(50):
            before = dict(flow)
            flow = {stock: self._made(stock, site) for stock, site, _, _ in sent}
            self._load_feeds(sent, flow)
            if all(abs(flow[k] - before.get(k, 0.0)) <= SETTLED * max(flow[k], 1e-12) for k in flow):
                break
        for stock, site, material, shares in sent:
            self._send(stock, site, material, shares, flow[stock])

    def _senders(self) -> list[tuple[int, str, str, Shares]]:
        """Every stock whose contents are sent on: stock, site, material, share by receiving site."""
        sent = [
            (stock, name, site.digs, site.ships_to)
            for name, stock in self.network.mines.items()
            if isinstance(site := self.scenario.sites[name], Mine)
        ]
        seen = set()
        for process in self.network.processes:
            plant = self.scenario.sites[process.site]
            assert isinstance(plant, Plant)
            for material, stock in process.products.items():
                if material in plant.ships_to and stock not in seen:
                    seen.add(stock)
                    sent.append((stock, process.site, material, plant.ships_to[material]))
        return sent

    def _made(self, stock: int, name: str) -> float:
        site = self.scenario.sites[name]
        if isinstance(site, Mine):
            return settled(site.capacity_t_per_year) / DAYS_PER_YEAR
        return sum(process.rest * tonnes for process, tonnes in self.makers[stock])

    def _receivers(self, name: str, material: str) -> list[Process]:
        return [p for p in self.of_site[name] if material in p.feeds]

    def _load_feeds(self, sent: list[tuple[int, str, str, Shares]], flow: dict[int, float]) -> None:
        for process in self.network.processes:
            if process.site in self.feed_driven:
                process.rest = 0.0
        for stock, _, material, shares in sent:
            for target, share in shares.items():
                for process in self._receivers(target, material):
                    process.rest += flow[stock] * share * process.share_of_site

    def _send(self, stock: int, name: str, material: str, shares: Shares, flow: float) -> None:
        origin = self.scenario.sites[name].region
        firm = self.network.stocks.names[stock].split(" ")[0]
        self.network.sold[stock] = flow
        for target, share in shares.items():
            destination = self.scenario.sites[target].region
            for process in self._receivers(target, material):
                part = share * process.share_of_site
                self.network.links.append(
                    Link(
                        process.feeds[material], stock, process.name.rsplit(" ", 1)[0], firm, target, name, material,
                        origin, destination, self._lane(origin, destination), part, flow * part, 0.0, pushed=True,
                    )
                )  # fmt: skip

    def sell_what_works_make(self) -> None:
        """Connect the buyers of feed-driven works, in proportion to what each work makes.

        Buyers abroad come first: legal trade draws on licensed works alone and smuggling on rogue ones, so each work
        sells at home what it has not sold abroad.
        """
        works = [s for sellers in self.sellers.values() for s in sellers if s.site in self.feed_driven]
        for seller in works:
            seller.weight = self._made(seller.stock, seller.site)
        for need, region, share in self._later(abroad=True):
            self._buy(need, region, share, self._open_to(need, region))
        for seller in works:
            seller.weight = max(seller.weight - seller.asked, 0.0)
        for need, region, share in self._later(abroad=False):
            self._buy(need, region, share, self._open_to(need, region))

    def _later(self, abroad: bool) -> list[tuple[Need, str, float]]:
        return [x for x in self.later if (x[0].region != x[1]) is abroad]


def _large_buyers_first(need: Need) -> tuple[float, int]:
    """Large buyers choose their suppliers first, as drawn: what is left over fits the small ones, and shares hold."""
    return -need.per_day * (0.5 + need.place), need.stock


def route_of(scenario: Scenario, link: Link) -> Route:
    return scenario.routes[link.route]


def region_numbers(scenario: Scenario) -> dict[str, int]:
    return {name: i for i, name in enumerate(scenario.regions)}


def group_contents(scenario: Scenario) -> Floats:
    """``contents[material, group]``: what a tonne of each material consists of."""
    return np.array([[m.contents.get(g, 0.0) for g in scenario.groups] for m in scenario.materials.values()])
