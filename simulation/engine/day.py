"""The order of a day, as a list that can be read aloud and printed; each step drains what is due, in a fixed order."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulation.chain import reviewing
from simulation.chain.stock import Floats, Ints, summed
from simulation.market.price import DAYS_BETWEEN

from .recorder import DAYS_PER_WEEK
from .seasons import DAYS_OF_NOISE
from .world import World

Step = Callable[[World, int], None]


def live(world: World, day: int) -> None:
    """One day, from the first measure to the record."""
    for step in STEPS:
        step(world, day)


def measures_take_effect(world: World, day: int) -> None:
    world.effects.take_effect(day)
    world.able.settle(world.activity.share(day), world.rogue_work, world.effects)


def arrivals_are_booked(world: World, day: int) -> None:
    arrived = world.pipeline.arrivals(day)
    world.links.arrive(arrived, world.stocks)
    world.recorder.arrived(day, arrived)
    world.pipeline.clear(day)


def mines_dig(world: World, day: int) -> None:
    wanted = world.mines.capacity * world.season[day] * world.able.mines
    rate = world.effects.within_mining_quota(day, wanted)
    world.mines.dig(world.stocks, rate)
    world.recorder.dug(day, rate, world.effects.mined_over_quota)


def plants_work(world: World, day: int) -> None:
    plants = world.plants
    plants.finish(day, world.stocks)
    world.recorder.finished(day, plants.finished)
    wanted = plants.wanted(world.stocks, world.links.waiting, world.plan.factor)
    possible = plants.within_feed(world.stocks, np.minimum(wanted, plants.capacity * world.able.processes))
    plants.start(day, world.stocks, world.effects.within_separation_quota(day, possible))


def lines_build(world: World, day: int) -> None:
    able, week = world.able, day // DAYS_OF_NOISE
    demand = able.line_demand if world.line_noise is None else able.line_demand * world.line_noise[week]
    world.lines.build(world.stocks, demand, able.lines)
    factor = able.user_demand if world.user_noise is None else able.user_demand * world.user_noise[week]
    world.industries.use(world.stocks, factor)


def orders_are_placed(world: World, day: int) -> None:
    links, review, effects = world.links, world.review, world.effects
    if day % reviewing.DAYS_BETWEEN == 0 or effects.changed:
        _look_around(world, day)
    missing = world.up_to - world.stocks.level - links.coming
    extra_days = effects.extra_days(day)
    if extra_days is not None:
        missing += world.buyers.use * world.pace * extra_days
    links.place(np.maximum(missing, 0.0), review.split, review.split_of_buyer, review.most)


def _look_around(world: World, day: int) -> None:
    """Once a week, and when a measure changes something: plans are reviewed, and suppliers."""
    days, world.looked = day - world.looked, day
    world.links.drop(world.where.illicit)  # nobody waits longer for a smuggler
    if days:
        world.plan.review(world.links.asked_since / days, days)
        world.links.asked_since[:] = 0.0
        world.plan_of_stock[world.plants.feed] = world.plan.factor
    _look_at_suppliers(world, days)
    world.pace = world.effects.pace * world.plan_of_stock
    world.air_below = world.buyers.use * world.buyers.air_below_days
    # Late goods that are written off are not counted on.
    world.up_to = world.buyers.up_to(world.pace, world.review.raised) + world.review.written_off


def _look_at_suppliers(world: World, days: int) -> None:
    links, where, effects = world.links, world.where, world.effects
    share = links.share * (world.buyers.use > 0).take(links.buyer)
    smuggled = share[where.illicit] * effects.open_trade[where.illicit] * world.price_pull
    weight = share * effects.growth.take(where.supplier_site)
    weight[where.illicit] = 0.0
    barred = _barred(world)
    if barred is not None:
        weight *= 1.0 - barred
        barred = barred[: links.n_ordered]
    world.review.look(days, weight[: links.n_ordered], smuggled, barred)


def _barred(world: World) -> Floats | None:
    """Share of each link's trade that the border refuses for good; None where nothing is."""
    at_border = world.effects.border.barred
    if at_border is None or not at_border.any():
        return None
    barred = np.zeros(len(world.links.buyer))
    barred[world.where.frontier] = at_border
    return barred


def suppliers_dispatch(world: World, day: int) -> None:
    world.effects.release_reserves(day, world.stocks, world.buyers)
    world.links.allocate(world.stocks, world.scenario.market.allocation)
    world.surplus.take(world.stocks)


