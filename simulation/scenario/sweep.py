"""The sweep: which inputs of a scenario are varied, how, and what is kept of every run.

Whether a path names something and a value is allowed there only the scenario can tell: ``study/sweep_file.py`` asks.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, model_validator

from .numbers import Count, Distribution, Finite, Frozen

WAYS = ("values", "range", "distribution")
"""How a factor says what it takes: one of these fields."""


class Factor(Frozen):
    """One input that is varied: by ``values``, over a ``range`` or along a ``distribution``."""

    path: str
    """[path] What is varied, as for --set: timeline.licences.officers."""
    also: tuple[str, ...] = ()
    """[paths] Further inputs that always get the same value."""
    values: Annotated[tuple[Any, ...], Field(min_length=1)] | None = None
    """[as the input] The values that it takes; numbers, words, dates or whole distributions."""
    names: tuple[str, ...] = ()
    """[texts] What tables and figures call each of the values, where these say little by themselves (lists, maps)."""
    range: tuple[Finite, Finite] | None = None
    """[as the input] Lowest and highest value."""
    distribution: Distribution | None = None
    """[as the input] Values are its quantiles."""
    levels: Annotated[int, Field(ge=2)] = 5
    """[values] How many values of a range or a distribution a grid takes."""
    scale: Literal["linear", "log"] = "linear"
    """[rule] How a range is divided: by equal steps or by equal factors."""
    multiplies: bool = False
    """[flag] The values are factors by which what the scenario says is multiplied, whole distributions included."""
    label: str | None = None
    """[text] What figures call it, with its unit."""
    source: str | None = None
    """[text] Where the figures come from."""
    note: str | None = None
    """[text] What a reader should know."""

    @model_validator(mode="after")
    def _one_way(self) -> Factor:
        ways = [way for way in WAYS if getattr(self, way) is not None]
        if len(ways) != 1:
            raise ValueError(f"a factor has exactly one of {', '.join(WAYS)}; this one has {len(ways)}")
        if self.names and len(set(self.names)) != len(self.values or ()):
            raise ValueError(f"names are one for each of the values, all different, not {list(self.names)}")
        if self.range is not None and self.range[0] >= self.range[1]:
            raise ValueError(f"the range goes from the lowest to the highest value, not {list(self.range)}")
        if self.scale == "log" and (self.range is None or self.range[0] <= 0):
            raise ValueError("scale: log is for a range that begins above 0")
        if self.distribution is not None and self.distribution.per != "replication":
            raise ValueError(f"the distribution of a factor is per replication, not per {self.distribution.per}")
        return self

    @property
    def paths(self) -> tuple[str, ...]:
        """All inputs that get the value."""
        return (self.path, *self.also)

    def meant(self, value: Any) -> Any:
        """The value that the scenario gets: what a name stands for, or the value itself."""
        return self.values[self.names.index(value)] if self.values and value in self.names else value

    def at(self, share: float) -> Any:
        """The value at a share in [0, 1) of the way from lowest to highest: a quantile, or one of the ``values``."""
        if self.values is not None:
            return self.grid()[min(int(share * len(self.values)), len(self.values) - 1)]
        if self.range is None:
            assert self.distribution is not None
            return float(self.distribution.quantile(np.array(np.clip(share, 1e-9, 1 - 1e-9))))
        low, high = self.range
        if self.scale == "log":
            return math.exp(math.log(low) + share * (math.log(high) - math.log(low)))
        return low + share * (high - low)

    def grid(self) -> tuple[Any, ...]:
        """The values that a grid takes: both ends of a range, middles of equally likely parts of a distribution."""
        if self.values is not None:
            return self.names or self.values
        if self.range is None:
            return tuple(self.at((i + 0.5) / self.levels) for i in range(self.levels))
        inner = (self.at(i / (self.levels - 1)) for i in range(1, self.levels - 1))
        return (self.range[0], *inner, self.range[1])


class Recorded(Frozen):
    """Where the record stands on the map."""

    at: dict[str, Any]
    """[by factor] Inputs as they were: numbers, or names of values."""
    text: str
    """[text] What is recorded there, with its unit."""
    source: str
    """[text] Where it is recorded."""


class Map(Frozen):
    """A figure of one measure over two factors."""

    x: str
    """[factor] Along the horizontal axis."""
    y: str
    """[factor] Along the vertical axis."""
    measure: str = "days_to_shortage"
    """[measure] What is coloured: its median over all runs at a place."""
    recorded: Recorded | None = None
    """[block] A point to compare with."""


class Sweep(Frozen):
    """Many runs of one scenario at planned values of some of its inputs."""

    name: str | None = None
    """[text] Shown in tables and figures."""
    description: str | None = None
    """[text] What the sweep asks, in one or two sentences."""
    scenario: str
    """[scenario] A shipped name or a path relative to this file."""
    changes: dict[str, Any] = {}
    """[by path] Values of the scenario that are other than it says at every point, as with --set."""
    factors: Annotated[dict[str, Factor], Field(min_length=1)]
    """[by name] Inputs that are varied."""
    design: Literal["grid", "latin_hypercube", "sobol"] = "grid"
    """[rule] Which points are taken: all combinations, or points that fill the space evenly."""
    points: Count | None = None
    """[points] How many points a latin_hypercube or a sobol design has (sobol: a power of 2)."""
    replications: Count = 10
    """[runs] Runs at each point."""
    seed: Annotated[int, Field(ge=0)] = 1
    """[number] The same seed gives the same design and the same results."""
    draws: Literal["common", "own"] = "common"
    """[rule] common: points differ by their inputs alone; own: each point has luck of its own."""
    measures: tuple[str, ...] = ()
    """[names] Measures that are kept, also japan.any_stop; without it, all of the world as a whole."""
    map: Map | None = None
    """[block] A figure over two of the factors."""
    source: str | None = None
    """[text] Where the figures come from."""
    note: str | None = None
    """[text] What a reader should know."""

    def replication(self, point: int, run: int, points: int) -> int:
        """The replication of the engine that is the ``run``-th at a point, both from 0."""
        return run if self.draws == "common" else run * points + point
