"""The runs of a calibration: each at one point of the priors, left as soon as its targets are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from simulation.calendar import day_of
from simulation.chain.stock import Floats, Ints
from simulation.engine.run import simulate
from simulation.errors import wrong
from simulation.history.question import Answer
from simulation.history.scorecard import questions
from simulation.results.calibration_folder import Known
from simulation.results.ensemble import Ensemble
from simulation.results.measures import summarise
from simulation.results.shelf import Shelf
from simulation.scenario.paths import placed
from simulation.scenario.schema import Scenario
from simulation.study.executors import Lost, outcomes

from .spec_file import Loaded
from .target import Figure, answers

PRIOR, POSTERIOR = "prior", "posterior"
"""The stages whose runs predict; those that fit are named by who asks for them."""
FEWEST = 0.5
"""[share] Of the runs of a stage, what must succeed for the calibration to go on."""

Keep = Callable[[str, int, list[float], list[float]], None]
"""Told the stage and number of a run that is finished, its point and its outcomes."""
Progress = Callable[[int, int, int], None]
"""Told how many runs of how many have ended, and how many of them failed."""


@dataclass(frozen=True)
class Task:
    """One run: its number in its stage, and where the inputs stand."""

    number: int
    values: dict[str, float]
    replication: int


@dataclass(frozen=True)
class Stage:
    """What all runs of a stage share: a scenario that ends when every figure is known."""

    scenario: Scenario
    seed: int
    figures: tuple[Figure, ...]


def answer(task: Task, stage: Stage) -> Floats:
    """The figures ``[figure]`` of one run; NaN for what it lacks. No target needs a twin, so the run is its own."""
    scenario = placed(stage.scenario, task.values)
    run = simulate(scenario, stage.seed, task.replication)
    at = _days_asked(stage.figures, scenario)
    days = tuple(day_of(day, scenario.start) for day in at)
    summary = summarise(run, run, scenario.shortage_threshold, days)
    ensemble = Ensemble(scenario, stage.seed, 1, scenario.name, "", at, runs=Shelf({0: summary}))
    return np.array([_one(ask, ensemble) for ask in answers(stage.figures, scenario)])


def _one(ask: Answer, ensemble: Ensemble) -> float:
    try:
        return float(ask(ensemble)[0])
    except KeyError:  # a run in which nobody files has no share of files granted
        return np.nan


def _days_asked(figures: Sequence[Figure], scenario: Scenario) -> tuple[date, ...]:
    wanted = {(f.target.fact, f.target.what) for f in figures}
    return tuple(sorted({q.day for q in questions(scenario) if q.day and (q.fact.number, q.what) in wanted}))


@dataclass
class Runs:
    """Makes the runs that are asked for, on any number of workers, and takes over what is known already."""

    loaded: Loaded
    known: Known = field(default_factory=dict)
    """Finished in this command or in an earlier one."""
    jobs: int = 1
    executor: Executor | None = None
    keep: Keep | None = None
    progress: Progress | None = None
    done: int = 0
    lost: dict[tuple[str, int], str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Runs of the whole calibration."""
        budget = self.loaded.spec.budget
        return budget.waves * budget.points * budget.replications + budget.draws + 2 * budget.predictive

    def fitted(self, stage: str, points: Floats, replications: Ints) -> Floats:
        """``outcomes[run, target]`` of the targets that may be fitted, on the scale of the fit."""
        figures = self.loaded.fitted
        found = self._made(stage, points, replications, figures, self.loaded.spec.fit_until)
        return np.stack([f.on_scale(column) for f, column in zip(figures, found.T, strict=True)], axis=1)

    def predicted(self, stage: str, points: Floats) -> Floats:
        """``outcomes[run, target]`` of all targets; run by run the same luck in every stage."""
        until = self.loaded.spec.predict_until or self.loaded.scenario.end
        return self._made(stage, points, np.arange(len(points)), self.loaded.figures, until)

    def _made(self, stage: str, points: Floats, replications: Ints, figures: tuple[Figure, ...], until: date) -> Floats:
        found = np.full((len(points), len(figures)), np.nan)
        missing = [n for n in range(len(points)) if not self._take_over(stage, n, points[n], found)]
        scenario = self.loaded.scenario.model_copy(update={"end": until})  # later measures never come
        given = (Stage(scenario, self.loaded.spec.seed, figures),)
        tasks = (Task(n, self._values(points[n]), int(replications[n])) for n in missing)
        jobs = min(self.jobs, len(missing))
        with closing(outcomes(answer, tasks, given=given, jobs=jobs, executor=self.executor)) as came:
            for task, result in came:
                if isinstance(result, Lost):
                    self.lost[stage, task.number] = result.reason
                else:
                    found[task.number] = result
                    self.known[stage, task.number] = points[task.number].tolist(), result.tolist()
                    if self.keep is not None:
                        self.keep(stage, task.number, *self.known[stage, task.number])
                self._note_ended()
        self._check(stage, len(points))
        return found

    def _values(self, point: Floats) -> dict[str, float]:
        return self.loaded.at(dict(zip(self.loaded.spec.inputs, point.tolist(), strict=True)))

    def _take_over(self, stage: str, number: int, point: Floats, found: Floats) -> bool:
        """Enter what an earlier command found at the same point."""
        at, outcome = self.known.get((stage, number), ([], []))
        if at != point.tolist():
            return False
        found[number] = outcome
        self._note_ended()
        return True

    def _note_ended(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total, len(self.lost))

    def _check(self, stage: str, n: int) -> None:
        failed = [reason for (of, _), reason in self.lost.items() if of == stage]
        if len(failed) > (1 - FEWEST) * n:
            raise wrong(f"{stage}: {len(failed)} of {n} runs failed, the first with: {failed[0]}")
