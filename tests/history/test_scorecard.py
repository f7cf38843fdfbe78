"""The scorecard on ensembles made by hand: the facts of both regimes, and one verdict for each."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from simulation.history import facts_2025, record, record_2010, scorecard
from simulation.history.answers import price_ratio
from simulation.history.facts import IMPORTS, QUOTAS
from simulation.history.question import Finding, Question
from simulation.history.scorecard import findings, judgements, questions
from simulation.report.score import drivers_sheet, facts_sheet, forecasts_sheet, verdicts_sheet
from simulation.results.ensemble import Ensemble
from simulation.results.measures import Summary
from simulation.scenario.compose import load
from simulation.study.drivers import Driver

RUNS = 5


@pytest.fixture(scope="module")
def licensing():
    return load("licensing-2025")


@pytest.fixture(scope="module")
def embargo():
    return load("embargo-2010")


def ensemble(scenario, *, monthly=None, first_stop=52.0, dated=None):
    """Runs that are all alike; ``monthly`` by series and month, 0 elsewhere."""
    made = Ensemble(scenario, 1, RUNS, "made.yaml", "hash", at=tuple(scorecard.days_asked(scenario)))
    days = [str((d - scenario.start).days) for d in made.at]
    region = {"days_to_first_stop": first_stop, "days_to_first_parts_stop": first_stop, "first_stop_lasts_days": 21.0}
    series = {name: np.array([known.get(m, 0.0) for m in made.months]) for name, known in (monthly or {}).items()}
    for i in range(RUNS):
        made.runs[i] = Summary(
            measures={"days_to_shortage": 60.0},
            by_region={name: dict(region) for name in ("united_states", "japan", "europe")},
            by_industry={},
            monthly=series,
            weekly={},
            dated={name: dict.fromkeys(days, share) for name, share in (dated or {}).items()},
        )
    return made


def as_recorded(scenario, **more):
    """Exports as recorded, dysprosium and terbium at zero, a quarter of Europe's files granted."""
    normal = dict.fromkeys((f"2024-{m:02d}" for m in range(1, 13)), 4846.0)
    monthly = {
        "magnet_exports_gross_t": normal | {m: t for m, t in record.magnet_exports().items() if m > "2025"},
        "dy_oxide_exports_t": {},
        "tb_oxide_exports_t": {},
    }
    shares = {"lines_stopped_share_to_date": 0.2, "licence_approved_share_europe": 0.25}
    return ensemble(scenario, monthly=monthly, dated=shares, **more)


def answers(made):
    """Findings by fact and question."""
    return {(f.question.fact.number, f.question.what): f for f in findings(made)}


def verdict_on(made, number):
    return next(j for j in judgements(findings(made)) if j.fact.number == number)


def test_what_is_made_as_recorded_is_reproduced_and_the_rest_is_not(licensing):
    found = answers(as_recorded(licensing))
    outside = {key for key, f in found.items() if f.verdict == "outside"}
    assert outside == {(4, "2025-06-30"), (5, "Tb, 2025-06"), (5, "Tb, 2025-07")}
    assert found[4, "2025-06-30"].off_by == pytest.approx(-0.35)
    assert found[5, "Magnets of July over 2024, raw Dy still away"].verdict == "reproduced"


def test_every_recorded_figure_is_read_from_the_tables(licensing, embargo):
    recorded = {(q.fact.number, q.what): q.recorded for s in (licensing, embargo) for q in questions(s)}
    assert recorded[3, "2025-05"] == (1238, 1238)
    assert recorded[4, "2025-06-04"] == (0.25, 0.25)
    assert recorded[5, "Tb, 2025-07"] == pytest.approx((7.0, 7.0))
    assert recorded[1, "europe: parts maker (several lines)"] == (0, 61)
    assert recorded[1, "japan: that line stands still, days"] == (21, 21)
    assert recorded[6, "Dy oxide, 2025-05-06"] == pytest.approx((3.53, 5.10), abs=0.01)
    assert recorded[7, "Mining, 2024"] == (270_000, 270_000)
    assert recorded[9, "2010-11"] == (634, 634)
    assert recorded[10, "2010, over the quotas"][0] == pytest.approx(39_813 / 30_258)
    assert recorded[11, "Cap, 2010"] == (89_200, 89_200)
    assert recorded[12, "Share of all that left, 2009-10"] == pytest.approx((0.193, 0.418), abs=0.001)
    assert recorded[12, "Illicit supply, 2014"] == (40_000, 40_000)


