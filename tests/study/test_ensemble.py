"""Many runs: paired, filled up, and none at the cost of another."""

import os
import signal
import time
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from simulation.errors import InputError
from simulation.study import ensemble as study
from simulation.study.ensemble import Finished, compare, fill, prepare, replicate


class Breaking:
    """An executor whose processes die."""

    def submit(self, act, *what):
        future = Future()
        future.set_exception(BrokenExecutor("gone"))
        return future


def dying(folder: Path, deaths: dict[int, int], task):
    """Kills its own process as often as ``deaths`` says of the replication; notes every attempt in the folder."""
    attempts = folder / str(task.replication)
    with attempts.open("a") as file:
        file.write("x")
    if attempts.stat().st_size <= deaths.get(task.replication, 0):
        os.kill(os.getpid(), signal.SIGKILL)
    return replicate(task)


def test_scenarios_that_differ_in_name_alone_live_the_same_lives(tiny):
    one, other = compare(tiny, tiny.with_({"name": "Other"}), replications=2)
    np.testing.assert_array_equal(one.values("vehicles_lost"), other.values("vehicles_lost"))
    assert one.fingerprint != other.fingerprint


def test_a_world_without_shock_loses_nothing(pair):
    assert not pair[0].values("vehicles_lost").any()
    assert pair[1].values("vehicles_lost").any()


def test_what_is_measured_does_not_depend_on_what_it_is_compared_with(tiny):
    """A twin that others need lives longer."""
    calm = tiny.with_({"timeline.licences.remove": True})
    assert compare(tiny, replications=1)[0].measures == compare(calm, tiny, replications=1)[1].measures


def test_output_is_compared_with_whole_weeks_of_the_twin(tiny):
    """A twin that no other scenario needs is left some time after the window."""
    short = tiny.with_({"window_days": 100})
    calm = short.with_({"timeline.licences.remove": True})
    alone = compare(short, replications=1)[0].weekly("output_share_outside")
    lasting = compare(calm, short, replications=1)[1].weekly("output_share_outside")
    known = ~np.isnan(alone)
    assert known.sum() >= 27
    np.testing.assert_array_equal(alone[known], lasting[known])


def test_only_what_is_missing_is_run(tiny):
    half = prepare([tiny, tiny], 2, 1)
    whole = compare(tiny, replications=2)[0]
    half[0].runs[1] = whole.runs[1]
    entered = []
    fill(half, keep=lambda ensemble, replication: entered.append((half.index(ensemble), replication)))
    assert sorted(entered) == [(0, 0), (1, 0), (1, 1)]
    assert half[0].measures == whole.measures


def test_progress_counts_to_the_number_of_replications(tiny):
    told = []
    ensembles = prepare([tiny], 3, 1)
    ensembles[0].runs[0] = compare(tiny, replications=1)[0].runs[0]
    fill(ensembles, progress=lambda done, total: told.append((done, total)))
    assert told == [(2, 3), (3, 3)]


def test_processes_that_die_are_failures_and_no_crash(tiny):
    (ensemble,) = compare(tiny, replications=2, executor=Breaking())
    assert ensemble.runs == {}
    assert set(ensemble.failures) == {0, 1}


@pytest.mark.parametrize("jobs", [2, 3])
def test_a_process_that_is_killed_costs_no_replication(tiny, tmp_path, monkeypatch, jobs):
    monkeypatch.setattr(study, "replicate", partial(dying, tmp_path, {0: 1, 3: 1}))
    (ensemble,) = compare(tiny, replications=5, jobs=jobs)
    assert sorted(ensemble.runs) == [0, 1, 2, 3, 4]
    assert not ensemble.failures
    assert ensemble.measures == compare(tiny, replications=5)[0].measures


def test_only_the_replication_whose_process_is_killed_twice_fails(tiny, tmp_path, monkeypatch):
    monkeypatch.setattr(study, "replicate", partial(dying, tmp_path, {1: 99}))
    (ensemble,) = compare(tiny, replications=5, jobs=2)
    assert sorted(ensemble.runs) == [0, 2, 3, 4]
    assert ensemble.failures == {1: "the process that ran it was ended from outside"}
    assert (tmp_path / "1").stat().st_size == 2


def test_a_ledger_beyond_the_replications_is_refused(tiny):
    with pytest.raises(InputError, match="replication 5"):
        prepare([tiny], 3, 1, ledger=[5])


# -- until figures are known -------------------------------------------------------------------------------------------


@pytest.fixture
def lives(pair, monkeypatch):
    """Replications that take no time: their first stop is a draw of their own; notes which were lived through."""
    lived = []

    def live(task):
        lived.append(task.replication)
        day = np.random.default_rng(task.replication).normal(50.0, 10.0)
        made = replace(pair[1].runs[0], measures={"days_to_shortage": day, "any_stop": 1.0})
        return [Finished(made) for _ in task.scenarios]

    monkeypatch.setattr(study, "replicate", live)
    return lived


def test_replications_stop_when_every_figure_is_known_as_well_as_wished(tiny, lives):
    (ensemble,) = compare(tiny, replications=1000, precision={"days_to_shortage": 3.0, "any_stop": 0.04})
    said = ensemble.rule.as_json(ensemble)
    n = ensemble.replications
    assert said["met"]
    assert said["looks"][-1] == n == len(ensemble.runs) == len(lives)
    assert 30 < n < 200
    assert not ensemble.rule.met(ensemble, said["looks"][-2])


def test_no_more_replications_are_run_than_allowed(tiny, lives):
    (ensemble,) = compare(tiny, replications=50, precision={"days_to_shortage": 0.1})
    assert ensemble.replications == len(lives) == 50
    assert not ensemble.rule.as_json(ensemble)["met"]


def test_where_it_stops_does_not_depend_on_who_was_quick(tiny, lives, monkeypatch):
    live, wish = study.replicate, {"days_to_shortage": 2.0}
    (in_order,) = compare(tiny, replications=1000, precision=wish)
    monkeypatch.setattr(study, "replicate", lambda task: time.sleep((-task.replication % 7) * 1e-3) or live(task))
    with ThreadPoolExecutor(5) as executor:
        (muddled,) = compare(tiny, replications=1000, precision=wish, executor=executor)
    assert lives[: in_order.replications] == sorted(lives[: in_order.replications])
    assert lives[in_order.replications :] != lives[: in_order.replications]
    assert in_order.replications == muddled.replications
    assert in_order.measures == muddled.measures


def test_what_is_stored_beyond_the_last_look_is_left_out(tiny, lives):
    wish = {"days_to_shortage": 3.0}
    fresh = prepare([tiny], 1000, 1, precision=wish)
    fill(fresh)
    stored = prepare([tiny], 1000, 1, precision=wish)
    stored[0].runs.update(compare(tiny, replications=300)[0].runs)
    lives.clear()
    fill(stored)
    assert lives == []
    assert stored[0].replications == fresh[0].replications == len(stored[0].runs)
    assert stored[0].measures == fresh[0].measures


def test_a_failed_replication_counts_for_the_look_and_not_for_the_figure(tiny, lives, monkeypatch):
    live = study.replicate
    monkeypatch.setattr(study, "replicate", lambda task: live(task) if task.replication else [Finished(None, "no")])
    (ensemble,) = compare(tiny, replications=30, precision={"any_stop": 0.1})
    assert (ensemble.replications, len(ensemble.runs), sorted(ensemble.failures)) == (30, 29, [0])
