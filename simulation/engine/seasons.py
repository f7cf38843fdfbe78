"""The calendar as factors: monsoon, shutdowns, and the noise of demand and digging from week to week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from scipy.special import ndtri

from simulation.calendar import months_of_days
from simulation.chain.stock import Floats, Ints
from simulation.randomness import Streams
from simulation.scenario import sites
from simulation.scenario.schema import Scenario, Shutdown

from .covers import INDUSTRY_STAGE, LINE_STAGE, stage_of

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS_OF_NOISE = 7
"""Demand and digging vary from week to week, counted from day 0."""


@dataclass
class Activity:
    """Share of normal work by site and day: ``share(day)[site]``, ones on all but a few days."""

    normal: Floats
    on_day: dict[int, Floats]

    def share(self, day: int) -> Floats:
        return self.on_day.get(day, self.normal)


def activity(scenario: Scenario, n_days: int) -> Activity:
    """Shutdowns of the calendar as factors by site, in the order of ``scenario.sites``."""
    normal = np.ones(len(scenario.sites))
    on_day: dict[int, Floats] = {}
    for shutdown in scenario.calendar.shutdowns.values() if scenario.calendar.on else ():
        closed = np.array([_closes(shutdown, site) for site in scenario.sites.values()], dtype=bool)
        day = shutdown.first
        while day <= shutdown.last:
            number = (day - scenario.start).days
            if 0 <= number < n_days:
                on_day.setdefault(number, normal.copy())[closed] *= shutdown.activity
            day += timedelta(days=1)
    return Activity(normal, on_day)


def ordering_ahead(scenario: Scenario, n_days: int) -> dict[int, Floats]:
    """Days of use by which buyers abroad raise their stocks before shutdowns, to live on: ``[day][selling site]``."""
    extra: dict[int, Floats] = {}
    for shutdown in scenario.calendar.shutdowns.values() if scenario.calendar.on else ():
        if shutdown.stocked_up_days > 0:
            closed = np.array([_closes(shutdown, site) for site in scenario.sites.values()], dtype=bool)
            first = (shutdown.first - scenario.start).days
            for day in range(max(first - round(shutdown.ordered_ahead_days), 0), min(first, n_days)):
                extra[day] = extra.get(day, 0.0) + closed * shutdown.stocked_up_days
    return extra


def _closes(shutdown: Shutdown, site: sites.AnySite) -> bool:
    stage = stage_of(site)
    stages = shutdown.stages
    return site.region == shutdown.region and (stage in stages if stages else stage not in (LINE_STAGE, INDUSTRY_STAGE))


def mining_season(scenario: Scenario, names: list[str], streams: Streams, n_days: int) -> Floats:
    """``factor[day, mine]``: the season of each mine, and its noise."""
    factors = np.ones((n_days, len(names)))
    months = (scenario.start.month - 1 + months_of_days(scenario.start, n_days)[1]) % len(MONTHS)
    for m, name in enumerate(names):
        mine = scenario.sites[name]
        assert isinstance(mine, sites.Mine)
        if scenario.calendar.on and mine.season:
            factors[:, m] *= np.array([mine.season.get(month, 1.0) for month in MONTHS])[months]
    noise = weekly_noise(scenario.noise.mining_cv if scenario.noise.on else 0.0, streams, names, n_days)
    return factors if noise is None else factors * np.repeat(noise, DAYS_OF_NOISE, axis=0)[:n_days]


def weekly_noise(cv: float, streams: Streams, owners: list[str], n_days: int) -> Floats | None:
    """``factor[week, owner]``: mean 1, standard deviation ``cv``, never negative; None where all are 1."""
    if cv == 0 or not owners:
        return None
    weeks = n_days // DAYS_OF_NOISE + 1
    luck = np.concatenate([streams.uniforms(owner, "weekly noise", weeks) for owner in owners]).reshape(-1, weeks)
    factors: Floats = np.maximum(1.0 + cv * ndtri(luck.T), 0.0)
    return factors


def demand_noise(scenario: Scenario, owners: list[str], streams: Streams, n_days: int) -> Floats | None:
    """``factor[week, owner]`` of demand; None where there is no noise."""
    return weekly_noise(scenario.noise.demand_cv if scenario.noise.on else 0.0, streams, owners, n_days)


def books(scenario: Scenario, streams: Streams, n_days: int) -> Ints:
    """``month[region, day]``: the month in whose trade statistics each region's customs book a day.

    With noise they close the books of a month some days after its end, or before: what one month lacks the next has.
    """
    _, month_of_day = months_of_days(scenario.start, n_days)
    spread = scenario.noise.books_days if scenario.noise.on else 0.0
    if spread == 0:
        return np.tile(month_of_day, (len(scenario.regions), 1))
    ends = np.flatnonzero(np.diff(month_of_day)) + 1
    luck = (ndtri(streams.uniforms(region, "closing of books", len(ends))) for region in scenario.regions)
    closings = (np.maximum.accumulate(ends + np.rint(spread * late)) for late in luck)
    return np.stack([np.searchsorted(closing, np.arange(n_days), side="right") for closing in closings])
