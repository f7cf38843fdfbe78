"""What stands in the world: mines, plants, car lines, other industries, reserves."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .numbers import Count, FirmNumber, Frozen, Number, PlainNumber, PlainShare, Share

Shares = dict[str, PlainShare]
Status = Literal["licensed", "rogue"]
Month = Annotated[str, Field(pattern="^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)$")]


class Site(Frozen):
    """What every entry of ``sites`` has."""

    region: str
    """[region] Where it stands."""
    source: str | None = None
    """[text] Where the figures come from."""
    note: str | None = None
    """[text] What a reader should know about the figures."""


class Mine(Site):
    """A mine or another first source (old scrap): digs every day and sends all it digs to separators."""

    kind: Literal["mine"]
    digs: str
    """[material] What it produces."""
    capacity_t_per_year: Number
    """[t REO/year] What it digs in a normal year."""
    ships_to: Shares
    """[share by site] Where the ore goes; adds up to 1."""
    group: str | None = None
    """[name] Owner group, for production quotas."""
    status: Status = "licensed"
    """[licensed or rogue] A rogue mine stands outside every quota."""
    season: dict[Month, PlainNumber] = {}
    """[factor by month] Output relative to the yearly mean (monsoon), used while the calendar is on."""


class Plant(Site):
    """Any works that turns materials into materials: separator, recycler, alloy, magnet or parts maker, depot."""

    kind: Literal["plant"]
    stage: str
    """[name] Its stage in the chain, e.g. separator, magnet_maker, parts_maker: names the block of ``stocks``."""
    count: Count = 1
    """[firms] How many firms this entry stands for."""
    size: FirmNumber = 1.0
    """[relative] Relative size of each firm."""
    runs: Annotated[tuple[str, ...], Field(min_length=1)]
    """[recipes] What it makes; each recipe has its own capacity and its own feed stocks."""
    driven_by: Literal["orders", "feed"] = "orders"
    """[mode] ``orders``: makes what buyers draw; ``feed``: works up all that its suppliers send."""
    days_in_process: Annotated[int, Field(ge=1, le=200)]
    """[days] From start to finish of a batch."""
    market_share: PlainNumber = 1.0
    """[weight] Weight among the suppliers of its region; feed-driven plants weigh by their output instead."""
    spare_capacity: Share = 0.2
    """[share of the load at rest] Capacity beyond what the world at rest needs."""
    capacity_t_per_year: Number | None = None
    """[t REO of feed/year] Capacity of the whole entry and of each recipe alike; without it, load at rest and spare."""
    buys: dict[str, Shares] = {}
    """[share by region] For each input that is ordered: from which regions; adds up to 1."""
    suppliers_per_buyer: Count | None = None
    """[firms] How many firms of a region serve one buyer; without it, all of them."""
    ships_to: dict[str, Shares] = {}
    """[share by site] Outputs that are sent on without being ordered (swarf to recyclers); each adds up to 1."""
    surplus_to: str | None = None
    """[name] Sink that takes outputs beyond the output cover (state or trade stock-building)."""
    group: str | None = None
    """[name] Owner group, for production quotas."""
    status: Status = "licensed"
    """[licensed or rogue] A rogue plant stands outside every quota and sells only on illicit routes."""


class PartsNeed(Frozen):
    """One kind of part of a car line."""

    parts: Count = 1
    """[parts] How many different parts of this material a line needs; without any one of them it stops."""
    second_source_share: PlainShare = 0.0
    """[share] Parts that have a second, interchangeable maker."""


class Lines(Site):
    """Car lines of a region; each builds one powertrain and stops when a needed part is gone."""

    kind: Literal["lines"]
    count: dict[str, Count]
    """[lines by powertrain] Number of lines; vehicles come from ``demand``."""
    size: FirmNumber = 1.0
    """[relative] Relative size of each line."""
    needs: dict[str, PartsNeed]
    """[parts by material] Parts that a line depends on."""
    buys: dict[str, Shares]
    """[share by region] From which regions each part comes; adds up to 1."""
    restart_cover_days: PlainNumber = 1.0
    """[days] Parts on hand with which a stopped line starts again."""
    overtime_share: PlainShare = 0.05
    """[share] Extra output with which a line catches up lost vehicles."""
    slow_below_cover_days: PlainNumber = 0.0
    """[days] Below this cover of its scarcest part a line slows down in proportion; 0 switches the habit off."""


class Industry(Site):
    """Other users (electronics, wind, catalysts): lose demand rather than stop."""

    kind: Literal["industry"]
    industry: str
    """[name] The industry it is reported under."""
    count: Count = 1
    """[firms] How many firms this entry stands for."""
    size: FirmNumber = 1.0
    """[relative] Relative size of each firm."""
    uses_gross_t_per_year: dict[str, Number]
    """[gross t/year by material] What the whole entry uses in a normal year."""
    buys: dict[str, Shares]
    """[share by region] From which regions each material comes; adds up to 1."""
    suppliers_per_buyer: Count | None = 2
    """[firms] How many firms of a region serve one buyer."""


class Reserve(Site):
    """A government or strategic stock that only a ``stock_release`` opens."""

    kind: Literal["reserve"]
    holds: str
    """[material] What it holds."""
    t: Number
    """[t REO] How much it holds at the start."""


AnySite = Annotated[Mine | Plant | Lines | Industry | Reserve, Field(discriminator="kind")]
