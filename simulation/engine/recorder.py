"""What a run leaves behind: daily and monthly arrays, first stops, and on request a ledger of events."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from simulation.calendar import months_of_days
from simulation.chain.stock import Bools, Floats, Ints, summed
from simulation.scenario.schema import Reporting

from .bookings import Bookings, booked
from .notes import DAYS_NOTED, Notes, add_by_month, by_day

if TYPE_CHECKING:
    from .world import Places

NEVER = -1
DAYS_PER_WEEK = 7
INSIDE, ABROAD = 0, 1
"""Rows of arrays by side: in the country of origin, and outside it."""


@dataclass
class Event:
    """One line of the ledger."""

    day: float
    event: str
    who: str
    detail: str = ""


@dataclass
class Run:
    """The record of one finished run. Masses are t REO unless a name says gross; days count from the start.

    Shapes: ``daily`` arrays are ``[day, region]`` or ``[day, industry]``; ``exported`` and ``leaked`` are
    ``[month, material, destination]``; ``seized`` is ``[month, material]``.
    """

    start: date
    n_days: int
    shock_day: int
    window_days: int
    origin: str
    regions: tuple[str, ...]
    materials: tuple[str, ...]
    labels: tuple[frozenset[str], ...]  # by material
    gross: Floats  # by material, gross t per t REO
    industries: tuple[str, ...]
    reporting: Reporting
    demand: Floats  # [side, industry], t REO a day in a normal year
    months: list[str]
    month_of_day: Ints
    books: Ints  # [region, day], the month in which the customs of a region book a day's trade
    vehicles: Floats
    vehicles_normal: Floats  # by region, vehicles a day
    capacity_down: Floats  # [day, region], normal vehicles a day of the lines that are stopped
    line_stops: Ints  # [day, region], stops begun
    parts_stops: Ints  # [day, region], stops begun by parts makers
    parts_cover: Floats  # [week, parts maker], days of cover of its main input on the first day of the week
    unmet: Floats  # [day, side, industry]
    backlog: Floats  # [day], files waiting at licence desks
    filed: Floats  # [day, region], files to date
    granted: Floats  # [day, region], first grants to date
    exported: Floats
    leaked: Floats
    exported_gross: Floats  # [day], gross t that left the origin legally
    leaked_gross: Floats  # [day], gross t that left it on illicit routes
    goods_gross: Floats  # [day], gross t of the reported goods that left it either way
    customs_gross: Floats  # [day], gross t of the customs class that left it legally
    booked_abroad: Floats  # [day, region], gross t of that class from the origin booked on arrival
    seized: Floats
    mined: Floats  # [month]
    separated: Floats  # [month]
    line_region: Ints
    line_first_stop: Ints  # first day from the shock on on which each line stops, or stands since before; -1 never
    line_first_restart: Ints  # first day after that on which it runs again; -1 never
    parts_region: Ints
    parts_first_stop: Ints
    held: Floats  # [day], at the border
    priced: tuple[str, ...]  # materials with a price
    prices: Floats  # [month, side, priced material], sums of weekly prices, USD/kg; side 0 is inside the origin
    price_weeks: Ints  # [month], weeks in these sums
    illicit_supply: Floats  # [month], t REO dug by rogue mines or beyond quotas
    events: list[Event] = field(default_factory=list)

    def labelled(self, *names: str) -> Bools:
        """Which materials have one of these names or labels: ``[material]``."""
        return np.array([not labels.isdisjoint(names) for labels in self.labels], dtype=bool)


class Departures:
    """What leaves the origin on some links, and how it is booked.

    ``cell[l]`` is the place of a link in a month's table of materials and destinations, -1 if it does not leave.
    """

    def __init__(self, run: Run, cell: Ints, links: Ints) -> None:
        self._links = links[cell[links] >= 0]
        self._cell = cell[self._links]
        self._gross = _gross_weights(run, self._cell)
        self._notes = Notes(len(self._links))

    def note(self, day: int, flow: Floats) -> None:
        """Note what of ``flow[link]``, t REO, leaves today."""
        flow.take(self._links, out=self._notes.row(day), mode="clip")  # any other mode copies once more

    def enter(self, days: slice, months: Ints, table: Floats) -> Floats:
        """Add noted days to ``table[month, material, destination]``; gives back gross t by ``[day, class]``.

        ``months[day]`` are those in whose books the days stand. Classes are all, the reported and the customs class.
        """
        add_by_month(table, months[days], self._notes.of(days), self._cell)
        return self._notes.weighed(days, self._gross)


def _gross_weights(run: Run, cell: Ints) -> Floats:
    """``[link, class]``, gross t per t REO on links with these cells: of all, the reported and the customs class."""
    material = cell // len(run.regions)
    gross = run.gross[material]
    goods, customs = run.labelled(*run.reporting.goods), run.labelled(run.reporting.customs_class)
    return np.stack((gross, gross * goods[material], gross * customs[material]), axis=1)


class Recorder:
    """Writes a run into arrays made beforehand: partly day by day, partly from notes of several weeks.

    ``run`` is complete once :meth:`close` has summed up the last notes.
    """

    def __init__(
        self, run: Run, cell: Ints, bookings: list[Bookings], where: Places, *, keep_events: bool = False
    ) -> None:
        self.run = run
        self.parts_rows = where.parts
        self.keep_events = keep_events
        self._where, self._bookings = where, bookings
        self.was_short = np.zeros(len(where.parts), dtype=bool)
        self.lines_stand = False  # whether a line stands still
        self._arrived = np.zeros((len(bookings), *run.booked_abroad.shape))  # [lane, day, region], gross t
        self._mined_over_quota = np.zeros(run.n_days)
        self._noted = self._summed_up = 0  # days
        self._legal, self._illicit = Departures(run, cell, where.frontier), Departures(run, cell, where.illicit)
        self._our_books = run.books[run.regions.index(run.origin)]
        self._landed = [Notes(len(lane.links)) for lane in bookings]
        self._dug = Notes(len(where.rogue_mines))
        self._finished = Notes(len(where.separated_per_feed))
        self._built = Notes(len(run.line_region))
        self._unmet = Notes(len(where.user_cell))
        self._seized = Notes(len(where.illicit))

    def note(self, day: float, event: str, who: str, detail: str = "") -> None:
        """Add a line to the ledger, if one is kept."""
        if self.keep_events:
            self.run.events.append(Event(day, event, who, detail))

    def arrived(self, day: int, tonnes: Floats) -> None:
        """Note what arrived today, t REO by link; what customs abroad make of it is worked out by :meth:`close`."""
        for lane, notes in zip(self._bookings, self._landed, strict=True):
            tonnes.take(lane.links, out=notes.row(day), mode="clip")

    def dug(self, day: int, rate: Floats, over_quota_t: float) -> None:
        """Note a day's digging, t REO by mine and of all beyond quotas."""
        self._dug.row(day)[:] = rate
        self._mined_over_quota[day] = over_quota_t

    def finished(self, day: int, feed: Floats) -> None:
        """Note what plants finished today, t REO of feed by process."""
        self._finished.row(day)[:] = feed

    def left_origin(self, day: int, flow: Floats) -> None:
        """Note what departed today, t REO by link."""
        self._legal.note(day, flow)
        self._illicit.note(day, flow)

    def seized(self, day: int, tonnes: Floats) -> None:
        """Note a day's seizures, t REO by illicit link."""
        self._seized.row(day)[:] = tonnes

    def unmet(self, day: int, tonnes: Floats) -> None:
        """Note what users lacked today, t REO by user."""
        self._unmet.row(day)[:] = tonnes

    def day_is_over(self, day: int) -> None:
        """Sum the notes up once they are full."""
        self._noted = day + 1
        if self._noted % DAYS_NOTED == 0:
            self._sum_up()

    def close(self) -> Run:
        """The record, once all days are over."""
        self._sum_up()
        self.run.booked_abroad[:] = booked(self._arrived, [b.share_on_day for b in self._bookings])
        return self.run

    def _sum_up(self) -> None:
        """Enter the days that are only noted."""
        days = slice(self._summed_up, self._noted)
        if days.start == days.stop:
            return
        self._summed_up = self._noted
        run, where = self.run, self._where
        months, n_months, n_regions = run.month_of_day[days], len(run.months), len(run.regions)
        self._book_exports(days)
        for arrived, lane, notes in zip(self._arrived, self._bookings, self._landed, strict=True):
            arrived[days] = by_day(notes.of(days) * lane.gross, lane.region, n_regions)
        illicit = self._dug.weighed(days, where.rogue_mines) + self._mined_over_quota[days]
        run.mined += summed(self._dug.of(days).sum(axis=1), months, n_months)
        run.illicit_supply += summed(illicit, months, n_months)
        run.separated += summed(self._finished.weighed(days, where.separated_per_feed), months, n_months)
        run.vehicles[days] = by_day(self._built.of(days), run.line_region, n_regions)
        unmet = run.unmet[days]
        unmet[:] = by_day(self._unmet.of(days), where.user_cell, unmet[0].size).reshape(unmet.shape)
        add_by_month(run.seized, months, self._seized.of(days), where.illicit_material)

    def _book_exports(self, days: slice) -> None:
        run = self.run
        cleared = self._legal.enter(days, self._our_books, run.exported)
        leaked = self._illicit.enter(days, run.month_of_day, run.leaked)
        run.exported_gross[days], run.leaked_gross[days] = cleared[:, 0], leaked[:, 0]
        run.goods_gross[days] = cleared[:, 1] + leaked[:, 1]
        run.customs_gross[days] = cleared[:, 2]

    def lines(self, day: int, built: Floats, normal: Floats, running: Bools, stopped: Bools, names: list[str]) -> None:
        """A day of the car lines; arrays by line."""
        run = self.run
        n = len(run.regions)
        self._built.row(day)[:] = built
        stood, self.lines_stand = self.lines_stand, bool(np.count_nonzero(running) < len(running))
        if not (stood or self.lines_stand):
            return
        run.capacity_down[day] = summed(np.where(running, 0.0, normal), run.line_region, n)
        self._first(run.line_first_restart, running & (run.line_first_stop != NEVER), day)
        if day == run.shock_day:
            self._first(run.line_first_stop, ~running, day)
        if np.count_nonzero(stopped):
            self._first(run.line_first_stop, stopped, day)
            run.line_stops[day] = np.bincount(run.line_region[stopped], minlength=n)
            for i in np.flatnonzero(stopped) if self.keep_events else ():
                self.note(day, "line stops", names[i])

    def parts_makers(self, day: int, short: Bools, names: list[str]) -> None:
        """A day of the parts makers: which of them stood still for want of feed."""
        if not np.count_nonzero(short):
            self.was_short = short
            return
        began = short > self.was_short
        if day == self.run.shock_day:
            self._first(self.run.parts_first_stop, short, day)
        if np.count_nonzero(began):
            self._first(self.run.parts_first_stop, began, day)
            self.run.parts_stops[day] = np.bincount(self.run.parts_region[began], minlength=len(self.run.regions))
            for i in np.flatnonzero(began) if self.keep_events else ():
                self.note(day, "parts maker stops", names[self.parts_rows[i]])
        self.was_short = short

    def desk(self, day: int, backlog: int, filed: Ints, granted: Ints) -> None:
        """Add what a licence desk says: files waiting now; files filed and granted to date, by region."""
        run = self.run
        run.backlog[day] += backlog
        run.filed[day] += filed
        run.granted[day] += granted

    def _first(self, first: Ints, now: Bools, day: int) -> None:
        if day >= self.run.shock_day:
            first[now & (first == NEVER)] = day


