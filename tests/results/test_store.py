"""The run folder."""

import csv
import math
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from simulation.errors import InputError
from simulation.results import saved, store
from simulation.results.ensemble import Ensemble
from simulation.results.files import put
from simulation.scenario.compose import load


@pytest.fixture
def folder(tmp_path: Path, pair: list[Ensemble]) -> Path:
    store.begin(tmp_path / "out", _emptied(pair[1]), "run")
    for replication in pair[1].runs:
        store.keep(tmp_path / "out", pair[1], replication)
    store.finish(tmp_path / "out", pair[1], "run", "done")
    return tmp_path / "out"


def _emptied(ensemble: Ensemble) -> Ensemble:
    """The same question without its answers."""
    e = ensemble
    return Ensemble(e.scenario, e.seed, e.replications, e.file, e.fingerprint, e.at, e.ledger)


def _table(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(file.read_text())))


def test_reading_a_folder_gives_back_measures_and_manifest(folder, pair):
    found = store.read(folder)
    assert found.measures["scenarios"][0]["measures"] == pair[1].measures["measures"]
    assert (found.manifest["seed"], found.manifest["status"]) == (1, "done")
    assert found.manifest["scenarios"][0]["hash"] == pair[1].fingerprint
    assert "simpy" in found.manifest["versions"]


def test_the_ensembles_of_a_folder_are_those_that_were_stored(folder, pair):
    ((name, ensemble),) = store.ensembles(folder).items()
    assert name == Path(pair[1].file).stem
    assert ensemble.measures == pair[1].measures
    assert ensemble.events == pair[1].events


def test_a_comparison_gives_an_ensemble_a_scenario(tmp_path, pair):
    homes = store.folders(tmp_path, pair)
    for home, ensemble in zip(homes, pair, strict=True):
        store.begin(home, _emptied(ensemble), "compare")
        for replication in ensemble.runs:
            store.keep(home, ensemble, replication)
        store.finish(home, ensemble, "compare", "done")
    store.finish_comparison(tmp_path, pair, "compare", "done")
    assert [e.scenario for e in store.ensembles(tmp_path).values()] == [e.scenario for e in pair]


def test_replications_of_another_version_are_not_taken_for_ours(folder, monkeypatch):
    monkeypatch.setattr(saved, "version", lambda: "0.0.0")
    with pytest.raises(InputError, match="another version"):
        store.ensembles(folder)


def test_a_folder_of_something_else_is_refused(tmp_path):
    with pytest.raises(InputError, match="is not a run folder"):
        store.read(tmp_path)


@pytest.mark.parametrize("content", [b"[1, 2]", b"{half a fi", b"\xff\xfe"])
def test_a_manifest_of_another_program_is_no_traceback(tmp_path, content):
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(InputError, match="was not written by rarechain"):
        store.read(tmp_path)


def test_the_stored_scenario_loads_back_to_the_same_one(folder, pair):
    assert load(folder / "scenario.yaml") == pair[1].scenario


def test_runs_have_a_row_a_replication(folder, pair):
    rows = _table(folder / "runs.csv")
    assert [row["replication"] for row in rows] == ["0", "1", "2", "3"]
    assert [float(row["days_to_first_stop"]) for row in rows] == pair[1].values("days_to_first_stop").tolist()
    assert [float(row["europe.vehicles_lost"]) for row in rows] == pair[1].values("vehicles_lost", "europe").tolist()


def test_bands_have_a_row_a_week_in_rising_quantiles(folder, pair):
    rows = [row for row in _table(folder / "bands.csv") if row["series"] == "licence_backlog"]
    assert [row["week"] for row in rows] == pair[1].weeks
    for row in rows:
        quantiles = [float(row[q]) for q in ("p05", "p25", "p50", "p75", "p95")]
        assert quantiles == sorted(quantiles)


def test_events_are_those_of_the_ledger_in_order_of_time(folder):
    rows = _table(folder / "events.csv")
    days = [float(row["day"]) for row in rows]
    assert {row["replication"] for row in rows} == {"0"}
    assert "application" in {row["event"] for row in rows}
    assert days == sorted(days)


def test_a_stored_replication_comes_back_with_every_digit(pair):
    again = _emptied(pair[1])
    assert all(saved.enter(saved.text(pair[1], i), again, i) for i in pair[1].runs)
    assert again.measures == pair[1].measures
    assert again.events == pair[1].events
    for series in pair[1].weekly_names:
        np.testing.assert_array_equal(again.weekly(series), pair[1].weekly(series))


def test_never_and_what_does_not_exist_survive_the_file(pair):
    again = _emptied(pair[0])
    saved.enter(saved.text(pair[0], 0), again, 0)
    assert again.runs[0].measures["days_to_first_stop"] == math.inf
    assert math.isnan(again.runs[0].measures["mirror_ratio"])


def test_a_replication_is_not_taken_for_another_one(pair):
    content = saved.text(pair[1], 0)
    assert not saved.enter(content, _emptied(pair[0]), 0)
    assert not saved.enter(content, _emptied(pair[1]), 1)


def test_a_replication_of_other_code_is_run_again(pair, monkeypatch):
    content = saved.text(pair[1], 0)
    assert saved.enter(content, _emptied(pair[1]), 0)
    monkeypatch.setattr(saved, "CODE", "of another state of the package")
    assert not saved.enter(content, _emptied(pair[1]), 0)


def test_the_hash_of_code_changes_with_every_source_and_table_and_with_nothing_else(tmp_path):
    (tmp_path / "room").mkdir()
    for name in ("one.py", "room/two.py", "room/data.csv", "room/notes.txt"):
        (tmp_path / name).write_text("1\n")
    seen = [saved.hash_of_code(tmp_path)]
    for name in ("one.py", "room/two.py", "room/data.csv"):
        (tmp_path / name).write_text("2\n")
        seen.append(saved.hash_of_code(tmp_path))
    (tmp_path / "one.py").rename(tmp_path / "other.py")
    seen.append(saved.hash_of_code(tmp_path))
    (tmp_path / "room/notes.txt").write_text("2\n")
    assert len(set(seen)) == len(seen)
    assert saved.hash_of_code(tmp_path) == seen[-1]


def test_a_replication_without_its_ledger_is_run_again_when_it_is_asked_for(pair):
    asked = _emptied(pair[1])
    asked.ledger = frozenset({2})
    assert saved.enter(saved.text(pair[1], 1), asked, 1)
    assert not saved.enter(saved.text(pair[1], 2), asked, 2)


def test_scenarios_of_one_name_get_folders_of_their_own(pair, tmp_path):
    assert [f.name for f in store.folders(tmp_path, [pair[1], pair[1], pair[0]])] == ["Tiny", "Tiny-2", "Calm"]


def test_a_file_is_replaced_whole(tmp_path):
    put(tmp_path / "file", "old")
    put(tmp_path / "file", "new")
    assert [f.name for f in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "new"
