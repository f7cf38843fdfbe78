"""The order of a day, as a list that can be read aloud and printed; each step drains what is due, in a fixed order."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulation.chain.stock import Bools, Floats, summed
from simulation.market.price import DAYS_BETWEEN

from .world import World

Step = Callable[[World, int], None]


def live(world: World, day: int) -> None:
    """One day, from the first measure to the record."""
    for step in STEPS:
        step(world, day)


def measures_take_effect(world: World, day: int) -> None:
    world.effects.take_effect(day)


def arrivals_are_booked(world: World, day: int) -> None:
    arrived = world.pipeline.arrivals(day)
    level = world.stocks.level
    level += summed(arrived, world.links.buyer, len(level))
    world.links.on_order -= np.where(world.links.ordered, arrived, 0.0)
    _book_imports(world, day, arrived)


def _book_imports(world: World, day: int, arrived: Floats) -> None:
    """Customs abroad book what arrived as rare earths of the origin, each lane with its own delay."""
    recorder, where = world.recorder, world.where
    booked = arrived * where.booked_abroad
    for links, days in world.transit.booking:
        if day + days < recorder.run.n_days:
            recorder.booked_abroad(day + days, booked[links], where.destination[links])


def mines_dig(world: World, day: int) -> None:
    where, effects = world.where, world.effects
    work = world.activity.share(day) * effects.output * effects.growth * world.rogue_work
    wanted = world.mines.capacity * world.season[day] * work[where.mine_site]
    rate = effects.within_mining_quota(day, wanted)
    world.mines.dig(world.stocks, rate)
    run = world.recorder.run
    run.mined[run.month_of_day[day]] += rate.sum()
    illicit = np.where(where.rogue_mines, rate, effects.mined_over_quota(day))
    run.illicit_supply[run.month_of_day[day]] += illicit.sum()


def plants_work(world: World, day: int) -> None:
    plants, where, effects, run = world.plants, world.where, world.effects, world.recorder.run
    finished = plants.in_process[day % len(plants.in_process)]
    run.separated[run.month_of_day[day]] += float(finished @ np.where(where.separators, where.made_per_feed, 0.0))
    plants.finish(day, world.stocks)
    growth = effects.growth[where.process_site]
    wanted = plants.wanted(world.stocks, world.links.waiting(len(world.stocks.level)), world.plan.factor)
    work = (world.activity.share(day) * effects.output * world.rogue_work)[where.process_site] * growth
    possible = plants.within_feed(world.stocks, np.minimum(wanted, plants.capacity * work))
    plants.start(day, world.stocks, effects.within_separation_quota(day, possible))


def lines_build(world: World, day: int) -> None:
    where, lines, effects = world.where, world.lines, world.effects
    demand = effects.demand[where.line_site]
    able = (world.activity.share(day) * effects.output)[where.line_site]
    lines.build(world.stocks, demand if world.line_noise is None else demand * world.line_noise[day], able)
    world.accounts.consumed[lines.part] += lines.days_built[:, None] * lines.need
    factor = effects.demand[where.user_site]
    world.industries.use(world.stocks, factor if world.user_noise is None else factor * world.user_noise[day])
    world.accounts.consumed[world.industries.stock] += world.industries.used


def orders_are_placed(world: World, day: int) -> None:
    links, market, effects = world.links, world.scenario.market, world.effects
    links.drop(world.where.illicit)  # nobody waits for a smuggler
    links.give_up(market.cancelled_share_per_month)
    tolerated = links.tolerated()
    punctual = links.punctuality(tolerated)
    shunned = links.shunned(punctual, world.where.legal, len(world.stocks.level))
    raised = 1.0 + market.hoarding_share * links.lateness(punctual, len(world.stocks.level))
    pace = effects.pace * world.plan_of_stock
    written_off = np.where(shunned, market.shift_share * (links.on_order - tolerated), 0.0)
    wanted = world.buyers.wanted(world.stocks, links, pace, effects.extra_days(day), raised, written_off)
    links.place(wanted, _weights(world, shunned), _smuggled_share(world), effects.border.barred)
    _review_plans(world)


def _weights(world: World, shunned: Bools) -> Floats:
    """Weight of each legal link in its buyer's orders; late suppliers get none where another one is on time."""
    links, effects = world.links, world.effects
    weight = links.share * effects.growth[world.where.supplier_site]
    if effects.border.barred is not None:
        weight = weight * (1.0 - effects.border.barred)
    return np.where(links.ordered & world.where.legal & ~shunned, weight, 0.0)


def _smuggled_share(world: World) -> Floats:
    """Share of each buyer's orders on each illicit link: as at rest, as prices and laws have changed it since."""
    return np.where(world.where.legal, 0.0, world.links.share * world.effects.open_trade * world.price_pull)


def _review_plans(world: World) -> None:
    """Plants look at what was asked of them, and their feed stocks follow their plans."""
    orders = summed(world.links.placed, world.links.supplier, len(world.stocks.level))
    world.plan.review(orders)
    world.plan_of_stock[world.plants.feed] = world.plan.factor[:, None]


