"""What a field of the schema allows, in words: read from the type, so that no message can disagree with the check."""

from __future__ import annotations

import math
import re
import types
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, MinLen
from pydantic import AfterValidator, BaseModel
from pydantic.fields import FieldInfo

from .measures import Amend
from .nearest import nearest
from .numbers import Distribution, Within
from .read import Steps
from .schema import Scenario

TAGS = {"sites": "kind", "timeline": "measure"}
"""The key that says what sort of thing an entry of a block is."""

_SENTENCE = re.compile(r"^\[(?P<unit>[^\]]*)\]\s*(?P<sentence>.*)$", re.DOTALL)


@dataclass(frozen=True)
class Allowed:
    """What may stand at one place of a scenario.

    ``sort`` is number, whole, flag, word, choice, date, list, map, model, union or anything.
    """

    sort: str
    low: float = -math.inf
    high: float = math.inf
    above: bool = False  # ``low`` itself is not allowed
    drawn: bool = False  # a distribution is allowed too
    choices: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()  # of a map: the only keys there may be
    items: tuple[Allowed, ...] = ()  # of a map or a list: what each value may be; of a tuple: each in turn
    fixed: bool = False  # a tuple of as many values as ``items``
    at_least_one: bool = False
    model: type[BaseModel] | None = None
    members: Mapping[str, type[BaseModel]] = field(default_factory=dict)  # of a union: models by tag
    optional: bool = False  # an empty value is allowed too: it stands for the default
    described: str | None = None  # the sentence of the field, with its unit in brackets

    def __str__(self) -> str:
        return self._words() + (" or a distribution" if self.drawn else "")

    def _words(self) -> str:
        match self.sort:
            case "number":
                return f"a number{self._range()}"
            case "whole":
                return f"a whole number{self._range()}"
            case "flag":
                return "true or false"
            case "word":
                return "text"
            case "choice":
                return f"one of {', '.join(self.choices)}"
            case "date":
                return "a date (like 2025-04-04)"
            case "list":
                return self._list_words()
            case "map":
                return f"a map of {self.items[0].many()}"
            case "model":
                return f"a map with the keys {', '.join(self.field_names())}"
            case "union":
                return "a map"
            case _:
                return "a value"

    def many(self) -> str:
        """The same for several of them."""
        words = {"number": "numbers", "whole": "whole numbers", "word": "names", "date": "dates", "map": "maps"}
        words |= {"list": "lists", "model": "maps", "union": "maps"}
        return words.get(self.sort, "values") + (self._range() if self.sort in ("number", "whole") else "")

    def _range(self) -> str:
        if self.low == -math.inf and self.high == math.inf:
            return ""
        if self.high == math.inf:
            return f" {'above' if self.above else 'of at least'} {self.low:g}"
        if self.above:
            return f" above {self.low:g} and at most {self.high:g}"
        return f" from {self.low:g} to {self.high:g}"

    def _list_words(self) -> str:
        what = self.items[0].many()
        if self.fixed:
            return f"a list of {len(self.items)} {what}"
        return f"a list of {'one or more ' if self.at_least_one else ''}{what}"

    def field_names(self) -> list[str]:
        """The keys that a model knows; in YAML the changes of an amend stand beside its target."""
        if self.model is None:
            return []
        return [n for n in self.model.model_fields if not (self.model is Amend and n == "changes")]

    def required(self) -> list[str]:
        return [n for n, f in self.model.model_fields.items() if f.is_required()] if self.model else []

    def inside(self, step: str | int, value: object) -> Allowed | None:
        """What may stand one step further in from ``value``, which may say what sort of thing it is."""
        here = self.of(value)
        if here.model is not None:
            info = here.model.model_fields.get(str(step))
            return None if info is None else of_field(info)
        if here.fixed:
            return here.items[step] if isinstance(step, int) and step < len(here.items) else None
        return here.items[0] if here.items else None

    def of(self, value: object) -> Allowed:
        """The same, narrowed to the sort of thing that ``value`` says it is."""
        if self.drawn and isinstance(value, Mapping):
            return Allowed("model", model=Distribution)
        if self.sort == "union" and isinstance(value, Mapping):
            tags = [str(value.get(key)) for key in TAGS.values() if str(value.get(key)) in self.members]
            return Allowed("model", model=self.members[tags[0]]) if tags else self
        return self

    def unit_and_sentence(self) -> str:
        """``unit: sentence`` of the field, for the end of a message."""
        match = _SENTENCE.match(self.described or "")
        if match is None or match["unit"] in ("as the field", "block"):
            return ""
        sentence = " ".join(match["sentence"].replace("``", "").split()).removesuffix(".")
        return f" [{match['unit']}: {sentence}]"

    def stand_in(self, wrong: object) -> Any:
        """Something allowed in place of a wrong value, if there is, so that other mistakes can be looked for."""
        match self.sort:
            case "number":
                return min(max(1.0, self.low), self.high)
            case "whole":
                return int(min(max(1, self.low), self.high))
            case "choice":
                return nearest(str(wrong), self.choices) or self.choices[0]
            case "word":
                return "" if wrong is None else str(wrong)
            case "list" if isinstance(wrong, str) and self.items and self.items[0].sort == "word":
                return (wrong,)
            case "map":
                return {}
            case _:
                return None


