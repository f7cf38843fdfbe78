"""The scenario: everything that a user may write, frozen and checked field by field.

Each field is a type, a default and a sentence with its unit in brackets; ``rarechain schema`` turns them into the
JSON Schema that editors complete from. What one field alone cannot know (names, sums, dates) is checked in
``check.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Date
from typing import Annotated, Literal

from pydantic import Field

from .measures import AnyMeasure
from .numbers import Count, FirmNumber, Frozen, Number, PlainNumber, PlainShare, Share, ShipmentNumber
from .posterior import Posterior
from .sites import AnySite


class Material(Frozen):
    """A material of fixed composition; its mass is counted in tonnes of what ``reporting.tonnes_of`` says (REO)."""

    contents: dict[str, PlainShare]
    """[share by element group] What a tonne of its REO consists of; adds up to 1."""
    gross_t_per_t_reo: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    """[gross t per t REO] Product weight as customs counts it; motors are counted by the magnets in them."""
    labels: tuple[str, ...] = ()
    """[labels] Names that controls can cover as a group, e.g. heavy."""
    source: str | None = None
    """[text] Where the figures come from."""
    note: str | None = None
    """[text] What a reader should know."""


class Recipe(Frozen):
    """A way to turn materials into materials, for one tonne of feed."""

    inputs: dict[str, PlainShare]
    """[t REO per t REO of feed] What goes in; adds up to 1."""
    outputs: dict[str, PlainShare]
    """[t REO per t REO of feed] What comes out; the first is the product that orders drive."""
    loss_to: str = "losses"
    """[name] Sink for what no output carries: tailings, slag."""
    source: str | None = None
    """[text] Where the yields come from."""
    note: str | None = None
    """[text] What a reader should know."""


class Stocks(Frozen):
    """Cover of one stage in one region."""

    cover_days: FirmNumber = 14.0
    """[days of use] Inputs on site at rest."""
    output_cover_days: FirmNumber = 7.0
    """[days of sales] Products on site at rest."""
    air_below_cover_days: PlainNumber = 0.0
    """[days of use] Below this cover a buyer has goods flown in; 0 switches the habit off."""
    source: str | None = None
    """[text] Where the figures come from."""


class Demand(Frozen):
    """What car lines build, and with which parts."""

    vehicles_per_year: dict[str, dict[str, Number]] = {}
    """[vehicles/year by region and powertrain] Vehicles in a normal year."""
    gross_kg_per_vehicle: dict[str, dict[str, Number]] = {}
    """[gross kg of magnet by powertrain and part] Magnets in one vehicle, by the material of the part."""


class Route(Frozen):
    """A lane from one region to another."""

    origin: str
    """[region] Where goods leave; ``any`` stands for every region without a route of its own."""
    destination: str
    """[region] Where goods arrive; ``any`` likewise."""
    transit_days: ShipmentNumber
    """[days] From clearance to the buyer's gate."""
    air_days: ShipmentNumber = 9.0
    """[days] The same by air."""
    booking_days: ShipmentNumber = 0.0
    """[days] From arrival to the buyer's trade statistics; ``per: shipment`` spreads what arrives together."""
    consignment_every_days: Annotated[int, Field(ge=1, le=60)] = 1
    """[days] Orders of one buyer with one supplier are gathered and leave together every so many days."""
    source: str | None = None
    """[text] Where the figures come from."""


class IllicitRoute(Frozen):
    """A way past the border: goods of licensed makers (diversion) or of rogue plants, undeclared or mislabelled."""

    covers: Annotated[tuple[str, ...], Field(min_length=1)]
    """[materials] What travels on it."""
    origins: Annotated[tuple[str, ...], Field(min_length=1)]
    """[regions] Where it starts."""
    destinations: Annotated[tuple[str, ...], Field(min_length=1)]
    """[regions] Where it ends."""
    demand_share: Share
    """[share of demand] What buyers order on it in the world at rest, because it is cheaper."""
    capacity_gross_t_per_year: Number
    """[gross t/year] What it can carry."""
    transit_days: ShipmentNumber
    """[days] From the maker to the buyer's gate."""
    seizure_share: Share = 0.037
    """[probability] A consignment is seized."""
    price_response: Number = 0.0
    """[power] Orders on the route grow with this power of the outside over the inside price, relative to rest."""
    declared_share: Share = 0.0
    """[share] Of the cargo, the share that the buyer's customs book as coming from its true origin."""
    source: str | None = None
    """[text] Where the figures come from."""


