"""The one JSON object that every command gives: the public contract of names and shapes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from simulation.errors import Mistake

if TYPE_CHECKING:
    from simulation.scenario.schema import Scenario

    from .ensemble import Ensemble

SCHEMA = 1
"""Version of the shape; it grows when a name or a shape changes."""
DONE, FAILED, INTERRUPTED, RUNNING, REFUSED = "done", "some runs failed", "interrupted", "running", "refused"

Json = dict[str, Any]


def version() -> str:
    """The version of the installed distribution."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("rarechain")
    except PackageNotFoundError:  # a checkout that was never installed
        return "unknown"


def envelope(
    command: str,
    scenarios: Sequence[Json] = (),
    *,
    seed: int | None = None,
    replications: int | None = None,
    status: str = DONE,
    mistakes: Sequence[Mistake] = (),
    **more: Any,
) -> Json:
    """The object, for any command; ``more`` is what one command alone has to say."""
    return {
        "schema": SCHEMA,
        "rarechain": version(),
        "command": command,
        "status": status,
        "seed": seed,
        "replications": replications,
        "scenarios": list(scenarios),
        "mistakes": [mistake(m) for m in mistakes],
        **more,
    }


def of_ensembles(command: str, ensembles: Sequence[Ensemble], status: str) -> Json:
    """The object of a command that ran ensembles."""
    from . import paired

    first = ensembles[0]
    scenarios = [results(e) for e in ensembles]
    more: Json = {"paired": paired.as_json(ensembles)} if len(ensembles) > 1 else {}
    return envelope(command, scenarios, seed=first.seed, replications=first.replications, status=status, **more)


def results(ensemble: Ensemble) -> Json:
    """One entry of ``scenarios``: who it is, how its runs ended and what they gave."""
    failures = [{"replication": i, "error": ensemble.failures[i]} for i in sorted(ensemble.failures)]
    known = {} if ensemble.rule is None else {"precision": ensemble.rule.as_json(ensemble)}
    return {**identity(ensemble), "failures": failures, **known, **ensemble.measures}


def identity(ensemble: Ensemble) -> Json:
    """Which scenario it is, and how many of its runs ended how."""
    return {
        "name": ensemble.scenario.name,
        "file": ensemble.file,
        "hash": ensemble.fingerprint,
        "finished": len(ensemble.runs),
        "failed": len(ensemble.failures),
        "posterior": posterior(ensemble.scenario),
    }


def posterior(scenario: Scenario) -> Json | None:
    """Which inputs were drawn together, and from what; None without a posterior."""
    sample = scenario.posterior
    if sample is None:
        return None
    return {"file": sample.file, "draws": sample.size, "inputs": list(sample.draws), "fitted_to": sample.fitted_to}


def mistake(m: Mistake) -> Json:
    """A mistake of the user, with its place as far as it has one."""
    return {"text": m.text, "file": m.file, "line": m.line, "column": m.column}


def text(obj: Json) -> str:
    """The object as it is printed and stored; refuses NaN and infinity, which JSON does not have."""
    return json.dumps(obj, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
