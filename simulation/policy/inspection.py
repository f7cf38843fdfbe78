"""Inspection of look-alikes: uncontrolled goods that share a customs code are taken aside and tested.

A delay of fixed length would only move the trough of trade by that length. Here a queue forms for each destination
while capacity is below the flow, and it is worked off once capacity has caught up.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from simulation.calendar import WorkClock
from simulation.randomness import Floats
from simulation.scenario import measures

from .border import Bools, Gate, Ints, Traffic, covered
from .drawing import settled


class Lane:
    """The queue at the test benches for one destination: first in, first out; goods of one day share alike."""

    def __init__(self, links: Ints, normal_t_per_day: float) -> None:
        self.links = links
        """Covered links to the destination."""
        self.normal_t_per_day = normal_t_per_day
        """Their flow at rest, by which capacity is measured."""
        self._days: deque[tuple[Ints, Floats]] = deque()  # links and t REO of each day's goods, the oldest first

    @property
    def empty(self) -> bool:
        return not self._days

    def take_in(self, tonnes: Floats) -> None:
        """Queue ``tonnes`` of each of the lane's links."""
        if np.count_nonzero(tonnes):
            self._days.append((self.links, tonnes))

    def clear(self, capacity_t: float, out: Floats) -> None:
        """Test up to ``capacity_t`` and add it to ``out[link]``."""
        while self._days and capacity_t > 0:
            links, waiting = self._days.popleft()
            total = float(np.add.reduce(waiting))
            tested = waiting if total <= capacity_t else waiting * (capacity_t / total)
            out[links] += tested
            if total > capacity_t:
                self._days.appendleft((links, waiting - tested))
            capacity_t -= total

    def let_go(self, free: Bools, out: Floats) -> None:
        """Add what waits of the links ``free[link]`` to ``out[link]``; the rest keeps its place."""
        days, self._days = self._days, deque()
        for links, waiting in days:
            goes = free[links]
            out[links[goes]] += waiting[goes]
            if not goes.all():
                self._days.append((links[~goes], waiting[~goes]))

    def forget(self) -> None:
        """Nothing waits any more."""
        self._days.clear()


class Inspection(Gate):
    """Covered goods are held as far as customs of the origin cannot test them at once.

    Capacity is a share of each destination's covered flow at rest: constant until ``ramp_start_day`` after the measure,
    then growing over ``ramp_days`` to 1 + ``clearance_share``. With a ``clock`` the benches stand still on closed days
    and do as much more on the others, so that a share of 1 keeps up with the flow of an ordinary week. As soon as
    nothing waits and capacity has reached the flow, everything passes.
    """

    def __init__(
        self, terms: measures.Inspection, traffic: Traffic, origin: str, clock: WorkClock | None = None
    ) -> None:
        super().__init__(terms.name, traffic.links)
        self._traffic, self._origin, self._clock = traffic, origin, clock
        self._days_per_workday = len(clock.works) / max(sum(clock.works), 1) if clock else 1.0
        self._begun = 0
        self._lanes: dict[int, Lane] = {}
        self._freed = np.zeros(traffic.links)
        self._take_terms(terms)

    def begin(self, day: int) -> None:
        super().begin(day)
        self._begun = day

    def amend(self, day: int, terms: measures.Inspection) -> None:
        """Other terms hold from today; what they no longer cover leaves. The ramp still counts from the beginning."""
        self._take_terms(terms)

    def _take_terms(self, terms: measures.Inspection) -> None:
        self._terms = terms
        self._covered = covered(self._traffic, terms, self._origin)
        for lane in self._lanes.values():
            lane.let_go(~self._covered, self._freed)
        before, self._lanes = self._lanes, {}
        for region in np.unique(self._traffic.destination[self._covered]).tolist():
            links = np.flatnonzero(self._covered & (self._traffic.destination == region))
            lane = self._lanes[region] = before.get(region, Lane(links, 0.0))
            lane.links = links
            lane.normal_t_per_day = float(self._traffic.rest_t_per_day[links].sum())

    def capacity_share(self, day: int) -> float:
        """Share of the flow at rest that can be tested a day, over an ordinary week."""
        first, last = settled(self._terms.capacity_share), 1.0 + self._terms.clearance_share
        ramp_days = settled(self._terms.ramp_days)
        since = day - self._begun - settled(self._terms.ramp_start_day)
        if since < 0:
            return first
        return last if since >= ramp_days else first + (last - first) * since / ramp_days

    def _decide(self, day: int, flow: Floats) -> Floats:
        aside = np.where(self._covered, flow * settled(self._terms.held_share), 0.0)
        tested, self._freed = self._freed, np.zeros_like(flow)
        share = self.capacity_share(day)
        for lane in self._lanes.values():
            self._work(day, lane, share, aside, tested)
        self.held = np.maximum(self.held + aside - tested, 0.0)  # rounding may leave less than nothing
        return flow - aside + tested

    def _work(self, day: int, lane: Lane, share: float, aside: Floats, tested: Floats) -> None:
        """One day at one lane: add what leaves it to ``tested[link]``; ``share`` of the flow at rest can be tested."""
        if lane.empty and share >= 1:
            tested[lane.links] += aside[lane.links]
        else:
            lane.take_in(aside[lane.links])
            lane.clear(self._capacity_t(day, lane, share), tested)

    def _capacity_t(self, day: int, lane: Lane, share: float) -> float:
        """t REO that can be tested today; where trade has no normal flow, all or nothing."""
        if self._clock and day < len(self._clock.works) and not self._clock.works[day]:
            return 0.0
        if lane.normal_t_per_day == 0:
            return math.inf if share >= 1 else 0.0
        return share * lane.normal_t_per_day * self._days_per_workday

    def _empty(self, flow: Floats) -> Floats:
        for lane in self._lanes.values():
            lane.forget()
        self._freed = np.zeros_like(flow)
        return super()._empty(flow)
