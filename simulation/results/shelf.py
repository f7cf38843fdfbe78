"""Finished replications on disk: what stays in memory of each is where its record begins.

A record is one row of numbers in a nameless temporary file. Replications differ in the series that they have (which
regions filed applications, say), so each row belongs to a layout; there are few of these.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, fields
from io import FileIO
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import Any

import numpy as np

from simulation.chain.stock import Floats

from .measures import Summary

Trail = tuple[str, ...]
"""Where a number or a series stands in a summary: ``("by_region", "japan", "any_stop")``."""
Shape = tuple[tuple[Trail, int | None], ...]
"""Every trail with the length of its series; None for a single number."""

BLOCK = 1 << 20
"""[numbers] Of a series over all replications, how many are in memory at a time."""
NUMBER = np.dtype(np.float64).itemsize


@dataclass(frozen=True, eq=False)
class Layout:
    """Where in a record each number or series stands; the same object for all replications that share it."""

    shape: Shape
    columns: dict[Trail, slice]

    @classmethod
    def of(cls, shape: Shape) -> Layout:
        ends = np.cumsum([1 if length is None else length for _, length in shape]).tolist()
        begins = [0, *ends]
        return cls(shape, {trail: slice(a, b) for (trail, _), a, b in zip(shape, begins, ends, strict=False)})


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file a record begins, in bytes, and how it is laid out."""

    begins: int
    layout: Layout


class Shelf(MutableMapping[int, Summary]):
    """Summaries by replication, in their order; the file lies in ``folder``, or where the system keeps such files."""

    def __init__(self, summaries: Mapping[int, Summary] | None = None, folder: Path | None = None) -> None:
        self._folder = folder
        self._file: FileIO | None = None
        self._lock = Lock()  # threads share the place in the file
        self._places: dict[int, Place] = {}
        self._layouts: dict[Shape, Layout] = {}
        self._end = 0
        self.update(summaries or {})

    def __setitem__(self, replication: int, summary: Summary) -> None:
        leaves = list(_leaves(summary))
        shape = tuple((trail, None if np.ndim(value) == 0 else len(value)) for trail, value in leaves)
        if shape not in self._layouts:
            self._layouts[shape] = Layout.of(shape)
        record = np.hstack([np.asarray(value, dtype=np.float64) for _, value in leaves]).tobytes()
        with self._lock:
            file = self._opened()
            file.seek(self._end)
            file.write(record)
        self._places[replication] = Place(self._end, self._layouts[shape])
        self._end += len(record)

    def __getitem__(self, replication: int) -> Summary:
        place = self._places[replication]
        record = np.empty(max((columns.stop for columns in place.layout.columns.values()), default=0))
        self._read(record, place, 0)
        return _summary(record, place.layout)

    def __delitem__(self, replication: int) -> None:
        del self._places[replication]

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(self._places))

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, replication: object) -> bool:
        return replication in self._places

    def __reduce__(self) -> tuple[type[Shelf], tuple[dict[int, Summary]]]:
        return Shelf, (dict(self),)

    def names(self, *part: str) -> list[str]:
        """Names below a part (``"monthly"``; ``"by_region", "japan"``) that any replication has."""
        layouts = dict.fromkeys(self._places[i].layout for i in self)
        trails = (trail for layout in layouts for trail in layout.columns if trail[: len(part)] == part)
        return list(dict.fromkeys(trail[len(part)] for trail in trails))

    def length(self, *trail: str) -> int:
        """Of a series; 1 for a single number. Raises KeyError if no replication has it."""
        for place in self._places.values():
            if trail in place.layout.columns:
                columns = place.layout.columns[trail]
                return int(columns.stop - columns.start)
        raise KeyError("/".join(trail[1:]))

    def rows(self, *trail: str, of: slice = slice(None)) -> Floats:
        """``[replication, column]`` of a series, or of a slice of its columns; NaN for replications that lack it.

        Raises KeyError if all of them do.
        """
        if not self:
            return np.zeros((0, 0))
        wanted = range(self.length(*trail))[of]
        found = np.full((len(self), len(wanted)), np.nan)
        for row, replication in zip(found, self, strict=True):
            place = self._places[replication]
            columns = place.layout.columns.get(trail)
            if columns is not None:
                self._read(row, place, columns.start + wanted.start)
        return found

    def blocks(self, *trail: str) -> Iterator[Floats]:
        """The :meth:`rows` of a series, so many columns at a time that memory does not grow with replications."""
        step = max(1, BLOCK // max(len(self), 1))
        for begin in range(0, self.length(*trail), step):
            yield self.rows(*trail, of=slice(begin, begin + step))

    def _opened(self) -> FileIO:
        if self._file is None:
            self._file = TemporaryFile(buffering=0, dir=self._folder)  # noqa: SIM115 (gone when it is closed)
            weakref.finalize(self, self._file.close)
        return self._file

    def _read(self, numbers: Floats, place: Place, first: int) -> None:
        """Fill ``numbers`` from a record, from its number ``first`` on."""
        with self._lock:
            file = self._opened()
            file.seek(place.begins + first * NUMBER)
            file.readinto(numbers.data)


def _leaves(summary: Summary) -> Iterator[tuple[Trail, Any]]:
    for part in fields(summary):
        yield from _below(getattr(summary, part.name), (part.name,))


def _below(value: Any, trail: Trail) -> Iterator[tuple[Trail, Any]]:
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _below(child, (*trail, name))
    else:
        yield trail, value


def _summary(numbers: Floats, layout: Layout) -> Summary:
    parts: dict[str, Any] = {part.name: {} for part in fields(Summary)}
    for trail, length in layout.shape:
        home = parts
        for name in trail[:-1]:
            home = home.setdefault(name, {})
        values = numbers[layout.columns[trail]]
        home[trail[-1]] = values.copy() if length is not None else float(values[0])
    return Summary(**parts)
