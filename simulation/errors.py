"""What can go wrong, in the user's words. All take positional arguments, so that they survive a process pool."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """One mistake of the user: where it stands and what is wrong with it."""

    text: str
    file: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = ":".join(str(p) for p in (self.file, self.line, self.column) if p is not None)
        return f"{place}: {self.text}" if place else self.text


class InputError(Exception):
    """The user's input is wrong: every mistake that was found, at once. Ends a command with exit code 2."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__(mistakes)
        self.mistakes = mistakes

    def __str__(self) -> str:
        return "\n".join(str(m) for m in self.mistakes)


def wrong(text: str) -> InputError:
    """An input error of one mistake that has no place in a file."""
    return InputError((Mistake(text),))


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Stands around imports of packages that come with an extra. Raises InputError that says how to get them."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise lacking(str(error.name), name) from None


def lacking(package: str, name: str) -> InputError:
    """A package that comes with an extra is not installed."""
    return wrong(f"{package} is not installed; it comes with: pip install 'rarechain[{name}]'")


class BalanceError(Exception):
    """Material appeared or vanished: the engine is wrong, never the user."""


class StorageError(Exception):
    """Results cannot be written, because the disk is full, say: what was finished before is kept."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(file, reason)
        self.file = file
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.file} cannot be written: {self.reason}"
