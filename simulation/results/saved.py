"""One finished replication as a small file, from which an interrupted command goes on."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from simulation.chain.stock import Floats
from simulation.engine.recorder import Event

from .ensemble import Ensemble
from .envelope import version
from .measures import Summary

NEVER = "never"
"""What stands for +inf in the file; null stands for NaN."""


def hash_of_code(package: Path) -> str:
    """SHA-256 over names and contents of all source files and tables of a package."""
    found = hashlib.sha256()
    for file in sorted(f for ending in ("py", "csv") for f in package.rglob(f"*.{ending}")):
        content = file.read_bytes()
        found.update(f"{file.relative_to(package).as_posix()} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()


CODE = hash_of_code(Path(__file__).parents[1])
"""Of this package, as it was when the process began: a version stands for many states of a checkout."""


def text(ensemble: Ensemble, replication: int) -> str:
    """The replication with what it belongs to; numbers keep all their digits."""
    summary = ensemble.runs[replication]
    events = ensemble.events.get(replication)
    content = {
        **_belongs_to(ensemble, replication),
        "summary": {name: plain(part) for name, part in vars(summary).items()},
        "events": None if events is None else [[float(e.day), e.event, e.who, e.detail] for e in events],
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def enter(content: str, ensemble: Ensemble, replication: int) -> bool:
    """Enter a stored replication into the ensemble, if it is one of its own and lacks nothing that is asked for."""
    stored = json.loads(content)
    if any(stored.get(key) != value for key, value in _belongs_to(ensemble, replication).items()):
        return False
    if replication in ensemble.ledger:
        if stored["events"] is None:
            return False
        ensemble.events[replication] = [Event(*event) for event in stored["events"]]
    ensemble.runs[replication] = _summary(stored["summary"])
    return True


def _belongs_to(ensemble: Ensemble, replication: int) -> dict[str, Any]:
    return {
        "rarechain": version(),
        "code": CODE,
        "hash": ensemble.fingerprint,
        "seed": ensemble.seed,
        "replication": replication,
        "at": [day.isoformat() for day in ensemble.at],
    }


def plain(value: Any) -> Any:
    """Numbers as JSON has them."""
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, np.ndarray):
        return [plain(x) for x in value.tolist()]
    if math.isnan(value):
        return None
    return NEVER if math.isinf(value) else float(value)


def number(value: Any) -> Any:
    """What :func:`plain` was given."""
    if isinstance(value, dict):
        return {key: number(child) for key, child in value.items()}
    if value is None:
        return math.nan
    return math.inf if value == NEVER else value


def _summary(stored: dict[str, Any]) -> Summary:
    return Summary(
        measures=number(stored["measures"]),
        by_region=number(stored["by_region"]),
        by_industry=number(stored["by_industry"]),
        monthly=_arrays(stored["monthly"]),
        weekly=_arrays(stored["weekly"]),
        dated=number(stored["dated"]),
    )


def _arrays(series: dict[str, list[Any]]) -> dict[str, Floats]:
    return {name: np.array([number(x) for x in values]) for name, values in series.items()}
