"""A table in words, and how it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


LABEL, CELL = 24, 10
"""[characters] What long labels of rows, and cells, are not squeezed below."""
GAP = 3
"""[characters] Between two columns; the two edges of the table are one narrower than a gap."""


@dataclass(frozen=True)
class Sheet:
    """A table in words: the first cell of a row says what the row is; a row of one cell heads those below it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


def show(console: Console, sheet: Sheet) -> None:
    """Print a table."""
    from rich import box
    from rich.padding import Padding
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column, width in zip(sheet.columns, _widths(sheet, console.width), strict=True):
        table.add_column(column, justify="left", width=width, overflow="fold")
    for row in sheet.rows:
        table.add_row(*row, style="bold" if len(row) == 1 else "")
    console.print(sheet.title, style="bold", markup=False)  # a table would wrap its title to its own width
    console.print(table)
    console.print(Padding(sheet.note, (0, 0, 1, 0)), style="dim")


def _widths(sheet: Sheet, room: int) -> list[int]:
    """[characters] What the longest line of each column needs; the widest gives way first where there is no room.

    Rich does the same, but widens a column again that fell below its least width, and cuts the table off.
    """
    columns = zip_longest(sheet.columns, *sheet.rows, fillvalue="")
    widths = [max(len(line) for cell in cells for line in cell.split("\n")) for cells in columns]
    least = [LABEL, *(CELL for _ in widths[1:])]
    for _ in range(sum(widths) + GAP * len(widths) - 1 - room):
        able = [i for i, width in enumerate(widths) if width > least[i]]
        if not able:
            break
        widths[max(able, key=widths.__getitem__)] -= 1
    return widths
