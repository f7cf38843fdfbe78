"""The licence desk alone: against Ciw on the same cases, and its cost when many or few wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ciw
import numpy as np
import simpy

from simulation.calendar import WorkClock
from simulation.policy.case import Case
from simulation.policy.desk import Appointment, Desk
from simulation.randomness import Floats

from .rows import Row, Target
from .timing import PROCESSOR, in_turn, ratio, spread

START = date(2025, 1, 1)
OFFICERS, SIGNATORIES = 30, 3
CASES = 5_000
LOAD = 1.2
"""Cases come faster than 30 officers decide them: the backlog grows to about 900, as in ``licensing-2025``."""
MEAN_WORKDAYS = 20.0
SIGNATURE_WORKDAYS = 0.5
BACKLOGS = (10, 1_000, 10_000)


def rows(repeats: int) -> list[Row]:
    cases = stream()
    assert_same_decisions(decided_by_ours(cases), decided_by_ciw(cases))
    seconds = in_turn(
        {"rarechain": lambda: decided_by_ours(cases), "Ciw": lambda: decided_by_ciw(cases)}, repeats, warm=True
    )
    costs = [{waiting: seconds_per_case(waiting) for waiting in BACKLOGS} for _ in range(repeats)]
    few, many, most = BACKLOGS
    dearer = {waiting: spread([c[waiting] / c[few] for c in costs]) for waiting in (many, most)}
    return [
        *(Row(f"{desk}, a case", spread([t / CASES * 1e6 for t in times]), "µs") for desk, times in seconds.items()),
        Row("Ciw / rarechain, a case", ratio(seconds["Ciw"], seconds["rarechain"]), target=Target(6, at_least=True)),
        Row(f"a case with {many:,} waiting / with {few}", dearer[many], target=Target(1.6)),
        Row(f"a case with {most:,} waiting / with {few}", dearer[most]),
    ]


@dataclass(frozen=True)
class Stream:
    """Cases in the order in which they come: when, and how long each takes, in days."""

    moments: Floats
    work: Floats


def stream(cases: int = CASES) -> Stream:
    """A rush of cases with lognormal work."""
    rng = np.random.default_rng(1)
    between = rng.exponential(MEAN_WORKDAYS / OFFICERS / LOAD, cases)
    spread = 0.6
    work = rng.lognormal(np.log(MEAN_WORKDAYS) - spread**2 / 2, spread, cases)
    return Stream(np.cumsum(between), work)


def decided_by_ours(cases: Stream) -> Floats:
    """Days on which our desk decides the cases, in their order; every day is a working day, as in Ciw."""
    env = simpy.Environment()
    clock = WorkClock(START, int(cases.moments[-1]) + 1, weekends=False)
    desk = Desk(env, clock, OFFICERS, SIGNATORIES, lambda case: True)
    filed = [Case(work, SIGNATURE_WORKDAYS) for work in cases.work.tolist()]
    for case, moment in zip(filed, cases.moments.tolist(), strict=True):
        Appointment(env, moment, desk.file, case)
    env.run()
    ends = {case: time for time, case in desk.signed_by(np.inf)}
    return np.array([ends[case] for case in filed])


def decided_by_ciw(cases: Stream) -> Floats:
    """The same from Ciw, as its documentation has it: a node of officers, a node of signatories, records."""
    arrivals = ciw.dists.Sequential([*np.diff(cases.moments, prepend=0.0).tolist(), float("inf")])
    network = ciw.create_network(
        arrival_distributions=[arrivals, None],
        service_distributions=[ciw.dists.Sequential(cases.work.tolist()), ciw.dists.Deterministic(SIGNATURE_WORKDAYS)],
        routing=[[0.0, 1.0], [0.0, 0.0]],
        number_of_servers=[OFFICERS, SIGNATORIES],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(len(cases.work))
    signed = [r for r in simulation.get_all_records() if r.node == len(network.service_centres)]
    return np.array([r.exit_date for r in sorted(signed, key=lambda r: r.id_number)])


def assert_same_decisions(ours: Floats, theirs: Floats) -> None:
    """The desks decide every case at the same moment, or the ratio of their times means nothing."""
    assert ours.shape == theirs.shape, f"ours decided {len(ours)} cases, Ciw {len(theirs)}"
    assert np.allclose(ours, theirs, rtol=1e-9), f"decisions differ by up to {np.abs(ours - theirs).max()} days"


def seconds_per_case(backlog: int, cases: int = 6_000) -> float:
    """Time to file and decide a case while ``backlog`` others wait."""
    env = simpy.Environment()
    decided = 0

    def examined(case: Case) -> bool:
        nonlocal decided
        decided += 1
        desk.file(Case(1.0, rank=1.0))  # so that the backlog stays
        return True

    desk = Desk(env, WorkClock(START, 1, weekends=False), OFFICERS, 1, examined)
    for i in range(backlog + OFFICERS):
        desk.file(Case(1.0 + i % OFFICERS / OFFICERS, rank=1.0))
    began = PROCESSOR()
    env.run(until=cases / OFFICERS)
    return (PROCESSOR() - began) / decided
