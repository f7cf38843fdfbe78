"""The public register of a licence desk: who filed when, and what became of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from simulation.randomness import Floats

from .border import Ints, Traffic

Ledger = Callable[[float, str, str, int], None]
"""Told of every act at the desk: time (days), ``application``, ``grant``, ``refusal`` or ``withdrawal``, file, link.

It hears of decisions when they are entered, so not in the order of their times.
"""


class Outcome(IntEnum):
    """What became of a case."""

    PENDING = 0
    GRANTED = 1
    REFUSED = 2
    WITHDRAWN = 3
    """No longer needed: the control or the firm's need of a permit ended first."""


@dataclass(frozen=True)
class Cases:
    """All cases of a run in the order of filing: the material of a Kaplan-Meier curve, by case in every array."""

    filed: Floats
    """[days] When it was filed first; a return for documents does not count as a filing."""
    decided: Floats
    """[days] When it was granted, refused or withdrawn; NaN while it is pending."""
    outcome: Ints
    """[Outcome] What became of it; withdrawn and pending cases are censored."""
    link: Ints
    """[link] Whose trade it is about."""
    region: Ints
    """[index into region_names] Where its end user is."""
    material: Ints
    """[index into material_names] What it is about."""
    buyer: tuple[str, ...]
    """[firm] Its end user."""


class Register:
    """Cases filed and decided so far, with counts by destination.

    Decisions are entered once a day, as the border opens the desk's inbox, and before anything changes at the desk.
    """

    def __init__(self, traffic: Traffic, ledger: Ledger | None = None) -> None:
        self._traffic, self._ledger = traffic, ledger
        self._region: list[int] = traffic.destination.tolist()
        self.filed: Ints = np.zeros(len(traffic.region_names), dtype=np.int64)
        """[cases by region] Filed to date."""
        self.granted: Ints = np.zeros_like(self.filed)
        """[cases by region] Granted to date."""
        self.backlog = 0
        """[cases] Filed and not decided."""
        self._filed: list[float] = []
        self._decided: list[float] = []
        self._outcome: list[Outcome] = []
        self._link: list[int] = []

    @property
    def opened(self) -> bool:
        """Whether anybody has filed yet."""
        return bool(self._filed)

    @property
    def approved_share(self) -> Floats:
        """Granted / filed to date, by region of the end user; NaN where nothing was filed."""
        return np.where(self.filed > 0, self.granted / np.maximum(self.filed, 1), np.nan)

    def file(self, time: float, link: int, name: str) -> int:
        """Enter a new case; gives back its number."""
        self._filed.append(time)
        self._decided.append(math.nan)
        self._outcome.append(Outcome.PENDING)
        self._link.append(link)
        self.filed[self._region[link]] += 1
        self.backlog += 1
        self._tell(time, "application", name, link)
        return len(self._filed) - 1

    def grant(self, time: float, case: int, name: str) -> None:
        self._close(time, case, Outcome.GRANTED)
        self.granted[self._region[self._link[case]]] += 1
        self._tell(time, "grant", name, self._link[case])

    def refuse(self, time: float, case: int, name: str) -> None:
        self._close(time, case, Outcome.REFUSED)
        self._tell(time, "refusal", name, self._link[case])

    def withdraw(self, time: float, case: int, name: str) -> None:
        self._close(time, case, Outcome.WITHDRAWN)
        self._tell(time, "withdrawal", name, self._link[case])

    def cases(self) -> Cases:
        link = np.array(self._link, dtype=np.int64)
        return Cases(
            filed=np.array(self._filed, dtype=np.float64),
            decided=np.array(self._decided, dtype=np.float64),
            outcome=np.array(self._outcome, dtype=np.int64),
            link=link,
            region=self._traffic.destination[link],
            material=self._traffic.material[link],
            buyer=tuple(self._traffic.buyer[row] for row in self._link),
        )

    def _close(self, time: float, case: int, outcome: Outcome) -> None:
        self._decided[case] = time
        self._outcome[case] = outcome
        self.backlog -= 1

    def _tell(self, time: float, act: str, name: str, link: int) -> None:
        if self._ledger is not None:
            self._ledger(time, act, name, link)
