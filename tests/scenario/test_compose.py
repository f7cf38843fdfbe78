"""Parents, changes and the mistakes of fields: from a file to a checked scenario."""

from datetime import date

import numpy as np
import pytest

from simulation.errors import InputError
from simulation.scenario.compose import change, load, load_placed, settings
from simulation.scenario.measures import Outage
from simulation.scenario.numbers import Distribution
from simulation.scenario.write import dump, fingerprint, template


@pytest.fixture
def child(tmp_path):
    """Writes a child of tiny (or what it is told) and gives its path."""

    def write(text, name="child.yaml", extends="tiny"):
        file = tmp_path / name
        file.write_text((f"extends: {extends}\n" if extends else "") + text)
        return file

    return write


def mistakes(act, *args):
    with pytest.raises(InputError) as caught:
        act(*args)
    return [m.text for m in caught.value.mistakes]


def places(act, *args):
    with pytest.raises(InputError) as caught:
        act(*args)
    return [(m.line, m.column) for m in caught.value.mistakes]


# -- parents -------------------------------------------------------------------------------------------------------


def test_a_child_says_only_what_differs(child):
    scenario = load(child("name: Child\nmarket: {shift_share: 0.1}\nstocks: {europe: {line: {cover_days: 9}}}\n"))
    tiny = load("tiny")
    assert scenario.name == "Child"
    assert scenario.market.shift_share == 0.1
    assert scenario.stocks["europe"]["line"].cover_days == 9
    assert scenario.stocks["europe"]["parts_maker"] == tiny.stocks["europe"]["parts_maker"]
    assert scenario.sites == tiny.sites
    assert scenario.extends is None


def test_measures_are_merged_by_name_and_new_ones_come_last(child):
    scenario = load(
        child(
            "timeline:\n  - {name: strike, measure: outage, day: 3, sites: [mine]}\n  - {name: licences, officers: 9}\n"
        )
    )
    assert list(scenario.timeline) == ["licences", "strike"]
    assert scenario.timeline["licences"].officers == 9
    assert scenario.timeline["licences"].files_per_link == 4


def test_a_distribution_is_replaced_whole_but_its_scope_alone_can_change(child):
    scenario = load(
        child("stocks: {europe: {parts_maker: {cover_days: {uniform: [9, 30], per: replication}}}}\n", "first.yaml")
    )
    assert scenario.stocks["europe"]["parts_maker"].cover_days == Distribution(uniform=(9.0, 30.0))
    scenario = load(child("stocks: {europe: {parts_maker: {cover_days: {per: replication}}}}\n", "second.yaml"))
    cover = scenario.stocks["europe"]["parts_maker"].cover_days
    assert (cover.lognormal.median, cover.per) == (30.0, "replication")


def test_shares_are_replaced_whole_because_they_add_up(child):
    scenario = load(
        child(
            "materials: {concentrate: {contents: {ndpr: 0.22, dy: 0.08, other: 0.70}}}\n"
            "sites:\n"
            "  motors: {kind: plant, stage: parts_maker, region: china, runs: [wind], days_in_process: 5,\n"
            "           buys: {heavy_magnet: {china: 1.0}}}\n"
            "  lines: {buys: {motor: {china: 1.0}}}\n"
        )
    )
    assert scenario.sites["lines"].buys == {"motor": {"china": 1.0}}
    assert scenario.materials["concentrate"].contents["other"] == 0.70


def test_a_site_or_measure_of_another_sort_is_replaced_whole(child):
    scenario = load(child("timeline:\n  - {name: licences, measure: outage, day: 1, sites: [mine]}\n"))
    assert scenario.timeline["licences"] == Outage(name="licences", measure="outage", day=1, sites=("mine",))


def test_lists_are_replaced(child):
    scenario = load(child("timeline:\n  - {name: licences, covers: [heavy_magnet]}\n"))
    assert scenario.timeline["licences"].covers == ("heavy_magnet",)


