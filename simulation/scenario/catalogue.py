"""The files that come with the program, scenarios and studies of them, and the way from a name or a path to a file."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    CollectionEndEvent,
    CollectionStartEvent,
    Event,
    ScalarEvent,
)

from simulation.errors import InputError, wrong

from .nearest import did_you_mean

_SUFFIXES = (".yaml", ".yml")
SCENARIO, SWEEP, CALIBRATION = "scenario", "sweep", "calibration"
"""Sorts of files."""
_FOLDERS = {SWEEP: "sweeps", CALIBRATION: "calibrations"}
"""Where shipped files that are no scenarios lie, by sort."""
_COMMANDS = {SWEEP: "sweep", CALIBRATION: "calibrate"}
"""What runs them."""
_TELLING = {
    CALIBRATION: re.compile(r"^(targets|fit_until)\s*:", re.MULTILINE),
    SWEEP: re.compile(r"^(factors|scenario)\s*:", re.MULTILINE),
}
"""Keys that no scenario has; the first that is found tells."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One shipped file, as ``rarechain list`` shows it."""

    name: str
    title: str
    description: str
    file: Path


def folder() -> Path:
    """Where the shipped scenarios are: inside an installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    shipped = package / "shipped"
    return shipped if shipped.is_dir() else package.parent / "scenarios"


def files(sort: str = SCENARIO) -> dict[str, Path]:
    """Shipped files of a sort by name (``tiny``, ``counterfactuals/no-leakage``), in order of name."""
    top = folder() if sort == SCENARIO else folder() / _FOLDERS[sort]
    found = sorted(file for suffix in _SUFFIXES for file in top.rglob(f"*{suffix}"))
    named = {file.relative_to(top).with_suffix("").as_posix(): file for file in found}
    return {name: file for name, file in named.items() if name.split("/")[0] not in _FOLDERS.values()}


def shipped(sort: str = SCENARIO) -> list[Entry]:
    """All shipped files of a sort with title and description, read no further than those two lines."""
    return [_entry(name, file) for name, file in files(sort).items()]


def find(name_or_path: str | Path, beside: Path | None = None, sort: str = SCENARIO) -> Path:
    """The file that a name or a path stands for; relative paths count from ``beside`` or the working folder.

    Raises InputError with the nearest shipped name if there is none.
    """
    asked = str(name_or_path)
    path = (beside or Path()) / name_or_path
    if asked.endswith(_SUFFIXES) and path.is_file():
        return path
    known = files(sort)
    if asked in known:
        return known[asked]
    for name, file in known.items():
        if asked == name.rpartition("/")[2]:
            return file
    if path.is_file():
        return path
    for suffix in _SUFFIXES if path.name else ():
        if path.with_name(f"{path.name}{suffix}").is_file():
            return path.with_name(f"{path.name}{suffix}")
    raise _unknown(asked, list(known), sort)


def sort_of(name: str) -> str:
    """Of which sort a file is, by its keys; the user gave its path or a shipped name."""
    try:
        text = find(name).read_text(encoding="utf-8")
    except InputError:
        return next((sort for sort in _FOLDERS if name in files(sort)), SCENARIO)
    except (OSError, UnicodeDecodeError):
        return SCENARIO
    return next((sort for sort, keys in _TELLING.items() if keys.search(text)), SCENARIO)


def find_sort(name_or_path: str | Path, sort: str) -> Path:
    """The same as ``find``. Raises InputError, too, if it is a study of another sort, as only its keys would tell."""
    told = sort_of(str(name_or_path))
    if told in _COMMANDS and told != sort:
        text = f"{name_or_path} is no {sort} but a {told}; it goes with: rarechain {_COMMANDS[told]} {name_or_path}"
        raise wrong(text)
    return find(name_or_path, sort=sort)


def shown(file: Path) -> str:
    """A file as messages name it: relative to the working folder if it lies there, else a shipped one by its name."""
    try:
        relative = os.path.relpath(file)
    except ValueError:  # another drive
        relative = ".."
    if not relative.startswith(".."):
        return relative
    known = {path: name for sort in (SCENARIO, *_FOLDERS) for name, path in files(sort).items()}
    return known.get(file, str(file))


def _unknown(asked: str, known: list[str], sort: str) -> InputError:
    if asked.endswith(_SUFFIXES):
        name = Path(asked).with_suffix("").name
        return wrong(f"there is no file {asked}{did_you_mean(name, known, f'shipped {sort}s')}")
    return wrong(f'there is no {sort} "{asked}"{did_you_mean(asked, known, f"shipped {sort}s")}')


def _entry(name: str, file: Path) -> Entry:
    said = _first_scalars(file, ("name", "description"))
    return Entry(name, said.get("name", name), said.get("description", ""), file)


def _first_scalars(file: Path, wanted: tuple[str, ...]) -> dict[str, str]:
    """Top-level scalars of a YAML file by key, without reading the rest of the file."""
    found: dict[str, str] = {}
    depth = 0
    key: str | None = None
    try:
        with file.open(encoding="utf-8-sig") as stream:
            for event in YAML(typ="safe", pure=True).parse(stream):
                if depth == 1:
                    key = _note(event, key, found)
                depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
                if all(name in found for name in wanted):
                    break
    except (OSError, UnicodeDecodeError, YAMLError):  # a broken file is told when it is loaded, not listed
        pass
    return {name: found[name] for name in wanted if name in found}


def _note(event: Event, key: str | None, found: dict[str, str]) -> str | None:
    """Take up a key, or the value of the key before; gives the key that waits for its value."""
    if not isinstance(event, ScalarEvent):
        return None
    if key is None:
        return str(event.value)
    found.setdefault(key, " ".join(str(event.value).split()))
    return None
