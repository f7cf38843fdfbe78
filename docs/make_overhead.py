"""What it costs to hand out work: the time that two workers take beyond the work itself.

    python docs/make_overhead.py

prints the table of ``docs/cluster.md``. The work is sleep, so that workers do not compete for processors: two of them
should take half of its sum. What they take more is finding, sending, gathering and waiting for the last. Starting
the workers is not counted.
"""

from __future__ import annotations

import time
from concurrent.futures import Executor

from simulation.study.cluster import dask_executor
from simulation.study.executors import outcomes

WORKERS = 2
WORK_SECONDS = 20.0
"""[s] Sum of all tasks."""
TASKS = (0.005, 0.05, 0.5)
"""[s] Of one task."""
TRIES = 3
"""The best counts: what else the machine does is not the overhead of ours."""
RESULT = 40_000
"""[bytes] What a task sends back: a replication of a large scenario."""


def task(seconds: float, given: bytes) -> bytes:
    time.sleep(seconds)
    return given[:RESULT]


def overhead(executor: Executor | None, seconds: float) -> float:
    """Share of the ideal time that is lost."""
    given = bytes(100_000)  # a large scenario
    n = round(WORK_SECONDS / seconds)
    began = time.perf_counter()
    came = sum(1 for _ in outcomes(task, [seconds] * n, given=(given,), jobs=WORKERS, executor=executor))
    assert came == n
    return (time.perf_counter() - began) / (WORK_SECONDS / WORKERS) - 1


def main() -> None:
    print("| a task takes | processes | Dask |\n|--|--|--|")
    with dask_executor(jobs=WORKERS) as dask:
        for seconds in TASKS:
            processes, cluster = (min(overhead(who, seconds) for _ in range(TRIES)) for who in (None, dask))
            print(f"| {1e3 * seconds:g} ms | {processes:.1%} | {cluster:.1%} |", flush=True)


if __name__ == "__main__":
    main()
