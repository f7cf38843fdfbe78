"""A shortage is a share of output: it must not depend on how many lines stand for it."""

import numpy as np
import pytest

from simulation.results.statistics import quantile
from simulation.scenario.compose import load
from simulation.scenario.sites import Lines
from simulation.study.ensemble import compare

REPLICATIONS = 40
AT_MOST_DAYS = 3.0


def split_in_four(scenario):
    counts = {
        f"sites.{name}.count": {powertrain: 4 * n for powertrain, n in site.count.items()}
        for name, site in scenario.sites.items()
        if isinstance(site, Lines)
    }
    return scenario.with_(counts)


@pytest.mark.slow
def test_splitting_every_line_in_four_moves_days_to_shortage_by_at_most_three_days():
    scenario = load("licensing-2025")
    whole, split = compare(scenario, split_in_four(scenario), replications=REPLICATIONS, jobs=2)
    days = [e.values("days_to_shortage") for e in (whole, split)]
    assert np.isfinite(days[0]).mean() > 0.5
    assert abs(quantile(days[0], 0.5) - quantile(days[1], 0.5)) <= AT_MOST_DAYS
