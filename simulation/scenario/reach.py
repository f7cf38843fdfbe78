"""Checks that the chain holds together: sellers where buyers buy, routes between them, a mine behind every user."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from .fields import Fault
from .measures import Coverage
from .names import ANY, lacks
from .read import Steps
from .schema import Recipe, Scenario
from .sites import Industry, Lines, Mine, Plant, Shares

Trade = tuple[str, str]
"""From one region to another."""


@dataclass(frozen=True)
class Purchase:
    """A site that buys a material in a region."""

    site: str
    material: str
    region: str

    @property
    def path(self) -> Steps:
        return ("sites", self.site, "buys", self.material, self.region)


def check_reach(scenario: Scenario) -> Iterator[Fault]:
    """What is bought where nobody sells it, sent where no route leads, awaited from nobody, or dug by no mine."""
    chain = Chain(scenario)
    yield from chain.purchases_without_seller()
    yield from chain.inputs_without_source()
    yield from chain.deliveries_that_fail()
    yield from chain.trades_without_route()
    yield from chain.circles()
    yield from chain.users_without_mine()
    yield from chain.controls_without_trade()


class Chain:
    """Who sells what where, who sends what to whom. Names that nothing has are left out: they are told elsewhere."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.plants = {name: site for name, site in scenario.sites.items() if isinstance(site, Plant)}
        self.sellers: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.senders: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name, site in scenario.sites.items():
            if isinstance(site, Mine):
                self._note_deliveries(name, site.digs, site.ships_to)
            if isinstance(site, Plant):
                self._note_sales(name, site)
                for material, shares in site.ships_to.items():
                    self._note_deliveries(name, material, shares)

    def _note_sales(self, name: str, plant: Plant) -> None:
        """Rogue plants sell on illicit routes only, and what is sent on is not sold."""
        if plant.status == "rogue" or (plant.market_share == 0 and plant.driven_by == "orders"):
            return
        for recipe in self.recipes(plant):
            for material in recipe.outputs:
                if material not in plant.ships_to and name not in self.sellers[material, plant.region]:
                    self.sellers[material, plant.region].append(name)

    def _note_deliveries(self, sender: str, material: str, shares: Shares) -> None:
        for receiver, share in shares.items():
            if share > 0:
                self.senders[material, receiver].append(sender)

    def recipes(self, plant: Plant) -> list[Recipe]:
        return [self.scenario.recipes[name] for name in plant.runs if name in self.scenario.recipes]

    def purchases(self) -> Iterator[Purchase]:
        """Every purchase of something that exists in a region that exists."""
        for name, site in self.scenario.sites.items():
            if isinstance(site, (Plant, Lines, Industry)):
                for material, shares in site.buys.items():
                    for region, share in shares.items():
                        if share > 0 and material in self.scenario.materials and region in self.scenario.regions:
                            yield Purchase(name, material, region)

    def deliveries(self) -> Iterator[tuple[str, str, str, Steps]]:
        """Everything that is sent without an order: sender, material, receiver, path of the share."""
        for name, site in self.scenario.sites.items():
            if isinstance(site, Mine):
                for receiver, share in site.ships_to.items():
                    if share > 0 and receiver in self.plants:
                        yield name, site.digs, receiver, ("sites", name, "ships_to", receiver)
            elif isinstance(site, Plant):
                for material, shares in site.ships_to.items():
                    for receiver, share in shares.items():
                        if share > 0 and receiver in self.plants:
                            yield name, material, receiver, ("sites", name, "ships_to", material, receiver)

    def purchases_without_seller(self) -> Iterator[Fault]:
        for purchase in self.purchases():
            if not self._may_be_sold(purchase.material, purchase.region):
                regions = [r for m, r in self.sellers if m == purchase.material and r in self.scenario.regions]
                where = f"it is made in: {', '.join(dict.fromkeys(regions))}" if regions else "nobody makes it for sale"
                text = f"no site in {purchase.region} sells {purchase.material}; {where}"
                yield Fault.at(purchase.path, text, at_key=True)

    def _may_be_sold(self, material: str, region: str) -> bool:
        """Whether somebody there sells it, or might if a name were not misspelt."""
        if (material, region) in self.sellers:
            return True
        for plant in self.plants.values():
            lost = plant.region not in self.scenario.regions
            makes = [m for recipe in self.recipes(plant) for m in recipe.outputs]
            unclear = len(self.recipes(plant)) < len(plant.runs) or any(m not in self.scenario.materials for m in makes)
            if (lost and (unclear or material in makes)) or (unclear and plant.region == region):
                return True
        return False

    def inputs_without_source(self) -> Iterator[Fault]:
        """Inputs that a plant driven by orders does not buy, or that nobody sends to a plant driven by feed."""
        for name, plant in self.plants.items():
            for material in dict.fromkeys(m for recipe in self.recipes(plant) for m in recipe.inputs):
                if material not in self.scenario.materials:
                    continue
                if plant.driven_by == "orders" and lacks(material, plant.buys, self.scenario.materials):
                    path: Steps = ("sites", name, "buys")
                    text = f"it takes {material}, but buys says nothing of where it comes from"
                    yield Fault.at(path, text)
                if plant.driven_by == "feed" and not self._is_fed(name, material):
                    path = ("sites", name)
                    behind = self._users_behind()
                    so = f", so no mine can reach {', '.join(behind)}" if behind else ""
                    yield Fault.at(path, f"no mine or plant ships {material} to it{so}")

    def _is_fed(self, plant: str, material: str) -> bool:
        """Whether something sends it, or might if a name were not misspelt."""
        if self.senders.get((material, plant)) or material in self.plants[plant].buys:
            return True
        for site in self.scenario.sites.values():
            if isinstance(site, Mine):
                lost = any(receiver not in self.plants for receiver in site.ships_to)
                if (site.digs == material and lost) or (
                    site.digs not in self.scenario.materials and plant in site.ships_to
                ):
                    return True
            if isinstance(site, Plant) and any(r not in self.plants for r in site.ships_to.get(material, {})):
                return True
        return False

    def deliveries_that_fail(self) -> Iterator[Fault]:
        """Deliveries to a plant that does not take the material, or takes only what it orders."""
        for _, material, receiver, path in self.deliveries():
            plant = self.plants[receiver]
            recipes = self.recipes(plant)
            inputs = [m for recipe in recipes for m in recipe.inputs]
            unclear = len(recipes) < len(plant.runs) or any(
                m not in self.scenario.materials for m in (*inputs, material)
            )
            if unclear:
                continue
            if material not in inputs:
                takers = [n for n, p in self.plants.items() if any(material in r.inputs for r in self.recipes(p))]
                who = f"; it is taken by: {', '.join(takers)}" if takers else "; no plant does"
                yield Fault.at(path, f"{receiver} does not take {material}{who}", at_key=True)
            elif plant.driven_by == "orders":
                text = f"{receiver} is driven by orders and takes only what it buys; driven_by: feed takes what is sent"
                yield Fault.at(path, text, at_key=True)

    def trades_without_route(self) -> Iterator[Fault]:
        """The first use of every pair of regions between which no route leads."""
        routes = {(route.origin, route.destination) for route in self.scenario.routes.values()}
        told: set[Trade] = set()
        for trade, path in self._trades():
            if trade in told or not all(region in self.scenario.regions for region in trade):
                continue
            origin, destination = trade
            if not routes & {trade, (origin, ANY), (ANY, destination), (ANY, ANY)}:
                told.add(trade)
                text = f"no route leads from {origin} to {destination}; its origin and destination may be any"
                yield Fault.at(path, text, at_key=True)

    def _trades(self) -> Iterator[tuple[Trade, Steps]]:
        sites = self.scenario.sites
        for purchase in self.purchases():
            if (purchase.material, purchase.region) in self.sellers:
                yield (purchase.region, sites[purchase.site].region), purchase.path
        for sender, _, receiver, path in self.deliveries():
            yield (sites[sender].region, sites[receiver].region), path

    def controls_without_trade(self) -> Iterator[Fault]:
        """Controls at a border that nothing they cover ever crosses: they would quietly do nothing."""
        crossing = set(self._crossings())
        for name, measure in self.scenario.timeline.items():
            if not isinstance(measure, Coverage) or not self._known(measure):
                continue
            if not any(self._covers(measure, *trade) for trade in crossing):
                path: Steps = ("timeline", name, "covers")
                origins = ", ".join(measure.origins or (self.scenario.origin,))
                yield Fault.at(path, f"nothing of this is traded from {origins} to where it is controlled")

    def _known(self, control: Coverage) -> bool:
        """Whether all names of a control are; those that are not have a message of their own."""
        materials = self.scenario.materials
        goods = {*materials, *(label for material in materials.values() for label in material.labels)}
        regions = {*control.origins, *control.destinations, self.scenario.origin}
        return regions <= set(self.scenario.regions) and set(control.covers) <= goods

    def _crossings(self) -> Iterator[tuple[str, str, str]]:
        """Material, origin and destination of all trade between regions."""
        sites = self.scenario.sites
        for purchase in self.purchases():
            if sites[purchase.site].region != purchase.region:
                yield purchase.material, purchase.region, sites[purchase.site].region
        for sender, material, receiver, _ in self.deliveries():
            if sites[sender].region != sites[receiver].region:
                yield material, sites[sender].region, sites[receiver].region

    def _covers(self, control: Coverage, material: str, origin: str, destination: str) -> bool:
        labels = self.scenario.materials[material].labels if material in self.scenario.materials else ()
        return (
            not {material, *labels}.isdisjoint(control.covers)
            and origin in (control.origins or (self.scenario.origin,))
            and (not control.destinations or destination in control.destinations)
        )

    def circles(self) -> Iterator[Fault]:
        """Plants driven by orders that buy, through their suppliers, from themselves."""
        done: set[str] = set()
        for name in self.plants:
            circle = self._circle_from(name, (), done)
            if circle:
                path: Steps = ("sites", circle[0], "buys")
                yield Fault.at(path, f"it buys, through its suppliers, from itself: {' <- '.join(circle)}")

    def _circle_from(self, name: str, buyers: tuple[str, ...], done: set[str]) -> tuple[str, ...]:
        if name in buyers:
            return (*buyers[buyers.index(name) :], name)
        if name in done:
            return ()
        done.add(name)
        plant = self.plants[name]
        for material, shares in plant.buys.items() if plant.driven_by == "orders" else ():
            for region, share in shares.items():
                for seller in self.sellers.get((material, region), ()) if share > 0 else ():
                    circle = self._circle_from(seller, (*buyers, name), done)
                    if circle:
                        return circle
        return ()

    def users_without_mine(self) -> Iterator[Fault]:
        """Lines and industries that nothing dug by a mine can ever reach, whose supply only goes round in circles.

        A gap on the way that is told elsewhere counts as bridged here.
        """
        made = self._made(bridged=True)
        for purchase, lacking in self._lacking(made):
            path = purchase[:-1]
            text = f"no mine can reach it: nobody can make {purchase[-2]}{lacking}"
            yield Fault.at(path, text)

    def _lacking(self, made: set[tuple[str, str]]) -> Iterator[tuple[Steps, str]]:
        told: set[Steps] = set()
        for purchase in self.purchases():
            if purchase.site in self.plants or purchase.path[:-1] in told:
                continue
            shares = self.scenario.sites[purchase.site].buys[purchase.material]  # type: ignore[union-attr]
            if not any(
                self._sold(purchase.material, region, made, True) for region, share in shares.items() if share > 0
            ):
                told.add(purchase.path[:-1])
                yield purchase.path, self._why(purchase.material, purchase.region, made)

    def _why(self, material: str, region: str, made: set[tuple[str, str]]) -> str:
        """The way upstream to where supply turns in a circle, in words."""
        words = ""
        seen: list[str] = []
        sources = self.sellers.get((material, region), [])
        while sources and sources[0] in self.plants and sources[0] not in seen:
            name = sources[0]
            seen.append(name)
            inputs = [
                m for recipe in self.recipes(self.plants[name]) if material in recipe.outputs for m in recipe.inputs
            ]
            missing = [m for m in inputs if not self._arrives(name, m, made, True)]
            if not missing:
                break
            material = missing[0]
            words += f"; {name} waits for {material}"
            bought_in = self.plants[name].buys.get(material, {})
            sellers = [seller for region in bought_in for seller in self.sellers.get((material, region), [])]
            sources = self.senders.get((material, name), []) or sellers
        return words

    def _users_behind(self) -> list[str]:
        """Final users that no mine can reach as things are."""
        made = self._made(bridged=False)
        users = [p for p in self.purchases() if p.site not in self.plants]
        lost = [p.site for p in users if not self._sold(p.material, p.region, made, False)]
        return list(dict.fromkeys(lost))

    def _made(self, bridged: bool) -> set[tuple[str, str]]:
        """Every (plant, material) that ore can become, found from the mines on downstream."""
        made: set[tuple[str, str]] = set()
        while True:
            before = len(made)
            for name, plant in self.plants.items():
                for recipe in self.recipes(plant):
                    if all(self._arrives(name, m, made, bridged) for m in recipe.inputs):
                        made.update((name, m) for m in recipe.outputs)
            if len(made) == before:
                return made

    def _arrives(self, plant: str, material: str, made: set[tuple[str, str]], bridged: bool) -> bool:
        """Whether an input can come to a plant; where nobody was named who brings it, only if gaps are bridged."""
        senders = self.senders.get((material, plant), [])
        if any(isinstance(self.scenario.sites[s], Mine) or (s, material) in made for s in senders):
            return True
        shares = self.plants[plant].buys.get(material)
        if shares is None or not any(share > 0 for share in shares.values()):
            return bridged and not senders
        return any(self._sold(material, region, made, bridged) for region, share in shares.items() if share > 0)

    def _sold(self, material: str, region: str, made: set[tuple[str, str]], bridged: bool) -> bool:
        sellers = self.sellers.get((material, region))
        return bridged if not sellers else any((s, material) in made for s in sellers)
