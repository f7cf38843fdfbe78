"""``rarechain calibrate`` as a user meets it: a folder that is taken up again, the same bytes, JSON, messages."""

import json

import pytest

from simulation.cli import main
from simulation.scenario.compose import load
from simulation.study.calibration import runs as made
from tests.study.calibration.case import SPEC, formula


@pytest.fixture
def spec(tmp_path, monkeypatch):
    """A calibration of tiny whose runs are a formula."""
    monkeypatch.setattr(made, "answer", formula)
    file = tmp_path / "case.yaml"
    file.write_text(SPEC)
    return file


def calibrate(*more):
    return main(["calibrate", *map(str, more), "--jobs", "1"])


def contents(folder):
    """Every file that must have the same bytes."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != "journal.jsonl"}


def test_an_interrupted_calibration_goes_on_and_gives_the_same_bytes(spec, tmp_path, monkeypatch, capsys):
    calls = []

    def interrupted(task, stage):
        calls.append(task.number)
        if len(calls) == 250:
            raise KeyboardInterrupt
        return formula(task, stage)

    monkeypatch.setattr(made, "answer", interrupted)
    assert calibrate(spec, "--out", tmp_path / "one") == 130
    assert "Interrupted: 249 of 436 runs are done; the same command goes on" in capsys.readouterr().err
    assert calibrate(spec, "--out", tmp_path / "one") == 0
    said = capsys.readouterr()
    assert "249 finished runs are taken over from an earlier command." in said.err
    assert len(calls) == 250 + 436 - 249
    assert "What the record says of the inputs of Tiny" in said.out
    monkeypatch.setattr(made, "answer", formula)
    assert calibrate(spec, "--out", tmp_path / "two", "--quiet") == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert {"posterior.csv", "sample.csv", "calibration.json", "marginals.png", "marginals.svg"} <= contents(
        tmp_path / "one"
    ).keys()
    _the_posterior_serves_a_scenario(tmp_path)


def _the_posterior_serves_a_scenario(folder):
    (folder / "fitted.yaml").write_text("extends: tiny\nposterior: {file: one/posterior.csv}\n")
    posterior = load(folder / "fitted.yaml").posterior
    assert posterior.size == 50
    assert len(posterior.draws) == 3


def test_json_is_one_object_with_everything(spec, capsys):
    assert calibrate(spec, "--json", "--quiet") == 0
    said = json.loads(capsys.readouterr().out)
    found = said["calibration"]
    assert (said["command"], said["status"], said["seed"]) == ("calibrate", "done", 1)
    assert [wave["number"] for wave in found["waves"]] == [1, 2]
    assert {x["name"]: x["verdict"] for x in found["inputs"]}["idle"] == "not identified"
    assert {t["name"]: t["role"] for t in found["targets"]} == {"april": "fit", "may": "fit", "june": "own test"}


def test_the_folder_of_another_calibration_is_refused(spec, tmp_path, capsys):
    calibrate(spec, "--out", tmp_path / "one", "--quiet")
    spec.write_text(SPEC.replace("recorded: 86", "recorded: 87"))
    assert calibrate(spec, "--out", tmp_path / "one") == 2
    assert "holds results of something else" in capsys.readouterr().err


def test_a_calibration_can_be_checked_without_running_it(spec, capsys):
    assert main(["check", str(spec)]) == 0
    assert "ok, 3 inputs, 3 targets, " in capsys.readouterr().out


def test_what_is_wrong_is_told_with_its_line(spec, capsys):
    spec.write_text(SPEC.replace("role: own test", "role: owntest"))
    assert calibrate(spec) == 2
    assert 'targets.june.role: "owntest" is not one of fit, own test, score' in capsys.readouterr().err


def test_runs_that_fail_are_named_and_change_the_exit_code(spec, monkeypatch, capsys):
    def fails(task, stage):
        if task.number == 5:
            raise ArithmeticError("no bread")
        return formula(task, stage)

    monkeypatch.setattr(made, "answer", fails)
    assert calibrate(spec) == 3
    said = capsys.readouterr()
    assert "Case: 5 of 436 runs failed:\n  draws, run 5: ArithmeticError: no bread" in said.err
    assert "5 runs failed and were left out." in said.out
