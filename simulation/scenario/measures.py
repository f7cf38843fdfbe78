"""Dated measures of the ``timeline``: what states (and feared measures) do, a union tagged by ``measure``."""

from __future__ import annotations

from datetime import date as Date
from typing import Annotated, Any, Literal

from pydantic import Field

from .numbers import (
    Count,
    Finite,
    FirmNumber,
    FirmShare,
    Frozen,
    Number,
    PlainNumber,
    PlainShare,
    Share,
    ShipmentNumber,
)


class Dated(Frozen):
    """What every measure has."""

    name: str
    """[name] Unique in the timeline; later measures and ``--set`` refer to it."""
    date: Date | None = None
    """[date] The day it takes effect; or give ``day``."""
    day: int | None = None
    """[days after the shock] The day it takes effect, relative to the shock; may be negative."""
    until: Date | None = None
    """[date] The day it ends; without it, it stays."""
    standing: bool = False
    """[flag] Part of the normal state: kept in the paired run without the shock."""
    confidence: str | None = None
    """[text] How sure the record is."""
    source: str | None = None
    """[text] Where the measure is recorded."""
    note: str | None = None
    """[text] What a reader should know."""


class Coverage(Dated):
    """What every control at a border has: the flows that it covers."""

    covers: Annotated[tuple[str, ...], Field(min_length=1)]
    """[materials] Materials (or labels of materials) under control."""
    origins: tuple[str, ...] = ()
    """[regions] Where controlled goods leave from; without it, the scenario's origin."""
    destinations: tuple[str, ...] = ()
    """[regions] Where controlled goods go; without it, every other region."""


class QuotaBatch(Frozen):
    """One issue of a production quota."""

    date: Date
    """[date] Day on which the groups learn their volumes."""
    t: dict[str, Number]
    """[t REO by group] What the batch adds."""
    last: bool = False
    """[flag] No further batch is expected this year, so the total binds."""


class ProductionQuota(Dated):
    """Yearly caps of groups on mining or separation, issued in batches; between them firms run at last year's pace."""

    measure: Literal["production_quota"]
    stage: str
    """[stage] ``mine``, or the stage of the plants that it caps (``separator``)."""
    year: int
    """[year] Calendar year that the batches add up for."""
    last_year_t: dict[str, PlainNumber]
    """[t REO by group] Last year's total: the pace until the last batch is issued."""
    batches: Annotated[tuple[QuotaBatch, ...], Field(min_length=1)]
    """[list] The issues, in order of date."""
    imported_ore_counts: bool = True
    """[flag] Whether working up ore from abroad uses the quota (separation)."""
    over_quota_share: Share = 0.0
    """[share] Of the output that the cap forbids, the share that is made all the same (weak enforcement)."""


class WaitingClass(Frozen):
    """Files that a desk does not process before a date, whatever its leisure."""

    until: Date
    """[date] First day of processing."""
    destinations: tuple[str, ...] = ()
    """[regions] Only files for these regions; without it, all."""
    covers: tuple[str, ...] = ()
    """[materials] Only files for these materials; without it, all."""


class ExportLicensing(Coverage):
    """A permit for every covered consignment, from a desk with a finite number of officers and signatories."""

    measure: Literal["export_licensing"]
    officers: Count
    """[persons] Officers who examine files, one file at a time each."""
    signatories: Count = 3
    """[persons] Officials who can sign; a file needs one signature."""
    files_per_link: ShipmentNumber = 1.0
    """[files] Files (parts, end users) into which the trade of one buyer with one supplier splits."""
    files_stand_for: Number = 1.0
    """[files] Real files that one simulated file stands for: the desk has as many fewer officers and signatories."""
    preparation_days: ShipmentNumber
    """[days] From the first blocked consignment to a file at the desk (six sets of documents)."""
    service_workdays: ShipmentNumber
    """[working days] An officer's work on one file."""
    signature_workdays: ShipmentNumber = 0.02
    """[working days] A signatory's work on one file."""
    return_share: Share = 0.0
    """[probability] A file goes back for documents."""
    return_days: ShipmentNumber = 10.0
    """[days] Until a returned file is filed again."""
    refusal_share: Share = 0.0
    """[probability] The file of a new end user is refused for good; those of known ones are not."""
    repeat_work_share: PlainShare = 0.5
    """[share of service time] Work on a repeat file for a known end user."""
    legal_limit_workdays: PlainNumber = 45.0
    """[working days] Time within which a file must be decided."""
    limit_kept_share: Share = 0.0
    """[probability] A file that reaches the limit is taken up before all others."""
    grant_months: Number = 3.0
    """[months of need] Tonnage of one grant."""
    validity_days: Number = 180.0
    """[days] How long a grant lasts."""
    priority: dict[str, int] = {}
    """[rank by region] Files of regions with a lower rank are taken up first; regions not named have rank 5."""
    days_per_rank: Number | None = None
    """[days] Time of waiting that makes up for one rank; without it a file of a lower rank is always taken up first."""
    waiting: dict[str, WaitingClass] = {}
    """[by name] Classes of files that are not processed before a date."""


