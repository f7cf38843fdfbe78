"""Applications for export licences: from the first blocked goods to the answer.

Documents are prepared → filed → (set aside, while the class waits) → examined by an officer → (returned once for
documents, filed again) → signed → granted or refused. The desk works in continuous time; its answers lie in an inbox
until the border opens it, once a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np
import simpy

from simulation.calendar import WorkClock, day_of
from simulation.randomness import Floats, Streams
from simulation.scenario.measures import ExportLicensing
from simulation.scenario.numbers import Distribution

from .border import Ints, Traffic
from .case import Case
from .desk import Appointment, Desk
from .drawing import at, settled
from .files import Files
from .register import Ledger, Register

ORDINARY_RANK = 5
"""Rank of destinations that ``priority`` does not name."""

DECISIONS = ("preparation", "service", "signature", "return", "return_time", "refusal", "limit", "lot")
"""What is drawn for one application of a file, in this order."""

COLUMN = {decision: column for column, decision in enumerate(DECISIONS)}
KEPT_DRAWS = [COLUMN[decision] for decision in ("lot", "return", "refusal")]
"""What an application keeps of its draws, in the order in which it takes them."""

APPLICATIONS_AT_FIRST = 8
"""Applications of a file that are drawn at first; as many again when they are used up."""


class ApplicationDraws:
    """Uniforms for every application of every file: each file has a stream of its own, so nobody shifts another's."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._table, self._end = np.zeros((0, len(DECISIONS))), 0
        self._drawn: dict[str, int] = {}  # applications of each file
        self._left: dict[str, range] = {}  # rows of each file that are not used yet

    def row_for(self, name: str) -> int:
        """Where the draws for the next application of a file stand."""
        left = self._left.get(name) or self._draw(name)
        self._left[name] = left[1:]
        return left[0]

    def at(self, rows: list[int]) -> Floats:
        """Uniforms for the applications whose draws stand there: ``u[application, decision]``."""
        return self._table[rows]

    def _draw(self, name: str) -> range:
        """The first rows of a file, or as many again as were drawn so far."""
        used = self._drawn.get(name, 0)
        self._drawn[name] = max(2 * used, APPLICATIONS_AT_FIRST)
        u = self._streams.uniforms(name, "desk", self._drawn[name] * len(DECISIONS)).reshape(-1, len(DECISIONS))
        return self._enter(u[used:])

    def _enter(self, u: Floats) -> range:
        rows = range(self._end, self._end + len(u))
        self._end = rows.stop
        if self._end > len(self._table):
            self._table = np.concatenate((self._table, np.zeros((self._end, len(DECISIONS)))))
        self._table[rows.start : rows.stop] = u
        return rows


def _staff(terms: ExportLicensing) -> tuple[int, int]:
    """Officers and signatories for the simulated files: as many fewer as each stands for more real ones."""
    load = max(settled(terms.files_stand_for), 1e-9)
    return max(1, round(terms.officers / load)), max(1, round(terms.signatories / load))


def _work(terms: ExportLicensing) -> tuple[float | Distribution, ...]:
    """The terms that say how much work an application is, and its legal limit."""
    return (
        terms.service_workdays, terms.repeat_work_share, terms.signature_workdays, terms.return_days,
        terms.limit_kept_share, terms.legal_limit_workdays,
    )  # fmt: skip


class Application(Case):
    """One application of a file."""

    __slots__ = (
        "answered", "draws", "file", "link", "number", "refusal_luck", "return_days", "return_luck", "returned", "void",
    )  # fmt: skip

    def __init__(self, file: int, link: int, draws: int, lot: float, return_luck: float, refusal_luck: float) -> None:
        super().__init__(0.0, lot=lot)
        self.file = file
        self.link = link
        """Whose trade the file is about."""
        self.draws = draws
        """Where its draws stand."""
        self.return_luck = return_luck
        """Uniform: below the share of applications that are returned, so is this one."""
        self.refusal_luck = refusal_luck
        self.number: int | None = None
        """In the register; None until it is filed."""
        self.return_days = 0.0
        self.returned = False
        self.answered = False
        self.void = False
        """No longer wanted: whatever becomes of it changes nothing."""