class Price(Frozen):
    """Two prices of a material, inside and outside the origin: they rise with the lack of cover of its buyers there."""

    inside_usd_per_kg: Number
    """[USD/kg of REO] Price inside the origin in the world at rest, without tax."""
    outside_usd_per_kg: Number
    """[USD/kg of REO] Price outside the origin in the world at rest, export taxes included."""
    outside_response: Number = 2.0
    """[log points] Rise of the logarithm of the outside price when its buyers have nothing left."""
    inside_response: Number = 0.2
    """[log points] The same inside, where blocked exports are trapped."""
    lag_days: Number = 30.0
    """[days] Time in which a price covers two thirds of its way."""
    source: str | None = None
    """[text] Where the figures come from."""


class Adaptation(Frozen):
    """Final users get by with less of a material once it has become dear; what they change they do not change back."""

    sites: Annotated[tuple[str, ...], Field(min_length=1)]
    """[sites] Car lines or industries that adapt."""
    material: str
    """[material] What they use less of."""
    replaced_by: str | None = None
    """[material] What they use more of instead, by product weight; without it they save."""
    share: Share
    """[share of use] How much of the use can be replaced or saved."""
    price_of: str
    """[material] The material whose outside price sets it off."""
    price_factor: PlainNumber = 1.5
    """[factor] Outside price, relative to the world at rest, at which the change is decided."""
    delay_days: Number
    """[days] From the decision to the first changed product (redesign, validation)."""
    ramp_days: Number = 90.0
    """[days] From the first changed product to the whole share."""
    source: str | None = None
    """[text] Where the figures come from."""


class Market(Frozen):
    """How buyers and suppliers behave when goods are scarce."""

    allocation: Literal["pro_rata", "home_first", "contract_priority"] = "contract_priority"
    """[rule] How a supplier that cannot serve everyone divides what it has."""
    shift_share: PlainShare = 0.5
    """[share] Of what is overdue with a late supplier, the share that buyers order again from those on time."""
    hoarding_share: PlainNumber = 0.0
    """[share of target] By how much targets rise when nothing of what was ordered arrives on time."""
    prices: dict[str, Price] = {}
    """[by material] Materials with a price; others have none."""
    rogue_response: PlainNumber = 0.0
    """[power] Rogue mines and plants work in proportion to this power of the inside price, relative to rest."""
    rogue_price_of: str | None = None
    """[material] The material whose inside price they look at."""
    cancelled_share_per_month: PlainShare = 0.0
    """[share/month] Of the orders that suppliers cannot serve, the share that is cancelled and ordered anew."""


class Shutdown(Frozen):
    """Days on which a region works less (Lunar New Year)."""

    region: str
    """[region] Where."""
    first: Date
    """[date] First day."""
    last: Date
    """[date] Last day."""
    activity: PlainShare = 0.0
    """[share of normal work] Mining, making and dispatch on these days."""
    ordered_ahead_days: PlainNumber = 0.0
    """[days] So long before the first day buyers in other regions begin to stock up."""
    stocked_up_days: PlainNumber = 0.0
    """[days of use] By how much their targets rise until the first day; they live on it while the region rests."""
    stages: tuple[str, ...] = ()
    """[stages] Only these stages (and ``mine``); without it, all but car lines and other industries."""


class Calendar(Frozen):
    """Seasons, shutdowns and public holidays."""

    on: bool = True
    """[flag] Off: every day is like any other (working days of the desk stay Monday to Friday)."""
    shutdowns: dict[str, Shutdown] = {}
    """[by name] Days on which a region works less."""
    desk_holidays: tuple[Date, ...] = ()
    """[dates] Weekdays on which the licence desk is closed."""


