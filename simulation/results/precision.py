"""How well an ensemble knows its figures, and how many runs it takes to know them as well as somebody wishes.

The rule is the sequential procedure for a confidence interval of a given half-width (Chow and Robbins 1965; Law 2015,
section 9.4.1): look after fixed numbers of replications, in their order, and stop at the first look at which every
interval is narrow enough. The looks depend on nothing but ``at_most``, so the answer does not depend on who was quick.
Stopping at a narrow interval favours intervals that are narrow by chance: they hold the truth in a little less than
95 % of studies. A first look that is not too early and few looks keep that small; ``docs/replications.md`` measures it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulation.errors import InputError, Mistake
from simulation.scenario.nearest import did_you_mean
from simulation.scenario.schema import Scenario

from . import figures
from .columns import measures_of
from .statistics import finite

if TYPE_CHECKING:
    from .ensemble import Ensemble

FIRST_LOOK = 30
"""[replications] Fewer say little about how widely a measure is spread."""
NEXT_LOOK = 1.25
"""[factor] From one look to the next: few looks, and at most a quarter more runs than needed."""


@dataclass(frozen=True)
class Wish:
    """The half-width that the 95 % interval of a statistic of a measure may have at most, in the measure's unit."""

    name: str
    """As it was asked for: ``japan.days_to_first_stop.p95``; without a statistic, the chance or the median."""
    region: str | None
    """Or industry; None for the whole world outside the origin."""
    measure: str
    statistic: str
    half_width: float


@dataclass(frozen=True)
class Rule:
    """Run until all wishes are met, ``at_most`` so many replications."""

    wishes: tuple[Wish, ...]
    at_most: int

    @property
    def asked(self) -> dict[str, float]:
        """Half-widths by the names with which they were asked for."""
        return {wish.name: wish.half_width for wish in self.wishes}

    def looks(self) -> Iterator[int]:
        """Numbers of replications after which the wishes are compared with what is known."""
        n = FIRST_LOOK
        while n < self.at_most:
            yield n
            n = math.ceil(n * NEXT_LOOK)
        yield self.at_most

    def met(self, ensemble: Ensemble, replications: int) -> bool:
        """Whether the first ``replications`` of an ensemble know all figures as well as is wished."""
        return all(half_width(ensemble, wish, replications) <= wish.half_width for wish in self.wishes)

    def as_json(self, ensemble: Ensemble) -> dict[str, Any]:
        """What was wished, when it was looked at and how well the figures are known; null for an open interval."""
        widths = [(wish, half_width(ensemble, wish, ensemble.replications)) for wish in self.wishes]
        return {
            "at_most": self.at_most,
            "looks": [look for look in self.looks() if look <= ensemble.replications],
            "met": all(width <= wish.half_width for wish, width in widths),
            "half_widths": [
                {
                    "measure": wish.name,
                    "statistic": wish.statistic,
                    "wished": wish.half_width,
                    "reached": finite(width),
                    "met": width <= wish.half_width,
                }
                for wish, width in widths
            ],
        }


def rule_for(half_widths: Mapping[str, float], at_most: int, scenarios: Sequence[Scenario]) -> Rule:
    """The rule for half-widths by name. Raises InputError for names that a scenario lacks and widths of 0 or less."""
    mistakes = [Mistake(f"{name}: a half-width is a number above 0, not {width:g}")
                for name, width in half_widths.items() if not 0 < width < math.inf]  # fmt: skip
    for scenario in scenarios:
        names = _names(scenario)
        mistakes += [Mistake(f"{scenario.name} has no measure {name}{did_you_mean(name, names)}")
                     for name in half_widths if name not in names]  # fmt: skip
    if mistakes:
        raise InputError(tuple(mistakes))
    return Rule(tuple(_wish(name, *_names(scenarios[0])[name], width) for name, width in half_widths.items()), at_most)


def _names(scenario: Scenario) -> dict[str, tuple[str, str]]:
    """Measure and statistic by all names that they can be asked for with."""
    names: dict[str, tuple[str, str]] = {}
    for measure in measures_of(scenario):
        statistics = figures.statistics_of(measure.rpartition(".")[2])
        names |= {measure: (measure, statistics[0])} | {f"{measure}.{s}": (measure, s) for s in statistics}
    return names


def _wish(name: str, measure: str, statistic: str, half_width: float) -> Wish:
    region, _, measure = measure.rpartition(".")
    return Wish(name, region or None, measure, statistic, half_width)


def half_width(ensemble: Ensemble, wish: Wish, replications: int) -> float:
    """Of the 95 % interval after so many replications; +inf if an end is open, 0 if all of it says never."""
    n = sum(i < replications for i in ensemble.runs)
    low, high = figures.interval(wish.measure, wish.statistic, ensemble.values(wish.measure, wish.region)[:n])
    return 0.0 if low == high else (high - low) / 2