def test_remove_takes_a_named_thing_of_the_parent_away(child):
    scenario = load(child("timeline:\n  - {name: licences, remove: true}\nstocks: {europe: {line: {remove: true}}}\n"))
    assert scenario.timeline == {}
    assert list(scenario.stocks["europe"]) == ["parts_maker"]


def test_removing_what_is_not_there_is_a_mistake(child):
    assert mistakes(load, child("timeline:\n  - {name: licence, remove: true}\n")) == [
        "timeline.licence.remove: there is nothing of that name to remove; did you mean licences?"
    ]
    assert mistakes(load, child("routes: {sea: {remove: no}}\n")) == [
        'routes.sea.remove: "no" is not true; remove takes only true'
    ]


def test_a_parent_can_be_a_path_and_have_a_parent_itself(child):
    child("market: {shift_share: 0.1}\n", "middle.yaml")
    child("noise: {demand_cv: 0.1}\n", "leaf.yaml", extends="./middle.yaml")
    scenario = load(child("name: Last\n", "last.yaml", extends="leaf"))
    assert (scenario.market.shift_share, scenario.noise.demand_cv) == (0.1, 0.1)


def test_a_circle_of_parents_is_named(child):
    child("", "one.yaml", extends="two.yaml")
    child("", "two.yaml", extends="three.yaml")
    file = child("", "three.yaml", extends="one.yaml")
    assert mistakes(load, file) == ["extends: this goes round in a circle: three -> one -> two -> three"]


def test_an_unknown_parent_has_the_place_and_the_nearest_name(child):
    file = child("", extends="tinny")
    assert mistakes(load, file) == ['extends: there is no scenario "tinny"; did you mean tiny?']
    assert places(load, file) == [(1, 10)]


def test_mistakes_of_parent_and_child_are_told_together_each_in_its_file(child):
    child("noise: {demand_cv: 2}\n", "parent.yaml")
    with pytest.raises(InputError) as caught:
        load(child("market: {shift_share: 2}\n", extends="parent.yaml"))
    assert [(m.file.rpartition("/")[2], m.line) for m in caught.value.mistakes] == [
        ("child.yaml", 2),
        ("parent.yaml", 2),
    ]


# -- changes -------------------------------------------------------------------------------------------------------


def test_a_setting_is_read_like_the_file():
    scenario = load(
        "tiny", settings(["timeline.licences.officers=7", "stocks.europe.line.cover_days={uniform: [1, 3]}"])
    )
    assert scenario.timeline["licences"].officers == 7
    assert scenario.stocks["europe"]["line"].cover_days == Distribution(uniform=(1.0, 3.0))


def test_a_setting_that_is_wrong_is_its_own_place():
    with pytest.raises(InputError) as caught:
        load("tiny", settings(["timeline.licences.officers=thirty"]))
    place, _, text = str(caught.value).partition(": ")
    assert place == "--set timeline.licences.officers=thirty"
    assert text.startswith('timeline.licences.officers: "thirty" is not a whole number of at least 1')


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("timeline.licence.officers=3", "timeline has nothing of that name; did you mean licences?"),
        ("timeline.licences.officrs=3", "unknown key; did you mean officers?"),
        ("market.shift=0.5", "unknown key; did you mean shift_share?"),
        ("origin.x=1", 'origin is "china" and has nothing inside'),
        ("timeline.licences.preparation_days.uniform.7=3", "is a list with entries 0 to 1"),
        ("timeline.licences.name=other", "a measure keeps its name"),
        ("timeline.licences.covers=heavy", "a list stands in brackets, even of one: [heavy]"),
        ("stocks.japan.line.cover_days=3", '"japan" is not a region'),
        ("shock=2025-02-30", "2025-02-30 is not a date that exists"),
        ("shock=", "shock has no value: it is a date"),
        ("shock=soon", "[date: Day 0 of every figure days to ...]"),
        ("extends=baseline-2024", "extends: only a file can name its parent"),
    ],
)
def test_a_setting_that_names_nothing_or_cannot_be_is_refused(setting, message):
    (text,) = mistakes(lambda: load("tiny", settings([setting])))
    assert message in text


