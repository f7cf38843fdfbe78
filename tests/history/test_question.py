"""When an answer counts as good: at the edges of the band, of the accepted range and of the width."""

import numpy as np
import pytest

from simulation.history.facts import FIRST
from simulation.history.question import Finding, Question, answered, of_median, within_days


def finding(values, recorded, unit="t", role="score", **more):
    return Finding(Question(FIRST, role, "it", unit, recorded, lambda e: e, **more), np.array(values, dtype=float))


@pytest.mark.parametrize(
    ("values", "recorded", "inside", "off_by"),
    [
        ([50, 60, 70], (27, 57), True, 3),
        ([60, 61, 62], (27, 57), False, 4),
        ([20, 21, 22], (27, 57), False, -6),
        ([57.4, 57.4, 57.4], (27, 57), True, pytest.approx(0.4)),
        ([57.6, 57.6, 57.6], (27, 57), False, pytest.approx(0.6)),
        ([50, 50, np.inf, np.inf, np.inf], (52, 52), True, np.inf),
        ([np.inf, np.inf, np.inf], (52, 52), False, np.inf),
        ([np.nan, 52, 52], (52, 52), True, 0),
        ([np.nan, np.nan], (52, 52), None, None),
        ([50, 60], None, None, None),
    ],
)
def test_inside_and_how_far_off(values, recorded, inside, off_by):
    found = finding(values, recorded, "day")
    assert found.inside is inside
    assert found.off_by == off_by


@pytest.mark.parametrize(
    ("median", "verdict"), [(80, "reproduced"), (79.9, "outside"), (120, "reproduced"), (120.1, "outside")]
)
def test_a_median_at_the_edge_of_what_is_accepted_still_counts(median, verdict):
    """All runs alike: the band is a point, and the record is a range that meets whatever is accepted."""
    assert finding([median] * 3, (80, 120), accepted=(80, 120)).verdict == verdict


def test_a_median_that_is_off_and_a_band_that_is_wide_are_told_apart():
    off = finding([90, 92, 94, 118, 120], (118, 118), accepted=(100, 120))
    assert (off.verdict, off.missed) == ("inside", ("median off",))
    wide = finding([20, 100, 180], (100, 100), accepted=(80, 120))
    assert (wide.verdict, wide.missed) == ("inside", ("too wide",))
    assert finding([10, 20, 30], (100, 100), accepted=(80, 120)).verdict == "outside"


@pytest.mark.parametrize(("low", "high", "narrow"), [(60, 140, True), (59, 140, False), (60, 141, False)])
def test_the_width_of_a_band_is_measured_by_its_median(low, high, narrow):
    assert of_median()(low, 100, high) is narrow


def test_dates_may_spread_over_sixty_days_and_must_come():
    assert within_days()(20, 50, 80)
    assert not within_days()(20, 50, 81)
    never = finding([40, 50, np.inf], (50, 50), "day", accepted=(40, 60), narrow=within_days())
    assert never.missed == ("too wide",)


def test_a_bound_is_met_by_the_median_and_kept_by_the_whole_band():
    wide = [0.1, 0.4, 0.9]
    most = (0.0, 0.5)
    assert finding(wide, most, "share", bound=True).verdict == "inside"
    assert finding([0.1, 0.6, 0.9], most, "share", bound=True).verdict == "outside"
    assert finding([0.1, 0.2, 0.5], most, "share", bound=True).verdict == "reproduced"
    assert finding([0.0, 0.0, 0.0], (0.0, 0.0), "share", bound=True).verdict == "reproduced"
    assert finding([0.0, 0.0, 0.02], (0.0, 0.0), "share", bound=True).missed == ("too wide",)


@pytest.mark.parametrize("role", ["input", "shown"])
def test_what_is_put_in_or_only_shown_has_no_verdict(role):
    found = finding([1, 2, 3], (2, 2), role=role)
    assert (found.verdict, found.missed, found.off_by) == (None, (), 0)


def test_a_scenario_that_lacks_a_series_does_not_answer(pair):
    question = Question(FIRST, "score", "it", "t", (1, 1), lambda e: e.monthly("rainfall"))
    assert answered(question, pair[1]).verdict is None
