"""Consolidation and campaigns in a tiny world worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulation.policy.enforcement import (
    Consolidation,
    EnforcementCampaign,
    diversion_left,
    over_quota_factor,
    rogue_activity,
    seizure_factor,
)
from simulation.scenario import measures
from tests.policy.links import MONDAY

SITES = ("mine", "night-mine", "backyard-plant")
ROGUE = np.array([False, True, True])


def merged(producers: int, name: str = "merger", **fields: Any) -> measures.Consolidation:
    return measures.Consolidation(name=name, measure="consolidation", date=MONDAY, producers=producers, **fields)


def raids(**fields: Any) -> measures.EnforcementCampaign:
    return measures.EnforcementCampaign(name="raids", measure="enforcement_campaign", date=MONDAY, **fields)


def consolidation(day: int, producers: int, **fields: Any) -> Consolidation:
    measure = Consolidation(merged(producers, **fields))
    measure.begin(day)
    return measure


def campaign(first: int, end: int, **fields: Any) -> EnforcementCampaign:
    measure = EnforcementCampaign(raids(**fields))
    measure.begin(first)
    measure.end(end)
    return measure


def test_without_measures_nothing_changes() -> None:
    assert rogue_activity([], [], 0, ROGUE, SITES).tolist() == [1, 1, 1]
    assert (diversion_left([], 0), over_quota_factor([], 0), seizure_factor([], 0)) == (1, 1, 1)


def test_a_consolidation_leaves_a_share_of_rogue_work_diversion_and_over_quota_output() -> None:
    # From ten producers on day 5 a half of rogue work, a quarter of diversion and a tenth of over-quota output is left.
    ten = consolidation(5, 10, rogue_activity_share=0.5, diversion_factor=0.25, over_quota_factor=0.1)
    assert rogue_activity([ten], [], 4, ROGUE, SITES).tolist() == [1, 1, 1]
    assert rogue_activity([ten], [], 5, ROGUE, SITES).tolist() == [1, 0.5, 0.5]
    assert (diversion_left([ten], 4), diversion_left([ten], 5)) == (1, 0.25)
    assert (over_quota_factor([ten], 4), over_quota_factor([ten], 5)) == (1, 0.1)


def test_of_several_consolidations_the_latest_holds() -> None:
    # Six producers on day 5, from before the run two more steps: the latest says all, and an ended one nothing.
    hundreds, ten = consolidation(-900, 300, diversion_factor=0.9), consolidation(-30, 10, diversion_factor=0.5)
    six = consolidation(5, 6, diversion_factor=0.25)
    assert [diversion_left([six, hundreds, ten], day) for day in (0, 5)] == [0.5, 0.25]
    six.end(8)
    assert diversion_left([six, hundreds, ten], 8) == 0.5


def test_an_amended_consolidation_stays_in_its_place() -> None:
    old, new = consolidation(0, 10, diversion_factor=0.5), consolidation(5, 6, diversion_factor=0.25)
    old.amend(7, merged(10, diversion_factor=0.9))
    assert diversion_left([old, new], 7) == 0.25
    new.amend(8, merged(6, diversion_factor=0.1))
    assert diversion_left([old, new], 8) == 0.1


def test_a_campaign_hits_rogue_sites_and_raises_seizures_while_it_lasts() -> None:
    swoop = campaign(5, 9, rogue_output_share=0.2, seizure_factor=3.0)
    assert [rogue_activity([], [swoop], day, ROGUE, SITES)[1] for day in (4, 5, 8, 9)] == [1, 0.2, 0.2, 1]
    assert [seizure_factor([swoop], day) for day in (4, 5, 8, 9)] == [1, 3, 3, 1]


def test_a_campaign_may_be_aimed_at_some_sites() -> None:
    swoop = campaign(0, 9, sites=("night-mine", "mine"), rogue_output_share=0.2)
    assert rogue_activity([], [swoop], 0, ROGUE, SITES).tolist() == [1, 0.2, 1]  # the licensed mine works on


def test_what_meets_is_multiplied() -> None:
    # A consolidation leaves half, and each of two campaigns a fifth: 0.5 x 0.2 x 0.2. Seizures: 3 x 2.
    half = consolidation(0, 10, rogue_activity_share=0.5)
    swoops = [campaign(0, 9, rogue_output_share=0.2, seizure_factor=factor) for factor in (3.0, 2.0)]
    assert rogue_activity([half], swoops, 0, ROGUE, SITES) == pytest.approx([1, 0.02, 0.02])
    assert seizure_factor(swoops, 0) == 6
