"""``rarechain sweep`` as a user meets it; that nothing is lost is tested with the study."""

import json
import re
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from simulation import cli
from simulation.report.plots import sweep_map
from simulation.report.sweep import effects
from simulation.scenario import catalogue
from simulation.study.sweep import sweep
from simulation.study.sweep_file import load_sweep

ROOT = Path(__file__).parents[1]
SHORT = {"end": date(2025, 7, 31), "window_days": 110}
SAID = {"text": "nothing", "source": "nobody"}
QUICK = ("--set", "end=2025-07-31", "--set", "window_days=110", "-n", "1", "--jobs", "1", "--quiet")


@pytest.fixture(autouse=True)
def in_a_folder_with_the_sweep_of_the_readme(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = re.search(r"```yaml\n(name: Officers and cover.*?)```", (ROOT / "README.md").read_text(), re.S).group(1)
    Path("desk.yaml").write_text(shown)


def test_a_sweep_is_checked_and_its_size_told(capsys):
    Path("bad.yaml").write_text("scenario: tiny\nfactors: {a: {path: windw_days, values: [1]}}\n")
    assert cli.main(["check", "desk.yaml", "tiny", "bad.yaml"]) == 2
    desk, tiny, bad = capsys.readouterr().out.splitlines()
    assert desk == "desk.yaml: ok, 2 factors, 9 points, 36 runs"
    assert tiny.startswith("tiny: ok, 5 sites")
    assert bad == "bad.yaml:2:21: windw_days: unknown key; did you mean window_days?"
    assert cli.main(["check", "desk.yaml", "tiny", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [s["name"] for s in said["scenarios"]] == ["Tiny"]
    assert [(s["file"], s["runs"]) for s in said["sweeps"]] == [("desk.yaml", 36)]


def test_the_sweep_of_the_docs_is_right():
    (shown,) = re.findall(r"```yaml\n(name: Officers and cover.*?)```", (ROOT / "docs/sweeps.md").read_text(), re.S)
    Path("docs.yaml").write_text(shown)
    assert load_sweep("docs.yaml").how_many == 9


@pytest.mark.parametrize("name", catalogue.files(catalogue.SWEEP))
def test_shipped_sweeps_are_right(name):
    loaded = load_sweep(name)
    assert loaded.sweep.description


@pytest.mark.parametrize("name", ["licensing-desk", "leakage-2010"])
def test_maps_that_are_shipped_show_where_the_record_stands(name):
    recorded = load_sweep(name).sweep.map.recorded
    assert recorded.text
    assert recorded.source


def test_the_licence_desk_is_swept_with_a_thousand_runs():
    loaded = load_sweep("licensing-desk")
    assert loaded.how_many * loaded.sweep.replications == 1000


def test_an_unknown_sweep_is_refused_with_the_nearest_name(capsys):
    assert cli.main(["sweep", "licencing-desk"]) == 2
    assert capsys.readouterr().err == 'there is no sweep "licencing-desk"; did you mean licensing-desk?\n'


def test_a_sweep_ends_with_a_table_of_what_each_input_does_and_the_place_of_its_map(capsys):
    assert cli.main(["sweep", "desk.yaml", "--out", "out", *QUICK]) == 0
    said = capsys.readouterr().out
    assert "Officers and cover: what each input does" in said
    assert "9 runs at 9 points of Tiny" in said
    assert said.splitlines()[-1] == "out/map.png"
    assert {f.name for f in Path("out").iterdir()} == {
        "runs.csv", "design.csv", "map.png", "map.svg", "measures.json", "scenario.yaml", "sweep.yaml", "manifest.json",
        "timings.csv", "journal.jsonl",
    }  # fmt: skip


def test_what_is_stored_runs_again_to_the_same_table():
    assert cli.main(["sweep", "desk.yaml", "--out", "out", *QUICK]) == 0
    assert cli.main(["sweep", "out/sweep.yaml", "-n", "1", "--jobs", "1", "--quiet", "--out", "again"]) == 0
    for file in ("runs.csv", "design.csv", "scenario.yaml", "map.png"):
        assert Path("again", file).read_bytes() == Path("out", file).read_bytes()


def test_json_has_the_figures_of_every_point(capsys):
    assert cli.main(["sweep", "desk.yaml", "--json", *QUICK]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["command"], said["replications"], said["scenarios"][0]["finished"]) == ("sweep", 1, 9)
    first = said["sweep"]["points"][0]
    assert first["inputs"] == {"officers": 1, "cover": 0.5}
    assert {"p05", "p50", "p95", "never"} <= set(first["measures"]["days_to_shortage"])


def test_parquet_is_the_same_table():
    pytest.importorskip("pyarrow")
    assert cli.main(["sweep", "desk.yaml", "--out", "out", "--parquet", *QUICK]) == 0
    stored, table = pd.read_parquet("out/runs.parquet"), pd.read_csv("out/runs.csv", keep_default_na=False)
    pd.testing.assert_frame_equal(stored, table, check_dtype=False)


def test_parquet_without_its_extra_is_refused_before_anything_runs(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert cli.main(["sweep", "desk.yaml", "--out", "out", "--parquet"]) == 2
    assert capsys.readouterr().err == "pyarrow is not installed; it comes with: pip install 'rarechain[parquet]'\n"
    assert not Path("out").exists()


def test_the_schema_of_sweeps_goes_to_a_file():
    assert cli.main(["schema", "--sweep", "--out", "sweep.schema.json"]) == 0
    assert "factors" in json.loads(Path("sweep.schema.json").read_text())["properties"]


def test_a_map_of_names_has_a_cell_for_each_and_the_mark_at_its_name():
    named = {"path": "timeline.licences.covers", "values": [["heavy"], ["heavy_magnet"]], "names": ["all", "magnets"]}
    officers = {"path": "timeline.licences.officers", "values": [1, 2]}
    plan = {"x": "covers", "y": "officers", "recorded": {"at": {"covers": "magnets", "officers": 1.5}, **SAID}}
    swept = sweep({"scenario": "tiny", "changes": SHORT, "factors": {"covers": named, "officers": officers},
                   "replications": 1, "map": plan})  # fmt: skip
    axes = sweep_map(swept).axes[0]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["all", "magnets"]
    assert len(axes.texts) == 4
    assert axes.lines[0].get_xydata().tolist() == [[1.0, 0.5]]


def test_a_map_of_points_anywhere_has_a_dot_for_each():
    factors = {
        "officers": {"path": "timeline.licences.officers", "range": [1, 9]},
        "cover": {"path": "stocks.europe.parts_maker.cover_days", "range": [0.5, 2], "multiplies": True},
    }
    recorded = {"at": {"officers": 3, "cover": 1}, **SAID}
    plan = {"x": "officers", "y": "cover", "measure": "vehicles_lost", "recorded": recorded}
    swept = sweep({"scenario": "tiny", "changes": SHORT, "factors": factors, "design": "sobol", "points": 16,
                   "replications": 1, "map": plan})  # fmt: skip
    axes = sweep_map(swept).axes[0]
    assert axes.get_xlabel() == "Officers"
    assert sum(len(dots.get_offsets()) for dots in axes.collections) == 16
    quarters = [row[0] for row in effects(swept).rows if row[0].count(" to ")]
    assert len(quarters) == 8
