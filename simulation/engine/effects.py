"""The measures of a timeline at work: what all of them together do today."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from simulation.calendar import day_of
from simulation.chain.ordering import Buyers
from simulation.chain.stock import Floats, Ints, Stocks, summed
from simulation.policy.border import Border
from simulation.policy.capacity import (
    AnticipatoryBuying,
    DemandChange,
    Outage,
    site_factors,
)
from simulation.policy.enforcement import (
    Consolidation,
    EnforcementCampaign,
    diversion_left,
    over_quota_factor,
    rogue_activity,
    routes_shut,
    seizure_factor,
)
from simulation.policy.stock_release import StockRelease
from simulation.policy.tax import ExportTax, tax_rate
from simulation.policy.tracking import Tracking, remaining_diversion
from simulation.scenario import sites

from .instruments import MINING, WORKS, Instruments, Surroundings
from .seasons import ordering_ahead
from .timeline import acts, unfold, without_shock

DAYS_OF_GROWTH = 7
"""New capacity grows from week to week."""


@dataclass
class Effects:
    """Everything that measures change, as factors that the steps of a day read.

    By site: ``output`` (outages, and what is left of rogue works), ``growth`` (new capacity), ``demand``. By stock:
    ``pace`` (demand). By link: ``open_trade`` (what tracking and consolidation leave of diversion by licensed makers, 0
    on routes that a campaign shuts, 1 elsewhere).
    ``seizure_factor`` is on the seizure probabilities of illicit routes. By material: ``tax_factor`` (export taxes).
    """

    around: Surroundings
    changed: bool = False  # whether a measure began, changed or ended today

    def __post_init__(self) -> None:
        scenario, network = self.around.scenario, self.around.network
        timeline = unfold(scenario, self.around.streams)
        self._acts = acts(timeline)
        self.made = Instruments(self.around, timeline)
        # Only what clears all else uses up a quota: goods that an embargo holds leave theirs to others.
        self.border = Border([*self.made.controls, *self.made.export_quotas], self.around.crossing.links)
        n, k = len(scenario.sites), len(network.stocks.names)
        self.output, self.growth, self.demand = np.ones(n), np.ones(n), np.ones(n)
        self.pace, self._feared_days, self._fears = np.ones(k), np.zeros(k), False
        self._fear_of: dict[str, float] = {}  # by buyer, as far as anybody asked
        self.open_trade = np.ones(len(network.links))
        number = {name: i for i, name in enumerate(scenario.sites)}
        self._need_site = np.array([number[x.site] for x in network.needs], dtype=np.int64)
        self._need_stock = np.array([x.stock for x in network.needs], dtype=np.int64)
        self._need_material, self._need_region = self._materials_and_regions()
        self._ahead = self._before_shutdowns()
        self._rogue = np.array([getattr(s, "status", "") == "rogue" for s in scenario.sites.values()], dtype=bool)
        illicit = np.array([x.illicit is not None for x in network.links], dtype=bool)
        self._routes = tuple(x.illicit for x in network.links)
        self._diverted = illicit & ~self._rogue[self.around.traffic.supplier_site]
        self.seizure_factor, self._over_quota_factor = 1.0, 1.0
        self._over_quota_t: dict[str, float] = {}  # today, by book
        self.tax_factor = np.ones(len(self.around.traffic.material_names))

    def _materials_and_regions(self) -> tuple[Ints, Ints]:
        """What each need is of, and where."""
        traffic, needs = self.around.traffic, self.around.network.needs
        material = {name: i for i, name in enumerate(traffic.material_names)}
        region = {name: i for i, name in enumerate(traffic.region_names)}
        materials = np.array([material[x.material] for x in needs], dtype=np.int64)
        return materials, np.array([region[x.region] for x in needs], dtype=np.int64)

    # -- when ------------------------------------------------------------------------------------------------

    def take_effect(self, day: int) -> None:
        """What begins, changes or ends today; then the factors of all that is in force."""
        due = self._acts.pop(day, ())
        for act in due:
            act.on(self.made.by_name[act.name])
        self.changed = bool(due)
        if due:
            self._refresh(day)
        elif self.made.growing and day % DAYS_OF_GROWTH == 0:
            self._grow(day)

    def call_off_shock(self, day: int) -> None:
        """From today on only standing measures begin or change."""
        standing = unfold(without_shock(self.around.scenario), self.around.streams)
        self._acts = {due: them for due, them in acts(standing).items() if due >= day}

    def _refresh(self, day: int) -> None:
        names = tuple(self.around.scenario.sites)
        self.output = site_factors(self.made.of(Outage), day, names) * self._enforce(day)
        self.demand = site_factors(self.made.of(DemandChange), day, names)
        self.pace[self._need_stock] = self.demand[self._need_site]
        # (1 + export tax) / (1 + export tax on the first day), by material
        self.tax_factor = (1.0 + self.tax_rate(day)) / (1.0 + self.tax_rate(0))
        self._fear(day)
        self._track(day)
        self._grow(day)

    def _grow(self, day: int) -> None:
        self.growth = np.ones(len(self.around.scenario.sites))
        for site, plant in self.made.growing:
            self.growth[site] *= plant.factor(day)

    def _fear(self, day: int) -> None:
        traffic = self.around.traffic
        extra = np.zeros(len(self._need_stock))
        for buying in self.made.of(AnticipatoryBuying):
            concerned = buying.concerned(day, traffic.material_names, traffic.region_names)
            needs = np.flatnonzero(concerned[self._need_material, self._need_region])
            extra[needs] += buying.extra_cover_days(day, partial(self._fearfulness, needs))
        self._feared_days[self._need_stock] = extra
        self._fears = bool(extra.any())

    def _fearfulness(self, needs: Ints) -> Floats:
        """Place of each need's buyer among all firms, 0 to 1: who fears one control more than others fears them all."""
        buyers = [self.around.network.needs[need].buyer for need in needs]
        for buyer in buyers:
            if buyer not in self._fear_of:
                self._fear_of[buyer] = self.around.streams.uniform(buyer, "fearfulness")
        return np.array([self._fear_of[buyer] for buyer in buyers])

    def _before_shutdowns(self) -> dict[int, Floats]:
        """Extra days of cover by stock, before shutdowns of suppliers in other regions."""
        scenario, network = self.around.scenario, self.around.network
        site = {name: i for i, name in enumerate(scenario.sites)}
        bought = [x for x in network.links if not x.pushed and x.origin != x.destination]
        buyer = np.array([x.buyer for x in bought], dtype=np.int64)
        supplier = [site[x.supplier_site] for x in bought]
        share, n = np.array([x.share for x in bought]), len(network.stocks.names)
        n_days = day_of(scenario.end, scenario.start) + 1
        ahead = {day: by_site.tobytes() for day, by_site in ordering_ahead(scenario, n_days).items()}
        # The same for all days before a shutdown.
        spread = {key: summed(share * np.frombuffer(key)[supplier], buyer, n) for key in set(ahead.values())}
        return {day: spread[key] for day, key in ahead.items()}

    def _track(self, day: int) -> None:
        traffic = self.around.traffic
        left = remaining_diversion(self.made.of(Tracking), day, traffic)[traffic.material]
        self.open_trade = np.where(self._diverted, left * diversion_left(self.made.of(Consolidation), day), 1.0)
        shut = routes_shut(self.made.of(EnforcementCampaign), day)
        if shut:
            self.open_trade[[route in shut for route in self._routes]] = 0.0

    def _enforce(self, day: int) -> Floats:
        """What is left of the work of rogue sites, by site."""
        consolidations, campaigns = self.made.of(Consolidation), self.made.of(EnforcementCampaign)
        self.seizure_factor = seizure_factor(campaigns, day)
        self._over_quota_factor = over_quota_factor(consolidations, day)
        return rogue_activity(consolidations, campaigns, day, self._rogue, tuple(self.around.scenario.sites))

    # -- what the steps of a day ask -------------------------------------------------------------------------

    def extra_days(self, day: int) -> Floats | None:
        """Days of use by stock that buyers want beyond their usual cover, from fear or before a shutdown."""
        ahead = self._ahead.get(day)
        if ahead is None:
            return self._feared_days if self._fears else None
        return self._feared_days + ahead

    def within_mining_quota(self, day: int, wanted: Floats) -> Floats:
        """``wanted[mine]``, t REO, as far as quotas allow."""
        return self._within(MINING, day, wanted)

    def within_separation_quota(self, day: int, wanted: Floats) -> Floats:
        """``wanted[process]``, t REO of feed, as far as quotas allow."""
        return self._within(WORKS, day, wanted)

    def _within(self, book: str, day: int, wanted: Floats) -> Floats:
        self._over_quota_t[book] = 0.0
        for quota in self.made.quotas[book]:
            if day in quota.days:
                wanted = quota.limit(day, wanted, self._over_quota_factor)
                self._over_quota_t[book] += quota.over_quota_t_today
        return wanted

    @property
    def mined_over_quota(self) -> float:
        """t REO by which today's digging was beyond the quotas in force."""
        return self._over_quota_t[MINING]

    def tax_rate(self, day: int) -> Floats:
        """Export tax as a share of the price inside, by material."""
        return tax_rate(self.made.of(ExportTax), day, self.around.traffic)

    def release_reserves(self, day: int, stocks: Stocks, buyers: Buyers) -> None:
        """Opened reserves go to the buyers of their region and material, as each lacks."""
        for release in self.made.of(StockRelease):
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
