"""Sweeps: the same table whoever does the work and whatever interrupts it, and no run at the cost of another."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import simulation
from simulation import cli
from simulation.results.journal import Journal
from simulation.study import ensemble
from simulation.study import sweep as study
from simulation.study.sweep import live, sweep
from tests.results.full import Full

SHORT = {"end": date(2025, 7, 31), "window_days": 110}
COVER = "stocks.europe.parts_maker.cover_days.lognormal"
DOUBLED = {"lognormal": {"median": 60, "p95": 90}, "per": "firm"}
TEXT = """\
name: Small
scenario: tiny
changes: {end: 2025-07-31, window_days: 110}
factors:
  officers: {path: timeline.licences.officers, values: [1, 3]}
  cover: {path: stocks.europe.parts_maker.cover_days, values: [0.5, 2], multiplies: true}
replications: 2
measures: [days_to_shortage, europe.any_stop]
map: {x: officers, y: cover, recorded: {at: {officers: 1, cover: 1}, text: nothing, source: nobody}}
"""


@pytest.fixture(autouse=True)
def in_a_folder_with_a_sweep(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("small.yaml").write_text(TEXT)


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> dict[str, bytes]:
    """The folder of a sweep that nothing interrupted."""
    home = tmp_path_factory.mktemp("whole")
    (home / "small.yaml").write_text(TEXT)
    sweep(home / "small.yaml", out=home / "out")
    return contents(home / "out")


def contents(folder: Path) -> dict[str, bytes]:
    free = ("timings.csv", "journal.jsonl", "map.png", "map.svg")
    return {f.name: f.read_bytes() for f in sorted(folder.iterdir()) if f.name not in free}


def dying(folder: Path, deaths: int, task):
    """Kills its own process as often as ``deaths`` says at point 1; notes every attempt in the folder."""
    attempts = folder / "_".join(map(str, task.place))
    with attempts.open("a") as file:
        file.write("x")
    if task.place == (1, 0) and attempts.stat().st_size <= deaths:
        os.kill(os.getpid(), signal.SIGKILL)
    return live(task)


def test_the_table_has_a_row_a_run(whole):
    lines = whole["runs.csv"].decode().splitlines()
    assert lines[0] == "point,replication,seed,status,error,officers,cover,days_to_shortage,europe.any_stop"
    assert [line.split(",")[:7] for line in lines[1:]] == [
        [str(point), str(run), "1", "done", "", officers, cover]
        for point, (officers, cover) in enumerate([("1", "0.5"), ("1", "2"), ("3", "0.5"), ("3", "2")])
        for run in (0, 1)
    ]
    assert whole["design.csv"].decode().splitlines()[:2] == ["point,officers,cover", "0,1,0.5"]


@pytest.mark.parametrize("how", [{"jobs": 2}, {"executor": ThreadPoolExecutor(2)}])
def test_the_folder_does_not_depend_on_who_does_the_work(how, whole):
    sweep("small.yaml", out="out", **how)
    assert contents(Path("out")) == whole


def test_a_run_of_a_sweep_is_a_run_of_its_scenario():
    table = sweep("small.yaml").table
    changed = {**SHORT, "timeline.licences.officers": 3, "stocks.europe.parts_maker.cover_days": DOUBLED}
    by_itself = simulation.run(simulation.load("tiny").with_(changed), 2)
    here = table[(table["officers"] == 3) & (table["cover"] == 2)]
    np.testing.assert_array_equal(here["days_to_shortage"], by_itself.values("days_to_shortage"))
    np.testing.assert_array_equal(here["europe.any_stop"], by_itself.values("any_stop", "europe"))


def test_points_with_luck_of_their_own_differ_where_their_inputs_do_not():
    def swept(draws: str):
        factors = {"a": {"path": "timeline.licences.note", "values": ["one", "other"]}}
        more = {"changes": SHORT, "measures": ["vehicles_lost"], "replications": 1}
        return sweep({"scenario": "tiny", "factors": factors, "draws": draws, **more})

    assert np.ptp(swept("common").of("vehicles_lost")) == 0
    own = swept("own")
    assert np.ptp(own.of("vehicles_lost")) > 0
    assert own.table["replication"].tolist() == [0, 1]


# -- nothing is lost ---------------------------------------------------------------------------------------------------


def test_a_killed_command_goes_on_where_it_was(whole):
    code = "import sys; from simulation.cli import main; sys.exit(main(sys.argv[1:]))"
    asked = ["sweep", "small.yaml", "--jobs", "2", "--out", "out", "--quiet"]
    place = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])}
    killed = subprocess.Popen([sys.executable, "-c", code, *asked], env=place)
    journal = Path("out/journal.jsonl")
    while killed.poll() is None and not (journal.is_file() and journal.read_bytes().count(b"\n") >= 3):
        time.sleep(0.01)
    killed.kill()
    killed.wait()
    stored = journal.read_bytes().count(b"\n") - 1
    assert 0 < stored < 8
    assert not Path("out/runs.csv").exists()
    assert cli.main(asked) == 0
    assert contents(Path("out")) == whole
    assert journal.read_bytes().count(b"\n") == 9


def test_a_killed_worker_costs_no_run(tmp_path, monkeypatch, whole):
    monkeypatch.setattr(study, "live", partial(dying, tmp_path, 1))
    sweep("small.yaml", jobs=2, out="out")
    assert contents(Path("out")) == whole


def test_a_run_that_kills_its_worker_twice_is_a_row_with_its_error(tmp_path, monkeypatch):
    monkeypatch.setattr(study, "live", partial(dying, tmp_path, 99))
    table = sweep("small.yaml", jobs=2).table
    failed = table[table["status"] == "failed"]
    assert failed[["point", "replication", "error"]].to_numpy().tolist() == [
        [1, 0, "the process that ran it was ended from outside"]
    ]
    assert failed["days_to_shortage"].isna().all()


def test_failed_runs_are_tried_again_and_the_others_kept(monkeypatch, capsys, whole):
    lived = []
    with monkeypatch.context() as broken:
        pair = ensemble.simulate_pair
        broken.setattr(ensemble, "simulate_pair", lambda s, seed, i, **how: 1 / 0 if i else pair(s, seed, i, **how))
        assert cli.main(["sweep", "small.yaml", "--jobs", "1", "--out", "out", "--quiet"]) == 3
    said = capsys.readouterr().err
    assert "Small: 4 of 8 runs failed:\n  point 0, replication 1: ZeroDivisionError: division by zero\n" in said
    assert "and 1 more" in said
    monkeypatch.setattr(study, "live", lambda task: lived.append(task.place) or live(task))
    assert cli.main(["sweep", "small.yaml", "--jobs", "1", "--out", "out", "--quiet"]) == 0
    assert lived == [(point, 1) for point in range(4)]
    assert contents(Path("out")) == whole


def test_inputs_that_cannot_go_together_cost_their_point_alone():
    factors = {
        "median": {"path": f"{COVER}.median", "values": [30, 40]},
        "p95": {"path": f"{COVER}.p95", "values": [35, 45]},
    }
    swept = sweep({"scenario": "tiny", "changes": SHORT, "factors": factors, "replications": 1})
    (error,) = swept.errors.values()
    assert error == "stocks.europe.parts_maker.cover_days.lognormal: p95 (35) lies below the median (40)"
    assert list(swept.errors) == [(2, 0)]
    assert swept.table["status"].tolist() == ["done", "done", "failed", "done"]


def test_what_is_done_before_an_interruption_is_kept(monkeypatch, capsys, whole):
    def interrupted(task):
        if task.place == (2, 0):
            raise KeyboardInterrupt
        return live(task)

    with monkeypatch.context() as broken:
        broken.setattr(study, "live", interrupted)
        assert cli.main(["sweep", "small.yaml", "--jobs", "1", "--out", "out"]) == 130
    assert "Interrupted: 4 of 8 runs are done; the same command goes on" in capsys.readouterr().err
    assert len(Path("out/runs.csv").read_text().splitlines()) == 5
    assert cli.main(["sweep", "small.yaml", "--jobs", "1", "--out", "out"]) == 0
    assert "4 finished runs are taken over" in capsys.readouterr().err
    assert contents(Path("out")) == whole


def test_a_full_disk_stops_the_command_and_keeps_what_was_written(monkeypatch, capsys, whole):
    opened = Journal._opened
    with monkeypatch.context() as full:
        full.setattr(Journal, "_opened", lambda self: Full(opened(self), room=400))
        assert cli.main(["sweep", "small.yaml", "--jobs", "2", "--out", "out"]) == 130
    assert "out/journal.jsonl cannot be written: No space left on device. What was" in capsys.readouterr().err
    assert cli.main(["sweep", "small.yaml", "--jobs", "2", "--out", "out"]) == 0
    assert contents(Path("out")) == whole


def test_more_replications_go_on_where_fewer_ended(monkeypatch, whole):
    sweep("small.yaml", out="out", replications=1)
    lived = []
    monkeypatch.setattr(study, "live", lambda task: lived.append(task.place) or live(task))
    sweep("small.yaml", out="out")
    assert lived == [(point, 1) for point in range(4)]
    assert contents(Path("out")) == whole


def test_the_folder_of_another_sweep_is_refused(capsys):
    assert cli.main(["sweep", "small.yaml", "-n", "1", "--out", "out", "--quiet"]) == 0
    before = contents(Path("out"))
    capsys.readouterr()
    assert cli.main(["sweep", "small.yaml", "-n", "1", "--seed", "2", "--out", "out"]) == 2
    assert capsys.readouterr().err == (
        "out holds results of something else: seed is 1, not 2. Choose another folder, or remove it to begin anew\n"
    )
    assert cli.main(["sweep", "small.yaml", "--set", "window_days=100", "--out", "out"]) == 2
    assert "scenario is Tiny (" in capsys.readouterr().err
    assert contents(Path("out")) == before


def test_the_folder_of_another_command_is_refused(capsys):
    Path("out").mkdir()
    Path("out/manifest.json").write_text('{"command": "run"}')
    assert cli.main(["sweep", "small.yaml", "--out", "out"]) == 2
    assert "command is run, not sweep" in capsys.readouterr().err
