"""Times of acts in turn (A B A B ...), and what may be said of their ratio."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

Act = Callable[[], object]
Clock = Callable[[], float]

PROCESSOR: Clock = time.process_time
"""For what one process does alone: what else the machine does hardly counts."""
WALL: Clock = time.perf_counter
"""For several processes, and for starting one."""


@dataclass(frozen=True)
class Spread:
    """The median of repeats, the smallest and the largest."""

    middle: float
    low: float
    high: float


def in_turn(
    acts: Mapping[str, Act], repeats: int, clock: Clock = PROCESSOR, *, warm: bool = False
) -> dict[str, list[float]]:
    """Seconds of every act in each of ``repeats`` rounds (A B, A B, ...).

    Unless all is ``warm``, a first round is not counted: it compiles, imports and fills caches.
    """
    seconds: dict[str, list[float]] = {name: [] for name in acts}
    for counted in [True] * repeats if warm else [False] + [True] * repeats:
        for name, act in acts.items():
            gc.collect()  # so that nobody pays for what another left behind
            began = clock()
            act()
            if counted:
                seconds[name].append(clock() - began)
    return seconds


def spread(values: Sequence[float]) -> Spread:
    return Spread(median(values), min(values), max(values))


def ratio(one: Sequence[float], other: Sequence[float]) -> Spread:
    """The ratio of two acts round by round, so that a slow minute of the machine falls on both."""
    return spread([a / b for a, b in zip(one, other, strict=True)])


def growth(sizes: Sequence[float], seconds: Sequence[Sequence[float]]) -> Spread:
    """The exponent with which time grows with size: the slope of the logarithms of ``seconds[size][round]``."""
    rounds = zip(*seconds, strict=True)
    return spread([float(np.polyfit(np.log(sizes), np.log(times), 1)[0]) for times in rounds])
