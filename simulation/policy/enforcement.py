"""What a state does about illicit supply: fewer producers that can be watched, and campaigns against rogue sites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from simulation.randomness import Floats
from simulation.scenario import measures

from .border import Bools
from .drawing import settled
from .spell import Spell


class Consolidation(Spell[measures.Consolidation]):
    """The number of independent producers falls."""


class EnforcementCampaign(Spell[measures.EnforcementCampaign]):
    """Rogue sites are raided and customs look harder for a while."""


def latest(consolidations: Iterable[Consolidation], day: int) -> measures.Consolidation | None:
    """The terms on ``day`` of the consolidation that began last; where two began together, of the second."""
    in_force = [consolidation for consolidation in consolidations if consolidation.on(day) is not None]
    by_first_day = sorted(in_force, key=lambda consolidation: consolidation.turns[0][0])
    return by_first_day[-1].on(day) if by_first_day else None


def rogue_activity(
    consolidations: Iterable[Consolidation],
    campaigns: Iterable[EnforcementCampaign],
    day: int,
    rogue: Bools,
    site_names: Sequence[str],
) -> Floats:
    """What rogue sites still do, by site; 1 for sites that ``rogue[site]`` does not mark. What meets is multiplied."""
    terms = latest(consolidations, day)
    left = np.where(rogue, settled(terms.rogue_activity_share) if terms else 1.0, 1.0)
    for campaign in campaigns:
        raid = campaign.on(day)
        if raid is not None:
            hit = rogue & np.array([not raid.sites or name in raid.sites for name in site_names], dtype=bool)
            left[hit] *= settled(raid.rogue_output_share)
    return left


def diversion_left(consolidations: Iterable[Consolidation], day: int) -> float:
    """What is left of the goods that licensed makers divert to illicit routes; 1 without a consolidation."""
    terms = latest(consolidations, day)
    return settled(terms.diversion_factor) if terms else 1.0


def routes_shut(campaigns: Iterable[EnforcementCampaign], day: int) -> frozenset[str]:
    """Illicit routes that some campaign shuts."""
    in_force = [terms for campaign in campaigns if (terms := campaign.on(day)) is not None]
    return frozenset(route for terms in in_force for route in terms.routes_shut)


def over_quota_factor(consolidations: Iterable[Consolidation], day: int) -> float:
    """Factor on the share of forbidden output that is made all the same."""
    terms = latest(consolidations, day)
    return settled(terms.over_quota_factor) if terms else 1.0


def seizure_factor(campaigns: Iterable[EnforcementCampaign], day: int) -> float:
    """Factor on the probability that an illicit consignment is seized."""
    factor = 1.0
    for campaign in campaigns:
        terms = campaign.on(day)
        factor *= settled(terms.seizure_factor) if terms else 1.0
    return factor
