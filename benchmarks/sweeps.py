"""Many runs: throughput, what a run costs beyond itself, what workers send, two of them, and the parent's memory."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import ParamSpec, TypeVar

from simulation.scenario.compose import load
from simulation.study.ensemble import run

from .rows import Row, Target
from .timing import WALL, in_turn, ratio, spread

Given = ParamSpec("Given")
Result = TypeVar("Result")

SCENARIO = "tiny"
RUNS = 200
MANY, FEW = 1_000, 10


def rows(repeats: int) -> list[Row]:
    seconds = in_turn({"two workers": two_workers, "apart": two_processes}, repeats, WALL, warm=True)
    workers, apart = seconds["two workers"], seconds["apart"]
    return [
        Row(f"runs a second of {SCENARIO}, two workers", spread([RUNS / t for t in workers])),
        Row(f"two workers / two processes apart, {RUNS} runs of {SCENARIO}", ratio(workers, apart), target=Target(1.1)),
        Row("a run in an ensemble, beyond the run itself", spread([overhead() for _ in range(repeats)]), "ms"),
        Row(f"sent back by a worker, a run of {SCENARIO}", spread([sent(SCENARIO)]), "kB"),
        Row("sent back by a worker, a run of licensing-2025", spread([sent("licensing-2025")]), "kB"),
        Row(f"parent's memory after {MANY:,} runs minus after {FEW}", spread([memory()]), "MB", Target(10)),
    ]  # fmt: skip


def two_workers() -> None:
    _wait(_python(f"r.run(r.load({SCENARIO!r}), {RUNS}, jobs=2)"))


def two_processes() -> None:
    """Two commands that know nothing of each other, each with half of the runs."""
    halves = [_python(f"r.run(r.load({SCENARIO!r}), {RUNS // 2}, seed={seed})") for seed in (1, 2)]
    for half in halves:
        _wait(half)


def overhead(runs: int = 20) -> float:
    """ms that an ensemble takes for a run beyond the seconds of the run, in one process."""
    scenario = load(SCENARIO)
    began = WALL()
    ensemble = run(scenario, runs)
    return (WALL() - began - sum(ensemble.seconds.values())) / runs * 1e3


def sent(scenario: str, runs: int = 5) -> float:
    """kB that a worker sends back for a run."""
    scales = Scales()
    ensemble = run(load(scenario), runs, executor=scales)
    assert not ensemble.failures
    return scales.weighed / runs / 1e3


class Scales(Executor):
    """Does at once what it is given, and weighs in bytes what a worker would send back."""

    weighed = 0

    def submit(self, act: Callable[Given, Result], /, *args: Given.args, **more: Given.kwargs) -> Future[Result]:
        result: Future[Result] = Future()
        result.set_result(act(*args, **more))
        self.weighed += len(pickle.dumps(result.result(), pickle.HIGHEST_PROTOCOL))
        return result


def memory() -> float:
    """MB by which a process grows that has two workers do runs and keeps the results."""
    said = _python(
        f"import psutil; s = r.load({SCENARIO!r}); "
        f"few = r.run(s, {FEW}, jobs=2); a = psutil.Process().memory_info().rss; "
        f"many = r.run(s, {MANY}, jobs=2); print((psutil.Process().memory_info().rss - a) / 1e6)"
    )
    return float(_wait(said))


def _python(command: str) -> subprocess.Popen[str]:
    program = f"import simulation as r; {command}"
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)


def _wait(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"a measured process ended with code {process.returncode}")
    return said
