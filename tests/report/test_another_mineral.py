"""A world of another mineral, from YAML alone: its tables, words and figures speak of it and of nothing else."""

from datetime import date

import numpy as np
import pytest

from simulation.history.scorecard import findings
from simulation.report import plots
from simulation.report.narrative import describe, paragraphs
from simulation.report.tables import sheets
from simulation.results.columns import flat, measures_of
from simulation.results.names import monthly_names
from simulation.scenario.compose import load
from simulation.study.ensemble import compare

SHORT = {"end": date(2024, 12, 31), "window_days": 240}
STRANGERS = ("car line", "vehicle", "rare earth", "REO", "parts maker", "magnet exports")


@pytest.fixture(scope="module")
def minerals():
    """Gallium and germanium without and with the licences of 2023, two runs each."""
    return compare(load("baseline-ga-ge", SHORT), load("gallium-germanium-2023", SHORT), replications=2)


def test_exports_of_each_good_stop_with_the_licences_and_come_back_in_part(minerals):
    for good in ("gallium", "germanium"):
        calm, licensed = (np.median(e.monthly(f"{good}_exports_gross_t"), axis=0) for e in minerals)
        august = minerals[0].months.index("2023-08")
        assert calm[august] > 1.0
        assert licensed[august] == 0.0
        assert 0 < licensed[august + 4] < 1.5 * calm[august + 4]


def test_measures_of_car_lines_do_not_exist_where_no_cars_are_built(minerals):
    figures = minerals[1].measures["measures"]
    assert figures["any_stop"]["mean"] is None
    assert figures["days_to_first_stop"]["never"] is None
    assert figures["vehicles_lost"]["mean"] is None
    assert figures["days_to_first_parts_stop"]["never"] is not None


def test_industries_say_when_they_run_short_and_how_much_they_lack(minerals):
    calm, licensed = (e.measures["by_industry"]["magnets"] for e in minerals)
    assert calm["days_to_shortage"]["never"] == 1.0
    assert calm["unmet_share_abroad"]["p95"] == 0.0
    assert 20 < licensed["days_to_shortage"]["p50"] < 240
    assert 0.0 < licensed["unmet_share_abroad"]["p50"] < 1.0


def test_tables_and_words_speak_of_this_mineral_alone(minerals):
    said = [*paragraphs(minerals), *(str(sheet) for sheet in sheets(minerals))]
    for word in STRANGERS:
        assert not [text for text in said if word in text], word
    assert "of gallium exports" in describe(minerals[1])
    assert "Makers of wafers and lenses in" in describe(minerals[1])


def test_figures_have_a_panel_for_each_good_and_a_row_for_each_industry(minerals):
    drawn = plots.figures(minerals)
    assert "stops" not in drawn
    titles = [panel.get_title(loc="left") for panel in drawn["exports"].axes]
    assert titles == ["Gallium", "Germanium"]
    rows = [label.get_text() for label in drawn["unmet"].axes[0].get_yticklabels()]
    assert {"Chips", "Glass fibre", "LEDs and lasers"} <= set(rows)


def test_names_of_measures_and_series_are_known_before_anything_runs(minerals):
    ensemble = minerals[1]
    assert list(flat(next(iter(ensemble.runs.values())))) == measures_of(ensemble.scenario)
    assert set(ensemble.monthly_names) <= set(monthly_names(ensemble.scenario))


def test_the_recorded_months_are_asked_for(minerals):
    august = [f for f in findings(minerals[1]) if f.question.what.endswith("2023-08")]
    assert [f.verdict for f in august] == ["reproduced", "reproduced"]
    assert [f.verdict for f in findings(minerals[0]) if f.question.what.endswith("2023-08")] == ["outside", "outside"]
