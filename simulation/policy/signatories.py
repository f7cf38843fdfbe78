"""Signing: first come, first served, so that it is known as a case comes when it will be signed."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from simulation.calendar import WorkClock

from .case import Case


class Signing(NamedTuple):
    """When a case is signed (days), in which turn it came, when its signatory begins, and for how many days of work."""

    time: float
    turn: int
    begins: float
    workdays: float
    case: Case


class Signatories:
    """Clerks who sign one case each at a time.

    No event tells of a signature, as nobody waits for one: whoever wants to know asks what was signed by now.
    """

    def __init__(self, clock: WorkClock, clerks: int) -> None:
        self._clock = clock
        self._free = [0.0] * clerks  # heap: when each clerk is free
        self._signings: list[Signing] = []  # heap: those that nobody asked for yet
        self._turns = 0

    def take(self, case: Case, now: float) -> None:
        """A case comes ``now``; it takes its ``signature_workdays`` of the first clerk who is free."""
        self._sign(case, case.signature_workdays, now)

    def signed_by(self, time: float) -> Iterator[tuple[float, Case]]:
        """Cases that are signed by ``time``, each with when it was, in that order; everyone is named once."""
        while self._signings and self._signings[0].time <= time:
            signing = heappop(self._signings)
            yield signing.time, signing.case

    def staff(self, clerks: int, now: float) -> None:
        """From now on so many clerks; whoever is to go finishes his case first."""
        begun = [signing for signing in self._signings if signing.begins <= now]
        waiting = [signing for signing in self._signings if signing.begins > now]
        busy = sorted(signing.time for signing in begun if signing.time > now)[-clerks:]
        self._free, self._signings = [now] * (clerks - len(busy)) + busy, begun
        heapify(self._signings)
        for signing in sorted(waiting, key=lambda signing: signing.turn):
            self._sign(signing.case, signing.workdays, now)

    def _sign(self, case: Case, workdays: float, now: float) -> None:
        begins = max(now, heappop(self._free))
        time = self._clock.after(begins, workdays) if workdays > 0 else begins
        heappush(self._free, time)
        self._turns += 1
        heappush(self._signings, Signing(time, self._turns, begins, workdays, case))
