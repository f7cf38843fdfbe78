"""What a sensitivity analysis looks like."""

import numpy as np
import pytest

from simulation.report import boxes, sensitivity
from simulation.report.canvas import png
from simulation.report.sensitivity_plots import figures
from simulation.results.boxes import Box, Discovery, Restriction
from simulation.results.outcome import outcome
from simulation.results.sensitivity import LUCK, Analysis, Fit, Indices, Points, Screening, Sensitivity, Tornado

NAMES = {"officers": "Officers", "cover": "Cover, days"}
INPUTS = ("officers", "cover", LUCK)
MEASURE = "days_to_shortage"
CASE = "a shortage comes by day 60 in at least half of the runs"


def estimates(*values):
    """Values with intervals of 0.1 to either side."""
    return np.array([[x, x - 0.1, x + 0.1] for x in values])


@pytest.fixture
def analysis():
    runs = outcome(MEASURE, [[40, 60], [float("inf"), 80], [50, 70], [90, 80]], 360)
    pairs = np.full((3, 3, 3), np.nan)
    pairs[0, 1], pairs[0, 2], pairs[1, 2] = estimates(0.25, 0.0, 0.0)
    found = Sensitivity(
        screened=runs,
        screening=Screening(
            INPUTS, np.array([30, -9, 1.0]), np.array([30, 12, 4.0]), np.ones(3), np.array([5, 9, 2.0])
        ),
        main=runs,
        indices=Indices(INPUTS, estimates(0.2, 0.5, 0.0), estimates(0.4, 0.7, 0.02), pairs),
        fit=Fit(q2=0.4, error=12.0, noise=5.0, best_q2=0.9, surprise=3.0),
        tornado=Tornado(INPUTS[:2], 75.0, estimates(10, -30), estimates(-5, 40)),
    )
    main = Points(INPUTS, np.zeros((4, 3)), np.arange(4))
    return Analysis(INPUTS[:2], INPUTS[:2], "emulator", None, main, {MEASURE: found}, 30)


@pytest.fixture
def discovery():
    box = Box(0.8, 0.9, 0.2, (Restriction("cover", None, 25.0, None, 0.001),))
    return Discovery(50, 12, (box,), np.array([[1, 0.24, 0], [0.9, 0.5, 1], [0.8, 0.9, 1]]))


def test_inputs_are_ranked_by_their_total_share_with_the_noise_floor_among_them(analysis):
    _, shares, _ = sensitivity.sheets(analysis, NAMES)
    assert [row[0] for row in shares.rows] == ["1. Cover, days", "2. Officers", "Luck (noise floor)"]
    assert shares.rows[0][1:] == ("0.50 (0.40 to 0.60)", "0.70 (0.60 to 0.80)", "0.25 with Officers")
    assert shares.rows[2][3] == "-"


def test_what_must_be_known_beside_the_tables_is_said(analysis):
    told = " ".join(sensitivity.statements(analysis))
    assert "counts as day 360, its last: 12 % of the runs of the screening" in told
    assert "Q2 = 0.40" in told
    assert "too little for its indices to mean much" in told
    assert "3.0 times what it foresees" in told
    assert "no emulator could pass Q2 = 0.90" in told
    assert "2 of 2 inputs were kept" in told
    assert "of the variance comes from the 5 % of points farthest from the mean" in told


def test_figures_are_drawn_with_the_same_bytes_for_the_same_analysis(analysis):
    drawn = figures(analysis, NAMES)
    assert set(drawn) == {f"{kind}-{MEASURE}" for kind in ("screening", "indices", "interactions", "tornado")}
    again = figures(analysis, NAMES)
    assert png(drawn[f"tornado-{MEASURE}"]) == png(again[f"tornado-{MEASURE}"])


def test_boxes_are_told_with_their_limits(discovery):
    headline, row = boxes.sheet(discovery, NAMES, CASE).rows
    assert headline == ("Box 1: coverage 80 %, density 90 %, holds 20 % of the points, restricts 1 input",)
    assert row == ("Cover, days", "any", "25", "0.001")
    assert boxes.statement(discovery, CASE) is None
    assert png(boxes.peeling(discovery, CASE))


@pytest.mark.parametrize(
    ("cases", "said"), [(0, "No point is one where"), (50, "Every point"), (9, "no range of inputs")]
)
def test_where_there_is_no_box_it_is_said_why(cases, said):
    assert said in boxes.statement(Discovery(50, cases, (), np.zeros((0, 3))), CASE)


@pytest.mark.parametrize(
    ("measure", "title"), [(MEASURE, "Days to shortage"), ("united_states.any_stop", "United States: any stop")]
)
def test_measures_of_a_region_are_named_after_it(measure, title):
    assert sensitivity.title(measure) == title
