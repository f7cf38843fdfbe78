"""Sweep files: what is wrong is told with its place and the nearest right name, all of it at once."""

from pathlib import Path

import jsonschema
import numpy as np
import pytest
from ruamel.yaml import YAML

from simulation.errors import InputError
from simulation.scenario.jsonschema import sweep_schema
from simulation.scenario.sweep import Sweep
from simulation.study.design import changes
from simulation.study.sweep_file import load_sweep

OFFICERS = {"path": "timeline.licences.officers", "values": [1, 3]}
COVER = {"path": "stocks.europe.parts_maker.cover_days", "range": [0.5, 2], "levels": 3, "multiplies": True}


def told(text: str, folder: Path) -> list[str]:
    """The mistakes in a sweep, without the name of its file."""
    file = folder / "sweep.yaml"
    file.write_text(text)
    with pytest.raises(InputError) as error:
        load_sweep(file)
    return [str(mistake).removeprefix(f"{mistake.file}:") for mistake in error.value.mistakes]


def test_every_mistake_is_told_at_once_with_its_place(tmp_path):
    text = """\
scenario: tiny
factors:
  officers: {path: timeline.licences.oficers, values: [1, 2]}
  cover: {path: stocks.europ.line.cover_days, range: [1, 2]}
  limit: {path: timeline.licences.legal_limit_workdays, range: [20, 90], levls: 3}
  window: {path: window_days, values: [400, 0, word]}
  none: {path: noise}
design: sobol
points: 30
measures: [days_to_shortag, europe.any_stop]
map: {x: officer, y: cover}
"""
    assert told(text, tmp_path) == [
        "3:20: timeline.licences.oficers: unknown key; did you mean officers?",
        '4:17: stocks.europ: "europ" is not a region; did you mean europe?',
        "5:74: factors.limit.levls: unknown key; did you mean levels?",
        "6:45: window_days: 0 is not a whole number of at least 1"
        " [days: Length of the window after the shock over which every measure is taken]",
        '6:48: window_days: "word" is not a whole number of at least 1'
        " [days: Length of the window after the shock over which every measure is taken]",
        "7:3: factors.none: a factor has exactly one of values, range, distribution; this one has 0",
        "9:9: points: 30 is not a power of 2, as a sobol design needs; 32 is",
        '10:12: measures.0: no run has a measure "days_to_shortag"; did you mean days_to_shortage?',
        '11:1: map.measure: "days_to_shortage" is not kept; kept: europe.any_stop',
        '11:10: map.x: there is no factor "officer"; did you mean officers?',
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("scenario: tinny\nfactors: {a: {path: window_days, values: [1]}}\n",
         '1:11: scenario: there is no scenario "tinny"; did you mean tiny?'),
        ("factors: {a: {path: window_days, values: [1]}}\n",
         "1:1: scenario is missing: it is text [scenario: A shipped name or a path relative to this file]"),
        ("scenario: tiny\nfactors: {a: {path: window_days, range: [9, 2]}}\n",
         "2:11: factors.a: the range goes from the lowest to the highest value, not [9.0, 2.0]"),
        ("scenario: tiny\nfactors: {a: {path: window_days, values: [9, 12], names: [one]}}\n",
         "2:11: factors.a: names are one for each of the values, all different, not ['one']"),
        ("scenario: tiny\nfactors: {a: {path: window_days, values: [9, 12], names: [soon, late]}}\n"
         "map: {x: a, y: a, recorded: {at: {a: lite}, text: t, source: s}}\n",
         '3:38: map.recorded.at.a: "lite" is none of the values; did you mean late?'),
        ("scenario: tiny\nfactors: {a: {path: origin, values: [2], multiplies: true}}\n",
         "2:21: factors.a: origin is no number of the scenario, so there is nothing to multiply"),
        ("scenario: tiny\nfactors: {a: {path: window_days, values: [9]}, b: {path: window_days, values: [7]}}\n",
         "2:58: factors.b: a varies window_days already"),
        ("scenario: tiny\nfactors: {a: {path: window_days, range: [10, 20]}}\ndesign: latin_hypercube\n",
         "3:9: points is missing: say how many points the design latin_hypercube has"),
        ("scenario: tiny\nchanges: {windw_days: 3}\nfactors: {a: {path: shortage_threshold, values: [0.1]}}\n",
         "2:11: windw_days: unknown key; did you mean window_days?"),
    ],
)  # fmt: skip
def test_a_mistake_by_itself(text, said, tmp_path):
    assert told(text, tmp_path) == [said]


