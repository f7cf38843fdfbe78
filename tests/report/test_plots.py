"""Figures: what they show, and that they always have the same bytes."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from simulation.history import record
from simulation.report import canvas, plots

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


def test_recorded_months_are_kept_from_a_world_of_another_size(pair):
    ensemble = pair[1]
    assert plots.recorded_months(ensemble) == {}
    scale = record.magnet_exports()["2025-03"] / np.median(ensemble.monthly("magnet_exports_gross_t")[:, :3])
    grown = {
        i: replace(run, monthly={name: scale * series for name, series in run.monthly.items()})
        for i, run in ensemble.runs.items()
    }
    assert plots.recorded_months(replace(ensemble, runs=grown))["2025-05"] == record.magnet_exports()["2025-05"]


def test_scenarios_of_different_shocks_share_an_axis_of_days(pair):
    later = replace(
        pair[1], scenario=pair[1].scenario.model_copy(update={"shock": pair[1].scenario.shock + timedelta(days=30)})
    )
    ax = Figure().subplots()
    plots.backlog([pair[1], later], ax)
    assert ax.get_xlabel() == "days after the shock"
    first, second = ax.lines[0].get_xdata(), ax.lines[1].get_xdata()
    np.testing.assert_array_equal(np.asarray(first) - 30, second)
