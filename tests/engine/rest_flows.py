"""Yearly flows of a world at rest, added up from its firms and links."""

from collections import defaultdict

from simulation.engine.draw import settle
from simulation.engine.network import lay
from simulation.randomness import Streams
from simulation.scenario.schema import Scenario
from simulation.units import DAYS_PER_YEAR


class RestFlows:
    """All figures are tonnes a year: of REO, of an element group, or gross where a name says so."""

    def __init__(self, scenario: Scenario, seed: int = 1) -> None:
        streams = Streams(seed, 0)
        self.scenario = settle(scenario, streams)
        self.network = lay(self.scenario, streams)

    def contents(self, material: str, groups: tuple[str, ...]) -> float:
        return sum(self.scenario.materials[material].contents.get(g, 0.0) for g in groups)

    def region(self, site: str) -> str:
        return self.scenario.sites[site].region

    def stage(self, site: str) -> str:
        return getattr(self.scenario.sites[site], "stage", "")

    def labelled(self, material: str, label: str) -> bool:
        return label in self.scenario.materials[material].labels

    def made(
        self, *, groups=None, gross=False, site=None, recipe=None, region=None, stage=None, label=None, suffix=None
    ):
        """Products of the processes that fit, t REO, of some element groups only, or gross."""
        total = 0.0
        for p in self.network.processes:
            fits = (
                (site is None or p.site == site)
                and (recipe is None or p.name.endswith(f" {recipe}"))
                and (region is None or self.region(p.site) == region)
                and (stage is None or self.stage(p.site) == stage)
            )
            for material, per_feed in p.recipe.outputs.items() if fits else ():
                if (label is None or self.labelled(material, label)) and (suffix is None or material.endswith(suffix)):
                    total += p.rest * per_feed * self._unit(material, groups, gross)
        return total * DAYS_PER_YEAR

    def _unit(self, material, groups, gross):
        if gross:
            return self.scenario.materials[material].gross_t_per_t_reo
        return 1.0 if groups is None else self.contents(material, groups)

    def fed(self, groups, *, region, stage):
        """Element groups in the feed of the plants of a stage in a region."""
        total = 0.0
        for p in self.network.processes:
            if self.region(p.site) == region and self.stage(p.site) == stage:
                total += p.rest * sum(q * self.contents(m, groups) for m, q in p.recipe.inputs.items())
        return total * DAYS_PER_YEAR

    def sent(self, source, target_region):
        """t REO that a mine sends to the plants of a region."""
        links = self.network.links
        return (
            sum(x.rest for x in links if x.supplier_site == source and x.destination == target_region) * DAYS_PER_YEAR
        )

    def traded(self, origins, destinations, *, groups=None, gross=False, label=None, to_users=None):
        """Ordered goods between regions: from one of ``origins`` to one of ``destinations`` (both by test).

        ``to_users`` keeps only what other industries buy, or only what they do not.
        """
        total = 0.0
        for x in self.network.links:
            if x.pushed or not origins(x.origin) or not destinations(x.destination):
                continue
            used = self.scenario.sites[x.buyer_site].kind == "industry"
            if to_users in (None, used) and (label is None or self.labelled(x.material, label)):
                total += x.rest * self._unit(x.material, groups, gross)
        return total * DAYS_PER_YEAR

    def built(self, region, *, groups=None, gross=False):
        """What the car lines of a region use."""
        material = list(self.scenario.materials)
        total = 0.0
        for line in self.network.lines:
            if self.region(line.site) == region:
                for stock, need in zip(line.parts, line.needs, strict=True):
                    total += need * self._unit(material[self.network.stocks.materials[stock]], groups, gross)
        return total * DAYS_PER_YEAR

    def used(self, *, material=None, label=None, gross=False, groups=None):
        """What other industries use, of all regions."""
        total = 0.0
        for user in self.network.users:
            fits = (material is None or user.material == material) and (
                label is None or self.labelled(user.material, label)
            )
            total += user.per_day * self._unit(user.material, groups, gross) if fits else 0.0
        return total * DAYS_PER_YEAR

    def magnet_origins(self, region):
        """Gross t of magnets in a region's cars by the region that made them, direct or inside motors."""
        into = defaultdict(list)
        for x in self.network.links:
            into[x.buyer].append(x)
        maker = {stock: p for p in self.network.processes for stock in p.products.values()}
        origins: dict[str, float] = defaultdict(float)
        for line in self.network.lines:
            if self.region(line.site) == region:
                for stock in line.parts:
                    self._trace(stock, 1.0, into, maker, origins)
        return origins

    def _trace(self, stock, weight, into, maker, origins):
        for x in into[stock]:
            if self.stage(x.supplier_site) == "magnet_maker":
                gross = self.scenario.materials[x.material].gross_t_per_t_reo
                origins[x.origin] += weight * x.rest * gross * DAYS_PER_YEAR
                continue
            process = maker[x.supplier]
            share = x.rest / max(self.network.sold[x.supplier], 1e-300)
            for feed in process.feeds.values():
                self._trace(feed, weight * share, into, maker, origins)