def border_decides(world: World, day: int) -> None:
    """Inland trade goes its way; whatever else leaves today meets the border or slips past it."""
    links, where, border, able = world.links, world.where, world.effects.border, world.able.links
    _send_inland(world, day)
    leaving = world.transit.leaving(day)
    flow = np.zeros(len(links.buyer))
    flow[leaving] = links.staged[leaving] if able is None else links.staged[leaving] * able[leaving]
    links.staged -= flow
    arriving = flow.take(where.frontier)
    crossing = border.passes(day, arriving)
    if crossing is not arriving:
        flow[where.frontier] = crossing
    if border.refused is not None:
        _take_back(world, border.refused)
    if len(where.illicit):
        flow[where.illicit] = _smuggle(world, day, flow.take(where.illicit))
    _depart(world, day, flow)
    world.departed = flow


def _send_inland(world: World, day: int) -> None:
    able = world.able.links
    for days, links in world.transit.inland:
        staged = world.links.staged[links]
        sent = staged if able is None else staged * able[links]
        world.pipeline.send_lane(day, (days, links), sent)
        staged -= sent  # after it was added to what is due, as the two may be one array


def _take_back(world: World, refused: Floats) -> None:
    """Refused goods stay with the supplier, and their orders are cancelled."""
    links, which = world.links, refused.nonzero()[0]
    back, tonnes = world.where.frontier[which], refused[which]
    world.stocks.level += summed(tonnes, links.supplier[back], links.n_stocks)
    links.cancel(back, tonnes)


def _smuggle(world: World, day: int, offered: Floats) -> Floats:
    leakage, links = world.leakage, world.links
    luck = None if world.leak_luck is None else world.leak_luck[day]
    left_behind = leakage.carry(offered, luck, world.effects.seizure_factor)
    if left_behind is not None:
        links.staged[leakage.links] += left_behind
    seized = leakage.seized.nonzero()[0]
    if len(seized):
        _seize(world, seized)
    world.recorder.seized(day, leakage.seized)
    return leakage.carried


def _seize(world: World, which: Ints) -> None:
    """Some consignments never arrive: ``which`` of the illicit links they are on."""
    links, tonnes = world.leakage.links[which], world.leakage.seized[which]
    world.links.cancel(links, tonnes)
    world.accounts.seized[links] += tonnes


def _depart(world: World, day: int, flow: Floats) -> None:
    gone = (flow > 0).nonzero()[0]
    flies = world.stocks.level < world.air_below
    by_air = flies[world.links.buyer[gone]]
    world.pipeline.send(day, gone, flow[gone], world.transit.days(day, gone, by_air))


def exports_are_booked(world: World, day: int) -> None:
    world.recorder.left_origin(day, world.departed)


def prices_settle(world: World, day: int) -> None:
    """Once a week: prices, and what smugglers, rogue works and users make of them."""
    if not len(world.prices.material):
        return
    world.prices.see(world.stocks.level)
    if (day + 1) % DAYS_BETWEEN:
        return
    world.prices.settle(world.effects.tax_factor[world.prices.material])
    world.price_pull = world.pull.of_links(world.prices)
    world.rogue_work = world.pull.of_sites(world.prices)
    world.adapting.review(day, world.prices, world.lines, world.industries, world.buyers)
    run = world.recorder.run
    run.prices[run.month_of_day[day]] += world.prices.now
    run.price_weeks[run.month_of_day[day]] += 1


def the_day_is_recorded(world: World, day: int) -> None:
    recorder, run, lines, effects = world.recorder, world.recorder.run, world.lines, world.effects
    recorder.lines(day, lines.built, lines.vehicles_per_day, lines.running, lines.stopped_today, lines.names)
    recorder.parts_makers(day, world.plants.short[recorder.parts_rows], world.plants.names)
    recorder.unmet(day, world.industries.unmet)
    run.held[day] = effects.border.held_t
    for desk in effects.made.desks:
        if desk.opened:
            recorder.desk(day, desk.backlog, desk.filed, desk.granted)
    if day % DAYS_PER_WEEK == 0:
        run.parts_cover[day // DAYS_PER_WEEK] = world.buyers.cover(world.stocks, world.where.parts_feed)
    recorder.day_is_over(day)


STEPS: tuple[Step, ...] = (
    measures_take_effect,
    arrivals_are_booked,
    mines_dig,
    plants_work,
    lines_build,
    orders_are_placed,
    suppliers_dispatch,
    border_decides,
    exports_are_booked,
    prices_settle,
    the_day_is_recorded,
)
"""What happens on a day, in this order; what falls on the same step happens in the order of names."""