def test_settings_without_path_or_value_are_refused_together():
    assert len(mistakes(settings, ["officers", "=3", "a.b=[1"])) == 3


def test_a_setting_reaches_into_distributions_shares_and_lists():
    scenario = load(
        "tiny",
        settings(
            [
                "stocks.europe.parts_maker.cover_days.lognormal.median=40",
                "timeline.licences.preparation_days.uniform.1=30",
            ]
        ),
    )
    cover = scenario.stocks["europe"]["parts_maker"].cover_days
    assert (cover.lognormal.median, cover.lognormal.p95) == (40.0, 45.0)
    assert scenario.timeline["licences"].preparation_days.uniform == (5.0, 30.0)


def test_the_same_settings_can_be_used_twice():
    chosen = settings(
        ["timeline.ban={measure: border_closure, day: 9, covers: [heavy]}", "timeline.ban.covers.0=magnet"]
    )
    assert load("tiny", chosen) == load("tiny", chosen)
    assert load("tiny", chosen).timeline["ban"].covers == ("magnet",)


def test_a_loaded_scenario_can_be_changed_again_and_stays_as_it_was():
    tiny = load("tiny")
    other = tiny.with_({"timeline.licences.officers": 9, "shock": date(2025, 5, 1)}).with_(
        {"market": {"shift_share": 0.2}}
    )
    assert (other.timeline["licences"].officers, other.shock, other.market.shift_share) == (9, date(2025, 5, 1), 0.2)
    assert tiny.timeline["licences"].officers == 1
    assert change(tiny, {}) == tiny


def test_values_straight_from_arrays_are_numbers():
    other = load("tiny").with_({"market.shift_share": np.float64(0.25), "timeline.licences.officers": np.int64(4)})
    assert (other.market.shift_share, other.timeline["licences"].officers) == (0.25, 4)


def test_a_wrong_change_says_which():
    with pytest.raises(InputError) as caught:
        load("tiny").with_({"market.shift_share": 3})
    assert str(caught.value).startswith(
        "change market.shift_share=3: market.shift_share: 3 is not a number from 0 to 1"
    )


def test_a_named_thing_can_be_removed_by_a_change():
    assert load("tiny").with_({"timeline.licences.remove": True}).timeline == {}


# -- amendments ----------------------------------------------------------------------------------------------------

AMEND = "timeline:\n  - {{name: later, measure: amend, target: licences, day: 60, {}}}\n"


def test_an_amendment_writes_fields_of_its_target_beside_it(child):
    scenario = load(child(AMEND.format("officers: 9, preparation_days: {uniform: [1, 2], per: firm}")))
    changes = scenario.timeline["later"].changes
    assert changes == {"officers": 9, "preparation_days": Distribution(uniform=(1.0, 2.0), per="firm")}
    assert change(scenario, {}) == scenario


def test_an_amendment_is_checked_as_its_target_is(child):
    wrong = "officers: thirty, oficers: 3, covers: [havy], priority: {jappan: 1}"
    told = mistakes(load, child(AMEND.format(wrong)))
    assert [text.split(" [")[0] for text in told] == [
        'timeline.later.officers: "thirty" is not a whole number of at least 1',
        "timeline.later.oficers: unknown key; did you mean officers?",
        'timeline.later.covers.0: "havy" is not a material or a label; did you mean heavy?',
        'timeline.later.priority.jappan: "jappan" is not a region; regions: china, europe',
    ]


def test_an_amendment_is_checked_even_if_its_target_is_wrong(child):
    told = mistakes(load, child(AMEND.format("covers: [havy]") + "  - {name: licences, officers: 0}\n"))
    assert [text.split(" [")[0] for text in told] == [
        'timeline.later.covers.0: "havy" is not a material or a label; did you mean heavy?',
        "timeline.licences.officers: 0 is not a whole number of at least 1",
    ]


def test_an_amendment_of_nothing_or_with_nothing_is_told(child):
    assert mistakes(load, child(AMEND.format("source: x"))) == [
        "timeline.later: changes nothing; write the fields of licences that change, beside target"
    ]
    amend = AMEND.format("officers: 3").replace("target: licences", "target: licenses")
    assert mistakes(load, child(amend)) == [
        'timeline.later.target: "licenses" is not a measure of the timeline; did you mean licences?'
    ]


