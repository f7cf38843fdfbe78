"""A case at a desk, and its place in the queue."""

from __future__ import annotations

import math

Key = tuple[float, ...]


class Case:
    """One case: how it ranks, the work that it takes and the working days after which it must be taken up."""

    __slots__ = (
        "filed", "handicap_days", "limit_workdays", "lot", "overdue", "rank", "service_workdays",
        "signature_workdays", "stay",
    )  # fmt: skip

    def __init__(
        self,
        service_workdays: float,
        signature_workdays: float = 0.0,
        rank: float = 0.0,
        lot: float = 0.0,
        limit_workdays: float = math.inf,
        handicap_days: float = 0.0,
    ) -> None:
        self.service_workdays = service_workdays
        self.signature_workdays = signature_workdays
        self.rank = rank
        self.lot = lot
        """Decides whom officers take first of cases of one rank that came at the same moment."""
        self.limit_workdays = limit_workdays
        self.handicap_days = handicap_days
        """It queues as if it had been filed so much later (the urgency number of Jackson 1960)."""
        self.filed = math.nan
        """When it was last filed; keeps its place in the queue, also while it is set aside."""
        self.overdue = False
        self.stay = 0
        """Counts its stays in the queue, so that the limit of an earlier stay counts no more."""

    @property
    def key(self) -> Key:
        """Place in the queue: overdue cases first, as filed; then by rank, then as filed, with the handicap."""
        if self.overdue:
            return (-math.inf, self.filed, self.lot)
        return (self.rank, self.filed + self.handicap_days, self.lot)
