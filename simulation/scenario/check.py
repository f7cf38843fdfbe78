"""What one field alone cannot know: names, dates, sums, and whether the chain holds together.

Each check yields the faults that it finds; all of them are run, so that the user sees every mistake at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from .check_posterior import check_posterior
from .fields import Fault
from .measures import Amend, ExportBatch, ExportQuota, Measure, ProductionQuota, QuotaBatch
from .names import ANY, LINE, check_names, lacks
from .nearest import did_you_mean
from .numbers import highest, lowest
from .reach import check_reach
from .read import Steps, dotted
from .schema import Adaptation, Recipe, Scenario, Stocks
from .sites import Industry, Lines, Mine, Plant

SHARES_TOLERANCE = 1e-6
"""How far shares may be from adding up to 1."""
MASS_TOLERANCE = 1e-9
"""t per t of feed: how much more of an element group a recipe may give than it takes."""


def check(scenario: Scenario, names: bool = True, whole: bool = True) -> list[Fault]:
    """Every fault across fields; those of names and of the whole chain only if that makes sense."""
    faults = [
        *check_horizon(scenario),
        *check_dates(scenario),
        *check_amendments(scenario),
        *(check_names(scenario) if names else ()),
        *check_shares(scenario),
        *check_mass(scenario),
        *check_products(scenario),
        *check_vehicles(scenario),
        *check_restart(scenario),
        *check_leakage(scenario),
        *check_adaptation(scenario),
        *check_posterior(scenario),
    ]
    return [*faults, *check_reach(scenario)] if names and whole else faults


def check_horizon(scenario: Scenario) -> Iterator[Fault]:
    """Start, shock and end in this order."""
    if scenario.end <= scenario.start:
        yield Fault.at(("end",), f"{scenario.end} is not after the start, {scenario.start}")
    elif not scenario.start <= scenario.shock <= scenario.end:
        horizon = f"from {scenario.start} to {scenario.end}"
        yield Fault.at(("shock",), f"{scenario.shock} lies outside the simulated time, {horizon}")
    pairs: dict[tuple[str, str], str] = {}
    for name, route in scenario.routes.items():
        other = pairs.setdefault((route.origin, route.destination), name)
        if other != name:
            text = (
                f"leads from {route.origin} to {route.destination} as routes.{other} does; there is one for each pair"
            )
            yield Fault.at(("routes", name), text)


def check_dates(scenario: Scenario) -> Iterator[Fault]:
    """Dates of the timeline and of the calendar."""
    for name, measure in scenario.timeline.items():
        yield from _dates_of(measure, scenario, ("timeline", name))
    for name, shutdown in scenario.calendar.shutdowns.items():
        if shutdown.last < shutdown.first:
            path: Steps = ("calendar", "shutdowns", name, "last")
            yield Fault.at(path, f"{shutdown.last} is before the first day, {shutdown.first}")


def _dates_of(measure: Measure, scenario: Scenario, path: Steps) -> Iterator[Fault]:
    if measure.date is None and measure.day is None:
        yield Fault.at(path, "has neither a date nor a day (counted from the shock); it needs one of them")
    elif measure.date is not None and measure.day is not None:
        yield Fault(
            (*path, "day"), f"{dotted(path)}: has both a date and a day (counted from the shock); give one of them"
        )
    else:
        yield from _span_of(measure, scenario, path)
    yield from _batches_of(measure, path)
    if isinstance(measure, ExportQuota):
        yield from _gap_after(measure, scenario, path)


def _span_of(measure: Measure, scenario: Scenario, path: Steps) -> Iterator[Fault]:
    begins = first_day(measure, scenario)
    written = (*path, "date" if measure.date is not None else "day")
    value = measure.date if measure.date is not None else f"day {measure.day}"
    in_order = scenario.start <= scenario.shock <= scenario.end  # else the mistake lies there
    if begins > scenario.end.toordinal() and in_order:
        yield Fault.at(written, f"{value} is after the end of the simulated time, {scenario.end}")
    elif begins < scenario.start.toordinal() and not measure.standing and in_order:
        text = f"{value} is before the start, {scenario.start}; only a standing measure can hold from before"
        yield Fault.at(written, text)
    if measure.until is not None and measure.until.toordinal() <= begins:
        here = (*path, "until")
        yield Fault.at(here, f"{measure.until} is not after the measure takes effect, {value}")
    target = scenario.timeline.get(measure.target) if isinstance(measure, Amend) else None
    if target is not None and begins < first_day(target, scenario):
        yield Fault.at(written, f"{value} is before {target.name} itself, which it amends")


def first_day(measure: Measure, scenario: Scenario) -> int:
    """Number of the day on which a measure takes effect (proleptic, as ``date.toordinal``)."""
    return measure.date.toordinal() if measure.date is not None else scenario.shock.toordinal() + (measure.day or 0)


def _batches_of(measure: Measure, path: Steps) -> Iterator[Fault]:
    """Issues of a quota, or of an amendment to one, that are not in order."""
    before: date | None = None
    batches = _issues(measure)
    for position, batch in enumerate(batches):
        here = (*path, "batches", position)
        if before is not None and batch.date <= before:
            yield Fault.at((*here, "date"), f"{batch.date} is not after the batch before, {before}")
        if isinstance(batch, QuotaBatch) and batch.last and position < len(batches) - 1:
            yield Fault.at((*here, "last"), "only the last batch can be the last one")
        if isinstance(batch, ExportBatch) and batch.until is not None and batch.until <= batch.date:
            yield Fault.at((*here, "until"), f"{batch.until} is not after the date of the batch, {batch.date}")
        before = batch.date


def _issues(measure: Measure) -> tuple[QuotaBatch | ExportBatch, ...]:
    if isinstance(measure, (ProductionQuota, ExportQuota)):
        return measure.batches
    changed = measure.changes.get("batches", ()) if isinstance(measure, Amend) else ()
    return tuple(batch for batch in changed if isinstance(batch, (QuotaBatch, ExportBatch)))


def _gap_after(quota: ExportQuota, scenario: Scenario, path: Steps) -> Iterator[Fault]:
    """A quota that is in force when its last batch is over: nothing could leave any more."""
    amends = [m for m in scenario.timeline.values() if isinstance(m, Amend) and m.target == quota.name]
    in_order: list[ExportQuota | Amend] = [quota, *sorted(amends, key=lambda m: first_day(m, scenario))]
    versions = [quota.model_copy(update={"batches": issues}) for m in in_order if (issues := _issues(m))]
    last = max(end for version in versions for _, end in version.periods())
    ends = [m.until for m in in_order if m.until is not None]
    if last < min([*ends[-1:], scenario.end + timedelta(days=1)]):
        text = f"the period of the last batch ends on {last}, and from then on nothing could leave"
        yield Fault.at((*path, "batches"), f"{text}; add a batch, or end the quota (until)")


def check_amendments(scenario: Scenario) -> Iterator[Fault]:
    """Amendments of a measure that is over by then, whatever amendments before them made of its end."""
    ends = {name: m.until for name, m in scenario.timeline.items() if not isinstance(m, Amend)}
    dated = [m for m in scenario.timeline.values() if isinstance(m, Amend) and (m.date is None) != (m.day is None)]
    for amend in sorted(dated, key=lambda m: (first_day(m, scenario), m.name)):
        end = ends.get(amend.target)
        if end is not None and first_day(amend, scenario) >= end.toordinal():
            path: Steps = ("timeline", amend.name, "day" if amend.date is None else "date")
            value = amend.date if amend.date is not None else f"day {amend.day}"
            text = f"{value} is too late: {amend.target} ends on {end}, and nothing is left to amend"
            yield Fault.at(path, text, also=(("timeline", amend.target),))
        elif amend.target in ends:
            ends[amend.target] = amend.until or end


def check_shares(scenario: Scenario) -> Iterator[Fault]:
    """Shares of one whole that do not add up to 1."""
    for name, material in scenario.materials.items():
        yield from _adds_up(material.contents, ("materials", name, "contents"))
    for name, recipe in scenario.recipes.items():
        yield from _adds_up(recipe.inputs, ("recipes", name, "inputs"))
    for name, site in scenario.sites.items():
        if isinstance(site, Mine):
            yield from _adds_up(site.ships_to, ("sites", name, "ships_to"))
        if isinstance(site, Plant):
            for sent, shares in site.ships_to.items():
                yield from _adds_up(shares, ("sites", name, "ships_to", sent))
        if isinstance(site, (Plant, Lines, Industry)):
            for bought, shares in site.buys.items():
                yield from _adds_up(shares, ("sites", name, "buys", bought))


def _adds_up(shares: Mapping[str, float], path: Steps) -> Iterator[Fault]:
    if not _adds_up_to_one(shares):
        yield Fault.at(path, f"its shares add up to {sum(shares.values()):.7g}, not to 1")


def _adds_up_to_one(shares: Mapping[str, float]) -> bool:
    return abs(sum(shares.values()) - 1.0) <= SHARES_TOLERANCE


def check_mass(scenario: Scenario) -> Iterator[Fault]:
    """Recipes that make nothing, or an element group from nothing."""
    for name, recipe in scenario.recipes.items():
        path: Steps = ("recipes", name, "outputs")
        main = next(iter(recipe.outputs), None)
        if main is None or recipe.outputs[main] <= 0:
            what = "it makes nothing" if main is None else f"{main} comes first, but nothing of it is made"
            yield Fault.at(path, f"{what}; the first output is the product that orders drive")
        elif _adds_up_to_one(recipe.inputs) and all(_is_known(m, scenario) for m in (*recipe.inputs, *recipe.outputs)):
            yield from _created(recipe, scenario, path)


def _is_known(name: str, scenario: Scenario) -> bool:
    """Whether it can be said what a material consists of; where not, that is told elsewhere."""
    material = scenario.materials.get(name)
    return (
        material is not None and _adds_up_to_one(material.contents) and set(material.contents) <= set(scenario.groups)
    )


def _created(recipe: Recipe, scenario: Scenario, path: Steps) -> Iterator[Fault]:
    taken = _by_group(recipe.inputs, scenario)
    created = [
        f"{made:.6g} t of {group} for {taken.get(group, 0.0):.6g} t taken in"
        for group, made in _by_group(recipe.outputs, scenario).items()
        if made > taken.get(group, 0.0) + MASS_TOLERANCE
    ]
    if created:
        also = tuple(("materials", m, "contents") for m in (*recipe.inputs, *recipe.outputs))
        text = f"it gives {' and '.join(created)}; a recipe cannot create any"
        yield Fault.at(path, text, also=(*also, (*path[:-1], "inputs")))


def _by_group(tonnes: Mapping[str, float], scenario: Scenario) -> dict[str, float]:
    sums: dict[str, float] = {}
    for material, t in tonnes.items():
        for group, content in scenario.materials[material].contents.items():
            sums[group] = sums.get(group, 0.0) + t * content
    return sums


def check_products(scenario: Scenario) -> Iterator[Fault]:
    """Plants driven by orders in which two recipes would each make all that is ordered of one product."""
    for name, site in scenario.sites.items():
        if isinstance(site, Plant) and site.driven_by == "orders":
            yield from _made_twice(site, scenario, ("sites", name, "runs"))


def _made_twice(plant: Plant, scenario: Scenario, path: Steps) -> Iterator[Fault]:
    made: dict[str, str] = {}
    for position, name in enumerate(plant.runs):
        main = next(iter(scenario.recipes[name].outputs), None) if name in scenario.recipes else None
        if main in made:
            text = f"{name} makes {main} first, as {made[main]} does; what is ordered would be made twice"
            here = (*path, position)
            yield Fault.at(here, text, also=tuple(("recipes", r, "outputs") for r in plant.runs))
        elif main is not None:
            made[main] = name


def check_vehicles(scenario: Scenario) -> Iterator[Fault]:
    """Lines whose vehicles or parts ``demand`` does not know, and parts that lines do not know."""
    for name, site in scenario.sites.items():
        if isinstance(site, Lines):
            yield from _vehicles_of(site, scenario, ("sites", name))


def _vehicles_of(lines: Lines, scenario: Scenario, path: Steps) -> Iterator[Fault]:
    by_region = scenario.demand.vehicles_per_year
    built = by_region.get(lines.region, {})
    unclear = lines.region not in scenario.regions or not (
        lines.region in by_region or lacks(lines.region, by_region, scenario.regions)
    )
    known = scenario.demand.gross_kg_per_vehicle
    for powertrain in lines.count:
        here = (*path, "count", powertrain)
        if powertrain not in known:
            text = f"demand.gross_kg_per_vehicle says nothing of the parts of {powertrain} vehicles"
            close = did_you_mean(powertrain, known, "it knows")
            yield Fault.at(here, f"{text}{close}", at_key=True, also=(_PARTS,))
        elif powertrain not in built and not unclear:
            text = f"demand.vehicles_per_year says nothing of {powertrain} vehicles in {lines.region}"
            yield Fault.at(here, text, at_key=True, also=(_VEHICLES,))
        for part in known.get(powertrain, {}):
            if part in scenario.materials and lacks(part, lines.needs, scenario.materials):
                needs = (*path, "needs")
                text = f"{part} is in {powertrain} vehicles (demand.gross_kg_per_vehicle), but is not named here"
                yield Fault.at(needs, text, also=(_PARTS,))
    in_vehicles = {part for powertrain in lines.count for part in known.get(powertrain, {})}
    clear = set(lines.count) <= set(known) and in_vehicles <= set(scenario.materials)
    for part in lines.needs if clear else ():
        if part in scenario.materials and part not in in_vehicles:
            here = (*path, "needs", part)
            text = f"no vehicle of these lines has {part} in it (demand.gross_kg_per_vehicle)"
            yield Fault.at(here, text, at_key=True, also=(_PARTS, (*path, "count")))


_VEHICLES: Steps = ("demand", "vehicles_per_year")
_PARTS: Steps = ("demand", "gross_kg_per_vehicle")


def check_restart(scenario: Scenario) -> Iterator[Fault]:
    """Lines that wait for more parts than they order: some of them would never start again."""
    for name, site in scenario.sites.items():
        if isinstance(site, Lines) and site.region in scenario.regions:
            yield from _restart_of(site, scenario, ("sites", name, "restart_cover_days"))


def _restart_of(lines: Lines, scenario: Scenario, path: Steps) -> Iterator[Fault]:
    region = next((r for r in (lines.region, ANY) if LINE in scenario.stocks.get(r, {})), None)
    stocks = Stocks() if region is None else scenario.stocks[region][LINE]
    cover = lowest(stocks.cover_days)
    if lines.restart_cover_days > cover:
        covers: Steps = ("stocks", region or lines.region, LINE, "cover_days")
        kept = f"{cover:.4g} at the lowest" if region is not None else f"{cover:g}, as it is not given"
        text = f"{lines.restart_cover_days:g} is more than such a line keeps; {dotted(covers)} is {kept}"
        yield Fault.at(path, text, also=(covers,))


def check_leakage(scenario: Scenario) -> Iterator[Fault]:
    """Illicit routes that together would carry more than all demand."""
    taken: dict[tuple[str, str, str], float] = {}
    for name, route in scenario.leakage.items():
        trades = [(m, o, d) for m in route.covers for o in route.origins for d in route.destinations]
        for trade in trades:
            taken[trade] = taken.get(trade, 0.0) + highest(route.demand_share)
        full = [trade for trade in trades if taken[trade] > 1.0 + SHARES_TOLERANCE]
        if full:
            material, origin, destination = full[0]
            path: Steps = ("leakage", name, "demand_share")
            text = f"with the routes before, up to {taken[full[0]]:g} of the demand for {material}"
            yield Fault.at(path, f"{text} from {origin} in {destination} is illicit; at most 1 can be")


def check_adaptation(scenario: Scenario) -> Iterator[Fault]:
    """Users who would replace more than all that they use, or replace it by what they do not use."""
    taken: dict[tuple[str, str], float] = {}
    for name, entry in scenario.adaptation.items():
        path: Steps = ("adaptation", name)
        yield from _replaced(entry, taken, (*path, "share"))
        yield from _replaced_by(entry, scenario, (*path, "replaced_by"))


def _replaced(entry: Adaptation, taken: dict[tuple[str, str], float], path: Steps) -> Iterator[Fault]:
    """Adds the entry to what is ``taken`` of each (site, material)."""
    uses = [(site, entry.material) for site in dict.fromkeys(entry.sites)]
    for use in uses:
        taken[use] = taken.get(use, 0.0) + highest(entry.share)
    over = [use for use in uses if taken[use] > 1.0 + SHARES_TOLERANCE]
    if over:
        site, material = over[0]
        text = f"with the entries before, {site} would replace or save up to {taken[over[0]]:g} of its {material}"
        yield Fault.at(path, f"{text}; at most 1 can be")


def _replaced_by(entry: Adaptation, scenario: Scenario, path: Steps) -> Iterator[Fault]:
    """A user changes over to what it has bought all along: it has suppliers for nothing else."""
    for name in entry.sites if entry.replaced_by is not None else ():
        site = scenario.sites.get(name)
        if not isinstance(site, (Lines, Industry)):
            continue
        field = "needs" if isinstance(site, Lines) else "uses_gross_t_per_year"
        used = tuple(getattr(site, field))
        if entry.replaced_by not in used:
            close = did_you_mean(str(entry.replaced_by), used, "it uses")
            text = f'{name} does not use "{entry.replaced_by}"{close}'
            yield Fault.at(path, text, also=(("sites", name, field),))
            return
