"""A desk that decides cases: officers examine, signatories sign, in continuous working time.

The desk knows nothing of what its cases are about. Its queue is a heap, so that the cost of a case grows with the
logarithm of the backlog, and is checked against queueing theory in the tests. Time is the environment's: days since
the start of the run.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.events import URGENT

from simulation.calendar import WorkClock

from .case import Case, Key
from .signatories import Signatories


class Appointment(simpy.Event):
    """A call at a later moment, ahead of whatever else happens then: what is decided by a day counts on that day."""

    def __init__(self, env: simpy.Environment, delay: float, call: Callable[[Any], None], about: object) -> None:
        self.env = env  # what Event.__init__ does and more: it is called some ten thousand times a run
        self._ok, self._value = True, about
        self._call = call
        self.callbacks = _RING
        env.schedule(self, URGENT, delay if delay > 0.0 else 0.0)


def _ring(appointment: Any) -> None:
    appointment._call(appointment._value)


_RING: list[Callable[[Any], None]] = [_ring]
"""What every appointment calls; SimPy takes the list off an event and never changes it."""


class Counter:
    """Clerks who serve one case each; of the cases that wait, the one with the smallest key is next.

    ``served(case)`` is told when one is done, ``before_next()`` when a clerk is about to take up another.
    """

    def __init__(
        self,
        env: simpy.Environment,
        clock: WorkClock,
        clerks: int,
        served: Callable[[Case], None],
        before_next: Callable[[], None],
    ) -> None:
        self._env, self._clock, self._served, self._before_next = env, clock, served, before_next
        self.clerks = clerks
        self.busy = 0
        self._heap: list[tuple[Any, ...]] = []  # (*key, ticket, case, workdays)
        self._ticket_of: dict[Case, int] = {}  # of those that wait; entries of the heap with other tickets are void
        self._tickets = 0

    @property
    def waiting(self) -> int:
        return len(self._ticket_of)

    def has_waiting(self, case: Case) -> bool:
        return case in self._ticket_of

    def join(self, case: Case, key: Key, workdays: float) -> None:
        """Wait for a clerk and ``workdays`` of work; a case that waits already gets its new place."""
        if self.busy >= self.clerks:
            self.place(case, key, workdays)
        elif self._ticket_of:
            self.place(case, key, workdays)
            self._call_next()
        else:  # nobody waits: straight to a free clerk
            self._serve(case, workdays)

    def place(self, case: Case, key: Key, workdays: float) -> None:
        """Give a case its place in the queue, whether or not a clerk is free."""
        ticket = self._tickets = self._tickets + 1
        self._ticket_of[case] = ticket
        heappush(self._heap, (*key, ticket, case, workdays))

    def leave(self, case: Case) -> None:
        """Wait no longer; a case that a clerk has taken up stays with him."""
        self._ticket_of.pop(case, None)

    def staff(self, clerks: int) -> None:
        """From now on so many clerks; whoever is to go finishes his case first."""
        self.clerks = clerks
        self._call_next()

    def _call_next(self) -> None:
        while self.busy < self.clerks and self._ticket_of:
            self._before_next()
            entry = heappop(self._heap)
            case = entry[-2]
            if self._ticket_of.get(case) == entry[-3]:
                del self._ticket_of[case]
                self._serve(case, entry[-1])

    def _serve(self, case: Case, workdays: float) -> None:
        self.busy += 1
        now = self._env.now
        delay = self._clock.after(now, workdays) - now if workdays > 0 else 0.0
        Appointment(self._env, delay, self._finish, case)

    def _finish(self, case: Case) -> None:
        self.busy -= 1
        self._served(case)
        if self._ticket_of:
            self._call_next()


class Desk:
    """Officers examine a case, a signatory signs it, and it is decided.

    ``is_complete(case)`` is asked when an officer is done; a case that is not complete leaves the desk and may be filed
    again.
    """

    def __init__(
        self,
        env: simpy.Environment,
        clock: WorkClock,
        officers: int,
        signatories: int,
        is_complete: Callable[[Case], bool],
    ) -> None:
        self._env, self._clock, self._is_complete = env, clock, is_complete
        self.officers = Counter(env, clock, officers, self._examined, self._let_overdue_cases_pass)
        self._signatories = Signatories(clock, signatories)
        self._set_aside: set[Case] = set()
        self._opening: dict[float, list[tuple[Case, int]]] = {}  # by time: which stays of which cases end then
        self._limits: list[tuple[float, int, Case, int]] = []  # when, in which turn, which stay of which case
        self._turns = 0

    def file(self, case: Case, not_before: float = 0.0) -> None:
        """Take a case in; until the time ``not_before`` it is set aside, whatever the officers' leisure."""
        case.filed = now = self._env.now
        self._place(case, not_before, now)

    def signed_by(self, time: float) -> Iterator[tuple[float, Case]]:
        """Cases that are signed by ``time``, each with when it was, in that order; everyone is named once.

        No later ``time`` than now, unless no more cases come.
        """
        return self._signatories.signed_by(time)

    def staff(self, officers: int, signatories: int) -> None:
        """From now on so many of each; whoever is to go finishes his case first."""
        self.officers.staff(officers)
        self._signatories.staff(signatories, self._env.now)

    def reconsider(self, case: Case, not_before: float) -> None:
        """Apply changed rules (rank, work, ``not_before``) to a case that no officer has taken up."""
        now, aside = self._env.now, case in self._set_aside
        if aside or (not_before > now and self.officers.has_waiting(case)):
            self.withdraw(case)
            self._place(case, not_before, now)
        elif self.officers.has_waiting(case):
            self.officers.join(case, case.key, case.service_workdays)

    def withdraw(self, case: Case) -> None:
        """Take a case back that no officer has taken up; others run to their end."""
        case.stay += 1
        self._set_aside.discard(case)
        self.officers.leave(case)

    def _place(self, case: Case, not_before: float, now: float) -> None:
        case.stay += 1
        case.overdue = False
        if not_before > now:
            self._set_aside.add(case)
            self._opening_at(not_before).append((case, case.stay))
        else:
            self._queue(case, now)

    def _opening_at(self, time: float) -> list[tuple[Case, int]]:
        """Who is to be queued at ``time``, in their order."""
        if time not in self._opening:
            self._opening[time] = []
            Appointment(self._env, time - self._env.now, self._open, time)
        return self._opening[time]

    def _open(self, time: float) -> None:
        for case, stay in self._opening.pop(time):
            if case.stay == stay:
                self._set_aside.discard(case)
                self._queue(case, time)

    def _queue(self, case: Case, now: float) -> None:
        """The legal limit runs from here: neither the time set aside nor the time before a return counts."""
        if case.limit_workdays < math.inf:
            self._turns += 1
            heappush(self._limits, (self._clock.after(now, case.limit_workdays), self._turns, case, case.stay))
        self.officers.join(case, case.key, case.service_workdays)

    def _let_overdue_cases_pass(self) -> None:
        """Cases at their limit go to the front. They need no alarm: nobody waits while an officer is free."""
        while self._limits and self._limits[0][0] <= self._env.now:
            _, _, case, stay = heappop(self._limits)
            if case.stay == stay and self.officers.has_waiting(case):
                case.overdue = True
                self.officers.place(case, case.key, case.service_workdays)

    def _examined(self, case: Case) -> None:
        if self._is_complete(case):
            self._signatories.take(case, self._env.now)