class Noise(Frozen):
    """Day-to-day variation; off, every shipment takes its median time."""

    on: bool = True
    """[flag] Off: no random variation within a run (draws per replication and per firm stay)."""
    demand_cv: PlainShare = 0.0
    """[share] Standard deviation of a line's or an industry's demand from week to week."""
    books_days: PlainNumber = 0.0
    """[days] Standard deviation of how late customs close the books of a month, to whole days."""
    mining_cv: PlainShare = 0.0
    """[share] Standard deviation of a mine's output from week to week."""


class Reporting(Frozen):
    """The goods, firms and words of this world in tables and figures; what happens in it does not depend on them."""

    goods: Annotated[tuple[str, ...], Field(min_length=1)] = ("magnet",)
    """[materials or labels] Goods whose exports stand first: a monthly series each, and their missing share."""
    customs_class: str = "rare_earth"
    """[material or label] What customs book as one class: exports, imports of buyers, and the mirror ratio."""
    makers: Annotated[tuple[str, ...], Field(min_length=1)] = ("parts_maker",)
    """[stages] Plants whose stops and cover are recorded, by region, as those of parts makers."""
    makers_called: str = "parts makers"
    """[words] What tables and figures call them, in the plural."""
    separators: str = "separator"
    """[stage] Plants whose output is the monthly series ``separated_t``."""
    tonnes_of: str = "rare earth oxide (REO)"
    """[words] What a tonne is of, where it is not gross."""


class Scenario(Frozen):
    """One world with its dated measures."""

    name: str
    """[text] Shown in tables and figures."""
    description: str
    """[text] What the scenario is, in one or two sentences."""
    extends: str | None = None
    """[scenario] The one parent: a shipped name or a path relative to this file."""
    origin: str
    """[region] The country whose controls are studied; ``outside`` means outside this country."""
    start: Date
    """[date] First simulated day."""
    end: Date
    """[date] Last simulated day."""
    shock: Date
    """[date] Day 0 of every figure ``days to ...``."""
    window_days: Count = 360
    """[days] Length of the window after the shock over which every measure is taken."""
    shortage_threshold: Annotated[float, Field(gt=0, le=1)] = 0.005
    """[share] Of vehicle output outside the origin: what must be down for a shortage."""
    groups: Annotated[tuple[str, ...], Field(min_length=1)]
    """[names] Element groups that are accounted for."""
    regions: Annotated[tuple[str, ...], Field(min_length=1)]
    """[names] Regions of the world."""
    materials: dict[str, Material]
    """[by name] Materials."""
    recipes: dict[str, Recipe]
    """[by name] Recipes."""
    sites: dict[str, AnySite]
    """[by name] Mines, plants, car lines, other industries, reserves."""
    stocks: dict[str, dict[str, Stocks]] = {}
    """[by region and stage] Cover; region ``any`` serves regions without an entry of their own."""
    demand: Demand = Demand()
    """[block] Vehicles and magnets per vehicle."""
    routes: dict[str, Route]
    """[by name] Lanes between regions."""
    market: Market = Market()
    """[block] Behaviour under scarcity."""
    leakage: dict[str, IllicitRoute] = {}
    """[by name] Illicit routes."""
    adaptation: dict[str, Adaptation] = {}
    """[by name] What users change when materials become dear."""
    calendar: Calendar = Calendar()
    """[block] Seasons and shutdowns."""
    noise: Noise = Noise()
    """[block] Day-to-day variation."""
    reporting: Reporting = Reporting()
    """[block] What tables and figures speak of."""
    timeline: dict[str, AnyMeasure] = {}
    """[list in YAML] Dated measures, each with a name."""
    posterior: Posterior | None = None
    """[block] Joint draws of calibrated inputs, in place of what the scenario says of each alone."""

    def __repr__(self) -> str:
        return f"<Scenario {self.name}, {self.start} to {self.end}>"

    __str__ = __repr__

    def with_(self, changes: Mapping[str, object]) -> Scenario:
        """The scenario with new values by key path, e.g. ``{"timeline.licences.officers": 90}``, checked like a file.

        Raises InputError if a path names nothing or a value is not allowed.
        """
        from .compose import change  # laying values over each other needs the schema first

        return change(self, changes)


__all__ = ["FirmNumber", "Scenario"]
