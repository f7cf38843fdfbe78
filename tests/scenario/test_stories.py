"""The two stories of 2025 differ from licensing-2025 only in what they say."""

from functools import cache

import numpy as np
import pytest

from simulation.scenario import compose
from simulation.scenario.numbers import Distribution

MIDDLES = (np.arange(20000) + 0.5) / 20000

load = cache(compose.load)


def covers(scenario):
    """Cover of every stage abroad, in the order of regions and stages."""
    return {
        (region, stage): stocks.cover_days
        for region, stages in scenario.stocks.items()
        for stage, stocks in stages.items()
        if region != scenario.origin
    }


def test_the_pooled_stock_is_as_large_as_the_dispersed_one():
    pooled, dispersed = covers(load("licensing-2025-pooled")), covers(load("licensing-2025-dispersed"))
    assert pooled.keys() == dispersed.keys()
    for place, cover in dispersed.items():
        mean = cover.quantile(MIDDLES).mean() if isinstance(cover, Distribution) else cover
        assert pooled[place] == pytest.approx(mean, abs=0.7), place


def test_no_firm_abroad_of_the_pooled_stock_differs_from_its_like():
    assert not any(isinstance(cover, Distribution) for cover in covers(load("licensing-2025-pooled")).values())


@pytest.mark.parametrize("story", ["licensing-2025-pooled", "licensing-2025-dispersed"])
def test_a_story_has_the_measures_of_licensing_2025(story):
    assert load(story).timeline.keys() == load("licensing-2025").timeline.keys()
