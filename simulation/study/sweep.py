"""Run sweeps: every point of a plan is a scenario of its own, made once and run many times, on any executor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from simulation.chain.stock import Floats
from simulation.errors import InputError
from simulation.results import sweep_folder
from simulation.results.columns import flat
from simulation.results.envelope import DONE, FAILED
from simulation.results.swept import Place, Swept
from simulation.scenario.schema import Scenario

from . import ensemble
from .design import changes
from .executors import Lost, outcomes
from .sweep_file import LoadedSweep, Source, load_sweep

Progress = Callable[[int, int, int], None]
"""Told how many runs of how many have ended, and how many of them failed."""
Keep = Callable[[Place], None]
"""Told of every run that has ended."""


@dataclass(frozen=True)
class Task:
    """One run at one point; ``scenario`` is the reason in words if the inputs of the point cannot go together."""

    place: Place
    scenario: Scenario | str
    seed: int
    replication: int
    measures: tuple[str, ...]


@dataclass(frozen=True)
class Finished:
    """What a run gave: its measures in the order asked for, or the error that ended it."""

    values: Floats | None
    error: str = ""
    seconds: float = 0.0


def sweep(
    source: Source,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    out: str | Path | None = None,
    replications: int | None = None,
    seed: int | None = None,
    changes: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Swept:
    """Run a shipped sweep, a sweep file or a :class:`Sweep`; what has ended is in ``.table``, the plan in ``.design``.

    ``jobs`` processes on this machine, or any ``executor``. With ``out`` every run is stored there as soon as it is
    finished, and the same call goes on where an earlier one was interrupted. ``replications`` and ``seed`` count
    instead of those of the file, ``changes`` are made to the scenario. Raises InputError with every mistake.
    """
    swept = prepare(load_sweep(source, changes, replications=replications, seed=seed))
    if out is None:
        fill(swept, jobs=jobs, executor=executor, progress=progress)
        return swept
    journal = sweep_folder.begin(Path(out), swept)
    try:
        keep: Keep = lambda place: sweep_folder.keep(journal, swept, place)  # noqa: E731
        fill(swept, jobs=jobs, executor=executor, keep=keep, progress=progress)
    finally:
        journal.close()
    sweep_folder.finish(Path(out), swept, FAILED if swept.errors else DONE)
    return swept


def prepare(loaded: LoadedSweep) -> Swept:
    """A sweep without any run yet."""
    return Swept(loaded.sweep, loaded.scenario, loaded.name, loaded.file, loaded.points, loaded.measures)


def fill(
    swept: Swept,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    keep: Keep | None = None,
    progress: Progress | None = None,
) -> None:
    """Run what the sweep lacks. Interrupted, it holds what was done by then."""
    missing = swept.missing
    before = swept.total - len(missing)
    tasks = _tasks(swept, missing)
    with closing(outcomes(live, tasks, jobs=min(jobs, len(missing)), executor=executor)) as came:
        for done, (task, outcome) in enumerate(came, start=before + 1):
            _enter(swept, task.place, Finished(None, outcome.reason) if isinstance(outcome, Lost) else outcome)
            if keep is not None:
                keep(task.place)
            if progress is not None:
                progress(done, swept.total, len(swept.errors))


def _enter(swept: Swept, place: Place, ended: Finished) -> None:
    if ended.values is None:
        swept.fail(place, ended.error, ended.seconds)
    else:
        swept.enter(place, ended.values, ended.seconds)


def _tasks(swept: Swept, missing: Sequence[Place]) -> Iterator[Task]:
    """The runs that are missing; the scenario of a point is made when its turn comes, and once for all of its runs."""
    measures = tuple(swept.measures)
    for point, places in groupby(missing, key=lambda place: place[0]):
        scenario = _at(swept, point)
        for place in places:
            yield Task(place, scenario, swept.sweep.seed, swept.replication(place), measures)


def _at(swept: Swept, point: int) -> Scenario | str:
    """The scenario of a point. Each value is allowed by itself; that they do not go together costs this point alone."""
    try:
        return swept.scenario.with_(changes(swept.sweep, swept.scenario, swept.points[point]))
    except InputError as error:
        return "; ".join(mistake.text for mistake in error.mistakes)


def live(task: Task) -> Finished:
    """One run at one point."""
    if isinstance(task.scenario, str):
        return Finished(None, task.scenario)
    shared_with_nobody = ("",)  # fingerprint of the world without the shock, by which scenarios share a twin
    alone = ensemble.Task((task.scenario,), task.seed, task.replication, False, ((),), shared_with_nobody)
    (ended,) = ensemble.replicate(alone)
    if ended.summary is None:
        return Finished(None, ended.error or "failed", ended.seconds)
    columns = flat(ended.summary)
    return Finished(np.array([columns.get(name, np.nan) for name in task.measures]), "", ended.seconds)
