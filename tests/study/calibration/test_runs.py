"""Runs of a calibration: what a run answers, what is taken over, and what is told of runs that fail."""

import numpy as np
import pytest

from simulation.engine.run import simulate
from simulation.errors import InputError
from simulation.results.measures import monthly_series
from simulation.study.calibration import runs as made
from simulation.study.calibration.calibrate import calibrate
from simulation.study.calibration.runs import Runs
from simulation.study.calibration.spec_file import load_calibration
from tests.study.calibration.case import SPEC, formula


@pytest.fixture
def loaded(tmp_path):
    file = tmp_path / "case.yaml"
    file.write_text(SPEC)
    return load_calibration(file)


def test_a_run_answers_with_the_figures_of_the_scenario_at_its_inputs(loaded):
    found = Runs(loaded).predicted("prior", np.array([[0.25, 0.5, 0.5]]))
    values = {"timeline.licences.service_workdays.lognormal.median": 7.0, "timeline.licences.files_per_link": 5.0,
              "market.cancelled_share_per_month": 0.05, "end": loaded.spec.predict_until}  # fmt: skip
    run = simulate(loaded.scenario.with_(values), 1, 0)
    exports = dict(zip(run.months, monthly_series(run)["magnet_exports_gross_t"], strict=True))
    assert found[0].tolist() == [exports[month] for month in ("2025-04", "2025-05", "2025-06")]


def test_a_whole_calibration_finds_what_decides_and_leaves_what_does_not(loaded, monkeypatch):
    monkeypatch.setattr(made, "answer", formula)
    runs = Runs(loaded)
    found = calibrate(runs)
    learnt = {x.name: x for x in found.inputs}
    assert learnt["work"].verdict == "identified"
    assert learnt["work"].posterior[0] < 6 < learnt["work"].posterior[2]
    assert learnt["idle"].verdict == "not identified"
    assert "idle" in found.not_identified
    assert runs.done == runs.total == 2 * 24 * 2 + 300 + 2 * 20
    assert list(found.paths) == [i.path for i in loaded.spec.inputs.values()]
    assert {len(column) for column in found.paths.values()} == {50}


def test_targets_that_may_not_be_fitted_change_nothing(loaded, monkeypatch, tmp_path):
    monkeypatch.setattr(made, "answer", formula)
    other = tmp_path / "other.yaml"
    other.write_text(SPEC.replace("recorded: 90", "recorded: 9000"))
    assert calibrate(Runs(load_calibration(other))).paths == calibrate(Runs(loaded)).paths


def test_what_is_known_is_taken_over_and_gives_the_same(loaded, monkeypatch):
    monkeypatch.setattr(made, "answer", formula)
    first = Runs(loaded)
    whole = calibrate(first)
    half = dict(list(first.known.items())[: first.total // 2])
    asked = []
    monkeypatch.setattr(made, "answer", lambda task, stage: (asked.append(task.number), formula(task, stage))[1])
    again = calibrate(Runs(loaded, known=half))
    assert len(asked) == first.total // 2
    assert again.paths == whole.paths


def test_two_processes_give_the_bytes_of_one(loaded):
    points, replications = np.full((4, 3), 0.5), np.arange(4)
    one, two = (Runs(loaded, jobs=jobs).fitted("draws", points, replications) for jobs in (1, 2))
    assert np.array_equal(one, two)


def test_runs_that_fail_are_counted_and_too_many_end_the_calibration(loaded, monkeypatch):
    def failing(share):
        def fails(task, stage):
            if task.number % 10 < 10 * share:
                raise ArithmeticError("no bread")
            return formula(task, stage)

        return fails

    monkeypatch.setattr(made, "answer", failing(0.1))
    runs = Runs(loaded)
    assert np.isnan(runs.fitted("draws", np.full((20, 3), 0.5), np.arange(20))[:, 0]).sum() == 2
    assert runs.lost == {("draws", 0): "ArithmeticError: no bread", ("draws", 10): "ArithmeticError: no bread"}
    monkeypatch.setattr(made, "answer", failing(0.6))
    with pytest.raises(InputError, match="wave-1: 12 of 20 runs failed, the first with: ArithmeticError: no bread"):
        Runs(loaded).fitted("wave-1", np.full((20, 3), 0.5), np.arange(20))