class GeneralLicence(Dated):
    """Named makers export to a share of their customers without a file for each consignment."""

    measure: Literal["general_licence"]
    target: str
    """[measure] The export licensing that it relieves."""
    customers: dict[str, PlainShare]
    """[share by site] For each maker, the share of its customers with a general licence."""
    destinations: tuple[str, ...] = ()
    """[regions] Customers in these regions only; without it, all."""


class Inspection(Coverage):
    """Look-alike goods are held and tested with a finite capacity that grows until the queue is gone."""

    measure: Literal["inspection"]
    held_share: Share = 1.0
    """[share] Of the covered consignments, the share taken aside for testing."""
    capacity_share: Share
    """[share of normal flow] What the customs of the origin can test and clear a day at first, for each destination."""
    ramp_start_day: Number = 0.0
    """[days] Day after the measure on which capacity starts to grow."""
    ramp_days: Number
    """[days] Until capacity reaches the normal flow and, with ``clearance_share`` more, works off what waits."""
    clearance_share: PlainShare = 1.0
    """[share of normal flow] Extra capacity at the end of the ramp."""


class ExportBatch(Frozen):
    """One issue of an export quota."""

    date: Date
    """[date] First day on which it can be used."""
    gross_t: Number
    """[gross t] What may leave under it, by product weight."""
    until: Date | None = None
    """[date] End of its period; without it, the date of the next batch, or New Year after the last."""


class ExportQuota(Coverage):
    """Caps on what may leave, by product weight, issued in batches; what comes beyond them waits at the border."""

    measure: Literal["export_quota"]
    batches: Annotated[tuple[ExportBatch, ...], Field(min_length=1)]
    """[list] The issues, in order of date."""
    burst: Number = 2.0
    """[factor] Exporters spread what is left evenly over the rest of its period and use at most so many times that."""
    planning_days: PlainNumber = 30.0
    """[days] What they do not use of that pace they can use for so long: consignments leave together."""
    carry_over_share: Share = 0.0
    """[share] Of what is unused at the end of its period, the share that can still be used for a while."""
    carry_over_days: PlainNumber = 90.0
    """[days] How long it can still be used."""
    carried_over_gross_t: Number = 0.0
    """[gross t] What is left over from before the measure took effect and can be used for as long."""

    def periods(self) -> list[tuple[ExportBatch, Date]]:
        """Each batch with the end of its period: as given, else the date of the next batch, else New Year."""
        nexts = [after.date for after in self.batches[1:]] + [Date(self.batches[-1].date.year + 1, 1, 1)]
        return [(batch, batch.until or following) for batch, following in zip(self.batches, nexts, strict=True)]


class Embargoed(Coverage):
    """What a closed border does: goods wait at the border, or stay with the sender."""

    share: Share = 1.0
    """[share] Of the covered flow, the share that is stopped."""


class BorderClosure(Embargoed):
    """A border or a road is closed: covered goods wait until it opens."""

    measure: Literal["border_closure"]


class Embargo(Embargoed):
    """Goods for some countries are held, and let go by and by after the end; cargo at sea is not touched."""

    measure: Literal["embargo"]
    release_days: Number = 0.0
    """[days] Time from ``until`` over which held goods and new flow are let go, evenly."""


class EntityBan(Coverage):
    """Named buyers are refused: their orders are cancelled and the goods stay with the supplier."""

    measure: Literal["entity_ban"]
    share_of_firms: FirmShare
    """[share] Of the buyers in the destinations, the share on the list (drawn firm by firm)."""


class Outage(Dated):
    """Sites work at a reduced rate (accident, strike, war)."""

    measure: Literal["outage"]
    sites: Annotated[tuple[str, ...], Field(min_length=1)]
    """[sites] Entries that are hit."""
    output_share: PlainShare = 0.0
    """[share of capacity] What they can still do."""


