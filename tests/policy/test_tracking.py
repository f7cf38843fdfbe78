"""Tracking in a tiny world worked by hand."""

from __future__ import annotations

import pytest

from simulation.policy.tracking import Tracking, remaining_diversion
from simulation.scenario import measures
from tests.policy.links import MONDAY, Link, traffic_of

TRAFFIC = traffic_of(Link())  # materials: heavy_magnet (labels heavy, magnet), standard_magnet, dy_oxide (heavy), motor


def terms(share: float, *covers: str) -> measures.Tracking:
    return measures.Tracking(name="reports", measure="tracking", date=MONDAY, covers=covers, coverage_share=share)


def tracking(share: float, *covers: str) -> Tracking:
    return Tracking(terms(share, *covers))


def test_what_is_seen_cannot_be_diverted() -> None:
    # 80 % of the heavy magnets are seen from day 5 to day 8: a fifth can still be diverted.
    reports = tracking(0.8, "heavy_magnet")
    reports.begin(5)
    reports.end(9)
    assert reports.remaining(4, TRAFFIC).tolist() == [1, 1, 1, 1]
    assert reports.remaining(5, TRAFFIC) == pytest.approx([0.2, 1, 1, 1])
    assert reports.remaining(9, TRAFFIC).tolist() == [1, 1, 1, 1]


def test_two_trackings_leave_the_product() -> None:
    # Of the heavy magnets, what neither sees: 0.5 x 0.2.
    reports = [tracking(0.5, "heavy"), tracking(0.8, "magnet")]
    for each in reports:
        each.begin(0)
    assert remaining_diversion(reports, 0, TRAFFIC) == pytest.approx([0.1, 1, 0.5, 1])


def test_coverage_can_be_amended() -> None:
    reports = tracking(0.5, "motor")
    reports.begin(0)
    reports.amend(3, terms(0.9, "motor"))
    assert reports.remaining(3, TRAFFIC)[3] == pytest.approx(0.1)
