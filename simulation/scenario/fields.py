"""Checks a scenario field by field and says what is wrong in the user's words, every mistake once.

A wrong value is then replaced by something harmless (``mend``), so that the mistakes behind it come out as well: the
user sees all of them at once. A mended scenario is only ever looked at, never given away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from .allowed import SCENARIO, TAGS, Allowed, allowed_at, step_into
from .measures import Amend, Dated
from .nearest import did_you_mean, nearest
from .numbers import DISTRIBUTION_TAG, NUMBER_TAG
from .read import UNREADABLE, Steps, dotted, shown
from .schema import Scenario

Data = dict[str, Any]
Model = TypeVar("Model", bound=BaseModel)
_DROP = object()
_NAMING = ("groups", "regions", "materials", "recipes", "sites", "timeline", "calendar")
_ROUNDS = 6  # each round of mending may bring out mistakes that stood behind others


@dataclass(frozen=True)
class Fault:
    """One mistake at a key path; ``at_key`` if the key and not its value is wrong."""

    path: Steps
    text: str
    at_key: bool = False
    also: tuple[Steps, ...] = ()
    """Other paths whose values led to this finding."""

    @classmethod
    def at(cls, path: Steps, text: str, *, at_key: bool = False, also: tuple[Steps, ...] = ()) -> Fault:
        """A fault whose text begins with its path."""
        return cls(path, f"{dotted(path)}: {text}", at_key, also)


@dataclass
class Checked(Generic[Model]):
    """What the check field by field found out."""

    model: Model | None
    """Valid, or mended so far that checks across fields make sense; None if even that failed."""
    faults: list[Fault] = field(default_factory=list)
    broken: list[Steps] = field(default_factory=list)
    """Where values were replaced: nothing that is found there is the user's mistake."""
    renamed: dict[Steps, Steps] = field(default_factory=dict)
    """Misspelt keys: the path that was meant, to the path that was written."""
    intact: bool = True
    """Nothing that names or links things was replaced, so that checks of the whole chain make sense."""

    def as_written(self, path: Steps) -> Steps:
        """The path under which the user wrote what is found at ``path``."""
        for meant, written in self.renamed.items():
            if path[: len(meant)] == meant:
                return written + path[len(meant) :]
        return path

    def knows_names(self) -> bool:
        """Whether everything that gives a name to something is there, so that an unknown name is a mistake."""
        return not any(
            (len(path) <= 2 and path[0] in _NAMING) or any(key in path for key in ("stage", "group", "labels"))
            for path in self.broken
        )

    def explains(self, fault: Fault) -> bool:
        """Whether a fault follows from something that is known to be broken at, in or around its paths."""
        return any(_around(path, broken) for path in (fault.path, *fault.also) for broken in self.broken)


def _around(path: Steps, other: Steps) -> bool:
    """Whether one of them stands in the other."""
    return path[: len(other)] == other or other[: len(path)] == path


def check_scenario(data: Data) -> Checked[Scenario]:
    """The scenario that ``data`` (plain, timeline by name) describes, or its faults."""
    checked: Checked[Scenario] = Checked(None)
    return _check(Scenario, _typed_amends(data, checked), checked)


def check_fields(model: type[Model], data: Data) -> Checked[Model]:
    """The ``model`` that plain ``data`` describe, or its faults."""
    return _check(model, data, Checked(None))


def _check(model: type[Model], data: Data, checked: Checked[Model]) -> Checked[Model]:
    root = Allowed("model", model=model)
    for _ in range(_ROUNDS):
        try:
            checked.model = model.model_validate(data)
            break
        except ValidationError as error:
            data = _tell_and_mend(error, data, root, checked)
    return checked


def _tell_and_mend(error: ValidationError, data: Data, root: Allowed, checked: Checked[Model]) -> Data:
    known = list(checked.broken)
    wrongs = [_Wrong(detail, data, root) for detail in error.errors(include_url=False)]
    renamed = _renamed(wrongs, data)
    checked.renamed |= {meant: written for written, meant in renamed.items()}
    for wrong in wrongs:
        old = wrong.path in renamed.values() and wrong.type == "missing"
        inner = any(other.path != wrong.path and other.path[: len(wrong.path)] == wrong.path for other in wrongs)
        if old or inner or any(_around(wrong.path, broken) for broken in known):
            continue  # the consequence of a mistake that is told by itself
        if wrong.value is not UNREADABLE:
            checked.faults.append(_fault(wrong, data, renamed.get(wrong.path)))
    mended = data
    for wrong in wrongs:
        mended = _mend(wrong, mended, renamed, checked)
    return mended