def suppliers_dispatch(world: World, day: int) -> None:
    world.effects.release_reserves(day, world.stocks, world.buyers)
    world.links.allocate(world.stocks, world.scenario.market.allocation)
    _sell_surplus(world)


def _sell_surplus(world: World) -> None:
    taken = world.surplus.taken(world.stocks.level)
    world.stocks.level[world.surplus.stock] -= taken
    world.accounts.surplus[world.surplus.stock] += taken


def border_decides(world: World, day: int) -> None:
    links, where = world.links, world.where
    leaving = links.dispatch(day, (world.activity.share(day) * world.effects.output)[where.supplier_site])
    smuggled = leaving[where.illicit]
    flow = world.effects.border.passes(day, np.where(where.legal, leaving, 0.0))
    _take_back(world, world.effects.border.refused)
    world.recorder.cleared(day, flow)
    flow[where.illicit] = _smuggle(world, day, smuggled)
    _depart(world, day, flow)


def _take_back(world: World, refused: Floats) -> None:
    """Refused goods stay with the supplier, and their orders are cancelled."""
    if refused.any():
        level = world.stocks.level
        level += summed(refused, world.links.supplier, len(level))
        world.links.cancel(refused)


def _smuggle(world: World, day: int, offered: Floats) -> Floats:
    leakage, links = world.leakage, world.links
    if not len(offered):
        return offered
    luck = None if world.leak_luck is None else world.leak_luck[:, day]
    left_behind = leakage.carry(offered, luck, world.effects.seizure_factor)
    links.staged[leakage.links] += left_behind
    seized = np.zeros(len(links.buyer))
    seized[leakage.links] = leakage.seized
    links.cancel(seized)
    world.accounts.seized += seized
    return leakage.carried


def _depart(world: World, day: int, flow: Floats) -> None:
    world.pipeline.send_all(day, world.transit.regular, flow)
    irregular = world.transit.irregular
    gone = irregular[flow[irregular] > 0]
    buyer = world.links.buyer[gone]
    use = world.buyers.use[buyer]
    cover = world.stocks.level[buyer] / np.maximum(use, 1e-300)
    by_air = (cover < world.buyers.air_below_days[buyer]) & (use > 0)
    world.pipeline.send(day, gone, flow[gone], world.transit.days(day, gone, by_air))


def smugglers_are_booked(world: World, day: int) -> None:
    leakage = world.leakage
    if len(leakage.links):
        flow = np.zeros(len(world.links.buyer))
        flow[leakage.links] = leakage.carried
        world.recorder.slipped_out(day, flow)
        run = world.recorder.run
        material = world.where.link_material[leakage.links]
        np.add.at(run.seized[run.month_of_day[day]], material, leakage.seized)


def prices_settle(world: World, day: int) -> None:
    """Once a week: prices, and what smugglers, rogue works and users make of them."""
    if not len(world.prices.material):
        return
    world.prices.see(world.stocks.level)
    if (day + 1) % DAYS_BETWEEN:
        return
    world.prices.settle(world.effects.tax_factor(day)[world.prices.material])
    world.price_pull = world.pull.of_links(world.prices)
    world.rogue_work = world.pull.of_sites(world.prices)
    world.adapting.review(day, world.prices, world.lines, world.industries, world.buyers)
    run = world.recorder.run
    run.prices[run.month_of_day[day]] += world.prices.now
    run.price_weeks[run.month_of_day[day]] += 1


def the_day_is_recorded(world: World, day: int) -> None:
    recorder, run, lines, where = world.recorder, world.recorder.run, world.lines, world.where
    recorder.lines(day, lines.built, lines.vehicles_per_day, lines.running, lines.stopped_today, lines.names)
    recorder.parts_makers(day, world.plants.short[recorder.parts_rows], world.plants.names)
    run.unmet[day] = summed(world.industries.unmet, where.user_industry, len(run.industries))
    run.held[day] = world.effects.border.held.sum()
    run.backlog[day], run.filed[day], run.granted[day] = world.effects.desk_counts()
    if day % 7 == 0:
        _record_cover(world, day)


def _record_cover(world: World, day: int) -> None:
    """Median days of cover of the parts makers of each region, once a week."""
    level = world.stocks.level[world.where.main_feed] / np.maximum(world.buyers.use[world.where.main_feed], 1e-300)
    for region, rows in enumerate(world.where.by_region_parts):
        if len(rows):
            world.recorder.run.parts_cover[day, region] = np.median(level[rows])


STEPS: tuple[Step, ...] = (
    measures_take_effect,
    arrivals_are_booked,
    mines_dig,
    plants_work,
    lines_build,
    orders_are_placed,
    suppliers_dispatch,
    border_decides,
    smugglers_are_booked,
    prices_settle,
    the_day_is_recorded,
)
"""What happens on a day, in this order; what falls on the same step happens in the order of names."""
