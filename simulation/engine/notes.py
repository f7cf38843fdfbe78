"""Notes of the last days: to sum up some weeks at once costs little more than to sum up a single day."""

from __future__ import annotations

import numpy as np

from simulation.chain.stock import Floats, Ints, summed

DAYS_NOTED = 28
"""Days after which notes are summed up."""


class Notes:
    """A row a day, for up to ``DAYS_NOTED`` days: the entries ``columns`` of a day's numbers, or all ``n`` of them."""

    def __init__(self, columns: Ints | int) -> None:
        self._columns = None if isinstance(columns, int) else columns
        self._rows = np.zeros((DAYS_NOTED, columns if isinstance(columns, int) else len(columns)))

    def take(self, day: int, numbers: Floats) -> None:
        """Write down a day."""
        row = self._rows[day % DAYS_NOTED]
        if self._columns is None:
            row[:] = numbers
        else:
            numbers.take(self._columns, out=row, mode="clip")  # any other mode copies once more

    def of(self, days: slice) -> Floats:
        """``noted[day, column]`` of days since the notes were last full."""
        return self._rows[: days.stop - days.start]


def by_day(noted: Floats, at: Ints, n: int) -> Floats:
    """Sums of each day of ``noted[day, i]`` by the number that i has in ``at``: ``sum[day, number]``."""
    days = len(noted)
    cell = at + n * np.arange(days)[:, None]
    return summed(noted.ravel(), cell.ravel(), days * n).reshape(days, n)


def add_by_month(table: Floats, months: Ints, noted: Floats, at: Ints) -> None:
    """Add ``noted[day, i]`` to ``table[month, ...]``, in the cell of a month that has the number ``at[i]``.

    ``months[day]`` never falls.
    """
    cells = table.reshape(len(table), -1)
    begins = np.flatnonzero(np.diff(months, prepend=-1))
    for month, tonnes in zip(months[begins], np.add.reduceat(noted, begins), strict=True):
        cells[month] += summed(tonnes, at, cells.shape[1])
