"""Files that a reader never meets half written, and tables that anyone can read."""

from __future__ import annotations

import csv
import math
import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version as installed
from io import StringIO
from pathlib import Path
from typing import Any

from simulation.errors import StorageError

from . import envelope

LIBRARIES = ("numpy", "scipy", "simpy", "pydantic", "matplotlib")
"""Packages whose version may change a figure."""

Cell = str | float | int
Table = Iterable[Sequence[Cell]]


def put(file: Path, content: str | bytes) -> None:
    """Write a file at once: whoever reads it finds the old or the new content, never a part.

    Raises StorageError if it cannot be written; the old content is then still there.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(content.encode() if isinstance(content, str) else content)
        os.replace(part, file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageError(str(file), error.strerror or str(error)) from None


def csv_text(rows: Table) -> str:
    """Rows as CSV, with the same line ends everywhere."""
    stream = StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def number(x: float) -> Cell:
    """``inf`` for what never happens, nothing for what does not exist."""
    return "" if math.isnan(x) else float(x)


def versions() -> dict[str, Any]:
    """Of this program and of all that may change its figures."""
    libraries = {name: installed(name) for name in LIBRARIES}
    return {"rarechain": envelope.version(), "python": platform.python_version(), **libraries}
