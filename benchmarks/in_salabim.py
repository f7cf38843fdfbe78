"""The common chain in salabim, as its manual has it: anonymous resources for bulk, components for the rest."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import salabim

from simulation.randomness import Floats

from .chain import WARM_UP_DAYS, Chain, Figures, StockPoint

salabim.yieldless(False)
NEVER_FULL = 1e6  # t


class Shipment(salabim.Component):
    """Goods on their way from a supplier's stock to a buyer's; what is taken, the supplier orders again."""

    def setup(self, buyer: Stock, tonnes: float) -> None:
        self.buyer, self.tonnes = buyer, tonnes

    def process(self) -> Iterator[object]:
        supplier = self.buyer.supplier
        if supplier is not None:
            yield self.request((supplier.on_hand, self.tonnes))
            supplier.taken(self.tonnes)
        yield self.hold(self.buyer.point.lead_days)
        self.buyer.on_hand.release(self.tonnes)


class Stock:
    """A stock point: an anonymous resource is what is on hand."""

    def __init__(self, point: StockPoint) -> None:
        self.point = point
        self.supplier: Stock | None = None
        self.on_hand = salabim.Resource(
            point.name, capacity=NEVER_FULL, initial_claimed_quantity=NEVER_FULL - point.start, anonymous=True
        )

    def taken(self, tonnes: float) -> None:
        if not self.point.sent:
            Shipment(buyer=self, tonnes=tonnes)


class Sender(salabim.Component):
    """Sends a stock the same quantity every day."""

    def setup(self, buyer: Stock) -> None:
        self.buyer = buyer

    def process(self) -> Iterator[object]:
        while True:
            Shipment(buyer=self.buyer, tonnes=self.buyer.point.sent)
            yield self.hold(1)


class Line(salabim.Component):
    """Uses what a day asks for."""

    def setup(self, stock: Stock, demand: list[float]) -> None:
        self.stock, self.demand = stock, demand
        self.used = 0.0

    def process(self) -> Iterator[object]:
        for day, tonnes in enumerate(self.demand):
            yield self.request((self.stock.on_hand, tonnes))
            self.stock.taken(tonnes)
            self.used += tonnes if day >= WARM_UP_DAYS else 0.0
            yield self.hold(1)


def run(chain: Chain) -> Figures:
    env = salabim.Environment(trace=False)
    stocks = {name: Stock(point) for name, point in chain.stocks.items()}
    for stock in stocks.values():
        stock.supplier = stocks.get(stock.point.supplier or "")
        if stock.point.sent:
            Sender(buyer=stock)
    lines = [Line(stock=stocks[name], demand=series.tolist()) for name, series in chain.demand.items()]
    env.run(till=WARM_UP_DAYS)
    for stock in stocks.values():
        stock.on_hand.available_quantity.reset()
    env.run(till=chain.days)
    mean = {name: float(stock.on_hand.available_quantity.mean()) for name, stock in stocks.items()}
    return Figures(sum(line.used for line in lines), mean)


def run_lean(chain: Chain) -> Figures:
    """The least that salabim can do: one component a stock point waits for the next day, and plain lists do the rest.

    Not how its manual models shipments, but what is left of the ratio when no component is made for each of them.
    """
    env = salabim.Environment(trace=False)
    points = {name: LeanPoint(point=point, demand=chain.demand.get(name)) for name, point in chain.stocks.items()}
    for point in points.values():
        point.supplier = points.get(point.point.supplier or "")
    env.run(till=chain.days - 0.5)
    counted = chain.days - WARM_UP_DAYS - 1  # the last evening is not seen
    used = sum(points[name].used for name in chain.demand)
    return Figures(used, {name: point.stock_days / counted for name, point in points.items()})


class LeanPoint(salabim.Component):
    """A stock point that keeps its own books."""

    def setup(self, point: StockPoint, demand: Floats | None) -> None:
        self.point, self.demand = point, None if demand is None else demand.tolist()
        self.supplier: LeanPoint | None = None
        self.on_hand, self.stock_days, self.used = point.start, 0.0, 0.0
        self.under_way: deque[tuple[float, float]] = deque()

    def process(self) -> Iterator[object]:
        day = 0
        while True:
            self.stock_days += self.on_hand if day > WARM_UP_DAYS else 0.0
            self.arrive(day)
            if self.point.sent:
                self.order(day, self.point.sent)
            if self.demand is not None:
                self.take(day, self.demand[day])
                self.used += self.demand[day] if day >= WARM_UP_DAYS else 0.0
            yield self.hold(1)
            day += 1

    def arrive(self, day: int) -> None:
        while self.under_way and self.under_way[0][0] <= day:
            self.on_hand += self.under_way.popleft()[1]

    def take(self, day: int, tonnes: float) -> None:
        self.on_hand -= tonnes
        assert self.on_hand >= 0  # the common chain is never short
        if not self.point.sent:
            self.order(day, tonnes)

    def order(self, day: int, tonnes: float) -> None:
        if self.supplier is not None:
            self.supplier.take(day, tonnes)
        self.under_way.append((day + self.point.lead_days, tonnes))
