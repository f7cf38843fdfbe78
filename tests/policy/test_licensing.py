"""Export licensing in tiny worlds worked by hand. Day 0 is a Monday; a month has 30.4375 days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.calendar import WorkClock
from simulation.policy.licensing import ExportLicensing, GeneralLicence
from simulation.policy.register import Outcome
from simulation.randomness import Floats, Streams
from simulation.scenario import measures
from simulation.scenario.numbers import Distribution
from tests.policy.links import MONDAY, Link, tonnes, traffic_of

MONTH = 30.4375


def terms(**fields: Any) -> measures.ExportLicensing:
    """Two days to prepare, three working days of an officer, nothing else, unless told."""
    given_or_default: dict[str, Any] = {
        "covers": ("heavy",),
        "officers": 1,
        "preparation_days": 2.0,
        "service_workdays": 3.0,
        "signature_workdays": 0.0,
    }
    return measures.ExportLicensing(
        name="licences", measure="export_licensing", date=MONDAY, **(given_or_default | fields)
    )


def general(share: float, **fields: Any) -> measures.GeneralLicence:
    return measures.GeneralLicence(
        name="general",
        measure="general_licence",
        date=MONDAY,
        target="licences",
        customers={"big-maker": share},
        **fields,
    )


class World:
    """A border with one licensing that has begun on day 0; ``run`` sends a flow each day and notes what passes."""

    def __init__(self, *links: Link, seed: int = 1, **fields: Any) -> None:
        self.env = simpy.Environment()
        self.ledger: list[tuple[float, str, str, int]] = []
        self.traffic = traffic_of(*(links or (Link(),)))
        self.licensing = ExportLicensing(
            terms(**fields),
            self.traffic,
            Streams(seed, 0),
            "china",
            self.env,
            WorkClock(MONDAY, 400),
            MONDAY,
            lambda *entry: self.ledger.append(entry),
        )
        self.day = 0
        self.licensing.begin(0)

    def run(self, until: int, *flow: float) -> Floats:
        """Tonnes that pass, ``passed[day, link]``, from today to the day before ``until``."""
        passed = []
        while self.day < until:
            passed.append(self.licensing.passes(self.day, tonnes(*flow)))
            self.day += 1
            self.env.run(until=simpy.Timeout(self.env, 1))
        return np.array(passed)

    def times_of(self, act: str) -> list[float]:
        return [time for time, what, _, _ in self.ledger if what == act]

    def amend(self, **fields: Any) -> None:
        self.licensing.amend(self.day, terms(**fields))


def test_the_first_goods_wait_for_documents_and_an_officer() -> None:
    # Blocked on day 0, filed on day 2 (Wednesday), worked on Wednesday to Friday, granted at the end of Friday:
    # on day 5 the 6 t of days 0 to 5 leave, then 1 t a day. A grant is for 3 x 30.4375 = 91.3 t.
    passed = World().run(10, 1.0)
    assert passed[:, 0].tolist() == [0, 0, 0, 0, 0, 6, 1, 1, 1, 1]


def test_goods_that_are_not_covered_pass_at_once() -> None:
    world = World(Link(), Link(material="motor"), Link(destination="china"))
    assert world.run(1, 1.0, 2.0, 3.0).tolist() == [[0.0, 2.0, 3.0]]


def test_a_grant_ends_with_its_tonnage_and_the_firm_files_ahead() -> None:
    # 5 / 30.4375 months are 5 t. Granted on day 5: 5 of the 6 t leave, and a repeat application starts at once:
    # filed on day 7 (Monday), half the work (1.5 days), granted on day 8.5, open on day 9: what waits is then
    # 1 + 4 = 5 t, and all of it leaves.
    passed = World(grant_months=5 / MONTH).run(10, 1.0)
    assert passed[:, 0] == pytest.approx([0, 0, 0, 0, 0, 5, 0, 0, 0, 5])


def test_a_firm_files_again_when_a_third_of_the_tonnage_is_left() -> None:
    # 18.001 t granted on day 5, 6 t of them leave at once and 1 t a day from day 6: on day 12 5.001 t are left, less
    # than a third. Filed on day 14 (Monday), granted on day 15.5, before the rest is used up on day 17: nothing waits.
    world = World(grant_months=18.001 / MONTH)
    passed = world.run(30, 1.0)
    assert passed[6:, 0] == pytest.approx(np.ones(24))
    assert world.times_of("application")[:2] == [2.0, 14.0]


def test_a_lapsed_grant_lets_nothing_go() -> None:
    # Valid for 3 days from day 5: days 5, 6, 7. With less than a day of it left (day 8) the firm files again; the
    # application runs from day 8 to day 10 (Thursday), half the work, granted on day 11.5, open on day 12.
    passed = World(validity_days=3.0).run(14, 1.0)
    assert passed[:, 0].tolist() == [0, 0, 0, 0, 0, 6, 1, 1, 0, 0, 0, 0, 5, 1]


def test_a_consignment_splits_over_the_files_of_its_link() -> None:
    # Two files of half a tonne a day, one officer, both filed on day 2: the first is granted at the end of Friday
    # (day 5: 3 t leave), the second takes Monday to Wednesday (day 10: 5.5 t and the first file's 0.5 t leave).
    passed = World(files_per_link=2.0).run(12, 1.0)
    assert passed[:, 0].tolist() == [0, 0, 0, 0, 0, 3, 0.5, 0.5, 0.5, 0.5, 6, 1]


def test_nothing_reaches_the_desk_without_goods() -> None:
    world = World()
    assert not world.run(20, 0.0).any()
    assert world.licensing.register.filed.sum() == 0


def test_favoured_destinations_are_taken_up_first() -> None:
    # Three files on day 2, three working days each. The idle officer takes the first; then Japan passes Europe.
    world = World(Link("europe"), Link("europe"), Link("japan"), priority={"japan": 1})
    world.run(30, 1.0, 1.0, 1.0)
    granted = {link: time for time, act, _, link in reversed(world.ledger) if act == "grant"}
    assert granted == {0: 5.0, 2: 10.0, 1: 15.0}


@pytest.mark.parametrize(("days", "japan", "second"), [(1.0, 10.0, 15.0), (3.0, 15.0, 10.0), (None, 15.0, 10.0)])
def test_waiting_makes_up_for_a_rank(days: float | None, japan: float, second: float) -> None:
    # Japan (rank 6) files on day 2, the second European (rank 5) on day 4; the officer is free on day 5, a Saturday. A
    # rank is worth 1 day: Japan counts as of day 8, Europe as of day 9; 3 days: 20 and 19. Ranks alone: Europe first.
    world = World(Link("europe"), Link("europe"), Link("japan"), priority={"japan": 6}, days_per_rank=days)
    world.run(2, 1.0, 0.0, 1.0)
    world.run(30, 1.0, 1.0, 1.0)
    granted = {link: time for time, act, _, link in reversed(world.ledger) if act == "grant"}
    assert granted == {0: 5.0, 2: japan, 1: second}


def test_an_amended_rank_moves_files_that_wait() -> None:
    # As above with a day a rank; from day 3 on Japan has rank 9: of day 11, after the European of day 9.
    world = World(Link("europe"), Link("europe"), Link("japan"), priority={"japan": 6}, days_per_rank=1.0)
    world.run(2, 1.0, 0.0, 1.0)
    world.run(3, 1.0, 1.0, 1.0)
    world.amend(priority={"japan": 9}, days_per_rank=1.0)
    world.run(30, 1.0, 1.0, 1.0)
    granted = {link: time for time, act, _, link in reversed(world.ledger) if act == "grant"}
    assert granted == {0: 5.0, 1: 10.0, 2: 15.0}


def test_a_class_is_not_processed_before_its_date() -> None:
    # India waits until day 14 (Monday): three days of work, granted on day 17, while the officer was idle before.
    waiting = {"india": measures.WaitingClass(until=MONDAY + timedelta(days=14), destinations=("india",))}
    passed = World(Link("india"), Link("europe"), waiting=waiting).run(18, 1.0, 1.0)
    assert np.flatnonzero(passed[:, 0]).tolist() == [17]
    assert np.flatnonzero(passed[:, 1])[0] == 5


def test_an_amended_date_frees_a_class_that_waits() -> None:
    # The desk opens for India on day 7 (Monday) instead of day 100: granted on day 10.
    def until(day: int) -> dict[str, measures.WaitingClass]:
        return {"raw": measures.WaitingClass(until=MONDAY + timedelta(days=day), covers=("dy_oxide",))}

    world = World(Link("india", "dy_oxide"), waiting=until(100))
    assert not world.run(7, 1.0).any()
    world.amend(waiting=until(0))
    assert world.run(12, 1.0)[:, 0].tolist() == [0, 0, 0, 11, 1]


def test_a_returned_file_needs_an_officer_twice_but_counts_once() -> None:
    # Filed on day 2, examined until day 5, returned for 9 days (day 14, a Monday), three days more: granted on day 17.
    world = World(return_share=1.0, return_days=9.0)
    assert np.flatnonzero(world.run(18, 1.0)[:, 0]).tolist() == [17]
    assert world.licensing.register.filed.tolist() == [0, 1, 0, 0]


def test_a_refused_file_sends_its_goods_back_for_good() -> None:
    # Refused at the end of Friday: on day 5 the 6 t of days 0 to 5 return, then each day's tonne.
    world = World(refusal_share=1.0)
    assert not world.run(5, 1.0).any()
    for back in (6.0, 1.0, 1.0):
        assert not world.run(world.day + 1, 1.0).any()
        assert world.licensing.refused.tolist() == [back]
    assert world.licensing.held.tolist() == [0.0]
    assert world.times_of("application") == [2.0]


def test_files_that_stand_for_several_meet_as_many_fewer_officers() -> None:
    # Two officers and two files of three days' work: both are done after three working days. If each stands for two
    # real files, one officer is left: the second file takes three more days.
    links = [Link("japan"), Link("japan")]
    alone, crowded = (World(*links, officers=2, files_stand_for=n).run(20, 1.0, 1.0) for n in (1.0, 2.0))
    first = [sorted(int(np.flatnonzero(run[:, link])[0]) for link in (0, 1)) for run in (alone, crowded)]
    assert first[0][0] == first[0][1] == first[1][0] < first[1][1]


def test_a_file_at_its_legal_limit_overtakes_where_the_limit_is_kept() -> None:
    # Nine files of favoured Japan, three days of work each. Where the limit of 5 working days is not kept, Europe's
    # file is the tenth: thirty working days from day 2, so day 44. Where it is kept, all that wait on day 9 are
    # overdue together, and the desk no longer asks where they come from.
    links = [Link("japan")] * 9 + [Link("europe")]
    rules: dict[str, Any] = {"priority": {"japan": 1}, "legal_limit_workdays": 5.0}
    worlds = World(*links, seed=2, **rules), World(*links, seed=2, **rules, limit_kept_share=1.0)
    ignored, kept = (int(np.flatnonzero(world.run(80, *[1.0] * 10)[:, 9])[0]) for world in worlds)
    assert ignored == 44
    assert kept < 44


def test_general_licences_skip_the_desk_from_their_date() -> None:
    # On day 3 the largest maker's customers are freed: 4 t leave at once; the small maker's wait for the desk.
    world = World(Link(), Link(site="small-maker"), preparation_days=50.0)
    licence = GeneralLicence(general(1.0), world.licensing)
    assert not world.run(3, 1.0, 1.0).any()
    licence.begin(3)
    assert world.run(5, 1.0, 1.0).tolist() == [[4.0, 0.0], [1.0, 0.0]]
    licence.end(5)
    assert not world.run(6, 1.0, 1.0).any()


def test_a_general_licence_takes_the_files_of_its_customers_off_the_desk() -> None:
    # Both files are filed on day 2; the licence comes on day 3, while the officer works on the first. He finishes it
    # for nothing on day 5, and the second is granted on day 10.
    world = World(Link(), Link(site="small-maker"))
    world.run(3, 1.0, 1.0)
    assert world.licensing.register.backlog == 2
    GeneralLicence(general(1.0), world.licensing).begin(3)
    assert world.licensing.register.backlog == 1
    world.run(20, 1.0, 1.0)
    assert world.times_of("withdrawal") == [3.0]
    assert world.times_of("grant") == [10.0]


def test_a_larger_share_of_general_licences_adds_customers_and_drops_none() -> None:
    world = World(*[Link()] * 40, preparation_days=50.0)
    free = []
    for share in (0.3, 0.6):
        GeneralLicence(general(share), world.licensing).begin(world.day)
        free.append(world.run(world.day + 1, *[1.0] * 40)[0] > 0)
    assert np.all(free[1][free[0]])
    assert 5 <= free[0].sum() < free[1].sum() < 35


def test_general_licences_may_be_for_some_destinations_only() -> None:
    world = World(Link("europe"), Link("japan"), preparation_days=50.0)
    GeneralLicence(general(1.0, destinations=("japan",)), world.licensing).begin(0)
    assert world.run(1, 1.0, 1.0).tolist() == [[0.0, 1.0]]


def test_the_end_lets_go_of_everything_and_closes_the_desk() -> None:
    world = World(preparation_days=1.0, service_workdays=50.0)
    assert not world.run(4, 1.0).any()
    world.licensing.end(4)
    assert world.run(6, 1.0).tolist() == [[5.0], [1.0]]
    assert world.licensing.register.backlog == 0
    world.run(100, 1.0)
    assert world.times_of("grant") == []


def test_before_it_begins_nothing_is_held_and_nobody_files() -> None:
    world = World()
    world.licensing.end(0)  # not in force
    assert world.run(5, 1.0).tolist() == [[1.0]] * 5
    assert world.licensing.register.filed.sum() == 0


def test_amended_coverage_frees_what_it_no_longer_covers_and_catches_what_it_adds() -> None:
    world = World(Link(material="heavy_magnet"), Link(material="standard_magnet"), preparation_days=50.0)
    assert world.run(2, 1.0, 1.0).tolist() == [[0.0, 1.0], [0.0, 1.0]]
    world.amend(covers=("standard_magnet",), preparation_days=50.0)
    assert world.run(4, 1.0, 1.0).tolist() == [[3.0, 0.0], [1.0, 0.0]]


def test_more_officers_shorten_the_queue_from_their_day() -> None:
    # Four files on day 2. Alone the officer grants on days 5, 10, 15, 22 (each three working days); with four officers
    # from day 7 (Monday) on, the other three are all granted on day 10.
    links = [Link()] * 4
    world = World(*links)
    world.run(7, *[1.0] * 4)
    world.amend(officers=4)
    world.run(30, *[1.0] * 4)
    assert world.times_of("grant")[:4] == [5.0, 10.0, 10.0, 10.0]


def test_amended_work_counts_for_files_that_wait() -> None:
    # Two files on day 2; on day 3 the work falls to one day: the first, already taken up, ends on day 5, the second
    # on Monday (day 8).
    world = World(Link(), Link())
    world.run(3, 1.0, 1.0)
    world.amend(service_workdays=1.0)
    world.run(12, 1.0, 1.0)
    assert world.times_of("grant") == [5.0, 8.0]


def test_a_supplier_without_normal_flow_gets_a_grant_for_what_waits() -> None:
    # 6 t are granted on day 5; then nothing is sent, and no file is opened for nothing.
    world = World(Link(rest=0.0))
    passed = world.run(6, 1.0)
    assert passed[:, 0].tolist() == [0, 0, 0, 0, 0, 6]
    assert not world.run(60, 0.0).any()
    assert len(world.times_of("application")) == 1


def test_the_register_counts_filings_and_grants_by_end_user() -> None:
    # Filed on day 2; by day 5 Europe's file is granted and Japan's has just been taken up.
    world = World(Link("europe"), Link("japan"), priority={"europe": 1})
    world.run(4, 1.0, 1.0)
    register = world.licensing.register
    assert (register.filed.tolist(), register.granted.tolist(), register.backlog) == ([0, 1, 1, 0], [0, 0, 0, 0], 2)
    world.run(6, 1.0, 1.0)
    assert (register.granted.tolist(), register.backlog) == ([0, 1, 0, 0], 1)
    np.testing.assert_array_equal(register.approved_share, [np.nan, 1.0, 0.0, np.nan])


def test_signatories_who_come_later_sign_what_waits() -> None:
    # Both files are examined by day 3 (Thursday) and need two days of a signatory: the only one would grant them on
    # day 5 and, after the weekend, on day 9; from day 4 on there are two, and the second is done on day 8.
    rules: dict[str, Any] = {"officers": 2, "service_workdays": 1.0, "signature_workdays": 2.0}
    alone, helped = (World(Link("europe"), Link("japan"), signatories=1, **rules) for _ in range(2))
    alone.run(12, 1.0, 1.0)
    assert alone.times_of("grant") == [5.0, 9.0]
    helped.run(4, 1.0, 1.0)
    helped.amend(signatories=2, **rules)
    helped.run(12, 1.0, 1.0)
    assert helped.times_of("grant") == [5.0, 8.0]


def test_answers_of_one_day_are_each_acted_on() -> None:
    # Four officers: all files are answered on day 5. Known end users are granted, new ones refused.
    rules: dict[str, Any] = {"officers": 4, "refusal_share": 1.0, "repeat_work_share": 1.0}
    world = World(*(Link("europe", rest=rest) for rest in (1.0, 2.0, 1.0, 3.0)), **rules)
    world.licensing.files.known[[1, 3]] = True
    world.run(5, 1.0, 2.0, 1.0, 3.0)
    passed = world.run(7, 1.0, 2.0, 1.0, 3.0)
    assert passed.tolist() == [[0.0, 12.0, 0.0, 18.0], [0.0, 2.0, 0.0, 3.0]]
    files = world.licensing.files
    assert files.dead.tolist() == [True, False, True, False]
    assert files.tonnage[[1, 3]] == pytest.approx([3 * MONTH * 2, 3 * MONTH * 3])


def test_of_an_older_grant_each_keeps_what_it_had_by_its_own_day() -> None:
    # Old grants end on days 8.5 and 9, new ones begin on days 8 and 9.5: only the first while its old one lives.
    files = World(Link("europe"), Link("japan")).licensing.files
    files.left[:], files.valid_until[:] = 2.0, [8.5, 9.0]
    files.grant(np.array([0, 1]), np.array([8.0, 9.5]), np.array([30.0, 30.0]), 100.0)
    assert files.left.tolist() == [32.0, 30.0]
    assert files.valid_until.tolist() == [108.0, 109.5]


def test_what_was_signed_before_terms_change_is_decided_under_those_that_held() -> None:
    # Signed at the end of Friday (day 5); from that day on everyone is refused, and nobody has asked yet.
    world = World()
    world.run(5, 1.0)
    world.amend(refusal_share=1.0)
    assert world.run(6, 1.0).tolist() == [[6.0]]


def test_cases_have_their_days_and_outcome() -> None:
    world = World(Link("europe"), Link("japan"), priority={"europe": 1})
    world.run(6, 1.0, 1.0)
    cases = world.licensing.register.cases()
    assert cases.filed.tolist() == [2.0, 2.0]
    np.testing.assert_array_equal(cases.decided, [5.0, np.nan])
    assert cases.outcome.tolist() == [Outcome.GRANTED, Outcome.PENDING]
    assert cases.buyer == ("europe-customer/0", "japan-customer/1")
    assert cases.region.tolist() == [1, 2]


def spread(per: str = "shipment") -> Distribution:
    return Distribution.model_validate({"uniform": (1.0, 30.0), "per": per})


def test_another_firm_shifts_nobodys_draws() -> None:
    # With an officer for everyone, Europe's first file is decided on the same day whether Japan trades or not.
    rules: dict[str, Any] = {"officers": 9, "preparation_days": spread(), "service_workdays": spread()}
    alone, together = World(Link("europe"), **rules), World(Link("europe"), Link("japan"), **rules)
    assert alone.run(90, 1.0)[:, 0].tolist() == together.run(90, 1.0, 1.0)[:, 0].tolist()


def test_a_draw_per_firm_is_the_same_for_all_its_files() -> None:
    world = World(
        Link(buyer="one"), Link(buyer="one", site="small-maker"), Link(buyer="two"), preparation_days=spread("firm")
    )
    world.run(40, 1.0, 1.0, 1.0)
    first: dict[int, float] = {link: time for time, act, _, link in reversed(world.ledger) if act == "application"}
    assert first[0] == first[1] != first[2]


def test_files_per_link_are_drawn_link_by_link_and_are_at_least_one() -> None:
    number = Distribution.model_validate({"uniform": (0.0, 6.0), "per": "shipment"})
    world = World(*[Link()] * 60, files_per_link=number)
    counts = np.bincount(world.licensing.files.link)
    assert counts.min() == 1
    assert counts.max() == 6
    assert world.licensing.files.by_link(world.licensing.files.part) == pytest.approx(np.ones(60))


@settings(max_examples=100, deadline=None)
@given(
    flows=st.lists(st.lists(st.floats(0, 50), min_size=4, max_size=4), min_size=1, max_size=60),
    files=st.integers(1, 4),
    refusal=st.floats(0, 1),
    back=st.floats(0, 1),
    months=st.floats(0, 2),
    relief=st.floats(0, 1),
    end=st.integers(1, 80),
    seed=st.integers(0, 5),
)
def test_no_tonne_gets_lost(
    flows: list[list[float]], files: int, refusal: float, back: float, months: float, relief: float, end: int, seed: int
) -> None:
    links = [Link(), Link("japan"), Link("india", rest=0.0), Link(material="motor")]
    world = World(
        *links,
        seed=seed,
        files_per_link=float(files),
        refusal_share=refusal,
        return_share=back,
        grant_months=months,
        preparation_days=spread(),
    )
    for day, flow in enumerate(flows):
        if day == len(flows) // 2:
            GeneralLicence(general(relief), world.licensing).begin(day)
        if day == end:
            world.licensing.end(day)
        before = world.licensing.held.copy()
        passed = world.run(day + 1, *flow)[0]
        after, refused = world.licensing.held, world.licensing.refused
        refused = np.zeros_like(flow) if refused is None else refused
        np.testing.assert_allclose(before + flow, passed + refused + after, rtol=1e-12, atol=1e-12)
        assert min(passed.min(), after.min(), refused.min()) >= 0
