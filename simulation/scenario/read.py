"""Reads YAML into plain values that remember where they stand, so that every mistake has a file, a line and a column.

The file is composed into YAML nodes and walked here, because a loader would stop at the first mistake. YAML 1.2:
``no`` and ``on`` are words, ``2025-04-04`` is a date, ``true`` is a flag and never the number 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from simulation.errors import InputError, Mistake

Steps = tuple[str | int, ...]
"""A key path: names of keys, and positions (from 0) in lists."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was written; line and column count from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def mistake(self, text: str) -> Mistake:
        return Mistake(text, self.file, self.line, self.column)


@dataclass(slots=True)
class Written:
    """A value that somebody wrote: a dict or a list of ``Written``, or a scalar; with its place and its key's place."""

    value: Any
    place: Place
    key_place: Place

    @property
    def is_map(self) -> bool:
        return isinstance(self.value, dict)

    def plain(self) -> Any:
        """The value without places; lists become tuples, as frozen data has them."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return tuple(child.plain() for child in self.value)
        return self.value

    def deepest(self, path: Steps) -> Written:
        """What stands at ``path``, or the nearest thing around it that was written."""
        here = self
        for step in path:
            inside = here.inside(step)
            if inside is None:
                break
            here = inside
        return here

    def at(self, path: Steps) -> Written | None:
        """What stands at ``path``, if anything does."""
        here: Written | None = self
        for step in path:
            here = here.inside(step) if here is not None else None
        return here

    def inside(self, step: str | int) -> Written | None:
        if isinstance(self.value, dict):
            return self.value.get(step)
        if isinstance(self.value, list) and isinstance(step, int) and 0 <= step < len(self.value):
            return self.value[step]  # type: ignore[no-any-return]
        return None


class _Unreadable:
    """Stands for a value that could not be read, and whose mistake is known already."""


UNREADABLE = _Unreadable()


def dotted(path: Steps) -> str:
    return ".".join(str(step) for step in path)


def shown(value: object) -> str:
    """A value as the user knows it from YAML, cut to one short line."""
    if isinstance(value, str):
        text = f'"{value}"'
    elif value is None:
        text = "nothing"
    elif isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, float):
        text = f"{value!r}".replace("inf", ".inf").replace("nan", ".nan")
    elif isinstance(value, Mapping):
        text = "{" + ", ".join(f"{k}: {shown(v)}" for k, v in value.items()) + "}"
    elif isinstance(value, (list, tuple)):
        text = "[" + ", ".join(shown(v) for v in value) + "]"
    else:
        text = str(value)
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:56] + " ..."


def read(file: Path, shown_as: str | None = None, sort: str = "scenario") -> tuple[Written, list[Mistake]]:
    """What a file of some ``sort`` says, with its mistakes of writing (duplicate keys, bad scalars, nameless measures).

    Raises InputError if the file cannot be opened or is not YAML, for then nothing more can be said.
    """
    called = shown_as or str(file)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError((Mistake("there is no such file", called),)) from None
    except IsADirectoryError:
        raise InputError((Mistake(f"is a folder, not a {sort} file", called),)) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError((Mistake("is not UTF-8 text", called, line),)) from None
    except OSError as error:
        raise InputError((Mistake(f"cannot be read: {error.strerror}", called),)) from None
    return read_text(text, called, sort)


def read_text(text: str, called: str, sort: str = "scenario") -> tuple[Written, list[Mistake]]:
    """The same for a text; ``called`` stands for the file in messages."""
    node = compose_node(text, called)
    top = Place(called, 1, 1)
    if node is None:
        raise InputError((Mistake("is empty", called),))
    if not isinstance(node, MappingNode):
        raise InputError((top.mistake(f"a {sort} is a map of keys and values (name: ..., description: ..., ...)"),))
    reader = _Reader(called)
    written = reader.read(node, top, ())
    if "timeline" in written.value:
        reader.mistakes += name_measures(written.value["timeline"])
    return written, reader.mistakes


def read_value(text: str, place: Place) -> Written:
    """One value as it would stand in a file (``90``, ``{uniform: [1, 2]}``); all of it is at ``place``."""
    node = compose_node(text, place.file, has_lines=False)
    if node is None:
        return Written(None, place, place)
    reader = _Reader(place.file, has_lines=False)
    written = reader.read(node, place, ())
    if reader.mistakes:
        raise InputError(tuple(reader.mistakes))
    return written


def compose_node(text: str, called: str, has_lines: bool = True) -> Node | None:
    try:
        return _composed(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(called, mark.line + 1, mark.column + 1) if mark and has_lines else Place(called)
        raise InputError((place.mistake(f"is not YAML: {_said(error)}"),)) from None
    except YAMLError as error:
        raise InputError((Mistake(f"is not YAML: {str(error).splitlines()[0]}", called),)) from None


def _composed(text: str) -> Node | None:
    """The parser in C is four times as fast where it is installed; what it refuses, the one in Python explains."""
    try:
        return YAML(typ="safe").compose(text)  # type: ignore[no-any-return]
    except YAMLError:
        return YAML(typ="safe", pure=True).compose(text)  # type: ignore[no-any-return]


def _said(error: MarkedYAMLError) -> str:
    return " ".join(part for part in (error.problem, error.context) if part).replace("\t", "\\t")


def written_from(value: object, place: Place) -> Written:
    """Python data as if it had been written at ``place``."""
    if isinstance(value, Written):
        return value
    if isinstance(value, Mapping):
        return Written({str(k): written_from(v, place) for k, v in value.items()}, place, place)
    if isinstance(value, (list, tuple)):
        return Written([written_from(v, place) for v in value], place, place)
    if isinstance(value, np.ndarray):
        return written_from(value.tolist(), place)
    if isinstance(value, np.generic):  # a swept value straight from an array
        return Written(value.item(), place, place)
    return Written(value, place, place)


_KINDS = {
    "timestamp": "a date that exists",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "empty",
}


def _name_in(node: Node) -> str | None:
    """The name of a measure, so that messages speak of it by name from the start."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == "name" and isinstance(value, ScalarNode):
                return str(value.value)
    return None


