"""A posterior: joint draws of inputs from a file, what replaces them, and what is refused."""

import numpy as np
import pytest

from simulation.engine.draw import settle
from simulation.errors import InputError
from simulation.randomness import Streams
from simulation.scenario.compose import load
from simulation.scenario.distributions import at_modes
from simulation.scenario.write import dump, fingerprint
from simulation.study.drivers import inputs

OFFICERS = "timeline.licences.officers"
MEDIAN = "timeline.licences.service_workdays.lognormal.median"
DUG = "sites.mine.capacity_t_per_year"
ROWS = [(1, 8, 5700), (2, 12, 5600), (3, 10, 5800)]


@pytest.fixture
def folder(tmp_path):
    table = [f"{OFFICERS},{MEDIAN},{DUG}", *(",".join(map(str, row)) for row in ROWS)]
    (tmp_path / "sample.csv").write_text("\n".join(table) + "\n")
    (tmp_path / "parent.yaml").write_text("extends: tiny\nposterior: {file: sample.csv, fitted_to: nothing}\n")
    return tmp_path


def child(folder, text, name="child.yaml"):
    (folder / name).write_text(f"extends: ./parent.yaml\n{text}\n")
    return load(folder / name)


def lived(scenario, replication):
    """The values of the three inputs in one replication."""
    settled = settle(scenario, Streams(1, replication))
    licences = settled.timeline["licences"]
    return licences.officers, licences.service_workdays.lognormal.median, settled.sites["mine"].capacity_t_per_year


def told(folder, head, *rows):
    """What is wrong with a sample, as ``file:line: text``."""
    (folder / "sample.csv").write_text("\n".join([head, *rows]) + "\n")
    with pytest.raises(InputError) as caught:
        load(folder / "parent.yaml")
    return [str(m) for m in caught.value.mistakes]


def test_a_replication_draws_a_whole_row(folder):
    scenario = load(folder / "parent.yaml")
    drawn = [lived(scenario, k) for k in range(30)]
    assert set(drawn) == set(ROWS)
    assert drawn == [lived(scenario, k) for k in range(30)]


def test_scenarios_that_share_the_posterior_share_the_row(folder):
    parent, other = load(folder / "parent.yaml"), child(folder, "market: {shift_share: 0.1}")
    assert [lived(parent, k) for k in range(9)] == [lived(other, k) for k in range(9)]


def test_other_draws_stay_as_they_were(folder):
    prior = load(
        "tiny", {"market.prices.dy_oxide": {"inside_usd_per_kg": 1, "outside_usd_per_kg": {"uniform": [1, 2]}}}
    )
    changes = {"market.prices.dy_oxide": {"inside_usd_per_kg": 1, "outside_usd_per_kg": {"uniform": [1, 2]}}}
    with_sample = load(folder / "parent.yaml", changes)
    prices = [settle(s, Streams(1, 5)).market.prices["dy_oxide"].outside_usd_per_kg for s in (prior, with_sample)]
    assert prices[0] == prices[1]


@pytest.mark.parametrize(
    "changes",
    [{OFFICERS: 9}, {"timeline.licences": {"officers": 9}}, {"timeline": [{"name": "licences", "officers": 9}]}],
)
def test_a_change_wins_over_the_posterior(folder, changes):
    for k in range(6):
        officers, median, dug = lived(load(folder / "parent.yaml", changes), k)
        assert officers == 9
        assert (median, dug) in {row[1:] for row in ROWS}


def test_what_a_child_writes_or_removes_wins_over_the_posterior_of_its_parent(folder):
    rest = child(folder, "timeline: [{name: licences, service_workdays: 3}]").posterior
    assert list(rest.draws) == [OFFICERS, DUG]
    assert list(child(folder, "timeline: [{name: licences, remove: true}]").posterior.draws) == [DUG]
    assert child(folder, "posterior: {remove: true}").posterior is None
    both = "timeline: [{name: licences, remove: true}]\nsites: {mine: {capacity_t_per_year: 6000}}"
    assert child(folder, both).posterior is None


