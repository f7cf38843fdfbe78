"""The measures of a timeline at work: which instrument stands for each, and what all of them together do today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import simpy

from simulation.calendar import WorkClock, day_of
from simulation.chain.ordering import Buyers
from simulation.chain.stock import Floats, Ints, Stocks, summed
from simulation.policy.border import Border, Control, Traffic
from simulation.policy.capacity import (
    AnticipatoryBuying,
    DemandChange,
    NewCapacity,
    Outage,
    TechnologyBan,
    site_factors,
)
from simulation.policy.closure import BorderClosure, Embargo, EntityBan
from simulation.policy.enforcement import (
    Consolidation,
    EnforcementCampaign,
    diversion_left,
    over_quota_factor,
    rogue_activity,
    seizure_factor,
)
from simulation.policy.export_quota import ExportQuota
from simulation.policy.inspection import Inspection
from simulation.policy.licensing import ExportLicensing, GeneralLicence
from simulation.policy.quota import ProductionQuota
from simulation.policy.register import Register
from simulation.policy.spell import Instrument
from simulation.policy.stock_release import StockRelease
from simulation.policy.tax import ExportTax, tax_rate
from simulation.policy.tracking import Tracking, remaining_diversion
from simulation.randomness import Streams
from simulation.scenario import measures, sites
from simulation.scenario.schema import Scenario

from .network import Network
from .seasons import ordering_ahead
from .timeline import Dated, unfold

MINING, WORKS = "mine", "works"
"""The two books of production quotas: what mines dig, and what works make."""
Note = Callable[[float, str, str, str], None]


@dataclass(frozen=True)
class Surroundings:
    """What instruments are made from."""

    scenario: Scenario
    streams: Streams
    env: simpy.Environment
    clock: WorkClock
    traffic: Traffic
    network: Network
    made_per_feed: Floats  # by process
    note: Note | None = None


@dataclass
class Effects:
    """Everything that measures change, as factors that the steps of a day read.

    By site: ``output`` (outages, and what is left of rogue works), ``growth`` (new capacity), ``demand``. By stock:
    ``pace`` (demand). By link: ``open_trade`` (what tracking and consolidation leave of diversion by licensed makers; 1
    elsewhere).
    ``seizure_factor`` is on the seizure probabilities of illicit routes.
    """

    around: Surroundings
    controls: list[Control] = field(default_factory=list)
    export_quotas: list[ExportQuota] = field(default_factory=list)
    desks: list[Register] = field(default_factory=list)
    quotas: dict[str, list[ProductionQuota]] = field(default_factory=lambda: defaultdict(list))
    instruments: dict[type, list[Any]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        scenario, network = self.around.scenario, self.around.network
        self._calls: dict[int, list[Callable[[], None]]] = defaultdict(list)
        self._growing: list[tuple[int, NewCapacity]] = []
        licensing: dict[str, ExportLicensing] = {}
        for dated in sorted(unfold(scenario, self.around.streams), key=_bans_and_licensing_first):
            self._schedule(dated, self._instrument(dated, licensing))
        # Only what clears all else uses up a quota: goods that an embargo holds leave theirs to others.
        self.border = Border([*self.controls, *self.export_quotas], self.around.traffic.links)
        n, k = len(scenario.sites), len(network.stocks.names)
        self.output, self.growth, self.demand = np.ones(n), np.ones(n), np.ones(n)
        self.pace, self._feared_days = np.ones(k), np.zeros(k)
        self.open_trade = np.ones(len(network.links))
        self._need_site = np.array([list(scenario.sites).index(x.site) for x in network.needs], dtype=np.int64)
        self._need_stock = np.array([x.stock for x in network.needs], dtype=np.int64)
        self._ahead = self._before_shutdowns()
        self._rogue = np.array([getattr(s, "status", "") == "rogue" for s in scenario.sites.values()], dtype=bool)
        illicit = np.array([x.illicit is not None for x in network.links], dtype=bool)
        self._diverted = illicit & ~self._rogue[self.around.traffic.supplier_site]
        self.seizure_factor, self._over_quota_factor = 1.0, 1.0

    # -- which instrument stands for which measure -----------------------------------------------------------

    def _instrument(self, dated: Dated, licensing: dict[str, ExportLicensing]) -> Instrument:
        around, terms = self.around, dated.terms
        traffic, origin = around.traffic, around.scenario.origin
        match terms:
            case measures.ExportLicensing():
                control = ExportLicensing(
                    terms,
                    traffic,
                    around.streams,
                    origin,
                    around.env,
                    around.clock,
                    around.scenario.start,
                    self._ledger(),
                )
                licensing[dated.name] = control
                self.desks.append(control.register)
                return self._at_border(control)
            case measures.GeneralLicence():
                return GeneralLicence(terms, licensing[terms.target])
            case measures.Inspection():
                return self._at_border(Inspection(terms, traffic, origin, around.clock))
            case measures.ExportQuota():
                return self._export_quota(terms)
            case measures.BorderClosure():
                return self._at_border(BorderClosure(terms, traffic, origin))
            case measures.Embargo():
                return self._at_border(Embargo(terms, traffic, origin))
            case measures.EntityBan():
                return self._at_border(EntityBan(terms, traffic, around.streams, origin))
            case measures.ProductionQuota():
                return self._quota(terms)
            case _:
                return self._kept(self._other(terms))

    def _other(self, terms: measures.Measure) -> Instrument:
        match terms:
            case measures.Outage():
                return Outage(terms)
            case measures.DemandChange():
                return DemandChange(terms)
            case measures.AnticipatoryBuying():
                return AnticipatoryBuying(terms)
            case measures.TechnologyBan():
                return TechnologyBan(terms)
            case measures.NewCapacity():
                return self._new_capacity(terms)
            case measures.Tracking():
                return Tracking(terms)
            case measures.ExportTax():
                return ExportTax(terms)
            case measures.Consolidation():
                return Consolidation(terms)
            case measures.EnforcementCampaign():
                return EnforcementCampaign(terms)
            case measures.StockRelease():
                return StockRelease(terms)
        raise TypeError(f"no instrument stands for {type(terms).__name__}")

    def _new_capacity(self, terms: measures.NewCapacity) -> NewCapacity:
        site = self.around.scenario.sites[terms.site]
        abroad = site.region != self.around.scenario.origin
        plant = NewCapacity(terms, getattr(site, "stage", MINING), self.instruments[TechnologyBan] if abroad else ())
        self._growing.append((list(self.around.scenario.sites).index(terms.site), plant))
        return plant

    def _at_border(self, control: Any) -> Instrument:
        self.controls.append(control)
        kept: Instrument = control
        return kept

    def _export_quota(self, terms: measures.ExportQuota) -> ExportQuota:
        around = self.around
        quota = ExportQuota(terms, around.traffic, around.scenario.origin, around.scenario.start, around.note)
        self.export_quotas.append(quota)
        return quota

    def _kept(self, instrument: Instrument) -> Instrument:
        self.instruments[type(instrument)].append(instrument)
        return instrument

    def _quota(self, terms: measures.ProductionQuota) -> ProductionQuota:
        """A quota on all mines, or on all processes of a stage; rogue sites stand outside every quota."""
        scenario, network = self.around.scenario, self.around.network
        mining = terms.stage == MINING
        names = list(network.mines) if mining else [p.site for p in network.processes]
        entries = [scenario.sites[n] for n in names]
        groups = tuple(terms.last_year_t)
        of_stage = [mining or getattr(e, "stage", "") == terms.stage for e in entries]
        group_of = [_group_number(e, groups) if here else -1 for e, here in zip(entries, of_stage, strict=True)]
        counts = np.ones(len(names)) if mining else self.around.made_per_feed
        imported = np.zeros(len(names), dtype=bool) if mining else self._works_imported_ore()
        quota = ProductionQuota(terms, groups, np.array(group_of, dtype=np.int64), counts, imported, scenario.start)
        self.quotas[MINING if mining else WORKS].append(quota)
        return quota

    def _works_imported_ore(self) -> Any:
        """Processes fed from another region."""
        network = self.around.network
        feeds = {x.buyer for x in network.links if x.pushed and x.origin != x.destination}
        return np.array([any(k in feeds for k in p.feeds.values()) for p in network.processes], dtype=bool)

    def _ledger(self) -> Callable[[float, str, str, int], None] | None:
        note = self.around.note
        if note is None:
            return None
        return lambda time, act, file, link: note(time, act, file, self.around.traffic.buyer[link])

    # -- when ------------------------------------------------------------------------------------------------

    def _schedule(self, dated: Dated, instrument: Instrument) -> None:
        first = max(dated.begins, 0)
        self._calls[first].append(lambda: instrument.begin(dated.begins if dated.begins < 0 else first))
        for day, terms in dated.versions[1:]:
            self._calls[max(day, 0)].append(lambda day=day, terms=terms: instrument.amend(max(day, 0), terms))  # type: ignore[misc]
        if dated.ends is not None:
            ends = max(dated.ends, first)
            self._calls[ends].append(lambda: instrument.end(ends))

    def take_effect(self, day: int) -> None:
        """What begins, changes or ends today; then the factors of all that is in force."""
        calls = self._calls.pop(day, ())
        for call in calls:
            call()
        if calls:
            self._refresh(day)
        elif self._growing:
            self._grow(day)

    def _refresh(self, day: int) -> None:
        names = tuple(self.around.scenario.sites)
        self.output = site_factors(self.instruments[Outage], day, names) * self._enforce(day)
        self.demand = site_factors(self.instruments[DemandChange], day, names)
        self._fear(day)
        self._track(day)
        self._grow(day)

    def _grow(self, day: int) -> None:
        self.growth = np.ones(len(self.around.scenario.sites))
        for site, plant in self._growing:
            self.growth[site] *= plant.factor(day)
        self.pace[self._need_stock] = (self.demand * self.growth)[self._need_site]

    def _fear(self, day: int) -> None:
        traffic, needs = self.around.traffic, self.around.network.needs
        extra = np.zeros((len(traffic.material_names), len(traffic.region_names)))
        for buying in self.instruments[AnticipatoryBuying]:
            extra += buying.extra_cover_days(day, traffic.material_names, traffic.region_names)
        material = [traffic.material_names.index(x.material) for x in needs]
        region = [traffic.region_names.index(x.region) for x in needs]
        self._feared_days[self._need_stock] = extra[material, region]

    def _before_shutdowns(self) -> dict[int, Floats]:
        """Extra days of cover by stock, on the days before and during shutdowns of their suppliers."""
        scenario, network = self.around.scenario, self.around.network
        site = {name: i for i, name in enumerate(scenario.sites)}
        bought = [x for x in network.links if not x.pushed]
        buyer = np.array([x.buyer for x in bought], dtype=np.int64)
        supplier = [site[x.supplier_site] for x in bought]
        share, n = np.array([x.share for x in bought]), len(network.stocks.names)
        n_days = day_of(scenario.end, scenario.start) + 1
        return {
            day: summed(share * by_site[supplier], buyer, n)
            for day, by_site in ordering_ahead(scenario, n_days).items()
        }

    def _track(self, day: int) -> None:
        traffic = self.around.traffic
        left = remaining_diversion(self.instruments[Tracking], day, traffic)[traffic.material]
        self.open_trade = np.where(self._diverted, left * diversion_left(self.instruments[Consolidation], day), 1.0)

    def _enforce(self, day: int) -> Floats:
        """What is left of the work of rogue sites, by site."""
        consolidations, campaigns = self.instruments[Consolidation], self.instruments[EnforcementCampaign]
        self.seizure_factor = seizure_factor(campaigns, day)
        self._over_quota_factor = over_quota_factor(consolidations, day)
        return rogue_activity(consolidations, campaigns, day, self._rogue, tuple(self.around.scenario.sites))

    # -- what the steps of a day ask -------------------------------------------------------------------------

    def extra_days(self, day: int) -> Floats:
        """Days of use by stock that buyers want beyond their usual cover, from fear or before a shutdown."""
        ahead = self._ahead.get(day)
        return self._feared_days if ahead is None else self._feared_days + ahead

    def within_mining_quota(self, day: int, wanted: Floats) -> Floats:
        """``wanted[mine]``, t REO, as far as quotas allow."""
        return self._within(MINING, day, wanted)

    def within_separation_quota(self, day: int, wanted: Floats) -> Floats:
        """``wanted[process]``, t REO of feed, as far as quotas allow."""
        return self._within(WORKS, day, wanted)

    def _within(self, book: str, day: int, wanted: Floats) -> Floats:
        for quota in self.quotas[book]:
            if quota.binds(day):
                wanted = quota.limit(day, wanted, self._over_quota_factor)
        return wanted

    def mined_over_quota(self, day: int) -> Floats:
        """t REO by mine that today's digging was beyond the quotas in force."""
        over = np.zeros(len(self.around.network.mines))
        for quota in self.quotas[MINING]:
            if quota.binds(day):
                over = over + quota.over_quota_today
        return over

    def tax_rate(self, day: int) -> Floats:
        """Export tax as a share of the price inside, by material."""
        return tax_rate(self.instruments[ExportTax], day, self.around.traffic)

    def tax_factor(self, day: int) -> Floats:
        """(1 + export tax) / (1 + export tax on the first day), by material."""
        return (1.0 + self.tax_rate(day)) / (1.0 + self.tax_rate(0))

    def release_reserves(self, day: int, stocks: Stocks, buyers: Buyers) -> None:
        """Opened reserves go to the buyers of their region and material, as each lacks."""
        for release in self.instruments[StockRelease]:
            stock, takers = self._takers(release.reserve)
            lack = np.maximum(buyers.use[takers] * buyers.cover_days[takers] - stocks.level[takers], 0.0)
            given = release.deliver(day, float(stocks.level[stock]), lack)
            stocks.level[takers] += given
            stocks.level[stock] -= given.sum()

    def _takers(self, reserve: str) -> tuple[int, Ints]:
        site = self.around.scenario.sites[reserve]
        assert isinstance(site, sites.Reserve)
        network = self.around.network
        takers = [x.stock for x in network.needs if x.material == site.holds and x.region == site.region]
        return network.reserves[reserve], np.array(takers, dtype=np.int64)

    def desk_counts(self) -> tuple[float, Floats, Floats]:
        """Files waiting now; files filed and granted to date by region, over all licence desks."""
        filed, granted = np.zeros((2, len(self.around.traffic.region_names)))
        for desk in self.desks:
            filed, granted = filed + desk.filed, granted + desk.granted
        return float(sum(desk.backlog for desk in self.desks)), filed, granted


def _bans_and_licensing_first(dated: Dated) -> tuple[int, int, str]:
    """Measures that others refer to are made first; otherwise by first day and name."""
    first = isinstance(dated.terms, (measures.TechnologyBan, measures.ExportLicensing))
    return (0 if first else 1, dated.begins, dated.name)


def _group_number(site: sites.AnySite, groups: Sequence[str]) -> int:
    group = getattr(site, "group", None)
    return groups.index(group) if group in groups and getattr(site, "status", "licensed") == "licensed" else -1
