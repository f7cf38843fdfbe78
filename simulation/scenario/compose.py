"""From a name or a path to a checked scenario: parents, changes, fields, and what only the whole can tell.

What wins, from weak to strong: the parent (and its parents), the file, the changes (``--set``, ``with_``) in the
order in which they are given; a posterior is part of where it is named, and gives way to what is stronger. Maps are
merged key by key; lists and single values are replaced. Replaced whole, too, are maps that mean something only as a
whole: a distribution, shares that add up to 1, a posterior, and a site or a measure that becomes another sort of
thing. ``remove: true`` takes a named thing of the parent away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from simulation.errors import InputError, Mistake

from . import catalogue
from .allowed import TAGS
from .check import check
from .draws_file import POSTERIOR, attach, give_way, nested
from .fields import Fault, check_scenario
from .nearest import did_you_mean
from .numbers import SHAPES
from .read import UNREADABLE, Place, Steps, Written, dotted, name_measures, read, read_value, shown, written_from
from .schema import Scenario
from .write import as_written

Changes = Mapping[str, object]
"""New values by key path, e.g. ``{"timeline.licences.officers": 90}``."""

_NONE: Changes = MappingProxyType({})
_COLLECTIONS: tuple[Steps, ...] = (
    ("materials",),
    ("recipes",),
    ("sites",),
    ("routes",),
    ("leakage",),
    ("timeline",),
    ("calendar", "shutdowns"),
)


@dataclass(frozen=True)
class Loaded:
    """A checked scenario together with what was written, for messages about it that come later."""

    scenario: Scenario
    written: Written

    def mistake(self, path: Steps, text: str) -> Mistake:
        """A mistake with the place of ``path``."""
        return _mistake(self.written, Fault(path, text))


def load(name_or_path: str | Path, changes: Changes = _NONE) -> Scenario:
    """The scenario of a shipped name or a file, with ``changes``.

    Raises InputError with every mistake that was found.
    """
    return load_placed(name_or_path, changes).scenario


def load_placed(name_or_path: str | Path, changes: Changes = _NONE) -> Loaded:
    """The same, with places for later checks."""
    written, mistakes = _with_parents(catalogue.find_sort(name_or_path, catalogue.SCENARIO), ())
    return _checked(written, mistakes, changes)


def change(scenario: Scenario, changes: Changes) -> Scenario:
    """The scenario with new values, checked like a file.

    Raises InputError if a path names nothing or a value is not allowed.
    """
    place = Place(f"{scenario.name} with changes")
    return _checked(written_from(as_written(scenario), place), [], changes).scenario


def settings(texts: Iterable[str]) -> dict[str, object]:
    """Changes from the command line: ``path.to.key=value``, the value written as in YAML.

    Raises InputError if one of them has no ``=`` or no readable value.
    """
    found: dict[str, object] = {}
    mistakes: list[Mistake] = []
    for text in texts:
        path, equals, value = text.partition("=")
        place = Place(f"--set {text}")
        if not equals or not path.strip():
            mistakes.append(place.mistake("is written path.to.key=value"))
            continue
        try:
            found[path.strip()] = read_value(value, place)
        except InputError as error:
            mistakes.extend(error.mistakes)
    if mistakes:
        raise InputError(tuple(mistakes))
    return found


def _checked(written: Written, mistakes: list[Mistake], changes: Changes) -> Loaded:
    composer = _Composer(mistakes)
    for path, value in changes.items():
        composer.set(written, path, value)
    composer.mistakes += attach(written, Path())
    found = check_scenario(written.plain())
    faults = list(found.faults)
    if found.model is not None:
        faults += [f for f in check(found.model, found.knows_names(), found.intact) if not found.explains(f)]
    mistakes += [_mistake(written, replace(fault, path=found.as_written(fault.path))) for fault in faults]
    if mistakes or found.model is None:
        raise InputError(tuple(in_order(mistakes)))
    return Loaded(found.model, written)


def _mistake(written: Written, fault: Fault) -> Mistake:
    here = written.deepest(fault.path)
    whole = written.at(fault.path) is not None
    place = here.place if whole and not here.is_map and not fault.at_key else here.key_place
    return place.mistake(fault.text)


def in_order(mistakes: list[Mistake]) -> list[Mistake]:
    """In the order of the file; each once, for a parent's mistake may be met twice."""
    files = {m.file: position for position, m in reversed(list(enumerate(mistakes)))}
    return sorted(dict.fromkeys(mistakes), key=lambda m: (files[m.file], m.line or 0, m.column or 0))


