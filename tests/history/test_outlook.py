"""What comes after the record, and what of it is a prediction."""

import re

import pytest

from simulation.history.outlook import PLANS, outlooks
from simulation.history.series import recorded_series
from simulation.report.outlook import outlook_sheets
from simulation.scenario.compose import load


def test_the_months_after_the_fit_are_told_as_far_as_they_are_simulated(pair):
    found = outlooks(pair[1])
    (magnets, *_) = found
    assert list(magnets.figures) == ["2025-08"]
    assert {"p05", "p50", "p95"} == set(magnets.figures["2025-08"]["magnet_exports_gross_t"])
    sheet = outlook_sheets(pair[1], found)[0]
    assert sheet.rows[0][:2] == ("2025-08", "prediction")
    assert "magnet_exports_gross_t" in sheet.note


@pytest.mark.parametrize("name", ["licensing-2025", "embargo-2010"])
def test_no_month_that_is_recorded_is_called_a_prediction(name):
    scenario = load(name)
    plan = PLANS[scenario.shock]
    known = {s.name: set(s.months) for s in recorded_series(scenario)}
    for group in plan.groups:
        first, last = plan.years if group.yearly else plan.months
        foretold = re.compile(r"\d{4}" if group.yearly else r"\d{4}-\d{2}")
        for series in group.series.values():
            recorded = {foretold.match(month)[0] for month in known.get(series, ())}
            assert {label for label in recorded if first <= label <= last} <= group.shown


def test_exports_of_2011_and_2014_and_prices_of_2011_are_shown(pair):
    groups = {group.title: group for plan in PLANS.values() for group in plan.groups}
    assert groups["Exports and supply, t a year"].shown == {"2011", "2014"}
    assert groups["Prices outside China, USD/kg, means of a year"].shown == {"2011"}
    assert not groups["Magnet exports, gross t a month"].shown