def test_a_grid_takes_all_combinations_the_last_factor_first():
    loaded = load_sweep({"scenario": "tiny", "factors": {"officers": OFFICERS, "cover": COVER}})
    assert [tuple(point.values()) for point in loaded.points] == [
        (officers, cover) for officers in (1, 3) for cover in (0.5, 1.25, 2.0)
    ]


def test_multiplied_distributions_keep_their_shape():
    loaded = load_sweep({"scenario": "tiny", "factors": {"cover": COVER}})
    old = loaded.scenario.stocks["europe"]["parts_maker"].cover_days
    changed = changes(loaded.sweep, loaded.scenario, {"cover": 2.0})
    new = loaded.scenario.with_(changed).stocks["europe"]["parts_maker"].cover_days
    u = np.array([0.1, 0.5, 0.9])
    np.testing.assert_allclose(new.quantile(u), 2 * old.quantile(u))
    assert new.per == "firm"


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
def test_filling_designs_are_even_seeded_and_whole_where_they_must_be(design):
    def points(seed: int) -> list:
        factors = {"officers": {**OFFICERS, "values": None, "range": [1, 40]}, "cover": COVER}
        return load_sweep({"scenario": "tiny", "factors": factors, "design": design, "points": 32}, seed=seed).points

    assert points(1) == points(1) != points(2)
    assert all(isinstance(point["officers"], int) for point in points(1))
    eighths = np.histogram([point["cover"] for point in points(1)], bins=8, range=(0.5, 2))[0]
    assert eighths.tolist() == [4] * 8


def test_values_may_have_names_where_they_say_little_by_themselves():
    factor = {"path": "timeline.licences.covers", "values": [["heavy"], ["heavy_magnet"]], "names": ["all", "magnets"]}
    loaded = load_sweep({"scenario": "tiny", "factors": {"covers": factor}})
    assert loaded.points == [{"covers": "all"}, {"covers": "magnets"}]
    new = loaded.scenario.with_(changes(loaded.sweep, loaded.scenario, loaded.points[1]))
    assert new.timeline["licences"].covers == ("heavy_magnet",)


def test_a_distribution_and_a_logarithmic_range_divide_as_they_say():
    factors = {
        "cover": {**COVER, "range": [0.25, 4], "scale": "log"},
        "window": {"path": "shortage_threshold", "distribution": {"uniform": [0.1, 0.5]}, "levels": 2},
    }
    points = load_sweep({"scenario": "tiny", "factors": factors}).points
    np.testing.assert_allclose(sorted({point["cover"] for point in points}), [0.25, 1, 4])
    np.testing.assert_allclose(sorted({point["window"] for point in points}), [0.2, 0.4])


def test_points_may_share_their_luck_or_not():
    sweep = Sweep(scenario="tiny", factors={"a": {"path": "window_days", "values": (1,)}}, draws="own")
    own = [sweep.replication(point, run, points=3) for run in range(2) for point in range(3)]
    assert own == [0, 1, 2, 3, 4, 5]
    common = sweep.model_copy(update={"draws": "common"})
    assert [common.replication(point, 1, points=3) for point in range(3)] == [1, 1, 1]


def test_the_schema_accepts_what_the_check_accepts_and_names_every_unit():
    schema = sweep_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    good = YAML(typ="safe").load("scenario: tiny\nfactors: {a: {path: window_days, range: [10, 20]}}\n")
    jsonschema.validate(good, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**good, "desing": "grid"}, schema)
    for properties in [schema["properties"], *(entry["properties"] for entry in schema["$defs"].values())]:
        assert all(field["description"].startswith("[") for field in properties.values())


def test_the_map_of_a_measure_that_is_not_asked_for_is_left_out():
    file = {
        "scenario": "tiny",
        "factors": {"officers": OFFICERS, "cover": COVER},
        "map": {"x": "officers", "y": "cover"},
    }
    assert load_sweep(file).sweep.map is not None
    assert load_sweep(file, measures=["vehicles_lost"]).sweep.map is None
    assert load_sweep(file, measures=["vehicles_lost", "days_to_shortage"]).sweep.map is not None
