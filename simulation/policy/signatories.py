"""Signing: first come, first served, so that it is known as a case comes when it will be signed."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heapify, heappop, heappush, heapreplace

from simulation.calendar import WorkClock

from .case import Case

Signing = tuple[float, int, float, float, Case]
"""When a case is signed (days), in which turn it came, when its clerk begins, for how many days of work, the case."""


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
        while self._signings and self._signings[0][0] <= time:
            signed, _, _, _, case = heappop(self._signings)
            yield signed, case

    def staff(self, clerks: int, now: float) -> None:
        """From now on so many clerks; whoever is to go finishes his case first."""
        waiting = sorted((turn, case, workdays) for _, turn, begins, workdays, case in self._signings if begins > now)
        self._signings = [signing for signing in self._signings if signing[2] <= now]
        # Those who go are the first to finish: who stays is free when the last of all at work are.
        last = sorted(time for time, *_ in self._signings)[-clerks:]
        self._free = [now] * (clerks - len(last)) + last
        heapify(self._free)
        heapify(self._signings)
        for _, case, workdays in waiting:
            self._sign(case, workdays, now)

    def _sign(self, case: Case, workdays: float, now: float) -> None:
        begins = max(now, self._free[0])
        time = self._clock.after(begins, workdays) if workdays > 0 else begins
        heapreplace(self._free, time)
        self._turns += 1
        heappush(self._signings, (time, self._turns, begins, workdays, case))
