"""The licence desk against queueing theory: with weekends off it is a plain queue."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
import simpy

from simulation.calendar import WorkClock
from simulation.policy.case import Case
from simulation.policy.desk import Appointment, Desk

CASES = 8_000
REPLICATIONS = 12


def mean_waits(
    officers: int,
    arrivals: float,
    service: str = "exponential",
    ranks: Sequence[float] = (0.0,),
    days_per_rank: float | None = None,
    seed: int = 1,
) -> np.ndarray:
    """Mean days in the queue by rank, for cases that come at ``arrivals`` a day and take a day of work on average.

    Each case falls into each rank with the same probability; with ``days_per_rank`` a rank is a handicap. The first
    fifth is left out: the desk starts empty.
    """
    rng = np.random.default_rng(seed)
    env = simpy.Environment()
    ends: dict[Case, float] = {}
    clock = WorkClock(date(2025, 1, 1), 1, weekends=False)

    def examined(case: Case) -> bool:
        ends[case] = env.now
        return False

    desk = Desk(env, clock, officers, 1, examined)
    moments = np.cumsum(rng.exponential(1 / arrivals, CASES))
    work = rng.exponential(1.0, CASES) if service == "exponential" else np.ones(CASES)
    drawn = rng.choice(ranks, CASES)
    strict = days_per_rank is None
    cases = [
        Case(
            float(w), rank=float(rank) if strict else 0.0, handicap_days=0.0 if strict else float(rank) * days_per_rank
        )
        for w, rank in zip(work, drawn, strict=True)
    ]
    for case, moment in zip(cases, moments, strict=True):
        Appointment(env, float(moment), desk.file, case)
    env.run()
    counted = range(CASES // 5, CASES)
    waits = np.array([ends[cases[i]] - moments[i] - work[i] for i in counted])
    rank_of = drawn[CASES // 5 :]
    return np.array([waits[rank_of == rank].mean() for rank in ranks])


def assert_mean_is(expected: Sequence[float], **desk: object) -> None:
    """The mean over replications lies within four standard errors, and these are small (5 % of the mean)."""
    means = np.stack([mean_waits(seed=seed, **desk) for seed in range(REPLICATIONS)])  # type: ignore[arg-type]
    error = means.std(axis=0, ddof=1) / math.sqrt(REPLICATIONS)
    assert np.all(error < 0.05 * np.array(expected))
    assert np.all(np.abs(means.mean(axis=0) - expected) < 4 * error)


def erlang_c_wait(officers: int, load: float) -> float:
    """Mean wait in M/M/c, in mean service times (A. K. Erlang 1917): C(c, a) / (c - a)."""
    terms = [load**k / math.factorial(k) for k in range(officers)]
    last = load**officers / math.factorial(officers) * officers / (officers - load)
    return last / (sum(terms) + last) / (officers - load)


def test_one_officer_waits_as_m_m_1() -> None:
    # rho = 0.7, so Wq = rho / (1 - rho) = 2.333 mean service times.
    assert_mean_is([0.7 / 0.3], officers=1, arrivals=0.7)


def test_four_officers_wait_as_erlang_c() -> None:
    # a = 3.2, c = 4: C = 0.5964, Wq = 0.5964 / 0.8 = 0.7455.
    assert erlang_c_wait(4, 3.2) == pytest.approx(0.7455, abs=1e-4)
    assert_mean_is([erlang_c_wait(4, 3.2)], officers=4, arrivals=3.2)


def test_equal_work_halves_the_wait_as_m_d_1() -> None:
    # Pollaczek and Khinchine: Wq = rho (1 + cv^2) / (2 (1 - rho)); cv = 0 for equal work.
    assert_mean_is([0.7 / 0.3 / 2], officers=1, arrivals=0.7, service="equal")


def test_two_ranks_wait_as_cobham_says() -> None:
    # A. Cobham 1954, without pre-emption: W0 = rho = 0.7 (exponential work, mean 1);
    # W1 = W0 / (1 - rho1), W2 = W0 / ((1 - rho1) (1 - rho)) with rho1 = 0.35.
    assert_mean_is([0.7 / 0.65, 0.7 / (0.65 * 0.3)], officers=1, arrivals=0.7, ranks=(1.0, 2.0))


def test_a_handicap_parts_two_ranks_and_leaves_their_mean_wait() -> None:
    # Kleinrock 1965, conservation law: without pre-emption and with equal work the mean over ranks is that of M/M/1,
    # rho / (1 - rho) = 4. Jackson 1960: at a busy desk waits differ by the handicap, here 2 days, less what is lost
    # whenever the queue is shorter than that.
    ranks = {"ranks": (0.0, 1.0), "days_per_rank": 2.0}
    waits = np.stack([mean_waits(1, 0.8, seed=seed, **ranks) for seed in range(REPLICATIONS)])
    error = waits.mean(axis=1).std(ddof=1) / math.sqrt(REPLICATIONS)
    assert error < 0.2
    assert abs(waits.mean() - 4.0) < 4 * error
    assert 1.0 < (waits[:, 1] - waits[:, 0]).mean() < 2.0


def seconds_for(backlog: int, cases: int = 4_000) -> float:
    """Time to decide ``cases`` cases while ``backlog`` others wait behind them."""
    env = simpy.Environment()
    desk = Desk(env, WorkClock(date(2025, 1, 1), 1, weekends=False), 1, 1, lambda case: True)
    for _ in range(backlog):
        desk.file(Case(1.0, rank=9.0))
    for _ in range(cases):
        desk.file(Case(1.0, rank=1.0))
    began = time.process_time()
    env.run(until=cases)
    assert sum(1 for _ in desk.signed_by(cases)) >= cases - 2
    return time.process_time() - began


def test_a_case_costs_no_more_when_many_wait() -> None:
    # A queue that is sorted or scanned for each case would take a hundred times as long.
    few = min(seconds_for(100) for _ in range(3))
    many = min(seconds_for(30_000) for _ in range(3))
    assert many < 4 * few