def _with_parents(file: Path, children: tuple[Path, ...]) -> tuple[Written, list[Mistake]]:
    """What a file says on top of what its parents say."""
    written, mistakes = read(file, catalogue.shown(file))
    mistakes += attach(written, file.parent)
    composer = _Composer(mistakes)
    parent = written.value.pop("extends", None)
    below = Written({}, written.place, written.key_place)
    if parent is not None and parent.value is not None and parent.value is not UNREADABLE:
        below, more = _parent_of(parent, (*children, file.resolve()))
        mistakes = more + mistakes
        composer.mistakes = mistakes
    give_way(below, written)
    return composer.merge(below, written, ()), mistakes


def _parent_of(extends: Written, children: tuple[Path, ...]) -> tuple[Written, list[Mistake]]:
    if not isinstance(extends.value, str):
        raise InputError((extends.place.mistake(f"extends: {shown(extends.plain())} is not the name of one scenario"),))
    try:
        file = catalogue.find(extends.value, beside=children[-1].parent)
    except InputError as error:
        raise InputError(tuple(extends.place.mistake(f"extends: {m.text}") for m in error.mistakes)) from None
    if file.resolve() in children:
        cycle = (*children[children.index(file.resolve()) :], file.resolve())
        text = f"extends: this goes round in a circle: {' -> '.join(f.stem for f in cycle)}"
        raise InputError((extends.place.mistake(text),))
    return _with_parents(file, children)


