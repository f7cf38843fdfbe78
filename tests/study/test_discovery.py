"""PRIM on boxes that were planted."""

import numpy as np
import pandas as pd
import pytest

from simulation.errors import InputError
from simulation.study.discovery import discover, discover_in

POINTS = 400
LUCK = np.random.default_rng(1)
VALUES = {name: 10 * LUCK.random(POINTS) for name in ("left", "right", "inert", "idle", "lame")}


def test_the_planted_box_is_found_with_its_limits():
    case = (VALUES["left"] > 6) & (VALUES["right"] < 5)
    found = discover(VALUES, case)
    (box,) = found.boxes
    assert box.coverage > 0.95
    assert box.density > 0.95
    assert box.mass == pytest.approx(case.mean(), abs=0.02)
    limits = {r.input: r for r in box.restrictions}
    assert set(limits) == {"left", "right"}
    assert limits["left"].low == pytest.approx(6, abs=0.3)
    assert limits["left"].high is None
    assert limits["right"].high == pytest.approx(5, abs=0.3)
    assert limits["left"].low_quasi_p < 1e-6


def test_cases_that_stray_from_the_box_cost_density_and_no_more_restrictions():
    case = ((VALUES["left"] > 6) & (VALUES["right"] < 5)) ^ (np.random.default_rng(2).random(POINTS) < 0.05)
    (box, *_) = discover(VALUES, case).boxes
    assert {r.input for r in box.restrictions} == {"left", "right"}
    assert 0.8 < box.density < 1


def test_two_planted_boxes_are_found_one_after_the_other():
    one, other = (VALUES["left"] > 7) & (VALUES["right"] < 5), (VALUES["inert"] < 3) & (VALUES["idle"] > 6)
    found = discover(VALUES, one | other)
    assert [{r.input for r in box.restrictions} for box in found.boxes] == [{"left", "right"}, {"inert", "idle"}]
    assert sum(box.coverage for box in found.boxes) > 0.9


def test_no_box_is_found_in_noise():
    assert discover(VALUES, np.random.default_rng(3).random(POINTS) < 0.2).boxes == ()


@pytest.mark.parametrize("share", [0, 1])
def test_where_all_points_are_alike_there_is_nothing_to_find(share):
    found = discover(VALUES, np.full(POINTS, bool(share)))
    assert (found.cases, found.boxes, len(found.trajectory)) == (share * POINTS, (), 0)


def test_peeling_trades_coverage_for_density():
    found = discover(VALUES, VALUES["left"] > 6)
    coverage, density, restricted = found.trajectory.T
    assert (coverage[0], density[0]) == (1, pytest.approx(found.cases / POINTS))
    assert (np.diff(density) >= 0).all()
    assert restricted.max() == 1


def table(shortage, **columns):
    """Two runs at each point, as in the folder of a sweep."""
    n = len(shortage) // 2
    rows = {"point": np.repeat(np.arange(n), 2), "status": "done", "days_to_shortage": shortage}
    return pd.DataFrame(rows | {name: np.repeat(x[:n], 2) for name, x in columns.items()})


def test_a_point_of_a_sweep_is_a_case_if_it_happens_in_half_of_its_runs():
    found = discover_in(table([40, 70, 90, np.inf, 50, 60], cover=[1, 2, 3]), ["cover"], "days_to_shortage", 60)
    assert (found.points, found.cases) == (3, 2)


def test_boxes_are_found_in_the_table_of_a_sweep_among_inputs_that_take_numbers():
    left = VALUES["left"]
    words = np.array(["pro_rata", "contract_priority"])[(left > 5).astype(int)]
    runs = table(np.repeat(np.where(left > 6, 30.0, np.inf), 2), left=left, idle=VALUES["idle"], rule=words)
    (box,) = discover_in(runs, ["left", "idle", "rule"], "days_to_shortage", 60).boxes
    assert [r.input for r in box.restrictions] == ["left"]


def test_runs_that_failed_or_lack_the_measure_are_no_basis_for_boxes():
    runs = table([40, 70], cover=[1])
    with pytest.raises(InputError, match="no days_to_first_stop"):
        discover_in(runs, ["cover"], "days_to_first_stop", 60)
    with pytest.raises(InputError, match="no run is finished"):
        discover_in(runs.assign(status="failed"), ["cover"], "days_to_shortage", 60)