def test_what_is_for_fitting_and_what_is_not(licensing, embargo):
    roles = {(q.fact.number, q.what): q.role for s in (licensing, embargo) for q in questions(s)}
    assert {what for (n, what), role in roles.items() if n == 3 and role == "own test"} == {"2025-06", "2025-07"}
    assert (roles[4, "2025-06-04"], roles[4, "2025-06-30"]) == ("fit", "own test")
    assert {role for (n, _), role in roles.items() if n in (1, 2, 5, 8)} == {"score", "shown"}
    assert (roles[9, "2010-10"], roles[9, "2010-11"]) == ("fit", "own test")
    assert {role for (n, _), role in roles.items() if n in (7, 11)} == {"input"}
    assert {q.fact.number for q in questions(licensing, "fit")} == {3, 4, 6}
    assert {q.fact.number for q in questions(embargo, "fit")} == {9, 12}


def test_all_twelve_facts_are_asked_about(licensing, embargo):
    assert {q.fact.number for s in (licensing, embargo) for q in questions(s)} == set(range(1, 13))


def test_the_scenarios_carry_the_inputs_that_are_recorded(licensing, embargo):
    for scenario in (licensing, embargo):
        for f in findings(ensemble(scenario)):
            if f.question.fact.number in (7, 11):
                assert f.simulated["p50"] == pytest.approx(f.question.recorded[0])


def test_most_ran_is_a_bound_on_all_runs(licensing):
    stopped = {"lines_stopped_share_to_date": 0.6}
    found = answers(ensemble(licensing, dated=stopped))
    assert found[2, "Lines outside the origin that stop"].verdict == "outside"


def test_a_scenario_without_licences_or_lines_says_nothing_about_them(licensing):
    made = ensemble(licensing)
    made.runs.update({i: replace(run, dated={}, by_region={}) for i, run in made.runs.items()})
    found = findings(made)
    assert {f.inside for f in found if f.question.fact.number in (1, 2, 4)} == {None}
    assert verdict_on(made, 1).verdict == "not answered"
    assert facts_sheet(made, found).rows


def test_a_shock_without_a_record_is_not_asked_about(licensing):
    assert questions(licensing.model_copy(update={"shock": date(2025, 3, 1)})) == ()


def test_prices_between_the_middles_of_two_months_are_ratios_of_equal_steps(licensing):
    """Outside doubles from mid-April to mid-May, inside stays: 21 of 30 days later it is 2 ^ 0.7 times as high."""
    prices = {
        "price_outside_dy_oxide_usd_per_kg": {"2025-04": 300.0, "2025-05": 600.0},
        "price_inside_dy_oxide_usd_per_kg": {"2025-04": 200.0, "2025-05": 200.0},
    }
    ratio = price_ratio("dy_oxide", date(2025, 5, 6))(ensemble(licensing, monthly=prices))
    assert ratio == pytest.approx([1.5 * 2**0.7] * RUNS)


def test_a_fact_counts_its_figures_with_a_verdict():
    ranges = {"a": (1.0, 1.0), "b": (9.0, 9.0), "c": None}
    found = [
        Finding(Question(IMPORTS, "score", what, "t", recorded, lambda e: e), np.ones(3))
        for what, recorded in ranges.items()
    ]
    (judged,) = judgements(found)
    assert (judged.answers, judged.inside, judged.reproduced, judged.verdict) == (2, 1, 1, "in part")
    assert judgements(found[:1])[0].verdict == "reproduced"
    assert judgements(found[1:2])[0].verdict == "not reproduced"
    given = Finding(Question(QUOTAS, "input", "q", "t", (1, 1), lambda e: e), np.ones(3))
    assert judgements([given])[0].verdict == "input"