class _Wrong:
    """One finding of pydantic, with the user's key path instead of pydantic's; ``root`` is what the whole may be."""

    def __init__(self, detail: ErrorDetails, data: Data, root: Allowed) -> None:
        self.root = root
        self.type = detail["type"]
        self.context: Mapping[str, Any] = detail.get("ctx", {})
        self.is_key = "[key]" in detail["loc"]
        self.path = user_path(detail["loc"], data)
        if self.type == "missing" and isinstance(self.path[-1], int):  # too few values in a list
            self.path, self.type = self.path[:-1], "too_short"
        if self.type.startswith("union_tag"):
            if isinstance(value_at(data, self.path), Mapping):
                self.path = (*self.path, TAGS[str(self.path[0])])
            else:
                self.type = "model_type"  # no map at all
        self.value = value_at(data, self.path)
        self.allowed = allowed_at(self.path, data, root)


def user_path(loc: tuple[int | str, ...], data: Data) -> Steps:
    """The key path without what pydantic adds to it: tags of unions."""
    path: Steps = ()
    value: Any = data
    tagged = False
    for part in loc:
        if part in (NUMBER_TAG, DISTRIBUTION_TAG, "[key]"):
            continue
        if len(path) == 2 and path[0] in TAGS and not tagged and part == step_into(value, TAGS[str(path[0])]):
            tagged = True
            continue
        path = (*path, part)
        value = step_into(value, part)
    return path


def value_at(data: object, path: Steps) -> Any:
    value: Any = data
    for step in path:
        value = step_into(value, step)
    return value


def _renamed(wrongs: list[_Wrong], data: Data) -> dict[Steps, Steps]:
    """Unknown keys that are surely an absent field misspelt: path written to path meant."""
    missing = {w.path for w in wrongs if w.type == "missing"}
    pairs: dict[Steps, Steps] = {}
    for wrong in wrongs:
        around = wrong.path[:-1]
        if wrong.type == "extra_forbidden" and not _is_distribution(around, data, wrong.root):
            absent = [name for name in _keys_around(wrong, data) if name not in value_at(data, around)]
            required = [name for name in absent if (*around, name) in missing]
            meant = nearest(str(wrong.path[-1]), required) or nearest(str(wrong.path[-1]), absent)
            if meant is not None and (*around, meant) not in pairs.values():
                pairs[wrong.path] = (*around, meant)
        elif wrong.type == "union_tag_not_found":
            key = nearest(str(wrong.path[-1]), value_at(data, around))
            if key is not None and key not in Dated.model_fields:
                pairs[(*around, key)] = wrong.path
    return pairs


def _fault(wrong: _Wrong, data: Data, meant: Steps | None) -> Fault:
    at = dotted(wrong.path)
    if wrong.type == "extra_forbidden":
        return Fault(wrong.path, f"{at}: {_unknown_key(wrong, data, meant)}", at_key=True)
    if wrong.type == "union_tag_not_found":
        return _missing_tag(wrong, data)
    if wrong.type == "union_tag_invalid":
        tags = [tag.strip().strip("'") for tag in wrong.context["expected_tags"].split(",")]
        key = wrong.path[-1]
        return Fault(
            wrong.path, f"{at}: {shown(wrong.value)} is not a {key}{did_you_mean(str(wrong.value), tags, 'allowed')}"
        )
    sentence = wrong.allowed.unit_and_sentence() if wrong.allowed else ""
    if wrong.type == "missing":
        return Fault(wrong.path, f"{at} is missing: it is {wrong.allowed}{sentence}")
    if wrong.is_key:
        keys = _keys_around(wrong, data)
        close = did_you_mean(str(wrong.path[-1]), keys, "allowed")
        return Fault(wrong.path, f"{at}: unknown key{close}", at_key=True)
    if wrong.type == "value_error" and (isinstance(wrong.value, Mapping) or wrong.allowed is None):
        return Fault(wrong.path, f"{at}: {wrong.context['error']}{sentence}")
    if wrong.value is None:
        return Fault(wrong.path, f"{at} has no value: it is {wrong.allowed}{sentence}")
    return Fault(wrong.path, f"{at}: {shown(wrong.value)} is not {_wanted(wrong)}{sentence}")