def test_another_posterior_replaces_the_whole_of_the_first(folder):
    other = child(folder, f"posterior: {{draws: {{{DUG}: [5600, 5650]}}}}").posterior
    assert other.draws == {DUG: (5600.0, 5650.0)}
    assert (other.file, other.fitted_to) == (None, None)


def test_an_amendment_has_inputs_too(folder):
    text = (
        "timeline: [{name: later, date: 2025-06-01, measure: amend, target: licences, return_share: 0.2}]\n"
        "posterior: {draws: {timeline.later.return_share: [0.3]}}"
    )
    assert settle(child(folder, text), Streams(1, 0)).timeline["later"].changes["return_share"] == 0.3


def test_a_scenario_with_a_posterior_is_written_and_read_without_its_file(folder, tmp_path):
    scenario = load(folder / "parent.yaml")
    (folder / "sample.csv").unlink()
    (tmp_path / "alone.yaml").write_text(dump(scenario))
    again = load(tmp_path / "alone.yaml")
    assert again == scenario
    assert fingerprint(again) == fingerprint(scenario) != fingerprint(load("tiny"))


def test_inputs_of_a_posterior_are_ranked_by_what_was_drawn(folder):
    drew = inputs(load(folder / "parent.yaml"), 1, range(8)).values
    assert [tuple(row) for row in np.transpose([drew[p] for p in (OFFICERS, MEDIAN, DUG)])] == [
        lived(load(folder / "parent.yaml"), k) for k in range(8)
    ]


def test_columns_that_one_input_drives_are_ranked_once(folder):
    (folder / "sample.csv").write_text(f"{OFFICERS},{DUG},{MEDIAN}\n1,5600,9\n2,5700,8\n3,5800,12\n")
    assert list(inputs(load(folder / "parent.yaml"), 1, range(3)).values) == [OFFICERS, MEDIAN]


def test_at_modes_a_posterior_stands_at_its_medians(folder):
    modes = at_modes(load(folder / "parent.yaml"))
    assert (modes.posterior, modes.timeline["licences"].officers) == (None, 2)
    assert modes.timeline["licences"].service_workdays == 10.0


@pytest.mark.parametrize(
    ("head", "rows", "message"),
    [
        ("sites.mines.capacity_t_per_year", ["1"], "sample.csv:1: sites.mines.capacity_t_per_year: there is no"),
        ("timeline.licences.service_workdays", ["1"], "is drawn per shipment; a posterior gives one number per"),
        ("timeline.licences.measure", ["1"], "timeline.licences.measure: is not a number, so nothing can be drawn"),
        ("timeline.licences.return_share", ["0.5", "1.5"], "1.5 in draw 2 is not a number from 0 to 1 [probability"),
        (OFFICERS, ["1.5"], "1.5 in draw 1 is not a whole number of at least 1 [persons"),
        (MEDIAN, ["8", "30"], "posterior: draw 2: p95 (20) lies below the median (30)"),
        (MEDIAN, ["8", "many"], f'sample.csv:3: {MEDIAN}: "many" is not a number'),
        (f"{MEDIAN},{MEDIAN}", ["8,8"], "two columns have this name"),
        (f"{MEDIAN},{OFFICERS}", ["8"], "sample.csv:2: has 1 values, and the head names 2 inputs"),
        (MEDIAN, [], "sample.csv:1: has a head with the paths of inputs, and at least one row of draws"),
    ],
)  # fmt: skip
def test_wrong_samples_are_refused(folder, head, rows, message):
    assert message in told(folder, head, *rows)[0]


def test_a_file_that_is_not_there_is_named_with_its_line(folder):
    (folder / "sample.csv").unlink()
    with pytest.raises(InputError) as caught:
        load(folder / "parent.yaml")
    (mistake,) = caught.value.mistakes
    assert (mistake.line, mistake.text) == (2, "posterior.file: there is no file sample.csv")
