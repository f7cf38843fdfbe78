"""When a measure is in force, and the terms that it has then."""

from __future__ import annotations

from typing import Any, Generic, Protocol, TypeVar

from simulation.scenario.measures import Dated

Terms = TypeVar("Terms", bound=Dated)


class Instrument(Protocol):
    """What a measure becomes in a run: it exists from the start and acts from ``begin`` until ``end``."""

    name: str

    def begin(self, day: int) -> None: ...

    def amend(self, day: int, terms: Any) -> None:
        """From this day on other terms hold: the whole new measure, of the same type."""

    def end(self, day: int) -> None: ...


class Spell(Generic[Terms]):
    """Terms of a measure by day: whatever is asked about a day has the same answer later."""

    def __init__(self, terms: Terms) -> None:
        self.name = terms.name
        self._terms = terms
        self.turns: list[tuple[int, Terms | None]] = []
        """Days on which the terms changed, in order, with the terms from then on; None: not in force."""

    def begin(self, day: int) -> None:
        self.turns.append((day, self._terms))

    def amend(self, day: int, terms: Terms) -> None:
        self._terms = terms
        if self.turns and self.turns[-1][1] is not None:
            self.turns.append((day, terms))

    def end(self, day: int) -> None:
        self.turns.append((day, None))

    def on(self, day: int) -> Terms | None:
        """The terms in force on ``day``, or None."""
        for turn, terms in reversed(self.turns):
            if turn <= day:
                return terms
        return None
