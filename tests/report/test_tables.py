"""Tables for terminal and page."""

from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from rich.console import Console

from simulation.report.sheet import Sheet, show
from simulation.report.tables import sheets


def _cells(ensembles, title):
    """Rows of the first table by what they say they are."""
    (sheet,) = (s for s in sheets(ensembles) if s.title == title)
    return sheet, {row[0]: row[1:] for row in sheet.rows}


def test_the_comparison_has_a_column_a_scenario(pair):
    sheet, rows = _cells(pair, "What happens")
    assert sheet.columns[1:] == ("Calm\n4 runs", "Tiny\n4 runs")
    calm, shocked = rows["Chance that any line stops"]
    assert calm.startswith("0 % (0 to ")
    assert shocked.endswith(" to 95 %)") or shocked.endswith(" to 100 %)")
    assert rows["First line stops, day"][0] == "never"
    assert rows["Car lines outside China"] == ()


def test_days_are_explained_by_the_date_from_which_they_count(pair):
    sheet, _ = _cells(pair, "What happens")
    assert "Days count from 4 Apr 2025" in sheet.note
    assert "140 days" in sheet.note


def test_measures_that_no_scenario_knows_are_left_out(pair):
    _, rows = _cells(pair[:1], "What happens")
    assert "Imports booked abroad / exports booked at home" not in rows


def test_first_stops_stand_beside_the_record_of_the_same_shock(pair):
    sheet, _ = _cells(pair, "First stops by region")
    assert sheet.columns[-1] == "Recorded in 2025"
    assert [row for row in sheet.rows if row[0] == "Europe"][1][-1] == "by day 61, several lines"


def test_another_shock_has_no_record(pair):
    earlier = pair[1].scenario.model_copy(update={"shock": date(2025, 3, 1)})
    sheet, _ = _cells([replace(pair[1], scenario=earlier)], "First stops by region")
    assert sheet.columns == ("Region", "Tiny")


def test_failed_runs_are_named_in_the_heading(pair):
    sheet, _ = _cells([replace(pair[1], failures={9: "ValueError: no such tonne"})], "What happens")
    assert sheet.columns[1] == "Tiny\n4 runs, 1 failed"


def test_a_table_is_printed_in_full(pair):
    stream = StringIO()
    for sheet in sheets(pair):
        show(Console(file=stream, width=120), sheet)
    said = stream.getvalue()
    assert "Vehicles not built" in said
    assert "Recorded in 2025" in said


@pytest.mark.parametrize("room", [40, 60, 80, 100, 200])
def test_a_table_is_never_cut_off(room):
    cells = ("98 (from 85); never in 10 %", "never in 80 % of runs, else from 88", "by day 61, several lines")
    columns = ("Region", "Tiny", "More officers", "Recorded in 2025")
    table = Sheet("First stops", columns, (("First stop among parts makers, day",), ("Europe", *cells)), "")
    console = Console(width=room, file=StringIO())
    show(console, table)
    shown = "".join(console.file.getvalue().split())
    written = "".join(("First stops", *columns, *table.rows[0], *table.rows[1])).replace(" ", "")
    assert sorted(shown.replace("─", "")) == sorted(written)
