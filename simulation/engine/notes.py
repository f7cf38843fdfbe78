"""Notes of the last days: to sum up some weeks at once costs little more than to sum up a single day."""

from __future__ import annotations

import numpy as np

from simulation.chain.stock import Floats, Ints, summed

DAYS_NOTED = 28
"""Days after which notes are summed up; they begin anew on each day that is a multiple."""


class Notes:
    """A row a day of ``n`` numbers, for up to ``DAYS_NOTED`` days."""

    def __init__(self, n: int) -> None:
        self._rows = np.zeros((DAYS_NOTED, n))

    def row(self, day: int) -> Floats:
        """Where to write down a day: ``noted[number]``."""
        row: Floats = self._rows[day % DAYS_NOTED]
        return row

    def of(self, days: slice) -> Floats:
        """``noted[day, number]`` of some of the days that are noted."""
        return self._rows[_rows_of(days)]

    def weighed(self, days: slice, weights: Floats) -> Floats:
        """Products of each of these days with ``weights[number, ...]``: ``sum[day, ...]``.

        All rows are multiplied, as the last digits of a product may depend on how many there are.
        """
        products: Floats = self._rows @ weights
        return products[_rows_of(days)]


def _rows_of(days: slice) -> slice:
    first = days.start % DAYS_NOTED
    return slice(first, first + days.stop - days.start)


def by_day(noted: Floats, at: Ints, n: int) -> Floats:
    """Sums of each day of ``noted[day, i]`` by the number that i has in ``at``: ``sum[day, number]``."""
    days = len(noted)
    cell = at + n * np.arange(days)[:, None]
    return summed(noted.ravel(), cell.ravel(), days * n).reshape(days, n)


def add_by_month(table: Floats, months: Ints, noted: Floats, at: Ints) -> None:
    """Add ``noted[day, i]`` to ``table[month, ...]``, in the cell of a month that has the number ``at[i]``."""
    cells = table.reshape(len(table), -1)
    begins = np.flatnonzero(np.diff(months, prepend=-1))
    for month, tonnes in zip(months[begins], np.add.reduceat(noted, begins), strict=True):
        cells[month] += summed(tonnes, at, cells.shape[1])
