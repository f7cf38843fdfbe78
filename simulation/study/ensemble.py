"""Run ensembles: replications of one or several scenarios side by side, with common random numbers, on any executor."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial

from simulation.calendar import day_of
from simulation.engine.recorder import DAYS_PER_WEEK, Event, Run
from simulation.engine.run import simulate, simulate_pair
from simulation.engine.timeline import shock_begins, without_shock
from simulation.errors import InputError, Mistake, wrong
from simulation.results.ensemble import Ensemble
from simulation.results.measures import Summary, summarise
from simulation.results.precision import Rule, rule_for
from simulation.scenario.schema import Scenario
from simulation.scenario.write import fingerprint

from .executors import Lost, outcomes

Progress = Callable[[int, int], None]
"""Told how many replications of how many are done."""
Keep = Callable[[Ensemble, int], None]
"""Told of every replication that was entered into an ensemble."""


@dataclass(frozen=True)
class Task:
    """One replication of scenarios that share their luck."""

    scenarios: tuple[Scenario, ...]
    seed: int
    replication: int
    keep_events: bool
    at: tuple[tuple[date, ...], ...]  # by scenario
    calm: tuple[str, ...]  # by scenario: equal for those whose worlds are the same without the shock


@dataclass(frozen=True)
class Question:
    """What all tasks of a comparison have in common: it goes to each worker once."""

    scenarios: tuple[Scenario, ...]
    seed: int
    ledger: frozenset[int]
    at: tuple[tuple[date, ...], ...]  # by scenario
    calm: tuple[str, ...]  # by scenario, as in a task


@dataclass(frozen=True)
class Missing:
    """A replication that some scenarios of a comparison lack."""

    replication: int
    positions: tuple[int, ...]


@dataclass
class Finished:
    """What one replication of one scenario gave: a summary, or the error that ended it."""

    summary: Summary | None
    error: str | None = None
    events: list[Event] | None = None
    seconds: float = 0.0


def run(
    scenario: Scenario,
    replications: int = 100,
    seed: int = 1,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    ledger: Iterable[int] = (),
    at: Sequence[date] = (),
    precision: Mapping[str, float] | None = None,
    progress: Progress | None = None,
) -> Ensemble:
    """An ensemble of one scenario; the arguments are those of :func:`compare`."""
    (ensemble,) = compare(
        scenario,
        replications=replications,
        seed=seed,
        precision=precision,
        jobs=jobs,
        executor=executor,
        ledger=ledger,
        at=at,
        progress=progress,
    )
    return ensemble


def compare(
    *scenarios: Scenario,
    replications: int = 100,
    seed: int = 1,
    jobs: int = 1,
    executor: Executor | None = None,
    ledger: Iterable[int] = (),
    at: Sequence[date] = (),
    precision: Mapping[str, float] | None = None,
    progress: Progress | None = None,
) -> list[Ensemble]:
    """Run the same replications of every scenario: they share every draw that both worlds make.

    ``jobs`` processes on this machine, or any ``executor``; ``ledger`` lists replications whose events are kept;
    ``at`` dates of dated values. With ``precision``, half-widths of 95 % intervals by measure
    (``{"days_to_shortage": 2.0, "japan.any_stop": 0.05}``), it runs only until all are as narrow in every scenario, and
    ``replications`` at most. A replication that fails is noted in ``failures`` and costs no other.
    """
    ensembles = prepare(scenarios, replications, seed, ledger=ledger, at=at, precision=precision)
    fill(ensembles, jobs=jobs, executor=executor, progress=progress)
    return ensembles


def prepare(
    scenarios: Sequence[Scenario],
    replications: int,
    seed: int,
    *,
    ledger: Iterable[int] = (),
    at: Sequence[date] = (),
    files: Sequence[str] = (),
    precision: Mapping[str, float] | None = None,
) -> list[Ensemble]:
    """Ensembles without any run yet. Raises InputError if a date, replication or measure asked for is not there."""
    for given in scenarios:
        if not isinstance(given, Scenario):
            raise wrong(f"{given!r} is no scenario; load({given!r}) gives one")
    keep = frozenset(ledger)
    mistakes = [Mistake(f"the ledger of replication {i} is asked for, but they go from 0 to {replications - 1}")
                for i in sorted(keep) if not 0 <= i < replications]  # fmt: skip
    mistakes += [Mistake(f"{day} is asked for, but {s.name} is simulated from {s.start} to {s.end}")
                 for s in scenarios for day in at if not s.start <= day <= s.end]  # fmt: skip
    if mistakes:
        raise InputError(tuple(mistakes))
    names = list(files) or [s.name for s in scenarios]
    rule = rule_for(precision, replications, scenarios) if precision else None
    return [
        Ensemble(s, seed, replications, name, fingerprint(s), tuple(at), keep, rule)
        for s, name in zip(scenarios, names, strict=True)
    ]


def fill(
    ensembles: Sequence[Ensemble],
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    keep: Keep | None = None,
    progress: Progress | None = None,
) -> None:
    """Run the replications that the ensembles lack, or those that their rule takes to be met.

    Interrupted, they hold what was done by then.
    """
    work = partial(_fill, ensembles, jobs, executor, keep, progress)
    rule = ensembles[0].rule if ensembles else None
    if rule is None:
        work()
    else:
        _fill_until(rule, ensembles, work)


def _fill_until(rule: Rule, ensembles: Sequence[Ensemble], work: Callable[[], None]) -> None:
    """What is stored beyond the last look is left out: it was not needed."""
    look = 0
    try:
        for look in rule.looks():
            for ensemble in ensembles:
                ensemble.replications = look
            work()
            if all(rule.met(ensemble, look) for ensemble in ensembles):
                break
    finally:
        for ensemble in ensembles:
            ensemble.leave_out(look)


def _fill(
    ensembles: Sequence[Ensemble], jobs: int, executor: Executor | None, keep: Keep | None, progress: Progress | None
) -> None:
    if not ensembles:
        return
    missing = _missing(ensembles)
    total = max(e.replications for e in ensembles)
    given, at_a_time = (_question(ensembles),), min(jobs, len(missing))
    with closing(outcomes(answer, missing, given=given, jobs=at_a_time, executor=executor)) as came:
        for done, (one, outcome) in enumerate(came, start=total - len(missing) + 1):
            results = [Finished(None, outcome.reason)] * len(one.positions) if isinstance(outcome, Lost) else outcome
            for position, result in zip(one.positions, results, strict=True):
                _enter(ensembles[position], one.replication, result)
                if keep is not None:
                    keep(ensembles[position], one.replication)
            if progress is not None:
                progress(done, total)


def _question(ensembles: Sequence[Ensemble]) -> Question:
    first = ensembles[0]
    scenarios = tuple(e.scenario for e in ensembles)
    calm = tuple(fingerprint(without_shock(s), standing_only=True) for s in scenarios)
    return Question(scenarios, first.seed, first.ledger, tuple(e.at for e in ensembles), calm)


def _missing(ensembles: Sequence[Ensemble]) -> list[Missing]:
    lacking = (
        Missing(i, tuple(p for p, e in enumerate(ensembles) if i < e.replications and i not in e.runs))
        for i in range(max(e.replications for e in ensembles))
    )
    return [missing for missing in lacking if missing.positions]


def _enter(ensemble: Ensemble, replication: int, result: Finished) -> None:
    ensemble.seconds[replication] = result.seconds
    if result.summary is None:
        ensemble.failures[replication] = result.error or "failed"
        return
    ensemble.runs[replication] = result.summary
    if result.events is not None:
        ensemble.events[replication] = result.events


def answer(missing: Missing, question: Question) -> list[Finished]:
    """What a missing replication gives, a result for each of its positions."""
    scenarios = tuple(question.scenarios[p] for p in missing.positions)
    at = tuple(question.at[p] for p in missing.positions)
    calm = tuple(question.calm[p] for p in missing.positions)
    keep_events = missing.replication in question.ledger
    return replicate(Task(scenarios, question.seed, missing.replication, keep_events, at, calm))


def replicate(task: Task) -> list[Finished]:
    """One replication of every scenario; worlds that are the same without the shock are run once."""
    lives = Lives(task)
    # Scenarios with a shock first: the twin of one may be the whole of another.
    shocked_first = sorted(range(len(task.scenarios)), key=lambda i: shock_begins(task.scenarios[i]) is None)
    finished = {i: _attempt(task, i, lives) for i in shocked_first}
    return [finished[i] for i in range(len(task.scenarios))]


class Lives:
    """The runs of one replication, and the twins without a shock that they share."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._twins: dict[str, Run] = {}

    def pair(self, scenario: Scenario) -> tuple[Run, Run]:
        """A scenario's run and its twin."""
        calm = self._task.calm[self._task.scenarios.index(scenario)]
        if calm in self._twins:
            twin = self._twins[calm]
            return (twin if shock_begins(scenario) is None else self._run(scenario)), twin
        run, self._twins[calm] = self._run_both(scenario, calm)
        return run, self._twins[calm]

    def _run(self, scenario: Scenario) -> Run:
        return simulate(scenario, self._task.seed, self._task.replication, keep_events=self._task.keep_events)

    def _run_both(self, scenario: Scenario, calm: str) -> tuple[Run, Run]:
        """A twin that no other scenario needs is left with the last week of the window."""
        alone = self._task.calm.count(calm) == 1
        return simulate_pair(
            scenario,
            self._task.seed,
            self._task.replication,
            keep_events=self._task.keep_events,
            calm_days=_weeks_of_window_end(scenario) if alone else None,
        )


def _weeks_of_window_end(scenario: Scenario) -> int:
    """[days] From the start to the end of the week in which the window ends: output is compared by week."""
    window_ends = day_of(scenario.shock, scenario.start) + scenario.window_days
    return -(-window_ends // DAYS_PER_WEEK) * DAYS_PER_WEEK


def _attempt(task: Task, position: int, lives: Lives) -> Finished:
    began = time.perf_counter()
    try:
        finished = _summary(task, position, *lives.pair(task.scenarios[position]))
    except Exception as error:  # whatever one run raises must not cost the others
        finished = Finished(None, f"{type(error).__name__}: {error}")
    finished.seconds = time.perf_counter() - began
    return finished


def _summary(task: Task, position: int, run: Run, twin: Run) -> Finished:
    scenario = task.scenarios[position]
    days = tuple(day_of(d, scenario.start) for d in task.at[position])
    summary = summarise(run, twin, scenario.shortage_threshold, days)
    return Finished(summary, None, run.events if task.keep_events else None)
