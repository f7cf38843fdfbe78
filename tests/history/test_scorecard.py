"""The scorecard on ensembles made by hand: what is inside, what is not, and by how much."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from simulation.history import record, scorecard
from simulation.history.scorecard import Finding, Question, findings, forecasts, questions
from simulation.report.score import drivers_sheet, facts_sheet
from simulation.results.ensemble import Ensemble
from simulation.results.measures import Summary
from simulation.scenario.compose import load
from simulation.study.drivers import Driver

RUNS = 5


@pytest.fixture(scope="module")
def licensing():
    return load("licensing-2025")


def ensemble(scenario, *, exports, first_stop=52.0, stopped=0.2, granted=0.25):
    """Runs that are all alike; ``exports`` by month."""
    made = Ensemble(scenario, 1, RUNS, "made.yaml", "hash", at=tuple(scorecard.days_asked(scenario)))
    days = [str((d - scenario.start).days) for d in made.at]
    t = np.array([exports.get(month, 0.0) for month in made.months])
    nothing = np.zeros(len(made.months))
    region = {
        "days_to_first_stop": first_stop,
        "days_to_first_parts_stop": first_stop,
        "first_stop_lasts_days": 21.0,
    }
    for i in range(RUNS):
        made.runs[i] = Summary(
            measures={},
            by_region={name: dict(region) for name in ("united_states", "japan", "europe")},
            by_industry={},
            monthly={"magnet_exports_gross_t": t, "dy_oxide_exports_t": nothing, "tb_oxide_exports_t": nothing},
            weekly={},
            dated={
                "lines_stopped_share_to_date": dict.fromkeys(days, stopped),
                "licence_approved_share_europe": dict.fromkeys(days, granted),
            },
        )
    return made


def answers(made):
    """Verdicts by fact and question."""
    return {(f.question.fact.number, f.question.what): f for f in findings(made)}


def finding(values, recorded, unit="day", **more):
    return Finding(Question(scorecard.FIRST, "score", "it", unit, recorded, lambda e: e, **more), np.array(values))


def test_what_is_made_as_recorded_is_inside_and_the_rest_is_not(licensing):
    found = answers(ensemble(licensing, exports=record.magnet_exports()))
    outside = {key for key, f in found.items() if f.inside is False}
    assert outside == {(4, "2025-06-30"), (5, "Dy, 2025-07"), (5, "Tb, 2025-06"), (5, "Tb, 2025-07")}
    assert found[4, "2025-06-30"].off_by == pytest.approx(-0.35)


def test_every_recorded_figure_is_read_from_the_tables(licensing):
    recorded = {(q.fact.number, q.what): q.recorded for q in questions(licensing)}
    assert recorded[3, "2025-05"] == (1238, 1238)
    assert recorded[4, "2025-06-04"] == (0.25, 0.25)
    assert recorded[5, "Tb, 2025-07"] == pytest.approx((7.0, 7.0))
    assert recorded[1, "europe: parts maker (several lines)"] == (0, 61)
    assert recorded[1, "japan: that line stands still, days"] == (21, 21)


def test_what_is_for_fitting_and_what_is_not(licensing):
    roles = {(q.fact.number, q.what): q.role for q in questions(licensing)}
    assert {what for (n, what), role in roles.items() if n == 3 and role == "own test"} == {"2025-06", "2025-07"}
    assert (roles[4, "2025-06-04"], roles[4, "2025-06-30"]) == ("fit", "own test")
    assert {role for (n, _), role in roles.items() if n in (1, 2, 5)} == {"score"}


@pytest.mark.parametrize(
    ("values", "recorded", "inside", "off_by"),
    [
        ([50, 60, 70], (27, 57), True, 3),
        ([60, 61, 62], (27, 57), False, 4),
        ([20, 21, 22], (27, 57), False, -6),
        ([57.4, 57.4, 57.4], (27, 57), True, pytest.approx(0.4)),
        ([50, 50, np.inf, np.inf, np.inf], (52, 52), True, np.inf),
        ([np.inf, np.inf, np.inf], (52, 52), False, np.inf),
        ([np.nan, 52, 52], (52, 52), True, 0),
        ([np.nan, np.nan], (52, 52), None, None),
        ([50, 60], None, None, None),
    ],
)
def test_inside_and_how_far_off(values, recorded, inside, off_by):
    found = finding(values, recorded)
    assert found.inside is inside
    assert found.off_by == off_by


def test_most_ran_is_a_question_to_the_median(licensing):
    wide = [0.1, 0.6, 0.9]
    assert finding(wide, scorecard.MOST_RAN, "share").inside is True
    assert finding(wide, scorecard.MOST_RAN, "share", of_median=True).inside is False
    made = ensemble(licensing, exports={}, stopped=0.6)
    assert answers(made)[2, "lines outside the origin that stop"].inside is False


def test_a_scenario_without_licences_or_lines_says_nothing_about_them(licensing):
    made = ensemble(licensing, exports={})
    made.runs.update({i: replace(run, dated={}, by_region={}) for i, run in made.runs.items()})
    found = findings(made)
    assert {f.inside for f in found if f.question.fact.number in (1, 2, 4)} == {None}
    assert facts_sheet(made, found).rows


def test_a_shock_without_a_record_is_not_asked_about(licensing):
    assert questions(licensing.model_copy(update={"shock": date(2025, 3, 1)})) == ()


def test_a_perfect_series_has_no_error_and_a_constant_one_that_of_its_distance(licensing):
    perfect, constant = (
        {(f.name, f.role): f for f in forecasts(ensemble(licensing, exports=exports))}
        for exports in (record.magnet_exports(), dict.fromkeys(record.magnet_exports(), 3188.0))
    )
    assert perfect["simulated", "fit"].error == 0
    assert perfect["simulated", "fit"].covered == 5
    assert perfect["simulated", "own test"].interval_score == 0
    own = constant["simulated", "own test"]
    assert own.error == pytest.approx((5577 - 3188) / 5577 / 2)
    assert own.interval_score == pytest.approx(20 * (5577 - 3188) / 2)
    assert own.covered == 1


def test_naive_forecasts_leave_out_months_without_a_recorded_month_before(licensing):
    found = {(f.name, f.role): f for f in forecasts(ensemble(licensing, exports={}))}
    assert found["last month again", "fit"].months == ("2025-02", "2025-03", "2025-04", "2025-05")
    assert found["same month a year before", "fit"].months == ("2025-02", "2025-04", "2025-05")
    july = found["last month again", "own test"]
    assert july.error == pytest.approx((abs(1238 - 3188) / 3188 + abs(3188 - 5577) / 5577) / 2)


def test_the_interval_score_is_the_width_and_twenty_times_the_miss():
    one = np.ones(1)
    assert scorecard.interval_score(2 * one, 4 * one, 3 * one) == 2
    assert scorecard.interval_score(2 * one, 4 * one, 5 * one) == pytest.approx(22)


def test_months_are_counted_over_new_year():
    assert scorecard.months_back("2025-01", 1) == "2024-12"
    assert scorecard.months_back("2025-07", 12) == "2024-07"


def test_the_tables_say_what_is_recorded_and_what_decides(licensing):
    made = ensemble(licensing, exports=record.magnet_exports())
    found = findings(made)
    rows = {row[0]: row[1:] for row in facts_sheet(made, found).rows}
    assert rows["United States: line (Ford Chicago)"] == ("score", "27 to 57", "52", "0 days", "inside")
    assert rows["Europe: parts maker (several lines)"][1] == "by 61"
    assert rows["lines outside the origin that stop"][1:] == ("most ran", "20 %", "0 points", "inside")
    assert rows["2025-06-30"] == ("own test", "60 %", "25 %", "-35 points", "outside")
    decides = [[Driver("timeline.licences.officers", -0.5), Driver("market.lag", 0.1)]] * len(found)
    sheet = drivers_sheet(found, decides, ranked=2, unranked=3, floor=0.2)
    assert ("Japan: line (Suzuki Swift)", "licences.officers", "-0.50") in sheet.rows
