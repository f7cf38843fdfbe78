"""The catalogue of shipped scenarios, the JSON Schema for editors, and the schema itself."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from simulation.errors import InputError
from simulation.scenario import catalogue
from simulation.scenario.allowed import SCENARIO, Allowed, allowed_at
from simulation.scenario.compose import load
from simulation.scenario.jsonschema import json_schema, write
from simulation.scenario.schema import Scenario

jsonschema = pytest.importorskip("jsonschema")


def as_editors_see(value):
    """YAML as JSON: dates are strings there."""
    if isinstance(value, dict):
        return {str(key): as_editors_see(child) for key, child in value.items()}
    if isinstance(value, list):
        return [as_editors_see(child) for child in value]
    return value.isoformat() if isinstance(value, date) else value


def complaints(text):
    validator = jsonschema.Draft202012Validator(json_schema())
    return [error.message for error in validator.iter_errors(as_editors_see(YAML(typ="safe").load(text)))]


# -- JSON Schema ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", catalogue.files().values(), ids=lambda file: file.stem)
def test_every_shipped_scenario_fits_the_json_schema(file):
    assert complaints(file.read_text()) == []


def test_the_json_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("extends: tiny", True),
        ("name: Nothing else", False),
        ("extends: tiny\nnmae: x", False),
        ("extends: tiny\nsites: {mine: {capacity_t_per_year: 3}}", True),
        ("extends: tiny\nsites: {mine: {kind: mine, capacity_t_per_year: -3}}", False),
        ("extends: tiny\nsites: {mine: {remove: true}}", True),
        ("extends: tiny\ntimeline: [{name: licences, officers: 3}, {name: x, remove: true}]", True),
        ("extends: tiny\ntimeline: [{officers: 3}]", False),
        ("extends: tiny\ntimeline: [{name: x, measure: amend, target: licences, officers: 3}]", True),
        ("extends: tiny\nstocks: {europe: {line: {cover_days: {lognormal: {median: 3, p95: 9}, per: firm}}}}", True),
        ("extends: tiny\nstocks: {europe: {line: {cover_days: {lognormal: {median: 3}}}}}", False),
        ("extends: tiny\nmarket: {shift_share: true}", False),
    ],
)
def test_editors_are_told_what_fits_a_child(text, fits):
    assert (complaints(text) == []) == fits


def test_every_field_is_described_with_its_unit():
    schema = json_schema()
    models = {"Scenario": schema, **schema["$defs"]}
    bare = [
        f"{model}.{name}"
        for model, definition in models.items()
        for name, field in definition["properties"].items()
        if not field.get("description", "").startswith("[") and name not in ("kind", "measure")
    ]
    assert bare == []


def test_the_json_schema_is_written_as_json(tmp_path):
    write(tmp_path / "schema.json")
    assert json.loads((tmp_path / "schema.json").read_text()) == json.loads(json.dumps(json_schema()))


# -- what fields allow ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("market", "shift_share"), "a number from 0 to 1"),
        (("window_days",), "a whole number of at least 1"),
        (("shortage_threshold",), "a number above 0 and at most 1"),
        (("materials", "x", "gross_t_per_t_reo"), "a number above 0"),
        (("stocks", "europe", "line", "cover_days"), "a number of at least 0 or a distribution"),
        (("market", "allocation"), "one of pro_rata, home_first, contract_priority"),
        (("regions",), "a list of one or more names"),
        (("shock",), "a date (like 2025-04-04)"),
        (("calendar", "on"), "true or false"),
        (("materials", "x", "contents"), "a map of numbers from 0 to 1"),
    ],
)
def test_what_a_field_allows_is_said_from_its_type(path, words):
    assert str(allowed_at(path, {})) == words


def test_every_field_of_the_schema_can_be_put_into_words():
    def walk(allowed, seen):
        assert isinstance(allowed, Allowed)
        assert allowed.sort != "anything"
        assert str(allowed)
        models = [allowed.model, *allowed.members.values()]
        for model in models:
            if model is not None and model not in seen:
                seen.add(model)
                inside = Allowed("model", model=model)
                for name in inside.field_names():
                    walk(inside.inside(name, {}), seen)
        for item in allowed.items:
            walk(item, seen)

    walk(SCENARIO, set())


# -- catalogue -----------------------------------------------------------------------------------------------------


def test_shipped_scenarios_are_listed_with_title_and_description():
    tiny = next(entry for entry in catalogue.shipped() if entry.name == "tiny")
    assert (tiny.title, tiny.file.name) == ("Tiny", "tiny.yaml")
    assert tiny.description.startswith("One mine, one separator")


def test_scenarios_in_folders_are_found_by_either_name_and_sweeps_are_no_scenarios(tmp_path, monkeypatch):
    for name in ("plain", "counterfactuals/what-if", "sweeps/officers"):
        file = tmp_path / f"{name}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"name: {name}\ndescription: >\n  Two\n  lines.\nregions: [\n")
    monkeypatch.setattr(catalogue, "folder", lambda: tmp_path)
    assert list(catalogue.files()) == ["counterfactuals/what-if", "plain"]
    assert catalogue.find("what-if") == catalogue.find("counterfactuals/what-if")
    assert [entry.description for entry in catalogue.shipped()] == ["Two lines.", "Two lines."]


def test_sorts_of_files_are_told_by_their_keys(tmp_path):
    (tmp_path / "sweep.yaml").write_text("scenario: tiny\nfactors: {a: {path: window_days, values: [1]}}\n")
    (tmp_path / "calibration.yaml").write_text("scenario: tiny\nfit_until: 2025-05-31\ntargets: {}\n")
    assert catalogue.sort_of(str(tmp_path / "sweep.yaml")) == catalogue.SWEEP
    assert catalogue.sort_of(str(tmp_path / "calibration.yaml")) == catalogue.CALIBRATION
    assert [catalogue.sort_of(name) for name in ("tiny", "licensing-desk")] == [catalogue.SCENARIO, catalogue.SWEEP]


def test_a_name_that_nothing_has_is_answered_with_the_nearest():
    with pytest.raises(InputError, match='there is no scenario "tinny"; did you mean tiny'):
        catalogue.find("tinny")
    with pytest.raises(InputError, match=r"there is no file tinny\.yaml; did you mean tiny"):
        catalogue.find("tinny.yaml")


def test_a_file_of_ones_own_is_found_by_its_path(tmp_path, monkeypatch):
    (tmp_path / "own.yaml").write_text("extends: tiny\n")
    monkeypatch.chdir(tmp_path)
    assert load("own.yaml") == load("own") == load(tmp_path / "own.yaml") == load("tiny")


# -- cost ----------------------------------------------------------------------------------------------------------


def test_nothing_heavy_is_imported_to_read_a_scenario():
    code = "import sys, simulation.scenario.compose; print(*sys.modules)"
    root = Path(__file__).parents[2]
    shown = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert {"pandas", "scipy.stats", "matplotlib"}.isdisjoint(shown.stdout.split())


def test_a_scenario_is_frozen():
    with pytest.raises(ValueError, match="frozen"):
        load("tiny").name = "Other"
    assert Scenario.model_config["extra"] == "forbid"
