"""Export quotas: caps on what may leave, in product weight, issued in batches; what comes beyond them waits.

Exporters trade what they were allotted among themselves, so it serves whoever comes, and it does not matter how many
they are. They pace themselves, so that it lasts until the next batch, but not from day to day: what one day leaves of
its pace, another can use.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from simulation.calendar import day_of
from simulation.randomness import Floats
from simulation.scenario import measures

from .border import Gate, Traffic, covered
from .drawing import settled

Note = Callable[[float, str, str, str], None]
"""Told of an event: time (days), ``quota issued`` or ``quota exhausted``, who, detail."""

SPENT = 1e-9
"""gross t: less than this counts as nothing left."""


@dataclass
class Allotment:
    """What one issue allows: usable from day ``first`` until ``end``, a ``kept_share`` of the rest until ``lapse``."""

    first: int
    end: int
    lapse: int
    gross_t: float
    kept_share: float = 0.0
    used_in_time: float = 0.0  # gross t used before ``end``
    used_late: float = 0.0  # gross t used from ``end`` on

    def left(self, day: int) -> float:
        """gross t that can still be used on ``day``."""
        if self.first <= day < self.end:
            return max(self.gross_t - self.used_in_time, 0.0)
        if self.end <= day < self.lapse:
            return max((self.gross_t - self.used_in_time) * self.kept_share - self.used_late, 0.0)
        return 0.0

    def days_left(self, day: int) -> int:
        """Days for which what is left must last, ``day`` included."""
        return (self.end if day < self.end else self.lapse) - day

    def use(self, day: int, gross_t: float) -> float:
        """Use up to ``gross_t``; gives back how much of that was left."""
        used = min(gross_t, self.left(day))
        if day < self.end:
            self.used_in_time += used
        else:
            self.used_late += used
        return used

    def use_evenly_until(self, day: int) -> None:
        """Take the part of the period before ``day`` for used."""
        if self.first < day:
            self.used_in_time = self.gross_t * min((day - self.first) / (self.end - self.first), 1.0)


class Usable(NamedTuple):
    """An allotment on a day: how long what is left must last, and how much that is (gross t)."""

    days_left: int
    left: float
    allotment: Allotment


class ExportQuota(Gate):
    """Lets covered goods go as far as the allotments of all exporters last; ``start`` is the first simulated day.

    What goes uses the allotment that ends first. All goods that wait share alike in what may go.
    """

    def __init__(
        self, terms: measures.ExportQuota, traffic: Traffic, origin: str, start: date, note: Note | None = None
    ) -> None:
        super().__init__(terms.name, traffic.links)
        self._traffic, self._origin, self._start, self._note = traffic, origin, start, note
        self._terms = terms
        self._begun = 0
        self._allotments: dict[date | None, Allotment] = {}  # by date of issue; None: carried over from before
        self._allowed = math.inf  # gross t that exporters let themselves use, while their pace allows as much
        self._current: list[Allotment] = []
        self._known_until = -math.inf
        self._told = False
        self._nothing = np.zeros(traffic.links)
        self.used = 0.0
        """[gross t] What has left under the quota so far."""

    def begin(self, day: int) -> None:
        """The quota binds from ``day``, which may lie before the run.

        What was issued before it began, or before the run did, is taken to have been used evenly until then.
        """
        super().begin(day)
        self._begun = day
        self._take_terms(self._terms)
        for allotment in self._allotments.values():
            allotment.use_evenly_until(max(day, 0))

    def amend(self, day: int, terms: measures.ExportQuota) -> None:
        """Other terms hold from today; what has been used of an issue of the same date stays used."""
        self._terms = terms
        if self.in_force:
            self._take_terms(terms)

    def _take_terms(self, terms: measures.ExportQuota) -> None:
        self._bound = covered(self._traffic, terms, self._origin).astype(np.float64)
        self._gross = self._bound * self._traffic.gross_t_per_t_reo
        self._burst = settled(terms.burst)
        before, self._allotments = self._allotments, self._allot(terms)
        self._known_until = -math.inf
        for issue, allotment in self._allotments.items():
            if issue in before:
                allotment.used_in_time, allotment.used_late = before[issue].used_in_time, before[issue].used_late

    def _allot(self, terms: measures.ExportQuota) -> dict[date | None, Allotment]:
        kept_share, kept_days = settled(terms.carry_over_share), round(terms.carry_over_days)
        lapse = self._begun + kept_days
        allotments: dict[date | None, Allotment] = {
            None: Allotment(self._begun, lapse, lapse, settled(terms.carried_over_gross_t))
        }
        for batch, end in terms.periods():
            first, last = day_of(batch.date, self._start), day_of(end, self._start)
            allotments[batch.date] = Allotment(first, last, last + kept_days, settled(batch.gross_t), kept_share)
        return allotments

    def issued(self, day: int) -> float:
        """gross t issued by ``day``, with what was carried over from before the measure."""
        return sum(a.gross_t for a in self._allotments.values() if a.first <= day)

    def left(self, day: int) -> float:
        """gross t that can still be used on ``day``."""
        return sum(a.left(day) for a in self._allotments.values())

    def pace(self, day: int) -> float:
        """gross t a day that exporters let themselves use from ``day`` on, as things stand."""
        return self._pace(self._usable(day))

    def _pace(self, usable: list[Usable]) -> float:
        return sum(min(u.left, self._burst * u.left / u.days_left) for u in usable)

    def _usable(self, day: int) -> list[Usable]:
        """Allotments of which something is left, the one that ends first in front."""
        if day >= self._known_until:
            self._look_up(day)
        return [Usable(a.days_left(day), left, a) for a in self._current if (left := a.left(day)) > SPENT]

    def _look_up(self, day: int) -> None:
        """Which allotments can be used from ``day`` on, in which order, and until when that stays so."""
        allotments = self._allotments.values()
        current = [a for a in allotments if a.first <= day < a.lapse]
        self._current = sorted(current, key=lambda a: a.days_left(day))
        turns = (d for a in allotments for d in (a.first, a.end, a.lapse) if d > day)
        self._known_until = min(turns, default=math.inf)

    def _decide(self, day: int, flow: Floats) -> Floats:
        waiting = flow if self.held is self._nothing else self.held + flow
        wanted, usable = float(waiting @ self._gross), self._usable(day)
        used = min(wanted, self._allow(usable), sum(u.left for u in usable))
        self._use(day, used, usable)
        if self._note is not None:
            self._tell(self._note, day, scarce=used < wanted)
        if used >= wanted:
            self.held = self._nothing
            return waiting
        self.held = waiting * (self._bound * (1.0 - used / wanted))
        return waiting - self.held

    def _allow(self, usable: list[Usable]) -> float:
        """gross t that may leave today: the pace of today, and of the days before what they did not use."""
        pace = self._pace(usable)
        self._allowed = min(self._allowed + pace, pace * max(self._terms.planning_days, 1.0))
        return self._allowed

    def _use(self, day: int, gross_t: float, usable: list[Usable]) -> None:
        self.used += gross_t
        self._allowed -= gross_t
        for u in usable:
            gross_t -= u.allotment.use(day, gross_t)

    def _tell(self, note: Note, day: int, scarce: bool) -> None:
        """Note an issue on its day, and the first day on which goods wait and nothing of it is left."""
        issued = sum(a.gross_t for issue, a in self._allotments.items() if issue is not None and a.first == day)
        if issued > 0:
            self._told = False
            note(float(day), "quota issued", self.name, f"{issued:.0f} t gross")
        if scarce and not self._told and self.left(day) <= SPENT:
            self._told = True
            note(float(day), "quota exhausted", self.name, f"{self.used:.0f} t gross used")