def test_an_amendment_of_an_amendment_is_refused(child):
    text = AMEND.format("officers: 3") + "  - {name: last, measure: amend, target: later, day: 70, officers: 4}\n"
    assert mistakes(load, child(text)) == [
        'timeline.last.target: "later" is an amend itself; amend the measure that it amends: licences'
    ]


def test_a_misspelt_measure_of_the_parent_is_told_with_the_right_name(child):
    text = "timeline:\n  - {name: licenses, officers: 3}\n"
    (said,) = mistakes(load, child(text))
    assert said.startswith(
        "timeline.licenses.measure is missing: did you mean to change licences? If not, it is one of"
    )
    (said,) = mistakes(load, child(text.replace("licenses", "quarantine")))
    assert said.startswith("timeline.quarantine.measure is missing: it is one of production_quota")


# -- fields --------------------------------------------------------------------------------------------------------


def test_ten_mistakes_give_ten_messages_each_with_its_place(child):
    file = child(
        "name: Ten mistakes\n"
        "description: Each line below is wrong in another way.\n"
        "shock: 2027-04-04\n"
        "materials: {dy_oxide: {lables: [heavy]}}\n"
        "recipes: {wind: {inputs: {heavy_magnet: 0.5}}}\n"
        "sites:\n"
        "  mine: {capacity_t_per_year: -5}\n"
        "  parts: {region: europa}\n"
        "  magnets: {count: true, count: 2}\n"
        "stocks: {europe: {line: {cover_days: {lognormal: {median: 30, p95: 20}}}}}\n"
        "timeline:\n"
        "  - {name: licences, officers: thirty}\n"
        "  - {name: strike, measure: outag, day: 3, sites: [mine]}\n"
    )
    with pytest.raises(InputError) as caught:
        load(file)
    told = [f"{m.line}:{m.column}: {m.text.split(' [')[0]}" for m in caught.value.mistakes]
    assert {m.file for m in caught.value.mistakes} == {str(file)}
    assert told == [
        "4:8: shock: 2027-04-04 lies outside the simulated time, from 2025-01-01 to 2026-03-31",
        "5:24: materials.dy_oxide.lables: unknown key; did you mean labels?",
        "6:18: recipes.wind.inputs: its shares add up to 0.5, not to 1",
        "8:31: sites.mine.capacity_t_per_year: -5 is not a number of at least 0 or a distribution",
        '9:19: sites.parts.region: "europa" is not a region; did you mean europe?',
        "10:20: sites.magnets.count: true is not a whole number of at least 1",
        "10:26: sites.magnets.count: duplicate key: it stands in line 10 already",
        "11:39: stocks.europe.line.cover_days.lognormal: p95 (20) lies below the median (30)",
        '13:32: timeline.licences.officers: "thirty" is not a whole number of at least 1',
        '14:29: timeline.strike.measure: "outag" is not a measure; did you mean outage?',
    ]


def test_nothing_of_the_validator_shows(child):
    told = mistakes(load, child("market: 3\nnoise: {on: 1}\nregions: china\nend: soon\nwindow_days: 1.5\n"))
    assert [text.split(" [")[0] for text in told] == [
        "market: 3 is not a map with the keys allocation, shift_share, hoarding_share, prices, rogue_response, "
        "rogue_price_of, cancelled_share_per_month",
        "noise.on: 1 is not true or false",
        'regions: "china" is not a list of one or more names; a list stands in brackets, even of one:',
        'end: "soon" is not a date (like 2025-04-04)',
        "window_days: 1.5 is not a whole number of at least 1",
    ]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("true", "true is not a number of at least 0 or a distribution"),
        (".inf", ".inf is not a number of at least 0 or a distribution"),
        ("-1", "-1 is not a number of at least 0 or a distribution"),
        ("{uniform: [3, 1]}", "uniform takes its values from lowest to highest, not [3.0, 1.0]"),
        ("{uniform: [1]}", "[1] is not a list of 2 numbers"),
        ("{normal: [1, 2]}", "unknown key; did you mean lognormal?"),
        ("{uniform: [1, 2], choice: [1]}", "a distribution has exactly one of lognormal, uniform, triangular, choice"),
        ("{uniform: [1, 2], per: shipment}", "this number is drawn per replication or per firm, not per shipment"),
        ("{uniform: [-1, 2]}", "-1 is outside what is allowed"),
        ("{}", "a distribution has exactly one of lognormal, uniform, triangular, choice; this one has 0"),
    ],
)
def test_a_wrong_number_or_distribution_gives_one_message(child, value, message):
    (text,) = mistakes(load, child(f"stocks: {{europe: {{line: {{cover_days: {value}}}}}}}\n"))
    assert message in text


