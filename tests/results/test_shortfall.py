"""The hole and the stock."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.results import shortfall
from simulation.results.shelf import Shelf


def _with(ensemble, monthly=None, weekly=None):
    runs = {0: replace(ensemble.runs[0], monthly=monthly or {}, weekly=weekly or {})}
    return replace(ensemble, runs=Shelf(runs))


@pytest.mark.parametrize(
    ("gaps", "largest"), [([0.5, 1.0, -2.0, 0.3], 1.5), ([0.5, -0.1, 0.5], 0.9), ([-1, -1], 0.0), ([0.0], 0.0)]
)
def test_the_largest_sum_in_a_row(gaps, largest):
    assert shortfall.largest_sum_in_a_row(np.array([gaps])) == pytest.approx([largest])


def test_the_hole_is_counted_against_the_mean_before_the_shock_and_not_beyond_its_days(pair):
    """The shock is in April 2025, and day 90 in July."""
    exports = np.array([90.0, 100, 110, 50, 0, 200, 100, 0])
    hit = _with(pair[1], {"exports": exports})
    assert shortfall.shortfall_months(hit, "exports") == pytest.approx([1.5])


def test_without_trade_before_there_is_no_hole(pair):
    assert np.isnan(shortfall.shortfall_months(_with(pair[1], {"exports": np.zeros(8)}), "exports"))


def test_the_hardest_hit_importer_is_a_main_one(pair):
    stem = "rare_earth_imports_from_china_gross_t_"
    steady, falling, tiny = np.full(8, 100.0), np.r_[np.full(3, 50.0), np.full(5, 25.0)], np.r_[np.ones(3), np.zeros(5)]
    world = _with(pair[1], {f"{stem}japan": steady, f"{stem}europe": falling, f"{stem}korea": tiny})
    assert shortfall.hardest_hit_importer(world) == "europe"
    assert shortfall.hardest_hit_importer(_with(pair[1])) is None


def test_cover_is_read_in_the_week_of_the_shock_and_at_its_lowest_in_the_window(pair):
    weeks = len(pair[1].weeks)
    falling = np.linspace(60.0, 60.0 - weeks + 1, weeks)
    world = _with(pair[1], weekly={"parts_cover_days_europe": falling, "parts_cover_days_china": np.zeros(weeks)})
    assert shortfall.barest_region(world) == "europe"
    assert shortfall.cover_on_day_0(world, "europe") == pytest.approx([60.0 - 13])  # 4 April is in the 14th week
    assert shortfall.lowest_cover(world, "europe") == pytest.approx([60.0 - 33])  # the window ends on day 233
    assert shortfall.barest_region(_with(pair[1])) is None