def test_2010_is_answered_by_months_years_and_days(embargo):
    """21,000 t leave a year beside 10,000 t that leak; Japan books 1.08 times what China does."""
    months = [f"{year}-{m:02d}" for year in range(2009, 2015) for m in range(1, 13)]
    made = ensemble(
        embargo,
        monthly={
            "rare_earth_exports_gross_t": dict.fromkeys(months, 1750.0),
            "leaked_exports_gross_t": dict.fromkeys(months, 10_000 / 12),
            "rare_earth_exports_to_japan_gross_t": dict.fromkeys(months, 1000.0),
            "rare_earth_imports_from_china_gross_t_japan": dict.fromkeys(months, 1080.0),
            "illicit_supply_t": dict.fromkeys(months, 40_000 / 12),
        },
        dated={"lines_stopped_share_to_date_japan": 0.0, "parts_makers_stopped_share_to_date_japan": 0.0},
    )
    found = answers(made)
    assert verdict_on(made, 8).verdict == "reproduced"
    assert found[10, "2010"].simulated["p50"] == pytest.approx(21_000)
    assert found[12, "Share of all that left, 2009-10"].simulated["p50"] == pytest.approx(10 / 31)
    assert found[12, "Mirror ratio of Japan, Jan-Sep 2010"].simulated["p50"] == pytest.approx(1.08)
    assert found[12, "Illicit supply, 2014"].verdict == "reproduced"
    assert found[9, "January to August, mean"].simulated["p50"] == pytest.approx(1080)


def test_the_quotas_of_2010_are_those_of_its_batches():
    assert record_2010.export_quota("2010") == 22_282 + 7_976


def test_the_tables_say_what_is_recorded_and_what_decides(licensing):
    made = as_recorded(licensing)
    found = findings(made)
    rows = {row[0]: row[1:] for row in facts_sheet(made, found).rows}
    assert rows["United States: line (Ford Chicago)"] == ("score", "27 to 57", "20 to 64", "52", "reproduced")
    assert rows["Europe: parts maker (several lines)"][1:3] == ("by 61", "by 68")
    assert rows["Lines outside the origin that stop"][1:] == ("most ran", "50 % at most", "20 %", "reproduced")
    assert rows["2025-06-30"] == ("own test", "60 %", "45 to 75 %", "25 %", "outside")
    assert rows["2025-05"][1] == "1,238"
    decides = [[Driver("timeline.licences.officers", -0.5), Driver("market.lag", 0.1)]] * len(found)
    sheet = drivers_sheet(found, decides, ranked=2, unranked=3, floor=0.2)
    assert ("Japan: line (Suzuki Swift)", "licences.officers", "-0.50") in sheet.rows


def test_the_verdicts_of_several_scenarios_stand_in_the_order_of_the_facts(licensing, embargo):
    sheet = verdicts_sheet([(made := ensemble(s), judgements(findings(made))) for s in (embargo, licensing)])
    numbers = [int(row[0].partition(".")[0]) for row in sheet.rows]
    assert numbers == sorted(numbers)
    assert numbers.count(7) == 2


def test_series_are_shown_under_their_names(licensing):
    from simulation.history.forecast import forecasts
    from simulation.history.series import recorded_series

    made = as_recorded(licensing)
    rows = forecasts_sheet(made, forecasts(made, recorded_series(licensing))).rows
    assert rows[0] == ("magnet_exports_gross_t",)
    assert rows[1] == ("simulated", "fit", "5", "0 %", "5 of 5", "0")


def test_the_bounds_on_regions_are_asked_of_the_regions_whose_makers_ran(licensing):
    asked = {q.what: q.recorded for q in questions(licensing) if q.fact.number == 2}
    assert asked["korea: lines that stop"] == facts_2025.RAN_IN["korea"]
    assert asked["united_states: lines that stop"] is None
