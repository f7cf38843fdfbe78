"""A real Dask cluster of two workers on this machine, some of which are killed while they work."""

import os
import signal
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from simulation import cli
from simulation.errors import InputError
from simulation.study import cluster
from simulation.study.cluster import dask_executor
from simulation.study.ensemble import compare
from simulation.study.executors import ENDED, Lost, outcomes

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def dask():
    with dask_executor(jobs=2) as executor:
        yield executor


def pids(executor) -> list[int]:
    return list(executor._client.run(os.getpid).values())


@pytest.fixture
def slow_square():
    """Workers cannot import this module; a function within a function goes to them as it is."""

    def act(x):
        time.sleep(0.05)
        return x * x

    return act


@pytest.fixture
def die_as_often(tmp_path):
    """Kills the worker as often as ``deaths`` says of the task."""

    def act(x, deaths):
        attempts = tmp_path / str(x)
        with attempts.open("a") as file:
            file.write("x")
        if attempts.stat().st_size <= deaths.get(x, 0):
            os.kill(os.getpid(), signal.SIGKILL)
        return x

    return act


def test_results_are_those_of_processes_to_the_last_digit(tiny, dask):
    calm = tiny.with_({"name": "Calm", "timeline.licences.remove": True})
    here = compare(calm, tiny, replications=4, jobs=2, ledger=[1])
    there = compare(calm, tiny, replications=4, executor=dask, ledger=[1])
    for one, other in zip(here, there, strict=True):
        assert one.measures == other.measures
        assert one.events == other.events


def test_a_worker_that_is_killed_during_the_work_costs_nothing(dask, slow_square):
    victim = pids(dask)[0]
    before = time.monotonic()
    came = {}
    for task, outcome in outcomes(slow_square, range(80), executor=dask):
        came[task] = outcome
        if len(came) == 10:
            os.kill(victim, signal.SIGKILL)
    assert came == {x: x * x for x in range(80)}
    assert victim not in pids(dask)
    assert time.monotonic() - before < 60


def test_what_a_task_raises_is_told_and_costs_no_other(dask):
    came = dict(outcomes(float, ["1", "one"], executor=dask))
    assert came == {"1": 1.0, "one": Lost("ValueError: could not convert string to float: 'one'")}


def test_work_of_another_version_is_refused(dask, monkeypatch):
    monkeypatch.setattr(cluster, "CODE", "of another checkout")
    (came,) = outcomes(abs, [1], executor=dask)
    assert came == (1, Lost("RuntimeError: the worker has another version of rarechain than the command"))


@pytest.mark.slow
def test_a_run_folder_is_the_same_byte_for_byte(tmp_path):
    """But for the times that runs took; by the command line, on a cluster of its own."""
    asked = ["run", "tiny", "-n", "6", "--jobs", "2", "--set", "end=2025-08-31", "--set", "window_days=140", "--quiet"]
    for who in ("process", "dask"):
        assert cli.main([*asked, "--executor", who, "--out", str(tmp_path / who)]) == 0
    here, there = (contents(tmp_path / who) for who in ("process", "dask"))
    assert len(here) > 10
    assert here == there


def contents(folder: Path) -> dict[str, bytes]:
    files = (f for f in folder.rglob("*") if f.is_file() and f.name != "timings.csv")
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in files}


@pytest.mark.slow
def test_a_task_that_kills_its_workers_again_and_again_fails_alone(die_as_often):
    with dask_executor(jobs=2) as dask:
        came = dict(outcomes(die_as_often, range(30), given=({3: 99, 7: 1},), executor=dask))
    assert came == {x: ENDED if x == 3 else x for x in range(30)}


@pytest.mark.slow
def test_when_the_scheduler_is_gone_what_is_left_fails_and_nothing_hangs(slow_square):
    came = {}
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0") as scheduler,
        dask_executor(scheduler.scheduler_address) as dask,
    ):
        for task, outcome in outcomes(slow_square, range(40), executor=dask, in_flight=4):
            came[task] = outcome
            if len(came) == 4:
                Thread(target=scheduler.close).start()
    assert len(came) == 40
    assert came[0] == 0
    assert all(isinstance(came[x], Lost) for x in (38, 39))


def test_a_scheduler_that_does_not_answer_is_an_error_of_the_user(monkeypatch):
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 0.5)
    for address in ("tcp://127.0.0.1:1", "nonsense"):
        with pytest.raises(InputError, match=f"no Dask scheduler answers at {address}"), dask_executor(address):
            pass


def test_without_dask_it_is_said_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"distributed is not installed.*rarechain\[dask\]"), dask_executor(jobs=1):
        pass
