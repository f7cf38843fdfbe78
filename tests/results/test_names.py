"""The public names of series are those that runs give."""

import json
from pathlib import Path

import pytest

from simulation.results.names import monthly_names
from simulation.scenario.compose import load

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("name", ["tiny", "baseline-2024", "licensing-2025"])
def test_every_series_of_a_run_is_among_the_names(name):
    given = json.loads((GOLDEN / f"{name}.json").read_text())["monthly"]
    assert set(given) <= set(monthly_names(load(name)))


def test_a_name_for_each_region_abroad_and_each_price():
    names = monthly_names(load("tiny"))
    assert "magnet_exports_to_europe_gross_t" in names
    assert "magnet_exports_to_china_gross_t" not in names
    assert "line_stops_begun_china" in names
    assert len(set(names)) == len(names)