def _wanted(wrong: _Wrong) -> str:
    if wrong.allowed is None:
        return "allowed here"
    if wrong.allowed.sort == "choice":
        close = nearest(str(wrong.value), wrong.allowed.choices)
        return str(wrong.allowed) + (f"; did you mean {close}?" if close else "")
    if wrong.allowed.sort == "list" and not isinstance(wrong.value, (tuple, Mapping)):
        return f"{wrong.allowed}; a list stands in brackets, even of one: [{wrong.value}]"
    return str(wrong.allowed)


def _unknown_key(wrong: _Wrong, data: Data, meant: Steps | None) -> str:
    if meant is not None:
        return f"unknown key; did you mean {meant[-1]}?"
    known = _keys_around(wrong, data)
    return f"unknown key{did_you_mean(str(wrong.path[-1]), known, 'known keys')}"


def _keys_around(wrong: _Wrong, data: Data) -> list[str]:
    around = allowed_at(wrong.path[:-1], data, wrong.root)
    if around is None:
        return []
    return list(around.of(value_at(data, wrong.path[:-1])).field_names()) or list(around.keys)


def _missing_tag(wrong: _Wrong, data: Data) -> Fault:
    around = wrong.path[:-1]
    union = allowed_at(around, data, wrong.root)
    members = list(union.members) if union else []
    key = nearest(str(wrong.path[-1]), value_at(data, around))
    if key is not None and key not in Dated.model_fields:
        return Fault(
            (*around, key), f"{dotted((*around, key))}: unknown key; did you mean {wrong.path[-1]}?", at_key=True
        )
    others = [name for name in value_at(data, around[:-1]) if name != around[-1]]
    close = nearest(str(around[-1]), others)
    change = f" did you mean to change {close}? If not," if close else ""
    return Fault(wrong.path, f"{dotted(wrong.path)} is missing:{change} it is one of {', '.join(members)}")


def _mend(wrong: _Wrong, data: Data, renamed: Mapping[Steps, Steps], checked: Checked[Model]) -> Data:
    """Replace what is wrong by something harmless; say in ``checked`` what that did to the scenario."""
    if wrong.path in renamed:
        meant = renamed[wrong.path]
        return _put(_put(data, wrong.path, _DROP), meant, value_at(data, wrong.path))
    if wrong.path in renamed.values():
        written = next(w for w, meant in renamed.items() if meant == wrong.path)
        if wrong.type == "missing":
            return data  # its value is moved here when the turn comes to the misspelt key
        return _put(_put(data, written, _DROP), wrong.path, value_at(data, written))
    if wrong.type == "extra_forbidden" or wrong.is_key:
        around = wrong.path[:-1]
        if _is_distribution(around, data, wrong.root):  # without this key it may have no shape left
            checked.broken.append(around)
        return _put(data, wrong.path, _DROP)
    if wrong.type.startswith("union_tag"):
        return _mend_tag(wrong, data, checked)
    checked.broken.append(wrong.path)
    stand_in = _stand_in(wrong)
    if wrong.allowed is None or wrong.allowed.sort not in ("number", "whole", "flag", "date"):
        checked.intact = False
    if stand_in is not None:
        return _put(data, wrong.path, stand_in)
    if len(wrong.path) > 1 and _is_required(wrong.path, data, wrong.root):  # without it, what is around says nothing
        checked.intact = False
        checked.broken.append(wrong.path[:-1])
        return _put(data, wrong.path[:-1], _DROP)
    return _put(data, wrong.path, _DROP)


def _is_distribution(path: Steps, data: Data, root: Allowed) -> bool:
    allowed = allowed_at(path, data, root)
    return allowed is not None and allowed.drawn and isinstance(value_at(data, path), Mapping)


def _stand_in(wrong: _Wrong) -> Any:
    if wrong.path in (("start",), ("shock",)):
        return date.min
    if wrong.path == ("end",):
        return date.max
    return wrong.allowed.stand_in(wrong.value) if wrong.allowed is not None else None


