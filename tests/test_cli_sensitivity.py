"""The command as a user meets it, on a tiny world."""

import csv
import json
from contextlib import redirect_stdout
from io import StringIO

import pytest

from simulation.cli import main

SWEEP = """\
name: What decides tiny
scenario: tiny
changes: {end: 2025-08-31, window_days: 140}
factors:
  cover: {path: stocks.europe.parts_maker.cover_days, range: [0.3, 2], multiplies: true, label: "Cover, x 30 days"}
  line: {path: stocks.europe.line.cover_days, range: [1, 3]}
replications: 2
measures: [days_to_shortage]
"""
QUICK = ["--trajectories", "2", "--points", "20", "--jobs", "2", "--quiet"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """With a sweep file."""
    folder = tmp_path_factory.mktemp("sensitivity")
    (folder / "sweep.yaml").write_text(SWEEP)
    return folder


@pytest.fixture(scope="module")
def told(folder):
    """What the command prints; its results are in ``out``."""
    screen = StringIO()
    with redirect_stdout(screen):
        command = [str(folder / "sweep.yaml"), *QUICK, "--discover", "120", "--out", str(folder / "out")]
        assert main(["sensitivity", *command]) == 0
    return screen.getvalue()


def test_the_tables_name_inputs_ranks_and_the_noise_floor(told):
    assert "Screening of days to shortage" in told
    assert "1. Cover, x 30 days" in told
    assert "Luck (noise floor)" in told
    assert "counts as day 140" in told
    assert "an emulator (Gaussian process)" in told


def test_the_object_has_indices_with_intervals(told, folder):
    found = json.loads((folder / "out" / "measures.json").read_text())
    assert found["sensitivity"]["indices_from"] == "emulator"
    measure = found["sensitivity"]["measures"]["days_to_shortage"]
    cover = measure["inputs"]["cover"]
    assert cover["st_low"] <= cover["st"] <= cover["st_high"]
    assert measure["ranked"][0] == "cover"
    assert measure["noise_floor"] < cover["st"]
    assert found["discovery"]["case"] == "a shortage comes by day 120 in at least half of the runs"


def test_the_folder_has_tables_figures_and_the_runs_of_each_stage(told, folder):
    out = folder / "out"
    rows = list(csv.DictReader((out / "indices.csv").open()))
    assert [row["input"] for row in rows if row["measure"] == "days_to_shortage"] == ["cover", "line", "luck"]
    for figure in ("screening", "tornado", "indices", "interactions"):
        assert (out / f"{figure}-days_to_shortage.svg").is_file()
        assert (out / f"{figure}-days_to_shortage.png").is_file()
    for stage, points in (("screening", 2 * 4), ("tornado", 4 * 5), ("main", 20)):
        assert len(list(csv.DictReader((out / stage / "runs.csv").open()))) == 2 * points


def test_boxes_are_looked_for_in_runs_that_are_there(told, folder, capsys):
    main_stage = str(folder / "out" / "main")
    assert main(["sensitivity", main_stage, "--discover", "120", "--json"]) == 0
    stored = json.loads((folder / "out" / "measures.json").read_text())
    assert json.loads(capsys.readouterr().out)["discovery"] == stored["discovery"]
    assert main(["sensitivity", main_stage, "--discover", "120", "--seed", "0", "--measure", "any_stop"]) == 2
    assert capsys.readouterr().err.endswith("--measure, --seed would change nothing\n")
    assert main(["sensitivity", main_stage]) == 2
    assert "add --discover" in capsys.readouterr().err


def test_an_outcome_that_does_not_vary_is_told_so_and_has_no_indices(folder, capsys):
    command = [str(folder / "sweep.yaml"), *QUICK, "-n", "1", "--measure", "leaked_share_of_exports"]
    assert main(["sensitivity", *command, "--out", str(folder / "constant")]) == 0
    told = capsys.readouterr().out
    assert "Leaked share of exports does not vary: it is 0 at all 8 points of the screening." in told
    assert "no shares of variance were computed" in told
    assert main(["sensitivity", *command, "--out", str(folder / "constant"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["sensitivity"]["measures"]["leaked_share_of_exports"]
    assert (found["varies"], found["value_if_constant"], found["noise_floor"]) == (False, 0, None)


def test_a_measure_that_does_not_exist_in_some_runs_is_refused(folder, capsys):
    assert main(["sensitivity", str(folder / "sweep.yaml"), *QUICK, "-n", "1", "--measure", "mirror_ratio"]) == 2
    assert "mirror_ratio does not exist in 8 of 8 runs" in capsys.readouterr().err


def test_one_factor_is_nothing_to_compare(tmp_path, capsys):
    file = tmp_path / "one.yaml"
    file.write_text("scenario: tiny\nfactors: {cover: {path: stocks.europe.line.cover_days, range: [1, 3]}}\n")
    assert main(["sensitivity", str(file)]) == 2
    assert "there must be two factors or more" in capsys.readouterr().err
