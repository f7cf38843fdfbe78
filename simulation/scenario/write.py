"""Writes a resolved scenario as YAML that loads back to an equal one, and knows worlds that are the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from .measures import Amend
from .schema import Scenario
from .sweep import Sweep

_LINE = 120
_TEXTS = frozenset({"source", "note", "confidence", "calibrated", "assumed"})
"""Keys that tell a reader something and the engine nothing."""


def as_written(scenario: Scenario) -> dict[str, Any]:
    """A scenario as plain data in the way a user writes it; the timeline by name. Defaults are left out."""
    data = scenario.model_dump(exclude_defaults=True)
    data["sites"] = {name: {"kind": site["kind"], **site} for name, site in data["sites"].items()}
    for name, measure in scenario.timeline.items():
        written = data["timeline"][name]
        if isinstance(measure, Amend):
            written.update(written.pop("changes", {}))
        data["timeline"][name] = {"name": name, "measure": measure.measure, **written}
    return data


def dump(scenario: Scenario) -> str:
    """The scenario as YAML without parents or defaults; loading it gives an equal scenario."""
    data = as_written(scenario)
    if "timeline" in data:
        data["timeline"] = list(data["timeline"].values())
    return as_yaml(data)


def dump_sweep(sweep: Sweep) -> str:
    """The sweep as YAML without defaults."""
    return as_yaml(sweep.model_dump(exclude_defaults=True))


def as_yaml(data: Mapping[str, Any]) -> str:
    """Plain data as the shipped files are laid out."""
    yaml = YAML()
    yaml.width = _LINE
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    yaml.dump(_laid_out(data), stream)
    return stream.getvalue()


def _laid_out(value: Any, depth: int = 0) -> Any:
    """Maps and lists of few plain values on one line, as lists of numbers; the others one entry a line."""
    laid: CommentedMap | CommentedSeq
    if isinstance(value, Mapping):
        laid = CommentedMap((key, _laid_out(child, depth + 1)) for key, child in value.items())
    elif isinstance(value, (list, tuple)):
        laid = CommentedSeq(_laid_out(child, depth + 1) for child in value)
    else:
        return value
    if depth > 0 and (len(str(value)) < _LINE - 20 or all(isinstance(child, float) for child in value)):
        laid.fa.set_flow_style()
    return laid


def fingerprint(scenario: Scenario, standing_only: bool = False) -> str:
    """A hash of all that a scenario says, the same on every machine.

    With ``standing_only`` it is a hash of the world without its shock: name, description, notes and the measures that
    are not standing are left out, so that scenarios which differ only in these share their paired run.
    """
    data = scenario.model_dump()
    if standing_only:
        data["timeline"] = {name: m for name, m in data["timeline"].items() if m["standing"]}
        data = {key: _without_texts(value) for key, value in data.items() if key not in ("name", "description")}
    text = json.dumps(data, default=str, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _without_texts(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_texts(child) for key, child in value.items() if not (key in _TEXTS and not _holds(child))}
    if isinstance(value, (list, tuple)):
        return [_without_texts(child) for child in value]
    return value


def _holds(value: object) -> bool:
    """A map is no text, even where somebody called a site ``note``."""
    return isinstance(value, (Mapping, list, tuple))


def template(name: str) -> str:
    """A scenario to start from: a child of baseline-2024 with one measure to edit."""
    title = name.replace("-", " ").replace("_", " ").strip().capitalize() or "New scenario"
    return _TEMPLATE.format(title=json.dumps(title, ensure_ascii=False))


_TEMPLATE = """\
# yaml-language-server: $schema=scenario.schema.json
# (`rarechain schema --out scenario.schema.json` writes the schema from which editors complete this file.)
# Everything that is not written here comes from the parent. Check what you write with `rarechain check`.
name: {title}
description: Say in a sentence or two what happens here and what is asked.
extends: baseline-2024

# Dated measures. Those of the parent stay; a measure of the same name changes it, `remove: true` takes it away.
timeline:
  - name: new-licences
    day: 0                                # days after the shock; or date: 2025-04-04
    measure: export_licensing             # or inspection, border_closure, outage, stock_release, demand_change, ...
    covers: [heavy]                       # materials, or labels of materials
    officers: 30                          # persons who examine files
    preparation_days: {{uniform: [10, 30], per: shipment}}
    service_workdays: {{lognormal: {{median: 3, p95: 10}}, per: shipment}}
  # - {{name: more-officers, day: 60, measure: amend, target: new-licences, officers: 60}}

# Single values of the world change in the same way, for example:
# stocks:
#   europe:
#     parts_maker: {{cover_days: {{lognormal: {{median: 60, p95: 120}}, per: firm}}}}
"""
