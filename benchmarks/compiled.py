"""The practical limit: the arithmetic of a day in compiled loops over arrays of the size of a world of ours.

Arrivals, mines, plants, lines, other users, orders up to a level, shares of what there is, consignments: no measures,
no prices, no records, no events. Masses are t REO, as in the engine.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from simulation.chain.plant import FEED_CORRECTION_DAYS
from simulation.chain.stock import Bools, Floats, Ints
from simulation.engine.seasons import DAYS_OF_NOISE
from simulation.engine.world import World


class Arrays(NamedTuple):
    """What the loop works on; the tables are those of the engine."""

    level: Floats
    due: Floats
    buyer: Ints
    supplier: Ints
    share: Floats
    pushed: Bools
    transit: Ints
    every: Ints
    phase: Ints
    staged: Floats
    on_order: Floats
    backlog: Floats
    by_stock: Floats
    given: Floats
    up_to: Floats
    feed: Ints
    per_feed: Floats
    product: Ints
    per_product: Floats
    capacity: Floats
    rest: Floats
    days: Ints
    finishing: Floats  # [day % length, process]
    in_process: Floats
    feed_driven: Bools
    make_up_to: Floats
    feed_target: Floats
    part: Ints
    need: Floats
    vehicles_per_day: Floats
    noise: Floats
    user_stock: Ints
    user_demand: Floats
    mine_product: Ints
    mine_rate: Floats


def arrays_of(world: World) -> Arrays:
    """A fresh copy of what a world at rest starts with."""
    links, plants, lines, buyers, users = world.links, world.plants, world.lines, world.buyers, world.industries
    not_ordered = np.zeros(len(links.buyer) - links.n_ordered)
    calm = np.ones((world.n_days, len(lines.names)))
    ring = np.zeros((int(plants.days.max()) + 1, len(plants.names)))
    for days, finishing in enumerate(ring):
        finishing[:] = np.where(days < plants.days, plants.rest, 0.0)
    return Arrays(
        level=world.stocks.level.copy(),
        due=world.pipeline.due.copy(),
        buyer=links.buyer,
        supplier=links.supplier,
        share=links.share,
        pushed=np.arange(len(links.buyer)) >= links.n_ordered,
        transit=world.transit.usual,
        every=world.transit.every,
        phase=world.transit.phase,
        staged=links.staged.copy(),
        on_order=np.append(links.on_order, not_ordered),
        backlog=np.append(links.backlog, not_ordered),
        by_stock=np.zeros(len(world.stocks.level)),
        given=np.zeros(len(world.stocks.level)),
        up_to=buyers.use * (buyers.cover_days + buyers.lead_days),
        feed=plants.feed.T.copy(),
        per_feed=plants.per_feed.T.copy(),
        product=plants.product.T.copy(),
        per_product=plants.per_product.T.copy(),
        capacity=plants.capacity,
        rest=plants.rest,
        days=plants.days,
        finishing=ring,
        in_process=ring.sum(axis=0),
        feed_driven=plants.feed_driven,
        make_up_to=plants.up_to,
        feed_target=plants.feed_target,
        part=lines.part.T.copy(),
        need=lines.need.T.copy(),
        vehicles_per_day=lines.vehicles_per_day,
        noise=calm if world.line_noise is None else np.repeat(world.line_noise, DAYS_OF_NOISE, axis=0),
        user_stock=users.stock,
        user_demand=users.demand,
        mine_product=world.mines.product,
        mine_rate=world.mines.capacity,
    )


@numba.njit
def live_through(days: int, world: Arrays) -> float:
    """Vehicles built in ``days``. The call that compiles it is the one that is not counted."""
    built = 0.0
    for day in range(days):
        _arrive(world, day)
        _dig(world)
        _make(world, day)
        built += _build(world, day)
        _order(world)
        _allocate(world)
        _ship(world, day)
    return built


@numba.njit
def _arrive(w: Arrays, day: int) -> None:
    row = day % len(w.due)
    for x in range(len(w.buyer)):
        w.level[w.buyer[x]] += w.due[row, x]
        w.on_order[x] -= 0.0 if w.pushed[x] else w.due[row, x]
        w.due[row, x] = 0.0


@numba.njit
def _dig(w: Arrays) -> None:
    for m in range(len(w.mine_product)):
        w.level[w.mine_product[m]] += w.mine_rate[m]


@numba.njit
def _make(w: Arrays, day: int) -> None:
    w.by_stock[:] = 0.0
    for x in range(len(w.buyer)):
        w.by_stock[w.supplier[x]] += w.backlog[x]
    row = day % len(w.finishing)
    for p in range(len(w.capacity)):
        for k in range(w.product.shape[1]):
            w.level[w.product[p, k]] += w.finishing[row, p] * w.per_product[p, k]
        w.in_process[p] -= w.finishing[row, p]
        w.finishing[row, p] = 0.0
        starts = min(_wanted(w, p), w.capacity[p])
        for k in range(w.feed.shape[1]):
            if w.per_feed[p, k] > 0:
                starts = min(starts, max(w.level[w.feed[p, k]], 0.0) / w.per_feed[p, k])
        for k in range(w.feed.shape[1]):
            w.level[w.feed[p, k]] -= starts * w.per_feed[p, k]
        w.finishing[(day + w.days[p]) % len(w.finishing), p] += starts
        w.in_process[p] += starts


@numba.njit
def _wanted(w: Arrays, p: int) -> float:
    if w.feed_driven[p]:
        return max(w.rest[p] + (w.level[w.feed[p, 0]] - w.feed_target[p]) / FEED_CORRECTION_DAYS, 0.0)
    main = w.product[p, 0]
    position = w.level[main] - w.by_stock[main] + w.in_process[p] * w.per_product[p, 0]
    return max((w.make_up_to[p] - position) / w.per_product[p, 0], 0.0)


@numba.njit
def _build(w: Arrays, day: int) -> float:
    built = 0.0
    for i in range(len(w.vehicles_per_day)):
        rate = w.noise[day, i]
        for k in range(w.part.shape[1]):
            if w.need[i, k] > 0:
                rate = min(rate, max(w.level[w.part[i, k]], 0.0) / w.need[i, k])
        for k in range(w.part.shape[1]):
            w.level[w.part[i, k]] -= rate * w.need[i, k]
        built += rate * w.vehicles_per_day[i]
    for u in range(len(w.user_stock)):
        w.level[w.user_stock[u]] -= min(w.user_demand[u], max(w.level[w.user_stock[u]], 0.0))
    return built


@numba.njit
def _order(w: Arrays) -> None:
    """Up to the level of every stock, less what is there and on order, split by the shares of its links."""
    w.by_stock[:] = 0.0
    for x in range(len(w.buyer)):
        w.by_stock[w.buyer[x]] += 0.0 if w.pushed[x] else w.on_order[x]
    for k in range(len(w.level)):
        w.by_stock[k] = max(w.up_to[k] - w.level[k] - w.by_stock[k], 0.0) if w.up_to[k] > 0 else 0.0
    for x in range(len(w.buyer)):
        ordered = 0.0 if w.pushed[x] else w.by_stock[w.buyer[x]] * w.share[x]
        w.backlog[x] += ordered
        w.on_order[x] += ordered


@numba.njit
def _allocate(w: Arrays) -> None:
    """Every supplier serves the same share of all orders; pushed links take theirs of what there is."""
    w.by_stock[:] = 0.0
    for x in range(len(w.buyer)):
        if w.pushed[x]:
            w.backlog[x] = w.share[x] * w.level[w.supplier[x]]
        w.by_stock[w.supplier[x]] += w.backlog[x]
    for k in range(len(w.level)):
        w.by_stock[k] = min(max(w.level[k], 0.0) / w.by_stock[k], 1.0) if w.by_stock[k] > 0 else 0.0
    for x in range(len(w.buyer)):
        given = w.backlog[x] * w.by_stock[w.supplier[x]]
        w.backlog[x] -= given
        w.staged[x] += given
        w.given[w.supplier[x]] += given
    for k in range(len(w.level)):
        w.level[k] -= w.given[k]
        w.given[k] = 0.0


@numba.njit
def _ship(w: Arrays, day: int) -> None:
    for x in range(len(w.buyer)):
        if (day + w.phase[x]) % w.every[x] == 0:
            w.due[(day + w.transit[x]) % len(w.due), x] += w.staged[x]
            w.staged[x] = 0.0