class StockRelease(Dated):
    """A reserve is opened to the buyers of its region, in proportion to what each lacks."""

    measure: Literal["stock_release"]
    reserve: str
    """[site] The reserve that is opened."""
    t: Number
    """[t REO] How much is released at most."""
    delivery_days: Number = 30.0
    """[days] Time over which it is delivered, evenly."""


class NewCapacity(Dated):
    """A plant or a mine grows: capacity is added, over a ramp that a technology ban stretches."""

    measure: Literal["new_capacity"]
    site: str
    """[site] The entry that grows."""
    added_share: PlainNumber
    """[share of today's capacity] Capacity added at the end of the ramp."""
    ramp_days: Number
    """[days] From the date to full added capacity, without a technology ban."""


class TechnologyBan(Dated):
    """Know-how may not leave the origin: capacity elsewhere takes longer to build."""

    measure: Literal["technology_ban"]
    stages: Annotated[tuple[str, ...], Field(min_length=1)]
    """[stages] Stages of plants outside the origin whose ramps are stretched."""
    ramp_factor: Number
    """[factor] Ramp time with the ban / without."""


class Tracking(Dated):
    """Producers report volumes and customers: what can be diverted to illicit routes shrinks."""

    measure: Literal["tracking"]
    covers: Annotated[tuple[str, ...], Field(min_length=1)]
    """[materials] Materials whose sales are tracked."""
    coverage_share: Share
    """[share] Of the transactions, the share that is seen."""


class ExportTax(Dated):
    """Exports are taxed (or a tax is not paid back): a wedge between the prices inside and outside, and no more."""

    measure: Literal["export_tax"]
    rates: dict[str, Number]
    """[share of price by material or label] Tax on export; a material's own rate counts before those of its labels."""


class Consolidation(Dated):
    """The number of independent producers falls, which makes them easier to watch; of several, the latest holds."""

    measure: Literal["consolidation"]
    producers: Count
    """[producers] How many are left; for the record, the fields below say what that changes."""
    rogue_activity_share: Share = 1.0
    """[share] What is left of the work of rogue mines and rogue plants."""
    over_quota_factor: Number = 1.0
    """[factor] On ``over_quota_share`` of production quotas."""
    diversion_factor: Number = 1.0
    """[factor] On what licensed makers divert to illicit routes."""


class EnforcementCampaign(Dated):
    """Rogue sites are raided and customs look harder, as long as it lasts."""

    measure: Literal["enforcement_campaign"]
    sites: tuple[str, ...] = ()
    """[sites] Rogue mines and plants that are raided; without it, all."""
    rogue_output_share: Share = 1.0
    """[share] What they still do."""
    seizure_factor: Number = 1.0
    """[factor] On seizure probabilities of illicit routes."""
    routes_shut: tuple[str, ...] = ()
    """[illicit routes] Routes on which nothing can be ordered any more, whoever makes it."""


class AnticipatoryBuying(Dated):
    """Buyers who fear a control raise their stocks for a while."""

    measure: Literal["anticipatory_buying"]
    materials: Annotated[tuple[str, ...], Field(min_length=1)]
    """[materials] What is bought ahead."""
    regions: Annotated[tuple[str, ...], Field(min_length=1)]
    """[regions] Where the buyers are."""
    extra_cover_days: FirmNumber
    """[days of use] By how much targets rise while it lasts; ``per: firm``, some fear more than others."""


class DemandChange(Dated):
    """Demand of lines or industries changes by a factor."""

    measure: Literal["demand_change"]
    sites: Annotated[tuple[str, ...], Field(min_length=1)]
    """[sites] Entries whose demand changes."""
    factor: PlainNumber
    """[factor] Demand relative to the world at rest."""


class Amend(Dated):
    """From its date on, fields of an earlier measure have other values."""

    measure: Literal["amend"]
    target: str
    """[measure] The measure that changes."""
    changes: dict[str, Any] = {}
    """[fields] New values; in YAML they stand beside ``target``, as fields of the target."""


Measure = (
    ProductionQuota
    | ExportLicensing
    | GeneralLicence
    | Inspection
    | ExportQuota
    | BorderClosure
    | Embargo
    | EntityBan
    | Outage
    | StockRelease
    | NewCapacity
    | TechnologyBan
    | Tracking
    | ExportTax
    | Consolidation
    | EnforcementCampaign
    | AnticipatoryBuying
    | DemandChange
    | Amend
)
AnyMeasure = Annotated[Measure, Field(discriminator="measure")]
__all__ = ["AnyMeasure", "Finite", "Measure"]