def blank_run(
    *,
    start: date,
    n_days: int,
    shock_day: int,
    window_days: int,
    origin: str,
    regions: tuple[str, ...],
    books: Ints,
    materials: tuple[str, ...],
    labels: tuple[frozenset[str], ...],
    gross: Floats,
    industries: tuple[str, ...],
    reporting: Reporting,
    demand: Floats,
    priced: tuple[str, ...],
    line_region: Ints,
    vehicles_normal: Floats,
    parts_region: Ints,
) -> Run:
    """An empty record of the right shape."""
    months, month_of_day = months_of_days(start, n_days)
    by_day = (n_days, len(regions))
    by_month = (len(months), len(materials), len(regions))
    return Run(
        start, n_days, shock_day, window_days, origin, regions, materials, labels, gross, industries,
        reporting, demand, months, month_of_day, books,
        vehicles=np.zeros(by_day), vehicles_normal=vehicles_normal, capacity_down=np.zeros(by_day),
        line_stops=np.zeros(by_day, dtype=np.int64), parts_stops=np.zeros(by_day, dtype=np.int64),
        parts_cover=np.full((-(-n_days // DAYS_PER_WEEK), len(parts_region)), np.nan),
        unmet=np.zeros((n_days, 2, len(industries))), backlog=np.zeros(n_days),
        filed=np.zeros(by_day), granted=np.zeros(by_day),
        exported=np.zeros(by_month), leaked=np.zeros(by_month),
        exported_gross=np.zeros(n_days), leaked_gross=np.zeros(n_days), goods_gross=np.zeros(n_days),
        customs_gross=np.zeros(n_days), booked_abroad=np.zeros(by_day), seized=np.zeros(by_month[:2]),
        mined=np.zeros(len(months)), separated=np.zeros(len(months)),
        line_region=line_region, line_first_stop=np.full(len(line_region), NEVER, dtype=np.int64),
        line_first_restart=np.full(len(line_region), NEVER, dtype=np.int64),
        parts_region=parts_region, parts_first_stop=np.full(len(parts_region), NEVER, dtype=np.int64),
        held=np.zeros(n_days), priced=priced, prices=np.zeros((len(months), 2, len(priced))),
        price_weeks=np.zeros(len(months), dtype=np.int64),
        illicit_supply=np.zeros(len(months)),
    )  # fmt: skip
