"""What a sweep gave: the measures of every run at every point, as arrays and as one tidy table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.chain.stock import Bools, Floats
from simulation.scenario.read import shown
from simulation.scenario.schema import Scenario
from simulation.scenario.sweep import Sweep

from .envelope import Json
from .figures import figure
from .files import Cell, Table, number
from .statistics import finite

if TYPE_CHECKING:
    import pandas as pd

DONE, FAILED = "done", "failed"
"""How a run ended."""
RUN = ("point", "replication", "seed", "status", "error")
"""Columns of the table before inputs and measures."""

Place = tuple[int, int]
"""A point and a run at it, both from 0."""


@dataclass(eq=False, repr=False)
class Swept:
    """All runs of a sweep: ``values[point, run, measure]`` of those that are ``done[point, run]``."""

    sweep: Sweep
    scenario: Scenario
    name: str
    file: str
    points: list[dict[str, Any]]
    """Inputs by factor."""
    measures: list[str]
    blocks: tuple[int, ...] | None = None
    """Block of replications of each point, from 0; None: as the sweep says."""
    values: Floats = field(init=False)
    done: Bools = field(init=False)
    errors: dict[Place, str] = field(default_factory=dict)
    seconds: dict[Place, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shape = (len(self.points), self.sweep.replications)
        self.values = np.full((*shape, len(self.measures)), np.nan)
        self.done = np.zeros(shape, dtype=bool)

    def __repr__(self) -> str:
        return f"<Sweep {self.name}: {self.done.sum()} of {self.total} runs at {len(self.points)} points>"

    @property
    def missing(self) -> list[Place]:
        """Runs without a result, point by point."""
        return [(int(point), int(run)) for point, run in np.argwhere(~self.done)]

    @property
    def total(self) -> int:
        """How many runs there are in all."""
        return self.done.size

    def replication(self, place: Place) -> int:
        """The replication of the engine that a run is."""
        if self.blocks is not None:
            return place[1] * (max(self.blocks) + 1) + self.blocks[place[0]]
        return self.sweep.replication(*place, points=len(self.points))

    def enter(self, place: Place, values: Floats, seconds: float) -> None:
        """Take up a finished run."""
        self.values[place] = values
        self.done[place] = True
        self.seconds[place] = seconds
        self.errors.pop(place, None)

    def fail(self, place: Place, error: str, seconds: float) -> None:
        """Take up a run that ended with an error."""
        self.errors[place] = error
        self.seconds[place] = seconds

    def of(self, measure: str) -> Floats:
        """``[point, run]`` of one measure; NaN where a run is not done. Raises KeyError if it was not kept."""
        if measure not in self.measures:
            raise KeyError(measure)
        return self.values[..., self.measures.index(measure)]

    # -- tables --------------------------------------------------------------------------------------------------------

    @property
    def table(self) -> pd.DataFrame:
        """The tidy table: a row a run; measures of failed runs are NaN, and what never happens is inf."""
        frame = _frame(self.rows())
        return frame.assign(**{name: frame[name].replace("", np.nan).astype(float) for name in self.measures})

    @property
    def design(self) -> pd.DataFrame:
        """The plan: a row a point, with its inputs."""
        return _frame(self.design_rows()).set_index("point")

    def rows(self) -> Table:
        """The header of the table, then a row for each run that ended, by point and replication."""
        yield [*RUN, *self.sweep.factors, *self.measures]
        for place in self._ended():
            done, inputs = self.done[place], self.points[place[0]].values()
            status = [DONE if done else FAILED, "" if done else self.errors[place]]
            numbers = map(number, self.values[place].tolist())
            yield [place[0], self.replication(place), self.sweep.seed, *status, *map(_cell, inputs), *numbers]

    def design_rows(self) -> Table:
        """The header of the plan, then a row a point."""
        yield ["point", *self.sweep.factors]
        for i, inputs in enumerate(self.points):
            yield [i, *map(_cell, inputs.values())]

    def timings(self) -> Table:
        """The header, then the wall time of each run."""
        yield ["point", "replication", "seconds"]
        for place in self._ended():
            yield [place[0], self.replication(place), round(self.seconds.get(place, 0.0), 4)]

    def _ended(self) -> Iterator[Place]:
        for point, run in np.ndindex(self.done.shape):
            if self.done[point, run] or (point, run) in self.errors:
                yield point, run

    def figures(self) -> list[Json]:
        """Each point with its inputs, how its runs ended and the figures of every measure, as in the JSON."""
        return [self._figures(i) for i in range(len(self.points))]

    def _figures(self, point: int) -> Json:
        of = self.values[point][self.done[point]]
        return {
            "point": point,
            "inputs": {name: _plain(value) for name, value in self.points[point].items()},
            "finished": int(self.done[point].sum()),
            "failed": sum(1 for place in self.errors if place[0] == point),
            "measures": {name: figure(name, of[:, i]) for i, name in enumerate(self.measures)} if len(of) else {},
        }


def _plain(value: Any) -> Any:
    return finite(value) if isinstance(value, float) else value if isinstance(value, (bool, int, str)) else _cell(value)


def _cell(value: Any) -> Cell:
    """An input in a table: numbers and words as they are, the rest as it stands in YAML."""
    return value if isinstance(value, (int, float, str)) and not isinstance(value, bool) else shown(value)


def _frame(rows: Table) -> pd.DataFrame:
    import pandas as pd

    header, *body = (list(row) for row in rows)
    return pd.DataFrame(body, columns=header)
