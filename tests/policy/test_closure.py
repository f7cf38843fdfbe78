"""Closed borders and banned buyers in tiny worlds worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.policy.closure import BorderClosure, Embargo, EntityBan
from simulation.randomness import Streams
from simulation.scenario import measures
from tests.policy.links import MONDAY, Link, Traffic, tonnes, traffic_of

ORE = Link(origin="india", destination="china", material="dy_oxide")


def closed(share: float = 1.0, **fields: Any) -> measures.BorderClosure:
    given_or_default: dict[str, Any] = {"covers": ("dy_oxide",), "origins": ("india",)}
    return measures.BorderClosure(
        name="closed", measure="border_closure", date=MONDAY, share=share, **(given_or_default | fields)
    )


def closure(terms: measures.BorderClosure, *links: Link) -> BorderClosure:
    control = BorderClosure(terms, traffic_of(*links), "china")
    control.begin(0)
    return control


def test_goods_wait_until_the_border_opens() -> None:
    # 3 t on each of two days wait; on the third day the border opens for them and for the day's 3 t.
    control = closure(closed(), ORE, Link())
    assert control.passes(0, tonnes(3, 5)).tolist() == [0, 5]
    assert control.passes(1, tonnes(3, 5)).tolist() == [0, 5]
    assert control.held.tolist() == [6, 0]
    control.end(2)
    assert control.passes(2, tonnes(3, 5)).tolist() == [9, 5]


def test_a_border_that_is_partly_closed_holds_a_share() -> None:
    control = closure(closed(0.25), ORE)
    assert control.passes(0, tonnes(8)).tolist() == [6]
    assert control.held.tolist() == [2]


def test_a_border_that_opens_half_way_lets_half_of_what_waits_go() -> None:
    # 8 t wait. Then half is closed: 4 t of them and half of the day's 8 t pass.
    control = closure(closed(), ORE)
    control.passes(0, tonnes(8))
    control.amend(1, closed(0.5))
    assert control.passes(1, tonnes(8)).tolist() == [8]
    assert control.held.tolist() == [8]
    assert control.passes(2, tonnes(8)).tolist() == [4]  # what waits stays until the next change


def test_a_border_that_closes_further_holds_what_waits() -> None:
    control = closure(closed(0.5), ORE)
    control.passes(0, tonnes(8))
    control.amend(1, closed(1.0))
    assert control.passes(1, tonnes(8)).tolist() == [0]
    assert control.held.tolist() == [12]


def test_what_an_amendment_no_longer_covers_leaves() -> None:
    control = closure(closed(), ORE)
    control.passes(0, tonnes(8))
    control.amend(1, closed(covers=("motor",)))
    assert control.passes(1, tonnes(0)).tolist() == [8]


@settings(deadline=None)
@given(
    flows=st.lists(st.lists(st.floats(0, 1e3), min_size=2, max_size=2), min_size=1, max_size=30),
    shares=st.lists(st.floats(0, 1), min_size=30, max_size=30),
    end=st.integers(0, 40),
)
def test_no_tonne_gets_lost_at_a_closed_border(flows: list[list[float]], shares: list[float], end: int) -> None:
    control = closure(closed(), ORE, Link())
    for day, flow in enumerate(flows):
        control.amend(day, closed(shares[day]))
        if day == end:
            control.end(day)
        before = control.held.copy()
        out = control.passes(day, tonnes(*flow))
        np.testing.assert_allclose(before + flow, out + control.held, rtol=1e-12, atol=1e-9)
        assert min(out.min(), control.held.min()) >= 0


def embargoed(release_days: float = 0.0, **fields: Any) -> measures.Embargo:
    given_or_default: dict[str, Any] = {"covers": ("dy_oxide",), "destinations": ("japan",)}
    return measures.Embargo(
        name="embargo", measure="embargo", date=MONDAY, release_days=release_days, **(given_or_default | fields)
    )


def embargo(terms: measures.Embargo, *links: Link) -> Embargo:
    control = Embargo(terms, traffic_of(*links), "china")
    control.begin(0)
    return control


OXIDE = Link("japan", "dy_oxide")


def test_an_embargo_does_not_touch_other_goods_and_other_countries() -> None:
    control = embargo(embargoed(), OXIDE, Link("japan", "heavy_magnet"), Link("europe", "dy_oxide"))
    assert control.passes(0, tonnes(1, 2, 3)).tolist() == [0, 2, 3]


def test_an_embargo_without_a_release_ends_at_once() -> None:
    control = embargo(embargoed(), OXIDE)
    control.passes(0, tonnes(8))
    control.end(1)
    assert control.passes(1, tonnes(1)).tolist() == [9]


def test_held_goods_are_let_go_evenly_over_the_release() -> None:
    # 8 t wait at the end, and nothing new comes: 2 t leave on each of four days.
    control = embargo(embargoed(4.0), OXIDE)
    control.passes(0, tonnes(8))
    control.end(1)
    assert [control.passes(day, tonnes(0))[0] for day in range(1, 6)] == pytest.approx([2, 2, 2, 2, 0])


def test_new_flow_passes_in_rising_shares_during_the_release() -> None:
    # Of 4 t a day 1, 2, 3 and 4 t pass. The 3 t held on the first day leave at 1 t a day, the 2 t of the second too.
    control = embargo(embargoed(4.0), OXIDE)
    control.passes(0, tonnes(0))
    control.end(1)
    assert [control.passes(day, tonnes(4))[0] for day in range(1, 6)] == pytest.approx(
        [1, 2 + 1, 3 + 1 + 1, 4 + 1 + 1 + 1, 4]
    )
    assert control.open_share(2) == 0.5


def test_a_release_may_be_amended_on_its_way() -> None:
    # Half of 8 t is gone after two of four days. Three of eight days are fewer than half: nothing leaves on that day,
    # and the other 4 t on the five that follow.
    control = embargo(embargoed(4.0), OXIDE)
    control.passes(0, tonnes(8))
    control.end(1)
    assert [control.passes(day, tonnes(0))[0] for day in (1, 2)] == pytest.approx([2, 2])
    control.amend(3, embargoed(8.0))
    assert [control.passes(day, tonnes(0))[0] for day in range(3, 9)] == pytest.approx([0] + [0.8] * 5)


@settings(deadline=None)
@given(
    flows=st.lists(st.lists(st.floats(0, 1e3), min_size=2, max_size=2), min_size=1, max_size=30),
    share=st.floats(0, 1),
    release=st.floats(0, 40),
    end=st.integers(0, 30),
)
def test_no_tonne_gets_lost_at_an_embargo(flows: list[list[float]], share: float, release: float, end: int) -> None:
    control = embargo(embargoed(release, share=share), OXIDE, Link())
    for day, flow in enumerate(flows):
        if day == end:
            control.end(day)
        before = control.held.copy()
        out = control.passes(day, tonnes(*flow))
        np.testing.assert_allclose(before + flow, out + control.held, rtol=1e-12, atol=1e-9)
        assert min(out.min(), control.held.min()) >= 0
    if len(flows) > end + release:
        assert not control.held.any()


def ban(share_of_firms: float) -> measures.EntityBan:
    return measures.EntityBan(
        name="list", measure="entity_ban", date=MONDAY, covers=("heavy",), share_of_firms=share_of_firms
    )


BUYERS = traffic_of(*[Link(buyer=f"customer/{row // 2}") for row in range(80)], Link(material="motor"))


def refused(share: float, traffic: Traffic = BUYERS) -> list[bool]:
    """Which links are refused, one tonne each, from day 0 on."""
    control = EntityBan(ban(share), traffic, Streams(1, 0), "china")
    control.begin(0)
    flow = np.ones(traffic.links)
    out = control.passes(0, flow)
    np.testing.assert_array_equal(out + control.refused, flow)
    assert not control.held.any()
    return (control.refused > 0).tolist()


def test_a_ban_for_all_refuses_all_covered_goods() -> None:
    assert refused(1.0) == [True] * 80 + [False]


def test_a_ban_for_none_refuses_nothing() -> None:
    assert refused(0.0) == [False] * 81


def test_a_buyer_is_on_the_list_with_all_its_trade() -> None:
    links = refused(0.5)
    assert links[0:80:2] == links[1:80:2]
    assert 10 <= sum(links[0:80:2]) <= 30


def test_a_longer_list_holds_everybody_who_was_on_the_shorter_one() -> None:
    assert all(longer for shorter, longer in zip(refused(0.3), refused(0.6), strict=True) if shorter)


def test_who_is_on_the_list_does_not_depend_on_who_else_trades() -> None:
    some = traffic_of(*[Link(buyer=f"customer/{row // 2}") for row in range(40, 80)])
    assert refused(0.5, some) == refused(0.5)[40:80]


def test_a_ban_can_be_amended_and_lifted() -> None:
    control = EntityBan(ban(1.0), BUYERS, Streams(1, 0), "china")
    assert control.passes(0, np.ones(81)).sum() == 81
    control.begin(1)
    assert control.passes(1, np.ones(81)).sum() == 1
    control.amend(2, ban(0.0))
    assert control.passes(2, np.ones(81)).sum() == 81
    control.amend(3, ban(1.0))
    control.end(4)
    assert control.passes(4, np.ones(81)).sum() == 81
    assert control.refused is None