def _mend_tag(wrong: _Wrong, data: Data, checked: Checked[Model]) -> Data:
    union = allowed_at(wrong.path[:-1], data, wrong.root)
    meant = nearest(str(wrong.value), union.members) if union and wrong.value is not None else None
    if meant is not None:
        return _put(data, wrong.path, meant)
    checked.intact = False
    checked.broken.append(wrong.path[:-1])
    return _put(data, wrong.path[:-1], _DROP)


def _is_required(path: Steps, data: Data, root: Allowed) -> bool:
    around: Allowed | None = allowed_at(path[:-1], data, root)
    return around is not None and path[-1] in around.of(value_at(data, path[:-1])).required()


def _put(data: Data, path: Steps, value: Any) -> Data:
    """``data`` with another value at ``path``, or without what is there; the old data stay as they are."""
    changed: Data = _put_into(data, path, value)
    return changed


def _put_into(data: Any, path: Steps, value: Any) -> Any:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(data, Mapping):
        inner = _put_into(data.get(step), rest, value)
        kept = {k: v for k, v in data.items() if k != step}
        return kept if inner is _DROP else {**data, step: inner}
    if isinstance(data, tuple) and isinstance(step, int) and step < len(data):
        inner = _put_into(data[step], rest, value)
        return data[:step] + (() if inner is _DROP else (inner,)) + data[step + 1 :]
    return data


def _typed_amends(data: Data, checked: Checked[Scenario]) -> Data:
    """Collect the fields beside an amend's target into ``changes``, each checked as a field of the target."""
    timeline = data.get("timeline")
    if not isinstance(timeline, Mapping):
        return data
    typed = {
        name: _typed_amend(name, written, data, checked) if _is_amend(written) else written
        for name, written in timeline.items()
    }
    return {**data, "timeline": typed}


def _is_amend(written: object) -> bool:
    return isinstance(written, Mapping) and written.get("measure") == "amend"


_OWN = frozenset({*Dated.model_fields, "measure", "target"})


def _typed_amend(name: str, written: Mapping[str, Any], data: Data, checked: Checked[Model]) -> Data:
    own = {k: v for k, v in written.items() if k in _OWN}
    changes = {k: v for k, v in written.items() if k not in _OWN}
    target = data["timeline"].get(written.get("target")) if isinstance(written.get("target"), str) else None
    model = _model_of(target)
    if model is None or target is None:  # the check across fields says so
        return {**own, "changes": changes}
    if not changes:
        text = f"timeline.{name}: changes nothing; write the fields of {written['target']} that change, beside target"
        checked.faults.append(Fault(("timeline", name), text))
    merged = {**target, **changes}
    try:
        valid = model.model_validate(merged)
        return {**own, "changes": {k: getattr(valid, k) for k in changes}}
    except ValidationError as error:
        as_if = {**data, "timeline": {**data["timeline"], name: merged}}
        wrongs = [
            _Wrong({**detail, "loc": ("timeline", name, *detail["loc"])}, as_if, SCENARIO)
            for detail in error.errors(include_url=False)
            if detail["loc"] and detail["loc"][0] in changes
        ]
    for wrong in wrongs:
        checked.broken.append(wrong.path)
        if wrong.value is not UNREADABLE:
            checked.faults.append(_fault(wrong, as_if, None))
    bad = {wrong.path[2] for wrong in wrongs}
    return {**own, "changes": {k: _typed(model, k, v) for k, v in changes.items() if k not in bad}}


def _typed(model: type[BaseModel], name: str, value: object) -> Any:
    """The value of one field by itself, where other fields are wrong."""
    info = model.model_fields[name]
    field_type: Any = Annotated[info.annotation, info]
    return TypeAdapter(field_type).validate_python(value, strict=True)


def _model_of(target: object) -> type[BaseModel] | None:
    """The schema of the measure that an amend changes; None if that is not known, or is an amend itself."""
    timeline = allowed_at(("timeline", ""), {})
    if timeline is None or not isinstance(target, Mapping):
        return None
    model = timeline.members.get(str(target.get("measure")))
    return None if model is Amend else model
