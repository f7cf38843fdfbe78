"""Small worlds that several rooms look at; they live through eight months, so that a run takes a tenth of a second."""

from datetime import date

import pytest

from simulation.results.ensemble import Ensemble
from simulation.scenario.compose import load
from simulation.scenario.schema import Scenario
from simulation.study.ensemble import compare

SHORT = {"end": date(2025, 8, 31), "window_days": 140}


@pytest.fixture(scope="session")
def tiny() -> Scenario:
    return load("tiny", SHORT)


@pytest.fixture(scope="session")
def pair(tiny: Scenario) -> list[Ensemble]:
    """The tiny scenario without and with its licences."""
    calm = tiny.with_({"name": "Calm", "timeline.licences.remove": True})
    return compare(calm, tiny, replications=4, ledger=[0], at=[date(2025, 6, 4)])
