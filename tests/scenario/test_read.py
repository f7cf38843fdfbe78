"""From text to plain values with places, every mistake of writing at once."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.scenario.compose import load
from simulation.scenario.read import Place, read, read_text, read_value


def said(text):
    """The mistakes in a text, as the user sees them."""
    try:
        return [str(m) for m in read_text(text, "a.yaml")[1]]
    except InputError as error:
        return str(error).splitlines()


def test_every_value_knows_its_line_and_column():
    written, _ = read_text("name: Small\nsites:\n  mine: {digs: ore}\n", "a.yaml")
    assert written.at(("sites", "mine", "digs")).place == Place("a.yaml", 3, 16)
    assert written.at(("sites", "mine")).key_place == Place("a.yaml", 3, 3)


def test_a_missing_value_has_the_place_of_what_is_around_it():
    written, _ = read_text("sites:\n  mine: {digs: ore}\n", "a.yaml")
    assert written.deepest(("sites", "mine", "region")).key_place == Place("a.yaml", 2, 3)


def test_lists_become_tuples_dates_dates_and_words_stay_words():
    written, _ = read_text("a: [1, 2.5, no, on, 2025-04-04, true]\nb:\n", "a.yaml")
    assert written.plain() == {"a": (1, 2.5, "no", "on", date(2025, 4, 4), True), "b": None}


def test_the_timeline_is_a_list_in_the_file_and_a_map_by_name_inside():
    written, _ = read_text("timeline:\n  - {name: first, day: 0}\n  - {name: second, day: 9}\n", "a.yaml")
    assert list(written.plain()["timeline"]) == ["first", "second"]
    assert written.at(("timeline", "second", "day")).place == Place("a.yaml", 3, 25)


def test_all_duplicate_keys_are_told_at_once():
    assert said("a: 1\nb: {c: 1, c: 2}\na: 3\n") == [
        "a.yaml:2:11: b.c: duplicate key: it stands in line 2 already",
        "a.yaml:3:1: a: duplicate key: it stands in line 1 already",
    ]


def test_values_that_look_like_something_they_are_not_are_told_with_their_key():
    assert said("shock: 2025-02-30\nend: 2025-01-01 10:00:00\nx: !odd 3\n") == [
        "a.yaml:1:8: shock: 2025-02-30 is not a date that exists",
        "a.yaml:2:6: end: 2025-01-01 10:00:00 has a time of day; a date is written 2025-01-01",
        "a.yaml:3:4: x: values marked !odd are not read",
    ]


def test_a_bad_value_inside_a_measure_is_named_by_the_measure():
    assert said("timeline:\n  - name: ban\n    date: 2025-13-01\n") == [
        "a.yaml:3:11: timeline.ban.date: 2025-13-01 is not a date that exists"
    ]


def test_measures_without_a_name_of_their_own_are_told():
    assert said("timeline:\n  - {day: 0}\n  - {name: a}\n  - {name: a}\n  - 3\n  - {name: 4}\n") == [
        "a.yaml:2:5: timeline: this measure has no name; every measure of the timeline needs one",
        "a.yaml:4:12: timeline.a: two measures have this name; the other one stands in line 3",
        "a.yaml:5:5: timeline: a measure is a map with a name, not 3",
        "a.yaml:6:12: timeline: the name of a measure is a word, not 4",
    ]


def test_a_timeline_that_is_no_list_is_told():
    assert said("timeline: {a: {day: 0}}\n") == ["a.yaml:1:1: timeline is a list of measures, each with a name"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: [1, 2\nb: 3\n", "a.yaml:2:2"),
        ("a:\n\tb: 1\n", "a.yaml:2:1"),
        ("a: b: c\n", "a.yaml:1:5"),
        ("a: *x\n", "a.yaml:1:4"),
    ],
)
def test_what_is_no_yaml_is_told_with_line_and_column(text, place):
    (message,) = said(text)
    assert message.startswith(f"{place}: is not YAML: ")


def test_an_alias_that_stands_inside_itself_ends():
    assert said("a: &x [*x]\n") == ["a.yaml:1:4: a.0: this alias stands inside what it stands for"]


def test_merge_keys_are_refused():
    assert said("a: &x {b: 1}\nc:\n  <<: *x\n") == [
        "a.yaml:3:3: c.<<: merge keys are not read: write the fields out, or use extends"
    ]


def test_an_empty_file_and_a_file_that_is_no_map_are_told():
    assert said("") == ["a.yaml: is empty"]
    assert said("- 1\n") == ["a.yaml:1:1: a scenario is a map of keys and values (name: ..., description: ..., ...)"]


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        read(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="is a folder"):
        read(tmp_path)
    file = tmp_path / "latin.yaml"
    file.write_bytes(b"name: a\ndescription: \xe9\n")
    with pytest.raises(InputError, match=r"latin\.yaml:2: is not UTF-8 text"):
        read(file)


def test_a_value_of_the_command_line_is_read_as_in_a_file():
    place = Place("--set x")
    assert read_value("{uniform: [1, 2], per: firm}", place).plain() == {"uniform": (1, 2), "per": "firm"}
    assert read_value("2025-04-04", place).plain() == date(2025, 4, 4)
    assert read_value("", place).plain() is None


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab: -[]{}&*!|>#'\"\n\t1.<", max_size=40))
def test_no_text_ends_in_anything_but_values_or_mistakes(text):
    try:
        read_text(text, "a.yaml")
    except InputError as error:
        assert error.mistakes


def test_the_tiny_scenario_is_read_with_all_its_fields():
    tiny = load("tiny")
    assert tiny.timeline["licences"].officers == 1
    assert tiny.sites["mine"].capacity_t_per_year == 5600.0