class Answers(NamedTuple):
    """What the desk decided on files since it was asked last."""

    granted: Ints
    times: Floats
    """When each of these was granted, days."""
    refused: Ints


class Office:
    """The licence desk with all applications that are on their way to it, on it, or on their way back."""

    def __init__(
        self,
        terms: ExportLicensing,
        traffic: Traffic,
        files: Files,
        streams: Streams,
        env: simpy.Environment,
        clock: WorkClock,
        start: date,
        ledger: Ledger | None,
    ) -> None:
        self._traffic, self._files, self._streams, self._env, self._start = traffic, files, streams, env, start
        self.register = Register(traffic, ledger)
        self._desk = Desk(env, clock, *_staff(terms), self._is_complete)
        self._draws = ApplicationDraws(streams)
        self._pending: dict[int, Application] = {}
        self._inbox: list[tuple[Application, float, bool]] = []  # decided when, and whether it was granted
        self._take_terms(terms)

    def amend(self, terms: ExportLicensing) -> None:
        """Other terms hold from now on, also for what no officer has taken up."""
        self._enter_decisions()
        pending = list(self._pending.values())
        before, same_work = self._claims(pending), _work(terms) == _work(self._terms)
        self._take_terms(terms)
        if not same_work:
            files = np.array([a.file for a in pending], dtype=np.int64)
            self._set_work(pending, files, self._draws.at([a.draws for a in pending]))
        self._set_places(pending)
        claims = self._claims(pending)
        not_before = claims[0]
        for i in np.flatnonzero((claims != before).any(axis=0) | (not_before > self._env.now)).tolist():
            self._desk.reconsider(pending[i], float(not_before[i]))
        self._desk.staff(*_staff(terms))

    def _claims(self, applications: list[Application]) -> Floats:
        """What terms have to do with when each gets its turn: ``[until when it is set aside ..., application]``."""
        links = [a.link for a in applications]
        service = np.array([a.service_workdays for a in applications])
        return np.stack((self._not_before[links], self._rank[links], self._handicap[links], service))

    def _take_terms(self, terms: ExportLicensing) -> None:
        self._terms = terms
        self._return_share, self._refusal_share = settled(terms.return_share), settled(terms.refusal_share)
        ranks = np.array([terms.priority.get(name, ORDINARY_RANK) for name in self._traffic.region_names], dtype=float)
        by_link = ranks[self._traffic.destination]
        worth = terms.days_per_rank
        self._rank = by_link if worth is None else np.zeros(len(by_link))
        self._handicap = np.zeros(len(by_link)) if worth is None else by_link * settled(worth)
        self._not_before = self._dates_of_waiting_classes()

    def _dates_of_waiting_classes(self) -> Floats:
        """Day before which files are set aside, by link: the latest of the classes that they belong to."""
        traffic = self._traffic
        days = np.zeros(traffic.links)
        for waiting in self._terms.waiting.values():
            mask = np.ones(traffic.links, dtype=bool)
            if waiting.destinations:
                mask &= traffic.of_regions(traffic.destination, waiting.destinations)
            if waiting.covers:
                mask &= traffic.of_materials(waiting.covers)
            days[mask] = np.maximum(days[mask], day_of(waiting.until, self._start))
        return days

    def apply_for(self, files: Ints) -> None:
        """Start an application for each of ``files``: the documents are prepared first."""
        if not len(files):
            return
        names, numbers = self._files.names, files.tolist()
        rows = [self._draws.row_for(names[file]) for file in numbers]
        u = self._draws.at(rows)
        links, kept = self._files.link[files].tolist(), u[:, KEPT_DRAWS].T.tolist()
        applications = list(map(Application, numbers, links, rows, *kept))
        self._set_work(applications, files, u)
        self._set_places(applications)
        preparation = self._durations(self._terms.preparation_days, "preparation", files, u)
        for application, days in zip(applications, preparation.tolist(), strict=True):
            self._pending[application.file] = application
            Appointment(self._env, days, self._file, application)
        self._files.pending[files] = True

    def withdraw(self, files: Iterable[int]) -> None:
        """These files need no answer any more."""
        self._enter_decisions()
        for file in files:
            application = self._pending.pop(file, None)
            if application is not None:
                self._void(application)

    def withdraw_all(self) -> None:
        self.withdraw(list(self._pending))

    def open_inbox(self) -> Answers:
        """Answers since the inbox was opened last."""
        self._enter_decisions()
        inbox, self._inbox = self._inbox, []
        answers = [(a.file, time, granted) for a, time, granted in inbox if not a.void]
        for file, _, _ in answers:
            del self._pending[file]
            self._files.pending[file] = False
        granted = [(file, time) for file, time, yes in answers if yes]
        return Answers(
            np.array([file for file, _ in granted], dtype=np.int64),
            np.array([time for _, time in granted]),
            np.array([file for file, _, yes in answers if not yes], dtype=np.int64),
        )

    def _void(self, application: Application) -> None:
        application.void = True
        self._files.pending[application.file] = False
        self._desk.withdraw(application)
        if application.number is not None and not application.answered:
            self.register.withdraw(self._env.now, application.number, self._files.names[application.file])

    def _file(self, application: Application) -> None:
        """The documents reach the desk for the first time: the application counts as filed."""
        if application.void:
            return
        name = self._files.names[application.file]
        application.number = self.register.file(self._env.now, application.link, name)
        self._submit(application)

    def _submit(self, application: Application) -> None:
        if not application.void:
            self._desk.file(application, float(self._not_before[application.link]))

    def _is_complete(self, case: Case) -> bool:
        """Whether an examined file can go on to be signed; an application is returned at most once."""
        assert isinstance(case, Application)
        if case.void or case.returned or case.return_luck >= self._return_share:
            return True
        case.returned = True
        Appointment(self._env, case.return_days, self._submit, case)
        return False

    def _enter_decisions(self) -> None:
        """Decide on all that was signed by now, under the terms that held until now."""
        for time, case in self._desk.signed_by(self._env.now):
            assert isinstance(case, Application)
            if not case.void:
                self._decide(time, case)

    def _decide(self, time: float, case: Application) -> None:
        assert case.number is not None
        # Only new end users are refused: a known one's file is returned or delayed, but granted.
        known = bool(self._files.known[case.file])
        granted = known or case.refusal_luck >= self._refusal_share
        enter = self.register.grant if granted else self.register.refuse
        enter(time, case.number, self._files.names[case.file])
        case.answered = True
        self._inbox.append((case, time, granted))

    def _set_work(self, applications: list[Application], files: Ints, u: Floats) -> None:
        """What today's terms make of the draws ``u[application, decision]``: the work and the legal limit of each."""
        terms = self._terms
        known = np.where(self._files.known[files], terms.repeat_work_share, 1.0)
        service = self._durations(terms.service_workdays, "service", files, u) * known
        signature = self._durations(terms.signature_workdays, "signature", files, u)
        return_days = self._durations(terms.return_days, "return_time", files, u)
        kept = u[:, COLUMN["limit"]] < settled(terms.limit_kept_share)
        limit = np.where(kept, terms.legal_limit_workdays, np.inf)
        work = (column.tolist() for column in (service, signature, return_days, limit))
        for a, row in zip(applications, zip(*work, strict=True), strict=True):
            a.service_workdays, a.signature_workdays, a.return_days, a.limit_workdays = row

    def _set_places(self, applications: list[Application]) -> None:
        """The rank of each application and its handicap, by where its goods go."""
        links = [a.link for a in applications]
        for a, rank, handicap in zip(
            applications, self._rank[links].tolist(), self._handicap[links].tolist(), strict=True
        ):
            a.rank, a.handicap_days = rank, handicap

    def _durations(self, number: float | Distribution, decision: str, files: Ints, u: Floats) -> Floats:
        """The terms' ``number`` for one application of each of ``files``, with the uniforms ``u[row, decision]``."""
        if isinstance(number, Distribution) and number.per == "firm":
            buyers = [self._traffic.buyer[self._files.link[file]] for file in files]
            return at(number, np.array([self._streams.uniform(f"licence/{buyer}", decision) for buyer in buyers]))
        return at(number, u[:, COLUMN[decision]])
