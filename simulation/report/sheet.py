"""A table in words, and how it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


LABEL, CELL = 24, 10
"""[characters] What long labels of rows, and cells, are not squeezed below."""


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

    table = Table(box=box.SIMPLE_HEAD, title=sheet.title, title_justify="left", title_style="bold", pad_edge=False)
    label = min(LABEL, max((len(row[0]) for row in sheet.rows), default=0))
    for i, column in enumerate(sheet.columns):
        table.add_column(column, justify="left", min_width=CELL if i else label, overflow="fold")
    for row in sheet.rows:
        table.add_row(*row, style="bold" if len(row) == 1 else "")
    console.print(table)
    console.print(Padding(sheet.note, (0, 0, 1, 0)), style="dim")
