"""The JSON Schema from which editors complete a scenario, built from the same types as the checks.

An entry of a named block may leave out what its parent says, so a missing field inside it is left to
``rarechain check``; at the top everything is required unless the scenario ``extends`` another one.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from .allowed import SCENARIO, Allowed, of_field
from .measures import Amend
from .numbers import Distribution, Lognormal
from .schema import Scenario
from .sweep import Factor, Map, Recorded, Sweep

Json = dict[str, Any]

_WHOLE = (Lognormal, Factor, Map, Recorded)  # models whose fields are always written together
_TYPES = {"number": "number", "whole": "integer", "flag": "boolean", "word": "string"}


def json_schema() -> Json:
    """The schema of a scenario file."""
    definitions: Json = {}
    properties = _properties(Scenario, definitions)
    properties["timeline"] = _timeline(definitions)
    for block in ("materials", "recipes", "sites", "routes", "leakage"):
        _allow_removal(properties[block])
    _allow_removal(definitions["Calendar"]["properties"]["shutdowns"])
    properties["posterior"]["anyOf"].append(_REMOVAL)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "rarechain scenario",
        "description": _sentence(Scenario),
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "if": {"required": ["extends"]},
        "else": {"required": SCENARIO.required()},
        "$defs": definitions,
    }


def sweep_schema() -> Json:
    """The schema of a sweep file."""
    definitions: Json = {}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "rarechain sweep",
        "description": _sentence(Sweep),
        "type": "object",
        "properties": _properties(Sweep, definitions),
        "additionalProperties": False,
        "required": [name for name, field in Sweep.model_fields.items() if field.is_required()],
        "$defs": definitions,
    }


def write(path: Path) -> None:
    """Write the schema to a file."""
    path.write_text(json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _properties(model: type[BaseModel], definitions: Json) -> Json:
    shown = [n for n in model.model_fields if not (model is Amend and n == "changes")]
    return {name: _field(model, name, definitions) for name in shown}


def _field(model: type[BaseModel], name: str, definitions: Json) -> Json:
    info = model.model_fields[name]
    schema = _of(of_field(info), definitions)
    if info.description:
        schema = {"description": " ".join(info.description.replace("``", "`").split()), **schema}
    if info.default is not PydanticUndefined and isinstance(info.default, (bool, int, float, str)):
        schema["default"] = info.default
    return schema


def _of(allowed: Allowed, definitions: Json) -> Json:
    schema = _of_one(allowed, definitions)
    also = [_ref(Distribution, definitions)] if allowed.drawn else []
    also += [{"type": "null"}] if allowed.optional else []
    return {"anyOf": [schema, *also]} if also else schema


def _of_one(allowed: Allowed, definitions: Json) -> Json:
    match allowed.sort:
        case "number" | "whole" | "flag" | "word":
            return {"type": _TYPES[allowed.sort], **_range(allowed)}
        case "date":
            return {"type": "string", "format": "date"}
        case "choice":
            return {"const": allowed.choices[0]} if len(allowed.choices) == 1 else {"enum": list(allowed.choices)}
        case "list":
            return _list(allowed, definitions)
        case "map":
            return _map(allowed, definitions)
        case "union":
            return {"anyOf": [_ref(member, definitions) for member in allowed.members.values()]}
        case "model" if allowed.model is not None:
            return _ref(allowed.model, definitions)
        case _:
            return {}


def _range(allowed: Allowed) -> Json:
    limits: Json = {}
    if allowed.low > -math.inf:
        limits["exclusiveMinimum" if allowed.above else "minimum"] = allowed.low
    if allowed.high < math.inf:
        limits["maximum"] = allowed.high
    return limits


def _list(allowed: Allowed, definitions: Json) -> Json:
    if allowed.fixed:
        n = len(allowed.items)
        return {"type": "array", "items": _of(allowed.items[0], definitions), "minItems": n, "maxItems": n}
    least = {"minItems": 1} if allowed.at_least_one else {}
    return {"type": "array", "items": _of(allowed.items[0], definitions), **least}


def _map(allowed: Allowed, definitions: Json) -> Json:
    keys = {"propertyNames": {"enum": list(allowed.keys)}} if allowed.keys else {}
    return {"type": "object", "additionalProperties": _of(allowed.items[0], definitions), **keys}


def _ref(model: type[BaseModel], definitions: Json) -> Json:
    name = model.__name__
    if name not in definitions:
        definitions[name] = {}  # a place in the order, and an end to going round
        definitions[name] = {
            "description": _sentence(model),
            "type": "object",
            "properties": _properties(model, definitions),
            "additionalProperties": model is Amend,
        }
        if model in _WHOLE:
            definitions[name]["required"] = [n for n, f in model.model_fields.items() if f.is_required()]
    return {"$ref": f"#/$defs/{name}"}


def _timeline(definitions: Json) -> Json:
    entries = SCENARIO.inside("timeline", {})
    assert entries is not None
    measures = [_ref(model, definitions) for model in entries.items[0].members.values()]
    removal = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "remove": {"const": True}},
        "required": ["name", "remove"],
        "additionalProperties": False,
    }
    return {
        "description": "[list] Dated measures, each with a name of its own.",
        "type": "array",
        "items": {"required": ["name"], "anyOf": [*measures, removal]},
    }


_REMOVAL: Json = {
    "description": "Takes what the parent has under this name away.",
    "type": "object",
    "properties": {"remove": {"const": True}},
    "required": ["remove"],
    "additionalProperties": False,
}


def _allow_removal(block: Json) -> None:
    entry = block["additionalProperties"]
    block["additionalProperties"] = {"anyOf": [*entry.get("anyOf", [entry]), _REMOVAL]}


def _sentence(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").replace("``", "`").split())
