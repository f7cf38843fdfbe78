"""A journal: entries that are on disk as soon as they are made, and survive whatever ends the command.

It is a file of lines that is only ever appended to. Each line begins with a checksum of the rest, so that a line that
was torn (by a kill, a full disk, a power cut) is known and left out. The first line says what the journal belongs to.
"""

from __future__ import annotations

import json
import os
import zlib
from io import FileIO
from pathlib import Path
from typing import Any

from simulation.errors import StorageError

from .owner import Owner, refuse_other


class Journal:
    """An open journal. Raises InputError if the file belongs to another owner, StorageError if it cannot be written."""

    def __init__(self, file: Path, owner: Owner) -> None:
        self.path = file
        self.entries: list[Any] = []
        """What an earlier command left behind."""
        found, self._end = _read(file)
        if found:
            refuse_other(file.parent, found[0], owner)
            self.entries = found[1:]
        self._file = self._opened()
        self._file.truncate(self._end)  # what follows the last whole line is torn
        if not found:
            self.append(dict(owner))

    def append(self, entry: Any) -> None:
        """Add an entry; when this returns it is out of reach of whatever befalls the process."""
        line = _line(entry)
        try:
            written = self._file.write(line)
        except OSError as error:
            raise self._full(error.strerror or str(error)) from None
        if written != len(line):
            raise self._full("there is no room left")
        self._end += len(line)

    def close(self) -> None:
        """Have the system write out what it still holds back."""
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._full(error.strerror or str(error)) from None
        finally:
            self._file.close()

    def _opened(self) -> FileIO:
        try:
            return open(self.path, "ab", buffering=0)
        except OSError as error:
            raise self._full(error.strerror or str(error)) from None

    def _full(self, reason: str) -> StorageError:
        return StorageError(str(self.path), reason)


def _line(entry: Any) -> bytes:
    text = json.dumps(entry, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _read(file: Path) -> tuple[list[Any], int]:
    """All whole entries, and where the last of them ends."""
    entries, end, place = [], 0, 0
    for line in file.read_bytes().splitlines(keepends=True) if file.is_file() else ():
        place += len(line)
        if line.endswith(b"\n") and line[:8] == b"%08x" % zlib.crc32(line[9:-1]):
            entries.append(json.loads(line[9:]))
            end = place
    return entries, end
