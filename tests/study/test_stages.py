"""Points of quantiles as runs of a sweep."""

import numpy as np
import pytest

from simulation.results.sensitivity import LUCK, Points
from simulation.study.stages import outcomes_of, stage
from simulation.study.sweep_file import load_sweep

SWEEP = {
    "scenario": "tiny",
    "factors": {
        "officers": {"path": "timeline.licences.officers", "range": [1, 5]},
        "cover": {"path": "stocks.europe.line.cover_days", "range": [1, 3], "label": "Cover, days"},
        "priority": {"path": "market.allocation", "values": ["pro_rata", "contract_priority"]},
    },
    "replications": 2,
}


@pytest.fixture
def swept():
    points = Points(("cover", LUCK), np.array([[0.0, 0.2], [0.5, 0.9], [0.95, 0.2]]), np.array([0, 1, 0]))
    return stage(load_sweep(SWEEP), "main", points, ["days_to_shortage"])


def enter(swept, days):
    for place, x in np.ndenumerate(np.array(days, dtype=float)):
        swept.enter(place, np.array([x]), 0.1)


def test_inputs_that_are_not_varied_stay_at_their_median(swept):
    assert [p["officers"] for p in swept.points] == [3, 3, 3]
    assert [p["cover"] for p in swept.points] == pytest.approx([1, 2, 2.9])


def test_points_of_the_same_luck_live_through_the_same_replications(swept):
    lived = [[swept.replication((point, run)) for run in range(2)] for point in range(3)]
    assert lived[0] == lived[2]
    assert not set(lived[0]) & set(lived[1])


def test_the_runs_become_an_outcome_with_what_never_happens_censored(swept):
    enter(swept, [[40, 50], [np.inf, 60], [70, 80]])
    swept.done[2, 1] = False
    found = outcomes_of(swept, ["days_to_shortage"])["days_to_shortage"]
    np.testing.assert_array_equal(found.means, [45, (swept.scenario.window_days + 60) / 2, 70])
    assert found.censored == pytest.approx(1 / 5)
