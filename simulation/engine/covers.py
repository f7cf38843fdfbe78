"""Cover: how many days of use or of sales each firm holds, drawn firm by firm."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulation.chain.stock import Floats
from simulation.randomness import Streams
from simulation.scenario import sites
from simulation.scenario.schema import Scenario
from simulation.scenario.schema import Stocks as Cover

from .draw import per_firm
from .firms import Network

LINE_STAGE, INDUSTRY_STAGE = "line", "industry"


def cover_of(scenario: Scenario, region: str, stage: str) -> Cover:
    """The cover of a stage in a region: its own entry, else the one for ``any`` region, else the defaults."""
    for place in (region, "any"):
        if stage in scenario.stocks.get(place, {}):
            return scenario.stocks[place][stage]
    return Cover()


def stage_of(site: sites.AnySite) -> str:
    """The name under which ``stocks`` knows a site."""
    if isinstance(site, sites.Plant):
        return site.stage
    return {"lines": LINE_STAGE, "industry": INDUSTRY_STAGE}.get(site.kind, site.kind)


@dataclass
class Covers:
    """Days of cover drawn for each firm: of inputs and of products."""

    scenario: Scenario
    streams: Streams
    drawn: dict[str, tuple[Floats, Floats]] = field(default_factory=dict)

    def days(self, site: str, n: int) -> tuple[Floats, Floats]:
        """Input and product cover of the ``n`` firms (or lines) of a site."""
        if site not in self.drawn:
            self.drawn[site] = self._draw(site, n)
        return self.drawn[site]

    def _draw(self, site: str, n: int) -> tuple[Floats, Floats]:
        entry = self.scenario.sites[site]
        cover = cover_of(self.scenario, entry.region, stage_of(entry))
        return (
            per_firm(cover.cover_days, self.streams, site, "cover", n),
            per_firm(cover.output_cover_days, self.streams, site, "output cover", n),
        )


def firm_numbers(network: Network) -> dict[str, tuple[int, int]]:
    """Each firm's number within its site, and how many the site has; recipes of a firm share its number."""
    firms: dict[str, dict[str, None]] = {}  # in the order of first mention
    named = [(p.site, p.name.rsplit(" ", 1)[0]) for p in network.processes]
    named += [(x.site, x.name) for x in network.lines] + [(x.site, x.name) for x in network.users]
    for site, firm in named:
        firms.setdefault(site, {})[firm] = None
    return {firm: (i, len(names)) for names in firms.values() for i, firm in enumerate(names)}
