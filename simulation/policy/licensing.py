"""Export licensing: covered goods wait at the border until the file that they belong to has a grant.

The trade of each covered link is split into files, each for a part of every consignment. A grant lets goods go up to
its tonnage, until it lapses. General licences free customers of named makers from all this.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import simpy

from simulation.calendar import WorkClock
from simulation.randomness import Floats, Streams
from simulation.scenario import measures
from simulation.scenario.numbers import Distribution
from simulation.units import DAYS_PER_MONTH

from .applications import Office
from .border import Bools, Gate, Ints, Traffic, covered
from .drawing import at, settled
from .files import Files, licence_of
from .register import Ledger, Register


class ExportLicensing(Gate):
    """A control with a licence desk, whose statistics are in ``register``.

    ``origin`` is the scenario's origin, ``clock`` the desk's working time, ``start`` the first simulated day; the
    environment's time is days since then. Numbers of ``terms`` that belong to the replication must be drawn.
    """

    def __init__(
        self,
        terms: measures.ExportLicensing,
        traffic: Traffic,
        streams: Streams,
        origin: str,
        env: simpy.Environment,
        clock: WorkClock,
        start: date,
        ledger: Ledger | None = None,
    ) -> None:
        super().__init__(terms.name, traffic.links)
        self._traffic, self._streams, self._origin = traffic, streams, origin
        self.files = Files(traffic)
        self._office = Office(terms, traffic, self.files, streams, env, clock, start, ledger)
        self._general: dict[str, measures.GeneralLicence] = {}
        self._take_terms(terms)

    @property
    def register(self) -> Register:
        return self._office.register

    def amend(self, day: int, terms: measures.ExportLicensing) -> None:
        """Other terms hold from today; grants stay as they are, and so does the number of files of a link."""
        self._take_terms(terms)
        self._office.amend(terms)

    def begin(self, day: int) -> None:
        """A control older than the simulation finds firms with grants of every age."""
        super().begin(day)
        if day < 0:
            ages = np.array([self._streams.uniform(name, "age") for name in self.files.names])
            months_t = settled(self._terms.grant_months) * DAYS_PER_MONTH * self.files.rest
            self.files.hold_grants(ages, months_t, settled(self._terms.validity_days))

    def end(self, day: int) -> None:
        super().end(day)
        self._office.withdraw_all()
        self.barred = None

    def relieve(self, licence: measures.GeneralLicence) -> None:
        """A general licence takes effect, or has other terms."""
        self._general[licence.name] = licence
        self._review_exemptions()

    def bind_again(self, name: str) -> None:
        """A general licence ends."""
        self._general.pop(name, None)
        self._review_exemptions()

    def _take_terms(self, terms: measures.ExportLicensing) -> None:
        self._terms = terms
        self._covered = covered(self._traffic, terms, self._origin)
        self._open_files()
        self._review_exemptions()

    def _open_files(self) -> None:
        """Split the trade of links that are covered for the first time."""
        filed = np.zeros(self._traffic.links, dtype=bool)
        filed[self.files.link] = True
        links = np.flatnonzero(self._covered & ~filed)
        self.files.split(links, self._files_per_link(links))
        self._unfiled = ~(filed | self._covered)

    def _files_per_link(self, links: Ints) -> Ints:
        number = self._terms.files_per_link
        if not isinstance(number, Distribution):
            return np.full(len(links), max(1, round(number)), dtype=np.int64)
        owners = [licence_of(self._traffic, link) for link in links]
        if number.per == "firm":
            owners = [f"licence/{self._traffic.buyer[link]}" for link in links]
        u = np.array([self._streams.uniform(owner, "files") for owner in owners])
        return np.maximum(1, np.rint(at(number, u)).astype(np.int64))

    def _review_exemptions(self) -> None:
        """Files of customers with a general licence, or no longer covered, are free; applications are withdrawn."""
        exempt = ~self._covered
        for licence in self._general.values():
            exempt |= self._customers(licence)
        self._exempt = exempt[self.files.link]
        self._office.withdraw(np.flatnonzero(self._exempt & self.files.pending).tolist())

    def _customers(self, licence: measures.GeneralLicence) -> Bools:
        """Links under a general licence, drawn customer by customer, so that a larger share adds to a smaller one."""
        traffic = self._traffic
        share_of_site = np.array([licence.customers.get(site, 0.0) for site in traffic.site_names])
        share = np.where(self._covered, share_of_site[traffic.supplier_site], 0.0)
        if licence.destinations:
            share[~traffic.of_regions(traffic.destination, licence.destinations)] = 0.0
        chosen = np.zeros(traffic.links, dtype=bool)
        for link in np.flatnonzero(share > 0):
            owner = f"general-licence/{traffic.buyer[link]}/{traffic.supplier[link]}"
            chosen[link] = self._streams.uniform(owner, "customer") < share[link]
        return chosen

    def _decide(self, day: int, flow: Floats) -> Floats:
        files = self.files
        files.take_in(flow)
        self._act_on_answers()
        gone = files.let_go(day, self._exempt)
        if np.count_nonzero(files.dead):
            self.refused = files.by_link(files.give_back())
        self.held = files.by_link(files.held)
        self._office.apply_for(files.that_must_apply(day, self._exempt))
        return np.where(self._unfiled, flow, 0.0) + files.by_link(gone)

    def _act_on_answers(self) -> None:
        files, answers = self.files, self._office.open_inbox()
        if len(answers.granted):
            months_t = settled(self._terms.grant_months) * DAYS_PER_MONTH * files.rest[answers.granted]
            files.grant(answers.granted, answers.times, months_t, settled(self._terms.validity_days))
        if len(answers.refused):
            files.refuse(answers.refused)
            self.barred = files.by_link(np.where(files.dead, files.part, 0.0))

    def _empty(self, flow: Floats) -> Floats:
        self.files.held[:] = 0.0
        return super()._empty(flow)


class GeneralLicence:
    """Customers of named makers export without a file for each consignment, for as long as it is in force."""

    def __init__(self, terms: measures.GeneralLicence, licensing: ExportLicensing) -> None:
        self.name = terms.name
        self._terms = terms
        self._licensing = licensing

    def begin(self, day: int) -> None:
        self._licensing.relieve(self._terms)

    def amend(self, day: int, terms: measures.GeneralLicence) -> None:
        self._terms = terms
        self._licensing.relieve(terms)

    def end(self, day: int) -> None:
        self._licensing.bind_again(self.name)
