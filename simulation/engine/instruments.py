"""Which instrument stands for which measure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import simpy

from simulation.calendar import WorkClock
from simulation.chain.stock import Floats
from simulation.policy.border import Control, Traffic
from simulation.policy.capacity import AnticipatoryBuying, DemandChange, NewCapacity, Outage, TechnologyBan
from simulation.policy.closure import BorderClosure, Embargo, EntityBan
from simulation.policy.enforcement import Consolidation, EnforcementCampaign
from simulation.policy.export_quota import ExportQuota
from simulation.policy.inspection import Inspection
from simulation.policy.licensing import ExportLicensing, GeneralLicence
from simulation.policy.quota import ProductionQuota
from simulation.policy.register import Register
from simulation.policy.spell import Instrument
from simulation.policy.stock_release import StockRelease
from simulation.policy.tax import ExportTax
from simulation.policy.tracking import Tracking
from simulation.randomness import Streams
from simulation.scenario import measures, sites
from simulation.scenario.schema import Scenario

from .firms import Network
from .timeline import Dated

MINING, WORKS = "mine", "works"
"""The two books of production quotas: what mines dig, and what works make."""
Note = Callable[[float, str, str, str], None]
Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Surroundings:
    """What instruments are made from."""

    scenario: Scenario
    streams: Streams
    env: simpy.Environment
    clock: WorkClock
    traffic: Traffic  # of all links
    crossing: Traffic  # of the legal links that cross a border: what controls see
    network: Network
    made_per_feed: Floats  # by process
    note: Note | None = None


class Instruments:
    """The instruments of a timeline, by what they act on."""

    def __init__(self, around: Surroundings, timeline: Sequence[Dated]) -> None:
        self._around = around
        self.controls: list[Control] = []
        self.export_quotas: list[ExportQuota] = []
        self.desks: list[Register] = []
        self.quotas: dict[str, list[ProductionQuota]] = defaultdict(list)
        self.growing: list[tuple[int, NewCapacity]] = []  # number of the site, and how it grows
        self.by_name: dict[str, Instrument] = {}
        self._kinds: dict[type, list[Any]] = defaultdict(list)
        self._licensing: dict[str, ExportLicensing] = {}
        for dated in sorted(timeline, key=_bans_and_licensing_first):
            self.by_name[dated.name] = self._instrument(dated)

    def of(self, kind: type[Kind]) -> list[Kind]:
        """All instruments of a kind."""
        return self._kinds[kind]

    def _instrument(self, dated: Dated) -> Instrument:
        around, terms = self._around, dated.terms
        traffic, origin = around.crossing, around.scenario.origin
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
                    self._note_case if around.note else None,
                )
                self._licensing[dated.name] = control
                self.desks.append(control.register)
                return self._at_border(control)
            case measures.GeneralLicence():
                return GeneralLicence(terms, self._licensing[terms.target])
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
        site = self._around.scenario.sites[terms.site]
        abroad = site.region != self._around.scenario.origin
        plant = NewCapacity(terms, getattr(site, "stage", MINING), self.of(TechnologyBan) if abroad else ())
        self.growing.append((list(self._around.scenario.sites).index(terms.site), plant))
        return plant

    def _at_border(self, control: Any) -> Instrument:
        self.controls.append(control)
        kept: Instrument = control
        return kept

    def _export_quota(self, terms: measures.ExportQuota) -> ExportQuota:
        around = self._around
        quota = ExportQuota(terms, around.crossing, around.scenario.origin, around.scenario.start, around.note)
        self.export_quotas.append(quota)
        return quota

    def _kept(self, instrument: Instrument) -> Instrument:
        self._kinds[type(instrument)].append(instrument)
        return instrument

    def _quota(self, terms: measures.ProductionQuota) -> ProductionQuota:
        """A quota on all mines, or on all processes of a stage; rogue sites stand outside every quota."""
        scenario, network = self._around.scenario, self._around.network
        mining = terms.stage == MINING
        names = list(network.mines) if mining else [p.site for p in network.processes]
        entries = [scenario.sites[n] for n in names]
        groups = tuple(terms.last_year_t)
        of_stage = [mining or getattr(e, "stage", "") == terms.stage for e in entries]
        group_of = [_group_number(e, groups) if here else -1 for e, here in zip(entries, of_stage, strict=True)]
        counts = np.ones(len(names)) if mining else self._around.made_per_feed
        imported = np.zeros(len(names), dtype=bool) if mining else self._works_imported_ore()
        quota = ProductionQuota(terms, groups, np.array(group_of, dtype=np.int64), counts, imported, scenario.start)
        self.quotas[MINING if mining else WORKS].append(quota)
        return quota

    def _works_imported_ore(self) -> Any:
        """Processes fed from another region."""
        network = self._around.network
        feeds = {x.buyer for x in network.links if x.pushed and x.origin != x.destination}
        return np.array([any(k in feeds for k in p.feeds.values()) for p in network.processes], dtype=bool)

    def _note_case(self, time: float, act: str, file: str, link: int) -> None:
        assert self._around.note is not None
        self._around.note(time, act, file, self._around.crossing.buyer[link])


def _bans_and_licensing_first(dated: Dated) -> tuple[int, int, str]:
    """Measures that others refer to are made first; otherwise by first day and name."""
    first = isinstance(dated.terms, (measures.TechnologyBan, measures.ExportLicensing))
    return (0 if first else 1, dated.begins, dated.name)


def _group_number(site: sites.AnySite, groups: Sequence[str]) -> int:
    group = getattr(site, "group", None)
    return groups.index(group) if group in groups and getattr(site, "status", "licensed") == "licensed" else -1
