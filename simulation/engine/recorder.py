"""What a run leaves behind: daily and monthly arrays, first stops, and on request a ledger of events."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from simulation.calendar import months_of_days
from simulation.chain.stock import Bools, Floats, Ints, summed

NEVER = -1
MAGNET, RARE_EARTH = "magnet", "rare_earth"
"""Labels of materials that make up the trade series of these names."""


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
    months: list[str]
    month_of_day: Ints
    vehicles: Floats
    vehicles_normal: Floats  # by region, vehicles a day
    capacity_down: Floats  # [day, region], normal vehicles a day of the lines that are stopped
    line_stops: Ints  # [day, region], stops begun
    parts_stops: Ints  # [day, region], stops begun by parts makers
    parts_cover: Floats  # [day, region], median days of cover of the parts makers' scarcest input
    unmet: Floats  # [day, industry]
    backlog: Floats  # [day], files waiting at licence desks
    filed: Floats  # [day, region], files to date
    granted: Floats  # [day, region], first grants to date
    exported: Floats
    leaked: Floats
    exported_gross: Floats  # [day], gross t that left the origin legally
    leaked_gross: Floats  # [day], gross t that left it on illicit routes
    magnets_gross: Floats  # [day], gross t of magnets that left it either way
    rare_earths_gross: Floats  # [day], gross t of rare earths that left it legally
    imports_gross: Floats  # [day], gross t of rare earths of the origin booked on arrival, all regions
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
    imports: Floats  # [month, region], gross t of rare earths of the origin booked on arrival
    illicit_supply: Floats  # [month], t REO dug by rogue mines or beyond quotas
    events: list[Event] = field(default_factory=list)

    def labelled(self, label: str) -> Bools:
        """Which materials have a label: ``[material]``."""
        return np.array([label in labels for labels in self.labels], dtype=bool)


@dataclass
class Recorder:
    """Writes a run day by day into arrays made beforehand."""

    run: Run
    export_cell: Ints  # by link: cell of (material, destination) for exports of the origin, -1 elsewhere
    illicit: Bools
    parts_rows: Ints  # processes of parts makers
    was_short: Bools = field(init=False)
    keep_events: bool = False

    def __post_init__(self) -> None:
        self.was_short = np.zeros(len(self.parts_rows), dtype=bool)
        self._cells = self.run.exported.shape[1] * self.run.exported.shape[2]
        self._exports = np.flatnonzero(self.export_cell >= 0)
        self._cell = self.export_cell[self._exports]
        material = self._cell // len(self.run.regions)
        self._gross = self.run.gross[material]
        self._magnets = self._gross * self.run.labelled(MAGNET)[material]
        self._rare_earths = self._gross * self.run.labelled(RARE_EARTH)[material]

    def note(self, day: float, event: str, who: str, detail: str = "") -> None:
        """Add a line to the ledger, if one is kept."""
        if self.keep_events:
            self.run.events.append(Event(day, event, who, detail))

    def cleared(self, day: int, flow: Floats) -> None:
        """Book what left the origin legally today, t REO by link."""
        run, left = self.run, flow[self._exports]
        self._book(run.exported, day, left)
        run.exported_gross[day] += left @ self._gross
        run.rare_earths_gross[day] += left @ self._rare_earths
        run.magnets_gross[day] += left @ self._magnets

    def slipped_out(self, day: int, flow: Floats) -> None:
        """Book what left on illicit routes today, t REO by link."""
        run, left = self.run, flow[self._exports]
        self._book(run.leaked, day, left)
        run.leaked_gross[day] += left @ self._gross
        run.magnets_gross[day] += left @ self._magnets

    def booked_abroad(self, day: int, gross_t: Floats, region: Ints) -> None:
        """Book what customs abroad enter on a day as rare earths of the origin, gross t and region by consignment."""
        month = self.run.imports[self.run.month_of_day[day]]
        month += summed(gross_t, region, len(month))
        self.run.imports_gross[day] += gross_t.sum()

    def _book(self, series: Floats, day: int, left: Floats) -> None:
        month = series[self.run.month_of_day[day]]
        booked = summed(left, self._cell, self._cells)
        month += booked.reshape(month.shape)

    def lines(self, day: int, built: Floats, normal: Floats, running: Bools, stopped: Bools, names: list[str]) -> None:
        """A day of the car lines; arrays by line."""
        run = self.run
        n = len(run.regions)
        run.vehicles[day] = summed(built, run.line_region, n)
        run.capacity_down[day] = summed(np.where(running, 0.0, normal), run.line_region, n)
        self._first(run.line_first_restart, running & (run.line_first_stop != NEVER), day)
        self._first(run.line_first_stop, ~running if day == run.shock_day else stopped, day)
        if stopped.any():
            run.line_stops[day] = np.bincount(run.line_region[stopped], minlength=n)
            for i in np.flatnonzero(stopped) if self.keep_events else ():
                self.note(day, "line stops", names[i])

    def parts_makers(self, day: int, short: Bools, names: list[str]) -> None:
        """A day of the parts makers: which of them stood still for want of magnets."""
        began = short & ~self.was_short
        self._first(self.run.parts_first_stop, short if day == self.run.shock_day else began, day)
        if began.any():
            self.run.parts_stops[day] = np.bincount(self.run.parts_region[began], minlength=len(self.run.regions))
            for i in np.flatnonzero(began) if self.keep_events else ():
                self.note(day, "parts maker stops", names[self.parts_rows[i]])
        self.was_short = short

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
    materials: tuple[str, ...],
    labels: tuple[frozenset[str], ...],
    gross: Floats,
    industries: tuple[str, ...],
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
        months, month_of_day,
        vehicles=np.zeros(by_day), vehicles_normal=vehicles_normal, capacity_down=np.zeros(by_day),
        line_stops=np.zeros(by_day, dtype=np.int64), parts_stops=np.zeros(by_day, dtype=np.int64),
        parts_cover=np.full(by_day, np.nan), unmet=np.zeros((n_days, len(industries))), backlog=np.zeros(n_days),
        filed=np.zeros(by_day), granted=np.zeros(by_day),
        exported=np.zeros(by_month), leaked=np.zeros(by_month),
        exported_gross=np.zeros(n_days), leaked_gross=np.zeros(n_days), magnets_gross=np.zeros(n_days),
        rare_earths_gross=np.zeros(n_days), imports_gross=np.zeros(n_days), seized=np.zeros(by_month[:2]),
        mined=np.zeros(len(months)), separated=np.zeros(len(months)),
        line_region=line_region, line_first_stop=np.full(len(line_region), NEVER, dtype=np.int64),
        line_first_restart=np.full(len(line_region), NEVER, dtype=np.int64),
        parts_region=parts_region, parts_first_stop=np.full(len(parts_region), NEVER, dtype=np.int64),
        held=np.zeros(n_days), priced=priced, prices=np.zeros((len(months), 2, len(priced))),
        price_weeks=np.zeros(len(months), dtype=np.int64), imports=np.zeros((len(months), len(regions))),
        illicit_supply=np.zeros(len(months)),
    )  # fmt: skip
