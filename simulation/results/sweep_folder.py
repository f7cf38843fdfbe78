"""The folder of a sweep: its plan, every run as soon as it is finished, and the tables that come of them.

The same sweep gives the same bytes, whatever interrupted it, but for ``timings.csv`` and ``journal.jsonl``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from simulation.errors import extra, wrong
from simulation.scenario.write import dump, dump_sweep, fingerprint

from . import envelope, saved
from .files import csv_text, put, versions
from .journal import Journal
from .store import MANIFEST, MEASURES, SCENARIO, SWEEP, TIMINGS, refuse_others
from .swept import Swept

COMMAND = "sweep"
DESIGN, RUNS, JOURNAL = "design.csv", "runs.csv", "journal.jsonl"
PARQUET = "runs.parquet"


def begin(folder: Path, swept: Swept) -> Journal:
    """Make the folder, enter the runs that are stored there into the sweep and open the journal for the others.

    Raises InputError if the folder belongs to something else, StorageError if it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise wrong(f"{folder}: cannot be made the folder of a sweep: {error.strerror}") from None
    refuse_others(folder, {"command": COMMAND})
    journal = Journal(folder / JOURNAL, _owner(swept))
    for entry in journal.entries:
        _enter(swept, entry)
    put(folder / MANIFEST, envelope.text(_manifest(swept, envelope.RUNNING)))
    put(folder / SCENARIO, dump(swept.scenario))
    put(folder / SWEEP, dump_sweep(swept.sweep.model_copy(update={"scenario": SCENARIO, "changes": {}})))
    put(folder / DESIGN, csv_text(swept.design_rows()))
    return journal


def keep(journal: Journal, swept: Swept, place: tuple[int, int]) -> None:
    """Store a finished run; a failed one is not stored, so that it is tried again."""
    if swept.done[place]:
        values = [saved.plain(x) for x in swept.values[place]]
        journal.append([*place, round(swept.seconds[place], 4), values])


def finish(folder: Path, swept: Swept, status: str, *, parquet: bool = False) -> None:
    """Write the tables and figures of all runs so far."""
    put(folder / RUNS, csv_text(swept.rows()))
    if parquet:
        put(folder / PARQUET, _parquet(swept))
    put(folder / TIMINGS, csv_text(swept.timings()))
    put(folder / MEASURES, envelope.text(as_json(swept, status)))
    put(folder / MANIFEST, envelope.text(_manifest(swept, status)))


def as_json(swept: Swept, status: str) -> envelope.Json:
    """The JSON object of the command: the envelope, and ``sweep`` with the figures of every point."""
    sweep = {"name": swept.name, "file": swept.file, "design": swept.sweep.design, "points": swept.figures()}
    return envelope.envelope(
        COMMAND,
        [identity([swept])],
        seed=swept.sweep.seed,
        replications=swept.sweep.replications,
        status=status,
        sweep=sweep,
    )


def need_parquet() -> None:
    """Raises InputError if the extra that writes Parquet is not installed."""
    with extra("parquet"):
        import_module("pyarrow")


def _parquet(swept: Swept) -> bytes:
    stream = BytesIO()
    swept.table.to_parquet(stream, engine="pyarrow", index=False)
    return stream.getvalue()


def _manifest(swept: Swept, status: str) -> dict[str, Any]:
    return {
        "schema": envelope.SCHEMA,
        "versions": versions(),
        "command": COMMAND,
        "status": status,
        "seed": swept.sweep.seed,
        "replications": swept.sweep.replications,
        "sweep": {"name": swept.name, "file": swept.file, "points": len(swept.points), "runs": swept.total},
        "scenarios": [identity([swept])],
    }


def identity(stages: Sequence[Swept]) -> dict[str, Any]:
    """Which scenario is varied, and how many of the runs of one sweep or of several of the same ended how."""
    swept = stages[0]
    return {
        "name": swept.scenario.name,
        "file": Path(swept.sweep.scenario).with_suffix(".yaml").name,
        "hash": fingerprint(swept.scenario),
        "finished": sum(int(s.done.sum()) for s in stages),
        "failed": sum(len(s.errors) for s in stages),
    }


def _owner(swept: Swept) -> dict[str, Any]:
    """What a stored run belongs to. More replications of the same sweep go on where fewer ended."""
    return {
        "command": COMMAND,
        "scenario": f"{swept.scenario.name} ({fingerprint(swept.scenario)})",
        "seed": swept.sweep.seed,
        "plan": f"{len(swept.points)} points ({_hash_of_plan(swept)})",
        "measures": ", ".join(swept.measures),
        "rarechain": f"{envelope.version()} ({saved.CODE[:16]})",
    }


def _hash_of_plan(swept: Swept) -> str:
    """Of all that decides what is run at a point: where the factors act, what they take there, whose luck it is."""
    acts = [[f.paths, f.multiplies, f.values if f.names else None] for f in swept.sweep.factors.values()]
    plan = [csv_text(swept.design_rows()), acts, swept.sweep.draws if swept.blocks is None else swept.blocks]
    return hashlib.sha256(json.dumps(plan, default=str).encode()).hexdigest()[:16]


def _enter(swept: Swept, entry: Any) -> None:
    point, run, seconds, values = entry
    if run < swept.sweep.replications:
        swept.enter((point, run), np.array([saved.number(x) for x in values]), seconds)
