"""Measures that change what sites can do or want: outages, new plants, technology bans, demand, buying ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from simulation.randomness import Floats
from simulation.scenario import measures
from simulation.scenario.numbers import Distribution

from .border import Bools
from .drawing import settled
from .spell import Spell


class Outage(Spell[measures.Outage]):
    """Sites that work at a reduced rate."""

    def factor(self, day: int) -> float:
        """Share of capacity that is left."""
        terms = self.on(day)
        return 1.0 if terms is None else terms.output_share


class DemandChange(Spell[measures.DemandChange]):
    """Demand of lines or industries, relative to the world at rest."""

    def factor(self, day: int) -> float:
        terms = self.on(day)
        return 1.0 if terms is None else terms.factor


class AnticipatoryBuying(Spell[measures.AnticipatoryBuying]):
    """Buyers who raise their stocks for a while."""

    def concerned(self, day: int, material_names: Sequence[str], region_names: Sequence[str]) -> Bools:
        """What is bought ahead and where, ``[material, region]``."""
        terms = self.on(day)
        if terms is None:
            return np.zeros((len(material_names), len(region_names)), dtype=bool)
        return np.outer(_among(material_names, terms.materials), _among(region_names, terms.regions))

    def extra_cover_days(self, day: int, fearfulness: Callable[[], Floats]) -> float | Floats:
        """Days of use by which targets rise: for all, or for firms at the quantiles ``fearfulness()`` of all firms."""
        terms = self.on(day)
        days = terms.extra_cover_days if terms else 0.0
        return days.quantile(fearfulness()) if isinstance(days, Distribution) else days


class TechnologyBan(Spell[measures.TechnologyBan]):
    """Know-how that may not leave the origin: ramps of plants elsewhere take longer."""

    def stretch(self, day: int, stage: str) -> float:
        """Ramp time on ``day`` over ramp time without the ban, for plants of ``stage`` outside the origin."""
        terms = self.on(day)
        return settled(terms.ramp_factor) if terms and stage in terms.stages else 1.0


class NewCapacity(Spell[measures.NewCapacity]):
    """A plant that grows over a ramp. A ban that comes during the ramp stretches what is left of it.

    ``stage`` is the plant's; ``bans`` are those it is subject to, none for a plant in the origin.
    """

    def __init__(self, terms: measures.NewCapacity, stage: str, bans: Sequence[TechnologyBan] = ()) -> None:
        super().__init__(terms)
        self._stage, self._bans = stage, tuple(bans)

    def factor(self, day: int) -> float:
        """Capacity on ``day`` over capacity without the measure."""
        terms = self.on(day)
        return 1.0 if terms is None else 1.0 + terms.added_share * self.progress(day)

    def progress(self, day: int) -> float:
        """Share of the ramp done by the end of ``day``; each stretch of time counts at its own pace."""
        spells: tuple[Spell[Any], ...] = (self, *self._bans)
        turns = {turn for spell in spells for turn, _ in spell.turns if turn <= day}
        ends = sorted(turns | {day + 1})
        return min(sum(self._pace(first, last - first) for first, last in pairwise(ends)), 1.0)

    def _pace(self, day: int, days: int) -> float:
        """Share of the ramp that ``days`` from ``day`` on bring, while nothing changes."""
        terms = self.on(day)
        if terms is None:
            return 0.0
        ramp_days = settled(terms.ramp_days) * max((ban.stretch(day, self._stage) for ban in self._bans), default=1.0)
        return days / ramp_days if ramp_days > 0 else 1.0


def site_factors(changes: Iterable[Outage | DemandChange], day: int, site_names: Sequence[str]) -> Floats:
    """What all ``changes`` together leave on ``day``, by site: factors of measures that meet are multiplied."""
    factors = np.ones(len(site_names))
    for change in changes:
        terms = change.on(day)
        if terms is not None:
            factors[_among(site_names, terms.sites)] *= change.factor(day)
    return factors


def _among(names: Sequence[str], chosen: Sequence[str]) -> Bools:
    return np.array([name in chosen for name in names], dtype=bool)