def test_a_misspelt_field_is_one_mistake_and_what_stands_in_it_is_looked_at(child):
    told = mistakes(
        load,
        child("sites:\n  new: {kind: mine, regoin: europa, digs: concentrat, capacity_t_per_year: 1, ships_to: {}}\n"),
    )
    assert told == [
        "sites.new.regoin: unknown key; did you mean region?",
        'sites.new.region: "europa" is not a region; did you mean europe?',
        'sites.new.digs: "concentrat" is not a material; did you mean concentrate?',
        "sites.new.ships_to: its shares add up to 0, not to 1",
    ]


def test_a_mistake_found_later_still_has_its_place():
    loaded = load_placed("tiny")
    mistake = loaded.mistake(("timeline", "licences", "officers"), "is too few")
    assert (mistake.line, mistake.column) == (57, 15)


# -- writing -------------------------------------------------------------------------------------------------------


def test_what_is_written_loads_back_to_an_equal_scenario(tmp_path, child):
    scenario = load(child(AMEND.format("officers: 9, return_days: {choice: [0.1, 3.3e-7], per: shipment}")))
    again = tmp_path / "again.yaml"
    again.write_text(dump(scenario))
    assert load(again) == scenario
    assert dump(load(again)) == dump(scenario)
    assert fingerprint(load(again)) == fingerprint(scenario)


def test_a_fingerprint_of_the_standing_world_leaves_the_shock_and_the_words_out():
    tiny = load("tiny")
    same = tiny.with_({"name": "Other", "timeline.licences.officers": 9, "sites.mine.note": "surveyed"})
    other = tiny.with_({"stocks.europe.line.cover_days": 3})
    assert fingerprint(tiny, standing_only=True) == fingerprint(same, standing_only=True)
    assert fingerprint(tiny, standing_only=True) != fingerprint(other, standing_only=True)
    assert len({fingerprint(s) for s in (tiny, same, other)}) == 3


def test_the_template_of_a_new_scenario_loads(tmp_path):
    file = tmp_path / "my-idea.yaml"
    file.write_text(template("my-idea"))
    scenario = load(file)
    assert scenario.name == "My idea"
    assert "new-licences" in scenario.timeline


def test_unknown_names_in_prices_and_adaptation_are_refused(child):
    told = mistakes(
        load,
        child(
            "market: {prices: {dy_oxid: {inside_usd_per_kg: 1, outside_usd_per_kg: 1}}, rogue_price_of: tb_oxide}\n"
            "adaptation:\n  save: {sites: [linse], material: moter, price_of: dy_oxide, share: 0.1, delay_days: 30}\n"
        ),
    )
    assert [text.split(" [")[0] for text in told] == [
        'market.prices.dy_oxid: "dy_oxid" is not a material; did you mean dy_oxide?',
        'market.rogue_price_of: "tb_oxide" is not a material with a price; did you mean dy_oxid?',
        'adaptation.save.sites.0: "linse" is not a site of lines or an industry; did you mean lines?',
        'adaptation.save.material: "moter" is not a material; did you mean motor?',
        'adaptation.save.price_of: "dy_oxide" is not a material with a price; did you mean dy_oxid?',
    ]
