"""``rarechain score`` as a user meets it, on a world that takes a tenth of a second."""

import json
from datetime import date
from pathlib import Path

import pytest

from simulation import cli
from simulation.scenario.compose import load

DAYS, LATER = ({"end": date(2025, month, 31), "window_days": 90} for month in (8, 7))
SHORT = ("--set", "end=2025-09-30", "--set", "window_days=140", "--jobs", "1", "--quiet")


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_facts_are_printed_with_their_verdicts(capsys):
    assert cli.main(["score", "tiny", "-n", "2", *SHORT]) == 0
    said = capsys.readouterr().out
    assert "The record and Tiny, 2 runs" in said
    assert "Europe: parts maker" in said
    assert "last month again" in said
    assert "Which inputs decide" not in said


def test_json_has_the_envelope_and_the_facts(capsys, monkeypatch):
    monkeypatch.setattr("simulation.report.page.write", lambda *a, **k: None)
    monkeypatch.setattr("simulation.report.recorded.write_record_figures", lambda *a: [])
    assert cli.main(["score", "tiny", "-n", "2", "--drivers", "--json", "--out", "out", *SHORT]) == 0
    text = capsys.readouterr().out
    said = json.loads(text)
    assert (said["command"], said["replications"], said["scenarios"][0]["name"]) == ("score", 2, "Tiny")
    assert set(said["scenarios"][0]["dated"]["licence_backlog"]) == {"2025-06-04", "2025-06-30", "2025-08-31"}
    (facts,) = said["facts"]
    assert {f["fact"] for f in facts["findings"]} == {1, 2, 3, 4, 5, 6, 7}
    assert all(f["inside"] in (True, False, None) and "drivers" in f for f in facts["findings"])
    assert {v["fact"]: v["verdict"] for v in facts["verdicts"]}[7] == "input"
    assert {"simulated", "last month again"} < {s["name"] for s in facts["series"]}
    assert facts["drivers"]["ranked"] == 0
    assert facts["drivers"]["not_ranked"]
    assert Path("out/facts.json").read_text() == text


def test_at_modes_firms_are_alike(capsys):
    assert cli.main(["score", "tiny", "-n", "1", "--at-modes", "--drivers", *SHORT]) == 0
    assert "Tiny, inputs at modes, 1 run" in capsys.readouterr().out


def test_own_observations_are_scored_and_drawn(capsys, monkeypatch):
    monkeypatch.setattr("simulation.report.page.write", lambda *a, **k: None)
    Path("own.csv").write_text("series,month,value\nmagnet_exports_gross_t,2025-09,3\n")
    asked = ("score", "tiny", "-n", "2", "--forward", "--observations", "own.csv", "--out", "out", *SHORT)
    assert cli.main([*asked, "--json"]) == 0
    (facts,) = json.loads(capsys.readouterr().out)["facts"]
    (own,) = (f for f in facts["findings"] if f["role"] == "own data")
    assert (own["recorded"], own["accepted"]) == ({"low": 3, "high": 3}, {"low": 2.4, "high": 3.6})
    assert {entry["standing"] for entry in facts["outlook"]} == {"prediction"}
    assert Path("out/tiny/observed-magnet_exports_gross_t.svg").is_file()
    assert Path("out/tiny/record-magnet_exports_gross_t.png").is_file()


def test_forward_shows_what_comes_after_the_record_instead_of_the_record(capsys):
    assert cli.main(["score", "tiny", "-n", "1", "--forward", *SHORT]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Tiny, after the record: Magnet exports")
    assert "The record and Tiny" not in said


def test_drivers_of_facts_that_are_not_shown_are_refused(capsys):
    assert cli.main(["score", "tiny", "-n", "1", "--forward", "--drivers", *SHORT]) == 2
    assert capsys.readouterr().err.startswith("--drivers is about the facts of the record")


def test_mistakes_in_own_observations_are_refused_before_anything_runs(capsys):
    Path("own.csv").write_text("series,month,value\nmagnet_exports,2025-09,3\n")
    assert cli.main(["score", "tiny", "--observations", "own.csv", *SHORT]) == 2
    said = capsys.readouterr().err
    assert said == 'own.csv:2: there is no series "magnet_exports"; did you mean magnet_exports_gross_t?\n'


def test_a_shock_without_a_record_can_be_scored_by_own_observations(capsys):
    Path("own.csv").write_text("series,month,value\nmagnet_exports_gross_t,2025-09,3\n")
    asked = ("score", "tiny", "-n", "1", "--observations", "own.csv", "--set", "shock=2025-03-01", *SHORT)
    assert cli.main([*asked]) == 0
    assert "own data" in capsys.readouterr().out


def test_a_shock_without_a_record_is_refused(capsys):
    assert cli.main(["score", "tiny", "-n", "1", "--set", "shock=2025-03-01", *SHORT]) == 2
    assert capsys.readouterr().err == "Tiny: no facts are recorded for a shock on 2025-03-01\n"


def test_both_regimes_are_scored_if_nothing_is_named():
    assert cli._parser().parse_args(["score"]).scenarios == ["licensing-2025", "embargo-2010"]


def test_each_scenario_is_asked_about_its_own_days(capsys, monkeypatch):
    monkeypatch.setattr("simulation.report.page.write", lambda *a, **k: None)
    monkeypatch.setattr("simulation.commands.score.load_all", lambda *a: [load("tiny", DAYS), load("tiny", LATER)])
    assert cli.main(["score", "tiny", "tiny", "-n", "1", "--json", "--jobs", "1", "--quiet"]) == 0
    first, second = (set(s["dated"]["licence_backlog"]) for s in json.loads(capsys.readouterr().out)["scenarios"])
    assert first == {"2025-06-04", "2025-06-30", "2025-08-31"}
    assert second == {"2025-06-04", "2025-06-30"}
