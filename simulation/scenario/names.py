"""Checks that every name in a scenario is the name of something in it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from .fields import Fault
from .measures import (
    Amend,
    AnticipatoryBuying,
    Coverage,
    DemandChange,
    EnforcementCampaign,
    ExportLicensing,
    ExportTax,
    GeneralLicence,
    Measure,
    NewCapacity,
    Outage,
    ProductionQuota,
    StockRelease,
    TechnologyBan,
    Tracking,
)
from .nearest import did_you_mean, nearest
from .read import Steps, dotted
from .schema import Scenario
from .sites import Industry, Lines, Mine, Plant, Reserve, Shares

ANY = "any"
MINE, LINE, INDUSTRY = "mine", "line", "industry"
"""Stages of what has no ``stage`` of its own, where stages are named (stocks, quotas, shutdowns)."""


@dataclass(frozen=True)
class Known:
    """What a name may be the name of: the word for it, and the names there are."""

    word: str
    words: str
    names: tuple[str, ...]

    def unknown(self, name: str, path: Steps) -> Iterator[Fault]:
        if name not in self.names:
            close = did_you_mean(name, self.names, self.words)
            yield Fault.at(path, f'"{name}" is not {self.word}{close}')

    def unknown_in(self, names: Iterable[str], path: Steps) -> Iterator[Fault]:
        """The same for a list."""
        for position, name in enumerate(names):
            yield from self.unknown(name, (*path, position))

    def unknown_keys(self, names: Iterable[str], path: Steps) -> Iterator[Fault]:
        """The same for the keys of a map."""
        for name in names:
            for fault in self.unknown(name, (*path, name)):
                yield replace(fault, at_key=True)


class Names:
    """All names of a scenario, by what they name."""

    def __init__(self, scenario: Scenario) -> None:
        sites = scenario.sites
        labels = [label for material in scenario.materials.values() for label in material.labels]
        stages = [site.stage for site in sites.values() if isinstance(site, Plant)]
        self.regions = _known("a region", "regions", scenario.regions)
        self.regions_or_any = _known("a region", "regions", (*scenario.regions, ANY))
        self.groups = _known("an element group", "groups", scenario.groups)
        self.materials = _known("a material", "materials", scenario.materials)
        self.covered = _known("a material or a label", "materials and labels", (*scenario.materials, *labels))
        self.recipes = _known("a recipe", "recipes", scenario.recipes)
        self.sites = _known("a site", "sites", sites)
        self.plants = _known("a plant", "plants", _of_kind(scenario, Plant))
        self.makers = _known("a mine or a plant", "mines and plants", _of_kind(scenario, Mine, Plant))
        self.rogues = _known("a rogue mine or plant", "rogue sites", _rogues(scenario))
        self.priced = _known("a material with a price", "materials with a price", scenario.market.prices)
        self.illicit_routes = _known("an illicit route", "illicit routes", scenario.leakage)
        self.users = _known(
            "a site of lines or an industry", "lines and industries", _of_kind(scenario, Lines, Industry)
        )
        self.reserves = _known("a reserve", "reserves", _of_kind(scenario, Reserve))
        self.plant_stages = _known("a stage of a plant", "stages", stages)
        self.quota_stages = _known("a stage", "stages", (MINE, *stages))
        self.stock_stages = _known("a stage that keeps stocks", "stages", (*stages, LINE, INDUSTRY))
        self.stages = _known("a stage", "stages", (MINE, *stages, LINE, INDUSTRY))
        self.measures = _known("a measure of the timeline", "measures", scenario.timeline)
        self.licensings = _known(
            "an export_licensing of the timeline",
            "licensings",
            [name for name, measure in scenario.timeline.items() if isinstance(measure, ExportLicensing)],
        )


def _known(word: str, words: str, names: Iterable[str]) -> Known:
    return Known(word, words, tuple(dict.fromkeys(names)))


def _of_kind(scenario: Scenario, *kinds: type) -> list[str]:
    return [name for name, site in scenario.sites.items() if isinstance(site, kinds)]


def _rogues(scenario: Scenario) -> list[str]:
    return [name for name, site in scenario.sites.items() if isinstance(site, (Mine, Plant)) and site.status == "rogue"]


def check_names(scenario: Scenario) -> Iterator[Fault]:
    """Every name that nothing has."""
    names = Names(scenario)
    yield from _in_frame(scenario, names)
    yield from _in_materials(scenario, names)
    for name, site in scenario.sites.items():
        path: Steps = ("sites", name)
        yield from names.regions.unknown(site.region, (*path, "region"))
        match site:
            case Mine():
                yield from _in_mine(site, names, path)
            case Plant():
                yield from _in_plant(site, scenario, names, path)
            case Lines():
                yield from _in_purchases(site.buys, tuple(site.needs), "needs", scenario, names, path)
            case Industry():
                yield from _in_purchases(site.buys, tuple(site.uses_gross_t_per_year), "uses", scenario, names, path)
            case Reserve():
                yield from names.materials.unknown(site.holds, (*path, "holds"))
    yield from _in_stocks_and_demand(scenario, names)
    yield from _in_routes(scenario, names)
    yield from _in_market(scenario, names)
    yield from _in_reporting(scenario, names)
    for name, measure in scenario.timeline.items():
        yield from _in_measure(measure, scenario, names, ("timeline", name))


def _in_frame(scenario: Scenario, names: Names) -> Iterator[Fault]:
    yield from names.regions.unknown(scenario.origin, ("origin",))
    for field in ("groups", "regions"):
        listed = getattr(scenario, field)
        for position, name in enumerate(listed):
            if name in listed[:position]:
                yield Fault.at((field, position), f'"{name}" stands in the list twice')
    if ANY in scenario.regions:
        position = scenario.regions.index(ANY)
        yield Fault.at(("regions", position), f'"{ANY}" stands for every region; no region has this name')


def _in_materials(scenario: Scenario, names: Names) -> Iterator[Fault]:
    for name, material in scenario.materials.items():
        yield from names.groups.unknown_keys(material.contents, ("materials", name, "contents"))
        for position, label in enumerate(material.labels):
            if label in scenario.materials:
                path = ("materials", name, "labels", position)
                yield Fault.at(path, f'"{label}" is a material already; a label needs a name of its own')
    for name, recipe in scenario.recipes.items():
        yield from names.materials.unknown_keys(recipe.inputs, ("recipes", name, "inputs"))
        yield from names.materials.unknown_keys(recipe.outputs, ("recipes", name, "outputs"))
        yield from _sink(recipe.loss_to, scenario, ("recipes", name, "loss_to"))


def _sink(name: str | None, scenario: Scenario, path: Steps) -> Iterator[Fault]:
    """A sink is a name of its own: what goes there is counted and never comes back."""
    for block in ("sites", "materials"):
        if name in getattr(scenario, block):
            yield Fault.at(path, f'"{name}" is one of the {block}; a sink needs a name of its own')


def _in_mine(mine: Mine, names: Names, path: Steps) -> Iterator[Fault]:
    yield from names.materials.unknown(mine.digs, (*path, "digs"))
    yield from names.plants.unknown_keys(mine.ships_to, (*path, "ships_to"))


def _in_plant(plant: Plant, scenario: Scenario, names: Names, path: Steps) -> Iterator[Fault]:
    yield from names.recipes.unknown_in(plant.runs, (*path, "runs"))
    yield from _sink(plant.surplus_to, scenario, (*path, "surplus_to"))
    recipes = [scenario.recipes[r] for r in plant.runs if r in scenario.recipes]
    passed = [m for r in recipes for m in (*r.inputs, *r.outputs)]
    complete = len(recipes) == len(plant.runs) and all(m in scenario.materials for m in passed)
    inputs = _known("an input of what it runs", "inputs", [m for r in recipes for m in r.inputs])
    outputs = _known("an output of what it runs", "outputs", [m for r in recipes for m in r.outputs])
    for material, shares in plant.buys.items():
        for fault in (inputs if complete else names.materials).unknown_keys([material], (*path, "buys")):
            yield replace(fault, also=tuple(("recipes", r, "inputs") for r in plant.runs))
        yield from names.regions.unknown_keys(shares, (*path, "buys", material))
    for material, shares in plant.ships_to.items():
        for fault in (outputs if complete else names.materials).unknown_keys([material], (*path, "ships_to")):
            yield replace(fault, also=tuple(("recipes", r, "outputs") for r in plant.runs))
        yield from names.plants.unknown_keys(shares, (*path, "ships_to", material))


def _in_purchases(
    buys: Mapping[str, Shares], wanted: tuple[str, ...], verb: str, scenario: Scenario, names: Names, path: Steps
) -> Iterator[Fault]:
    """What a final user needs or uses, and where it buys that."""
    field = "needs" if verb == "needs" else "uses_gross_t_per_year"
    yield from names.materials.unknown_keys(wanted, (*path, field))
    for material in wanted:
        if material in scenario.materials and lacks(material, buys, scenario.materials):
            here = (*path, "buys")
            yield Fault.at(here, f"it {verb} {material}, but buys says nothing of where it comes from")
    for material, shares in buys.items():
        known = _known(f"among what it {verb}", f"it {verb}", wanted)
        if lacks(material, wanted, scenario.materials):
            for fault in known.unknown_keys([material], (*path, "buys")):
                yield replace(fault, also=((*path, field),))
        yield from names.regions.unknown_keys(shares, (*path, "buys", material))


def lacks(name: str, written: Iterable[str], known: Container[str]) -> bool:
    """Whether a name does not stand among what is written, not even misspelt as a name that nothing has."""
    names = list(written)
    return name not in names and nearest(name, [w for w in names if w not in known]) is None


def _in_stocks_and_demand(scenario: Scenario, names: Names) -> Iterator[Fault]:
    yield from names.regions_or_any.unknown_keys(scenario.stocks, ("stocks",))
    for region, by_stage in scenario.stocks.items():
        yield from names.stock_stages.unknown_keys(by_stage, ("stocks", region))
    yield from names.regions.unknown_keys(scenario.demand.vehicles_per_year, ("demand", "vehicles_per_year"))
    for powertrain, parts in scenario.demand.gross_kg_per_vehicle.items():
        yield from names.materials.unknown_keys(parts, ("demand", "gross_kg_per_vehicle", powertrain))


def _in_routes(scenario: Scenario, names: Names) -> Iterator[Fault]:
    for name, route in scenario.routes.items():
        yield from names.regions_or_any.unknown(route.origin, ("routes", name, "origin"))
        yield from names.regions_or_any.unknown(route.destination, ("routes", name, "destination"))
    for name, illicit in scenario.leakage.items():
        path: Steps = ("leakage", name)
        yield from names.materials.unknown_in(illicit.covers, (*path, "covers"))
        yield from names.regions.unknown_in(illicit.origins, (*path, "origins"))
        yield from names.regions.unknown_in(illicit.destinations, (*path, "destinations"))
    for name, shutdown in scenario.calendar.shutdowns.items():
        path = ("calendar", "shutdowns", name)
        yield from names.regions.unknown(shutdown.region, (*path, "region"))
        yield from names.stages.unknown_in(shutdown.stages, (*path, "stages"))


def _in_market(scenario: Scenario, names: Names) -> Iterator[Fault]:
    market = scenario.market
    yield from names.materials.unknown_keys(market.prices, ("market", "prices"))
    if market.rogue_price_of is not None:
        yield from names.priced.unknown(market.rogue_price_of, ("market", "rogue_price_of"))
    for name, change in scenario.adaptation.items():
        path: Steps = ("adaptation", name)
        yield from names.users.unknown_in(change.sites, (*path, "sites"))
        yield from names.materials.unknown(change.material, (*path, "material"))
        yield from names.priced.unknown(change.price_of, (*path, "price_of"))


def _in_reporting(scenario: Scenario, names: Names) -> Iterator[Fault]:
    """What was written; the words of rare earths that stand where nothing is need not be names of this world."""
    reporting = scenario.reporting
    known = {
        "goods": (names.covered, reporting.goods),
        "customs_class": (names.covered, reporting.customs_class),
        "makers": (names.plant_stages, reporting.makers),
        "separators": (names.plant_stages, reporting.separators),
    }
    for field, (of_kind, written) in known.items():
        if field not in reporting.model_fields_set:
            continue
        path: Steps = ("reporting", field)
        yield from of_kind.unknown(written, path) if isinstance(written, str) else of_kind.unknown_in(written, path)


def _in_measure(measure: Measure, scenario: Scenario, names: Names, path: Steps) -> Iterator[Fault]:
    if isinstance(measure, Coverage):
        yield from names.covered.unknown_in(measure.covers, (*path, "covers"))
        yield from names.regions.unknown_in(measure.origins, (*path, "origins"))
        yield from names.regions.unknown_in(measure.destinations, (*path, "destinations"))
    match measure:
        case ProductionQuota():
            yield from _in_quota(measure, scenario, names, path)
        case ExportLicensing():
            yield from _in_licensing(measure, names, path)
        case GeneralLicence():
            yield from names.licensings.unknown(measure.target, (*path, "target"))
            yield from names.plants.unknown_keys(measure.customers, (*path, "customers"))
            yield from names.regions.unknown_in(measure.destinations, (*path, "destinations"))
        case Amend():
            yield from _in_amend(measure, scenario, names, path)
        case _:
            yield from _listed_in(measure, names, path)


def _listed_in(measure: Measure, names: Names, path: Steps) -> Iterator[Fault]:
    """The sites, stages, materials and regions that a measure outside the border names."""
    match measure:
        case Outage():
            yield from names.sites.unknown_in(measure.sites, (*path, "sites"))
        case StockRelease():
            yield from names.reserves.unknown(measure.reserve, (*path, "reserve"))
        case NewCapacity():
            yield from names.makers.unknown(measure.site, (*path, "site"))
        case TechnologyBan():
            yield from names.plant_stages.unknown_in(measure.stages, (*path, "stages"))
        case Tracking():
            yield from names.covered.unknown_in(measure.covers, (*path, "covers"))
        case ExportTax():
            yield from names.covered.unknown_keys(measure.rates, (*path, "rates"))
        case EnforcementCampaign():
            yield from names.rogues.unknown_in(measure.sites, (*path, "sites"))
            yield from names.illicit_routes.unknown_in(measure.routes_shut, (*path, "routes_shut"))
        case AnticipatoryBuying():
            yield from names.materials.unknown_in(measure.materials, (*path, "materials"))
            yield from names.regions.unknown_in(measure.regions, (*path, "regions"))
        case DemandChange():
            yield from names.users.unknown_in(measure.sites, (*path, "sites"))


def _in_quota(quota: ProductionQuota, scenario: Scenario, names: Names, path: Steps) -> Iterator[Fault]:
    yield from names.quota_stages.unknown(quota.stage, (*path, "stage"))
    if quota.stage not in names.quota_stages.names:
        return
    owners = [
        site.group
        for site in scenario.sites.values()
        if isinstance(site, (Mine, Plant))
        and site.group
        and (site.kind if isinstance(site, Mine) else site.stage) == quota.stage
    ]
    groups = _known(f"the group of a site of stage {quota.stage}", "groups", owners)
    yield from groups.unknown_keys(quota.last_year_t, (*path, "last_year_t"))
    for position, batch in enumerate(quota.batches):
        here = (*path, "batches", position, "t")
        yield from groups.unknown_keys(batch.t, here)
        for group in batch.t:
            if group in groups.names and group not in quota.last_year_t:
                text = (
                    f"{dotted((*here, group))}: last_year_t says nothing of {group}, so there is no pace to go on with"
                )
                yield Fault((*here, group), text, at_key=True)


def _in_licensing(licensing: ExportLicensing, names: Names, path: Steps) -> Iterator[Fault]:
    yield from names.regions.unknown_keys(licensing.priority, (*path, "priority"))
    for name, waiting in licensing.waiting.items():
        yield from names.regions.unknown_in(waiting.destinations, (*path, "waiting", name, "destinations"))
        yield from names.covered.unknown_in(waiting.covers, (*path, "waiting", name, "covers"))


def _in_amend(amend: Amend, scenario: Scenario, names: Names, path: Steps) -> Iterator[Fault]:
    yield from names.measures.unknown(amend.target, (*path, "target"))
    target = scenario.timeline.get(amend.target)
    if target is None:
        return
    if isinstance(target, Amend):
        text = f'"{amend.target}" is an amend itself; amend the measure that it amends: {target.target}'
        yield Fault.at((*path, "target"), text)
        return
    amended = target.model_copy(update=amend.changes)
    for fault in _in_measure(amended, scenario, names, path):
        if len(fault.path) > len(path) and fault.path[len(path)] in amend.changes:
            yield fault
