"""Files of joint draws, and which of their columns are left when somebody writes another value at the same place."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from simulation.errors import InputError, Mistake

from .numbers import SHAPES
from .read import Place, Written, shown

POSTERIOR = "posterior"


def attach(written: Written, folder: Path) -> list[Mistake]:
    """Read the file that ``posterior`` names, if its draws are not written out; gives what is wrong with it."""
    posterior = written.value.get(POSTERIOR)
    if posterior is None or not posterior.is_map or "draws" in posterior.value:
        return []
    file = posterior.value.get("file")
    if file is None or not isinstance(file.value, str):
        return []
    try:
        draws = read_draws(folder / file.value, file.value)
    except InputError as error:
        return [file.place.mistake(f"posterior.file: {m.text}") if m.line is None else m for m in error.mistakes]
    posterior.value["draws"] = Written(draws, file.place, file.key_place)
    return []


def read_draws(file: Path, called: str) -> dict[str, Written]:
    """The columns of a file of draws. Raises InputError with every mistake in it."""
    try:
        rows = list(csv.reader(StringIO(file.read_text(encoding="utf-8-sig"))))
    except OSError:
        raise InputError((Mistake(f"there is no file {called}"),)) from None
    except (UnicodeDecodeError, csv.Error):
        raise InputError((Mistake(f"{called} is not a table of comma-separated values"),)) from None
    if len(rows) < 2:
        raise InputError((Mistake("has a head with the paths of inputs, and at least one row of draws", called, 1),))
    head, *body = rows
    mistakes = [Mistake(f"{path}: two columns have this name", called, 1, 1) for path in _twice(head)]
    values: list[list[float]] = [[] for _ in head]
    for line, row in enumerate(body, start=2):
        if len(row) != len(head):
            mistakes.append(Mistake(f"has {len(row)} values, and the head names {len(head)} inputs", called, line))
            continue
        for column, (path, text) in enumerate(zip(head, row, strict=True)):
            number = _number(text)
            if number is None:
                mistakes.append(Mistake(f"{path}: {shown(text)} is not a number", called, line))
            else:
                values[column].append(number)
    if mistakes:
        raise InputError(tuple(mistakes))
    place = Place(called, 1)
    return {path: Written(tuple(column), place, place) for path, column in zip(head, values, strict=True)}


def _twice(names: Sequence[str]) -> list[str]:
    return [name for i, name in enumerate(names) if name in names[:i]]


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def give_way(below: Written, above: Written) -> None:
    """Take the columns out of the posterior ``below`` at whose place ``above`` writes something: it is stronger."""
    posterior = below.value.get(POSTERIOR)
    draws = posterior.value.get("draws") if posterior is not None and posterior.is_map else None
    if draws is None or not draws.is_map:
        return
    draws.value = {path: column for path, column in draws.value.items() if not _writes(above, tuple(path.split(".")))}
    if not draws.value:
        del below.value[POSTERIOR]


def _writes(above: Written, path: tuple[str, ...]) -> bool:
    """Whether something is written at a path, in it, or in place of something around it."""
    here = above
    for step in path:
        if not here.is_map or "remove" in here.value or any(shape in here.value for shape in SHAPES):
            return True
        if step not in here.value:
            return False
        here = here.value[step]
    return True


def nested(path: Sequence[str], value: Written) -> Written:
    """A value as a file would say it that writes nothing else."""
    for step in reversed(path):
        value = Written({step: value}, value.place, value.place)
    return value
