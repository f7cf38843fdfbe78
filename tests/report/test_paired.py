"""Differences run by run, in words."""

from dataclasses import replace

from simulation.report.paired import sheet
from simulation.results.shelf import Shelf


def shifted(pair, name, **measures):
    """The calm scenario's runs with other measures, a value a run."""
    calm = pair[0]
    runs = {
        i: replace(run, measures=run.measures | {key: values[i] for key, values in measures.items()})
        for i, run in calm.runs.items()
    }
    return replace(calm, scenario=calm.scenario.model_copy(update={"name": name}), runs=Shelf(runs))


def cells(found):
    return {row[0]: row[1:] for row in found.rows}


def test_a_scenario_has_its_difference_and_what_sharing_luck_left_of_the_variance(pair):
    first = shifted(pair, "First", vehicles_lost=[0.0, 1000.0, 2000.0, 3000.0], output_stopped_share=[0.1] * 4)
    other = shifted(pair, "Other", vehicles_lost=[100.0, 1300.0, 2300.0, 3500.0], output_stopped_share=[0.3] * 4)
    found = sheet([first, other])
    assert found.title == "Run by run against First"
    assert found.columns == ("Mean difference (95 % interval)", "Other", "Variance left")
    assert cells(found)["Vehicles not built"] == ("+300 (40 to 560)", "0.7 %")
    assert cells(found)["Output down on the worst day"] == ("+20 points", "-")


def test_chances_are_compared_in_points_with_an_interval_even_where_no_pair_differs(pair):
    found = cells(sheet([pair[0], shifted(pair, "Other")]))
    assert found["Chance that any line stops"] == ("0 (-33 to 33) points", "-")


def test_a_difference_that_rounds_to_nothing_has_no_sign(pair):
    first = shifted(pair, "First", mirror_ratio=[1.0, 1.1, 1.2, 1.3])
    other = shifted(pair, "Other", mirror_ratio=[0.999, 1.098, 1.2, 1.299])
    found = cells(sheet([first, other]))
    assert found["Imports booked abroad / exports booked at home"] == ("0", "<0.1 %")


def test_a_single_scenario_has_nothing_to_be_compared_with(pair):
    assert sheet([pair[0]]) is None


def test_scenarios_without_a_common_replication_are_not_compared(pair):
    assert sheet([pair[0], replace(pair[1], runs=Shelf())]) is None