class _Reader:
    """Walks the nodes of one file and collects its mistakes."""

    def __init__(self, called: str, has_lines: bool = True) -> None:
        self.called = called
        self.has_lines = has_lines
        self.mistakes: list[Mistake] = []
        self._around: set[int] = set()  # nodes that we stand in: an alias to one of them never ends
        self._constructor = YAML(typ="safe", pure=True).constructor

    def read(self, node: Node, key_place: Place, path: Steps) -> Written:
        place = self._place(node)
        if isinstance(node, ScalarNode):
            return Written(self._scalar(node, place, path), place, key_place)
        if id(node) in self._around:
            self._note(place, path, "this alias stands inside what it stands for")
            return Written(UNREADABLE, place, key_place)
        self._around.add(id(node))
        value: Any = self._map(node, path) if isinstance(node, MappingNode) else self._list(node, path)
        self._around.discard(id(node))
        return Written(value, place, key_place)

    def _note(self, place: Place, path: Steps, text: str) -> None:
        self.mistakes.append(place.mistake(f"{dotted(path)}: {text}" if path else text))

    def _place(self, node: Node) -> Place:
        if not self.has_lines:
            return Place(self.called)
        return Place(self.called, node.start_mark.line + 1, node.start_mark.column + 1)

    def _map(self, node: MappingNode, path: Steps) -> dict[str, Written]:
        entries: dict[str, Written] = {}
        for key_node, value_node in node.value:
            place = self._place(key_node)
            if not isinstance(key_node, ScalarNode):
                self._note(place, path, "a key is one word, not a list or a map")
                continue
            here = (*path, key_node.value)
            value = self.read(value_node, place, here)
            if str(key_node.tag).endswith(":merge"):
                self._note(place, here, "merge keys are not read: write the fields out, or use extends")
            elif key_node.value in entries:
                first = entries[key_node.value].key_place
                self._note(
                    place, here, "duplicate key" + (f": it stands in line {first.line} already" if first.line else "")
                )
            else:
                entries[key_node.value] = value
        return entries

    def _list(self, node: Node, path: Steps) -> list[Written]:
        return [
            self.read(child, self._place(child), (*path, _name_in(child) or position))
            for position, child in enumerate(node.value)
        ]

    def _scalar(self, node: ScalarNode, place: Place, path: Steps) -> Any:
        kind = str(node.tag).rpartition(":")[2]
        if kind == "str":
            return node.value
        if kind not in _KINDS:
            self._note(place, path, f"values marked {node.tag} are not read")
            return UNREADABLE
        try:
            value = self._constructor.construct_object(node)
        except (ValueError, YAMLError):
            self._note(place, path, f"{node.value} is not {_KINDS[kind]}")
            return UNREADABLE
        if isinstance(value, datetime):
            self._note(place, path, f"{node.value} has a time of day; a date is written {value:%Y-%m-%d}")
            return UNREADABLE
        return value


def name_measures(timeline: Written) -> list[Mistake]:
    """Turn a list of measures into a map by name; gives the mistakes of those that have no name of their own."""
    mistakes: list[Mistake] = []
    if timeline.is_map and timeline.place.line is None:  # from a change, by name already
        return mistakes
    if timeline.value is UNREADABLE or not isinstance(timeline.value, list):
        if timeline.value is not None and timeline.value is not UNREADABLE:
            mistakes.append(timeline.key_place.mistake("timeline is a list of measures, each with a name"))
        timeline.value = {}
        return mistakes
    named: dict[str, Written] = {}
    for item in timeline.value:
        name = item.value.get("name") if item.is_map else None
        if name is None or not isinstance(name.value, str) or not name.value:
            mistakes.append(_nameless(item, name))
        elif name.value in named:
            first = named[name.value].place.line
            where = f"; the other one stands in line {first}" if first else ""
            mistakes.append(name.place.mistake(f"timeline.{name.value}: two measures have this name{where}"))
        else:
            named[name.value] = item
    timeline.value = named
    return mistakes


def _nameless(item: Written, name: Written | None) -> Mistake:
    if not item.is_map:
        return item.place.mistake(f"timeline: a measure is a map with a name, not {shown(item.plain())}")
    if name is None or name.value is None:
        return item.place.mistake("timeline: this measure has no name; every measure of the timeline needs one")
    return name.place.mistake(f"timeline: the name of a measure is a word, not {shown(name.plain())}")
