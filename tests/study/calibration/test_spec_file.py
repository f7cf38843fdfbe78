"""Calibration files: what they may say, and what is told about them, with line and nearest name."""

from pathlib import Path

import pytest

from simulation.errors import InputError
from simulation.scenario import catalogue
from simulation.study.calibration.spec_file import load_calibration

GOOD = """\
scenario: tiny
fit_until: 2025-05-31
inputs:
  work: {path: timeline.licences.service_workdays.lognormal.median, prior: {uniform: [4, 16], assumed: true}}
targets:
  may: {series: magnet_exports_gross_t, month: "2025-05", recorded: 80, role: fit, discrepancy: 20}
"""


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "case.yaml"
        path.write_text(text)
        return path

    return write


def test_the_file_in_the_documentation_is_right(file):
    page = Path(__file__).parents[3] / "docs" / "calibration.md"
    example = page.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    assert [figure.name for figure in load_calibration(file(example)).fitted] == ["may"]


def told(file, old, new):
    """What is wrong with the good file after one change, as ``(line, text)`` of the first mistake."""
    assert old in GOOD
    with pytest.raises(InputError) as caught:
        load_calibration(file(GOOD.replace(old, new)))
    first = caught.value.mistakes[0]
    return first.line, first.text


@pytest.mark.parametrize("name", list(catalogue.files("calibration")))
def test_every_shipped_calibration_is_right_and_fits_only_what_may_be_fitted(name):
    loaded = load_calibration(name)
    assert loaded.fitted
    assert {figure.target.role for figure in loaded.fitted} == {"fit"}
    assert any(figure.target.role != "fit" for figure in loaded.figures)


def test_an_input_is_known_by_the_quantile_of_its_prior(file):
    loaded = load_calibration(file(GOOD))
    assert loaded.at({"work": 0.25}) == {"timeline.licences.service_workdays.lognormal.median": 7.0}


def test_an_input_can_drive_several_values(file):
    sets = "sets: {sites.mine.capacity_t_per_year: {times: 1000}, sites.lines.count.bev: {plus: 2, times: 0.5}}"
    spec = GOOD.replace("path: timeline.licences.service_workdays.lognormal.median", sets)
    assert load_calibration(file(spec)).at({"work": 0.5}) == {
        "sites.mine.capacity_t_per_year": 10000.0,
        "sites.lines.count.bev": 7.0,
    }


def test_without_a_prior_of_its_own_an_input_has_that_of_the_scenario(file, tmp_path):
    wide = "extends: tiny\nsites: {mine: {capacity_t_per_year: {uniform: [5000, 7000]}}}\n"
    (tmp_path / "wide.yaml").write_text(wide)
    lines = GOOD.replace("scenario: tiny", "scenario: ./wide.yaml").splitlines()
    lines[3] = "  dug: {path: sites.mine.capacity_t_per_year}"
    assert load_calibration(file("\n".join(lines))).at({"dug": 0.75}) == {"sites.mine.capacity_t_per_year": 6500.0}


def test_a_recorded_value_can_stand_in_a_table(file, tmp_path):
    (tmp_path / "record.csv").write_text("month,value\n2025-04,110\n2025-05,75\n")
    assert load_calibration(file(GOOD.replace("recorded: 80", "csv: record.csv"))).fitted[0].recorded == (75.0, 75.0)


def test_on_a_logarithmic_scale_errors_are_shares(file):
    (figure,) = load_calibration(file(GOOD.replace("discrepancy: 20", "scale: log, discrepancy: 0.1"))).fitted
    assert figure.aim().recorded == pytest.approx(4.382, abs=1e-3)
    assert figure.aim().error == 0.1


@pytest.mark.parametrize(
    ("old", "new", "line", "text"),
    [
        ("scenario: tiny", "scenario: tinny", 1, 'scenario: there is no scenario "tinny"; did you mean tiny?'),
        ("inputs:", "input:", 3, "input: unknown key; did you mean inputs?"),
        ("licences.service", "license.service", 4, "there is no timeline.license in this scenario; did you mean"),
        ("[4, 16]", "[4, 40]", 4, "inputs.work, from 4 to 40: p95 (20) lies below the median (40)"),
        (", assumed: true", "", 4, "a prior says where it comes from: source: ..., or assumed: true"),
        (", prior: {uniform: [4, 16], assumed: true}", "", 4, "Tiny has no distribution per replication at timeline"),
        ("month: \"2025-05\", ", "", 6, "targets.may: a series needs a month"),
        (", discrepancy: 20", "", 6, "targets.may: nothing is met exactly: a target to fit has an observation_error"),
        ("role: fit", "role: score", 5, "targets: none of them has the role fit, so there is nothing to fit"),
        ("role: fit", "role: fitt", 6, 'targets.may.role: "fitt" is not one of fit, own test, score; did you mean'),
        ("2025-05-31", "2025-05-30", 6, "targets.may: needs runs until 2025-05-31, but they end on 2025-05-30"),
        ("magnet_exports", "magnets_exports", 6,
         'targets.may.series: there is no series "magnets_exports_gross_t"; did you mean magnet_exports_gross_t?'),
        ("recorded: 80", "csv: none.csv", 6, "targets.may.csv: there is no file none.csv"),
        ("series: magnet_exports_gross_t, month: \"2025-05\", recorded: 80", "fact: 3, what: 2025-13", 6,
         'targets.may.what: fact 3 has no figure "2025-13"; did you mean 2025-03?'),
        ("series: magnet_exports_gross_t, month: \"2025-05\", recorded: 80", "fact: 3, what: 2025-06", 6,
         'targets.may.role: "fit": its role is own test, which no file can change'),
        ("series: magnet_exports_gross_t, month: \"2025-05\", recorded: 80", "fact: 99, what: 2025-06", 6,
         "targets.may.fact: the record has no figures of fact 99 for Tiny"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_line(file, old, new, line, text):
    found_line, found = told(file, old, new)
    assert text in found
    assert found_line == line


def test_two_inputs_cannot_set_the_same_value(file):
    twice = GOOD.replace("targets:", "  again: {path: timeline.licences.service_workdays.lognormal.median, "
                         "prior: {uniform: [4, 9], assumed: true}}\ntargets:")  # fmt: skip
    with pytest.raises(InputError, match=r"inputs\.again: timeline.*median is set by work already"):
        load_calibration(file(twice))