class _Composer:
    """Lays one thing that was written over another and notes what cannot be done."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = mistakes

    def merge(self, below: Written | None, above: Written, path: Steps) -> Written:
        """``above`` laid over ``below``."""
        if isinstance(above.value, list):  # a copy, for it may be changed further
            items = [self.merge(None, item, (*path, i)) for i, item in enumerate(above.value)]
            return Written(items, above.place, above.key_place)
        if not above.is_map:
            return above
        kept = {} if below is None or not below.is_map or _replaces_whole(below, above, path) else dict(below.value)
        for key, child in above.value.items():
            here = (*path, key)
            if _asks_removal(child):
                self._remove(kept, child, here)
            else:
                kept[key] = self.merge(kept.get(key), child, here)
        return Written(kept, above.place, above.key_place)

    def _remove(self, kept: dict[str, Written], asked: Written, path: Steps) -> None:
        flag = asked.value["remove"]
        others = [key for key in asked.value if key not in ("remove", "name")]
        if flag.value is not True:
            self._note(flag, f"{dotted(path)}.remove: {shown(flag.plain())} is not true; remove takes only true")
        elif others:
            self._note(flag, f"{dotted(path)}.remove: what is removed has no other keys, but here is {others[0]}")
        elif path[-1] not in kept:
            close = did_you_mean(str(path[-1]), kept, "there are")
            self._note(flag, f"{dotted(path)}.remove: there is nothing of that name to remove{close}")
        else:
            del kept[str(path[-1])]

    def set(self, written: Written, path: str, value: object) -> None:
        """Lay one value over what stands at a dotted path, as if a child of the scenario had written it there."""
        place = value.place if isinstance(value, Written) else Place(f"change {path}={shown(value)}")
        new = written_from(value, place)
        steps: Steps = tuple(path.split("."))
        if steps[0] == "extends":  # the parent's values are below by now
            self._note(new, "extends: only a file can name its parent")
            return
        if steps[-1] == "remove" and len(steps) > 1:
            steps, new = steps[:-1], Written({"remove": new}, place, place)
        if steps == ("timeline",):
            self.mistakes += name_measures(new)
        if steps == (POSTERIOR, "file"):  # another file has other draws
            steps, new = steps[:-1], Written({"file": new}, place, place)
        give_way(written, nested(path.split("."), new))
        here = written
        for position, step in enumerate(steps[:-1]):
            inside = self._enter(here, steps[:position], step, new.key_place)
            if inside is None:
                return
            here = inside
        self._lay(here, steps, new)
        if steps[0] == "timeline":
            self._keep_names(written.value["timeline"], place)

    def _keep_names(self, timeline: Written, place: Place) -> None:
        """A measure that was added under a name has this name, and no change can give it another."""
        for name, measure in timeline.value.items() if timeline.is_map else ():
            if measure.is_map:
                inside = measure.value.setdefault("name", Written(name, place, place))
                if inside.value != name:
                    text = f"timeline.{name}.name: {shown(inside.plain())} is not {name}; a measure keeps its name"
                    self._note(inside, text)
                    inside.value = name

    def _enter(self, here: Written, path: Steps, step: str | int, place: Place) -> Written | None:
        """The thing inside ``here`` that a path goes through; made if it may be, noted as a mistake if not."""
        at = dotted((*path, step))
        if isinstance(here.value, list):
            inside = here.inside(int(step)) if str(step).isdigit() else None
            if inside is None:
                self._note(here, f"{at}: {dotted(path)} is a list with entries 0 to {len(here.value) - 1}", place)
            return inside
        if not here.is_map:
            self._note(here, f"{at}: {dotted(path)} is {shown(here.plain())} and has nothing inside", place)
            return None
        if step not in here.value:
            if path in _COLLECTIONS:
                close = did_you_mean(str(step), here.value, "there are")
                self._note(here, f"{at}: {dotted(path)} has nothing of that name{close}", place)
                return None
            here.value[step] = Written({}, place, place)
        inside = here.value[step]
        if inside.value is None:
            inside.value = {}
        return inside  # type: ignore[no-any-return]

    def _lay(self, here: Written, steps: Steps, new: Written) -> None:
        *around, last = steps
        if isinstance(here.value, list):
            if self._enter(here, tuple(around), last, new.key_place) is not None:
                here.value[int(last)] = new
        elif not here.is_map:
            self._enter(here, tuple(around), last, new.key_place)
        elif _asks_removal(new):
            self._remove(here.value, new, steps)
        else:
            here.value[last] = self.merge(here.value.get(last), new, steps)
            if _is_distribution(here) or _adds_up(here, tuple(around)):
                here.key_place = new.place  # a sum that is wrong now is wrong because of this change

    def _note(self, written: Written, text: str, place: Place | None = None) -> None:
        self.mistakes.append((place or written.place).mistake(text))


def _asks_removal(written: Written) -> bool:
    return written.is_map and "remove" in written.value


def _replaces_whole(below: Written, above: Written, path: Steps) -> bool:
    return (
        path == (POSTERIOR,) or _is_distribution(above) or _adds_up(above, path) or _is_another_sort(below, above, path)
    )


def _is_distribution(written: Written) -> bool:
    return any(shape in written.value for shape in SHAPES)


def _adds_up(written: Written, path: Steps) -> bool:
    """Whether these are shares of one whole, which cannot be changed one by one."""
    match path:
        case ("materials", _, "contents") | ("recipes", _, "inputs" | "outputs") | ("sites", _, "buys", _):
            return True
        case ("sites", _, "ships_to") | ("sites", _, "ships_to", _):
            return not any(child.is_map for child in written.value.values())
        case _:
            return False


def _is_another_sort(below: Written, above: Written, path: Steps) -> bool:
    key = TAGS.get(str(path[0])) if len(path) == 2 else None
    if key is None or key not in above.value or key not in below.value:
        return False
    return bool(above.value[key].value != below.value[key].value)
