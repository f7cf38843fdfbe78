"""Figures: what they show, and that they always have the same bytes."""

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from simulation.report import canvas, plots
from simulation.results.shelf import Shelf

FIGURES = {"exports", "stops", "backlog", "cover"}


def test_figures_need_no_pyplot():
    code = "import sys, simulation.report.plots; print('matplotlib.pyplot' in sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(canvas.__file__).parents[2]
    )
    assert ended.stdout.strip() == "False"


def test_the_same_ensembles_give_the_same_bytes(pair):
    for name, draw in (("exports", plots.exports), ("stops", plots.stops), ("cover", plots.cover)):
        assert canvas.svg(draw(pair)) == canvas.svg(draw(pair)), name
        assert canvas.png(draw(pair)) == canvas.png(draw(pair)), name


def test_every_figure_is_drawn_for_one_scenario_and_for_several(pair):
    assert set(plots.figures(pair[1])) == FIGURES
    assert set(plots.figures(pair)) == FIGURES
    assert set(plots.figures([*pair, *pair])) == FIGURES


def test_a_world_without_licences_has_no_backlog_to_show(pair):
    assert set(plots.figures(pair[0])) == FIGURES - {"backlog"}


def test_no_run_no_figure(pair):
    assert plots.figures(replace(pair[1], runs={})) == {}


def test_a_figure_can_be_drawn_into_axes_of_ones_own(pair):
    axes = Figure().subplots(3, 1)
    for draw, ax in zip((plots.exports, plots.stops, plots.backlog), axes, strict=True):
        assert draw(pair[1], ax) is ax.figure
        assert ax.get_title() or ax.get_title(loc="left")


def test_the_line_of_a_fan_is_the_median_by_month(pair):
    ax = Figure().subplots()
    plots.exports(pair[1], ax)
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), np.median(pair[1].monthly("magnet_exports_gross_t"), axis=0))


def test_scenarios_of_different_shocks_share_an_axis_of_days(pair):
    ax = Figure().subplots()
    plots.backlog(_with_two_shocks(pair), ax)
    assert ax.get_xlabel() == "days after the shock"
    first, second = ax.lines[0].get_xdata(), ax.lines[1].get_xdata()
    np.testing.assert_array_equal(np.asarray(first) - 30, second)


def test_panels_of_different_shocks_say_which_day_is_day_0_and_name_the_axis_once(pair):
    figure = plots.stops(_with_two_shocks(pair))
    early, late = figure.axes[:2]
    assert early.get_title(loc="left") == "Tiny: day 0 is 4 Apr 2025"
    assert late.get_title(loc="left") == "Tiny: day 0 is 4 May 2025"
    assert (early.get_xlabel(), late.get_xlabel()) == ("", "days after the shock")


def _with_two_shocks(pair):
    scenario = pair[1].scenario
    later = scenario.model_copy(update={"shock": scenario.shock + timedelta(days=30)})
    return [pair[1], replace(pair[1], scenario=later)]


def _with_series(ensemble, **levels):
    """The ensemble with monthly series of these levels, and a horizon of the whole of 2025."""
    scenario = ensemble.scenario.model_copy(update={"end": date(2025, 12, 31)})
    monthly = {name: np.array(level) * np.ones(12) for name, level in levels.items()}
    grown = {i: replace(run, monthly=run.monthly | monthly) for i, run in ensemble.runs.items()}
    return replace(ensemble, scenario=scenario, runs=Shelf(grown))


def test_leakage_is_shown_where_whole_years_are_simulated_and_something_leaks(pair):
    legal = {"rare_earth_exports_gross_t": 100.0, "magnet_exports_gross_t": 10.0}
    leaky = _with_series(pair[1], **legal, leaked_exports_gross_t=30.0)
    tight = _with_series(pair[1], **legal, leaked_exports_gross_t=0.5)
    ax = Figure().subplots()
    plots.leakage([leaky, tight], ax)
    assert [bar.get_height() for bar in ax.patches] == [1200, 360, 1200, 6]
    assert plots.leaks(leaky)
    assert not plots.leaks(tight)
    assert not plots.leaks(pair[1])


def test_prices_are_shown_if_one_of_them_moves_abroad(pair):
    prices = {f"price_{side}_dy_oxide_usd_per_kg": 200.0 for side in ("inside", "outside")}
    still = _with_series(pair[1], **prices)
    moving = _with_series(pair[1], **prices | {"price_outside_dy_oxide_usd_per_kg": np.linspace(200, 900, 12)})
    assert plots.materials_that_move([still]) == []
    assert plots.materials_that_move([still, moving]) == ["dy_oxide"]
    (panel,) = plots.prices([still, moving]).axes
    assert panel.get_title(loc="left") == "Dy oxide"
    assert panel.get_yscale() == "log"


def test_imports_are_those_of_a_region_from_the_origin(pair):
    booked = _with_series(pair[1], rare_earth_imports_from_china_gross_t_korea=7.0)
    ax = Figure().subplots()
    plots.imports(booked, ax, region="korea")
    assert set(ax.lines[0].get_ydata()) == {7.0}
    assert ax.get_title(loc="left") == "Rare earths that Korea books from China each month"
