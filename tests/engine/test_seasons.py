"""What a calendar and noise do to months, in the tiny world."""

from datetime import date

import numpy as np
import pytest

from simulation.engine.run import simulate
from simulation.engine.seasons import books, ordering_ahead
from simulation.engine.world import build
from simulation.randomness import Streams
from simulation.results.series import monthly_series
from simulation.scenario.compose import load

REST = {"region": "china", "first": date(2025, 2, 10), "last": date(2025, 2, 24), "activity": 0.5,
        "ordered_ahead_days": 14, "stocked_up_days": 5, "stages": ["magnet_maker"]}  # fmt: skip
DAYS = 455  # January 2025 to March 2026


def tiny(**changes):
    """Tiny without a shock and without the luck of shipments."""
    calm = {"timeline.licences.remove": True, "noise.demand_cv": 0, "routes.sea.transit_days": 50}
    return load("tiny", {**calm, **changes})


def exports(scenario):
    run = simulate(scenario, 1, 0)
    return dict(zip(run.months, monthly_series(run)["magnet_exports_gross_t"], strict=True))


def test_stocks_are_raised_before_a_rest_and_lived_on_from_its_first_day():
    # 14 days before 10 February is 27 January, day 26; day 40 is 10 February itself.
    raised = ordering_ahead(tiny(**{"calendar.shutdowns": {"rest": REST}}), DAYS)
    assert sorted(raised) == list(range(26, 40))
    assert {float(days.max()) for days in raised.values()} == {5.0}


def test_only_buyers_in_other_regions_stock_up():
    # The magnet makers' customers are abroad; the separator's are at home.
    for stage, days in (("magnet_maker", 5.0), ("separator", 0.0)):
        world = build(tiny(**{"calendar.shutdowns": {"rest": {**REST, "stages": [stage]}}}), 1, 0)
        assert world.effects.extra_days(30).max() == days


def test_what_is_ordered_ahead_of_a_rest_is_missing_after_it():
    # Buyers abroad use the 1,890 t that the lines take a year: 5 days of use are 26 t, ordered in January, as the first
    # consignment after day 26 leaves within a week, and not ordered again in February.
    usual, rested = exports(tiny()), exports(tiny(**{"calendar.shutdowns": {"rest": REST}}))
    ahead = 5 * 1890 / 365
    january, february = ("2025-01", "2025-02")
    assert usual[january] + usual[february] == pytest.approx(rested[january] + rested[february], rel=0.05)
    assert rested[january] - usual[january] == pytest.approx(ahead, rel=0.05)


def test_books_that_close_late_take_from_the_next_month_and_lose_nothing():
    punctual, late = tiny(), tiny(**{"noise.books_days": 2.0})
    months = books(late, Streams(1, 0), DAYS)
    assert months.shape == (2, DAYS)
    assert (np.diff(months, axis=1) >= 0).all()
    assert (months != books(punctual, Streams(1, 0), DAYS)).any()
    assert (months[0] != months[1]).any()  # the customs of each region close on days of their own
    there, here = exports(punctual), exports(late)
    assert sum(here.values()) == pytest.approx(sum(there.values()))
    assert list(here.values()) != pytest.approx(list(there.values()), rel=0.01)


def test_months_of_books_differ_from_months_by_the_stated_days():
    # Fourteen closings a run, drawn with a standard deviation of 2 days and rounded to days: 2.02 with rounding.
    scenario = tiny(**{"noise.books_days": 2.0})
    ends = np.flatnonzero(np.diff(books(tiny(), Streams(1, 0), DAYS)[0])) + 1
    late = [np.searchsorted(books(scenario, Streams(1, r), DAYS)[0], np.arange(1, 15)) - ends for r in range(60)]
    assert np.std(late) == pytest.approx(2.02, rel=0.08)
    assert np.mean(late) == pytest.approx(0.0, abs=0.3)
