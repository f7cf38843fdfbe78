"""The firms of one replication, what they need and whom they trade with: the nouns of a network."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from simulation.chain.stock import Stocks
from simulation.scenario.schema import Recipe
from simulation.scenario.sites import Shares

Way = tuple[str, str | None]
"""A route, and the illicit way past its border if it is one."""


@dataclass(slots=True)
class Process:
    """One recipe of one firm: its stocks, and its flow at rest (t REO of feed a day)."""

    name: str
    site: str
    recipe: Recipe
    feeds: dict[str, int]
    products: dict[str, int]
    share_of_site: float
    rest: float = 0.0

    @property
    def main(self) -> str:
        return next(iter(self.products))


@dataclass(slots=True)
class LineFirm:
    """One car line and the stocks of its parts."""

    name: str
    site: str
    vehicles_per_day: float
    parts: list[int]
    needs: list[float]


@dataclass(slots=True)
class UserFirm:
    """One firm of another industry and one material that it uses."""

    name: str
    site: str
    material: str
    stock: int
    per_day: float


@dataclass(slots=True)
class Need:
    """A stock that is kept by ordering: who, what, where from, and how much a day at rest."""

    stock: int
    buyer: str
    site: str
    region: str
    material: str
    per_day: float
    buys: Shares
    firms: int | None
    place: float  # the draw that says when this buyer chose its suppliers and how early it is served


@dataclass(slots=True)
class Link:
    """One trade relation; ``rest`` is what arrives at rest, t REO a day (what is seized on the way left too)."""

    buyer: int
    supplier: int
    buyer_name: str
    supplier_name: str
    buyer_site: str
    supplier_site: str
    material: str
    origin: str
    destination: str
    route: str
    share: float
    rest: float
    rank: float
    pushed: bool = False
    illicit: str | None = None

    @property
    def way(self) -> Way:
        """How its goods go: links of one way are alike in every time that they take."""
        return self.route, self.illicit


@dataclass(slots=True)
class Seller:
    """A firm's product in a region: its stock, its weight among sellers and what it has been asked for so far."""

    stock: int
    firm: str
    site: str
    weight: float
    rogue: bool
    asked: float = 0.0


@dataclass(slots=True)
class Network:
    """All firms, stocks and links of one replication."""

    stocks: Stocks = field(default_factory=Stocks)
    processes: list[Process] = field(default_factory=list)
    mines: dict[str, int] = field(default_factory=dict)
    lines: list[LineFirm] = field(default_factory=list)
    users: list[UserFirm] = field(default_factory=list)
    reserves: dict[str, int] = field(default_factory=dict)
    needs: list[Need] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    sold: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    cover: dict[int, float] = field(default_factory=dict)