SCENARIO = Allowed("model", model=Scenario)


def allowed_at(path: Steps, data: object, root: Allowed = SCENARIO) -> Allowed | None:
    """What may stand at ``path`` of a scenario, or of another ``root``, whose plain data are ``data``.

    None where nothing is known.
    """
    here: Allowed | None = root
    value = data
    for step in path:
        if here is None:
            return None
        here = here.inside(step, value)
        value = step_into(value, step)
    return here


def step_into(value: object, step: str | int) -> Any:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, (tuple, list)) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def of_field(info: FieldInfo) -> Allowed:
    """What one field of a model allows."""
    return replace(_of(info.annotation, tuple(info.metadata)), described=info.description)


def _of(annotation: Any, metadata: tuple[Any, ...] = ()) -> Allowed:
    if get_origin(annotation) is Annotated:
        base, *more = get_args(annotation)
        return _of(base, (*more, *metadata))
    return _bounded(_of_bare(annotation), metadata)


def _of_bare(annotation: Any) -> Allowed:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        members = [a for a in inner if a is not type(None)]
        return replace(_of_union(members), optional=len(members) < len(inner))
    if origin is Literal:
        return Allowed("choice", choices=tuple(str(c) for c in inner))
    if origin is dict:
        keys = _of(inner[0])
        return Allowed("map", items=(_of(inner[1]),), keys=keys.choices)
    if origin is tuple:
        if inner[-1] is Ellipsis:
            return Allowed("list", items=(_of(inner[0]),))
        return Allowed("list", items=tuple(_of(a) for a in inner), fixed=True)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Allowed("model", model=annotation)
    return Allowed(_SORTS.get(annotation, "anything"))


_SORTS: dict[Any, str] = {float: "number", int: "whole", bool: "flag", str: "word", date: "date"}


def _of_union(members: list[Any]) -> Allowed:
    if len(members) == 1:
        return _of(members[0])
    parts = [_of(m) for m in members]
    if any(p.model is Distribution for p in parts):
        return replace(next(p for p in parts if p.model is not Distribution), drawn=True)
    return Allowed("union", members={tag: p.model for p in parts if p.model for tag in _tags(p.model)})


def _tags(model: type[BaseModel]) -> list[str]:
    return [
        str(tag)
        for key in TAGS.values()
        if key in model.model_fields
        for tag in get_args(model.model_fields[key].annotation)
    ]


def _bounded(allowed: Allowed, metadata: tuple[Any, ...]) -> Allowed:
    for mark in metadata:
        if isinstance(mark, FieldInfo):
            allowed = _bounded(allowed, tuple(mark.metadata))
        elif isinstance(mark, AfterValidator) and isinstance(mark.func, Within):
            allowed = replace(allowed, low=mark.func.low, high=mark.func.high)
        elif isinstance(mark, Ge):
            allowed = replace(allowed, low=float(mark.ge))  # type: ignore[arg-type]
        elif isinstance(mark, Gt):
            allowed = replace(allowed, low=float(mark.gt), above=True)  # type: ignore[arg-type]
        elif isinstance(mark, Le):
            allowed = replace(allowed, high=float(mark.le))  # type: ignore[arg-type]
        elif pattern := getattr(mark, "pattern", None):
            allowed = replace(allowed, choices=tuple(str(pattern).strip("^()$").split("|")))
        elif isinstance(mark, MinLen) and not allowed.fixed:
            allowed = replace(allowed, at_least_one=mark.min_length > 0)
    return allowed
