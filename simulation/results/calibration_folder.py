"""The folder of a calibration: every run as soon as it is finished, and the posterior that came of them.

The same calibration gives the same bytes, whatever interrupted it and however many workers it had, but for
``journal.jsonl``.
"""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import Any

from simulation.errors import wrong
from simulation.scenario.calibration import Calibration
from simulation.scenario.schema import Scenario
from simulation.scenario.write import fingerprint

from . import envelope, saved
from .calibration import Calibrated, as_json
from .files import csv_text, put
from .journal import Journal

COMMAND = "calibrate"
JOURNAL, POSTERIOR, SAMPLE, FOUND = "journal.jsonl", "posterior.csv", "sample.csv", "calibration.json"

Known = dict[tuple[str, int], tuple[list[float], list[float]]]
"""By stage and number of a run: its point and its outcomes."""


def begin(folder: Path, spec: Calibration, scenario: Scenario) -> tuple[Journal, Known]:
    """Make the folder and open its journal; gives the runs that are there already.

    Raises InputError if the folder belongs to something else, StorageError if it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise wrong(f"{folder}: cannot be made the folder of a calibration: {error.strerror}") from None
    journal = Journal(folder / JOURNAL, _owner(spec, scenario))
    known = {(stage, number): (point, _numbers(found)) for stage, number, point, found in journal.entries}
    return journal, known


def keep(journal: Journal, stage: str, number: int, point: list[float], found: list[float]) -> None:
    """Store a finished run."""
    journal.append([stage, number, point, [_stored(x) for x in found]])


def finish(folder: Path, found: Calibrated, seed: int) -> None:
    """Write what was found."""
    put(folder / POSTERIOR, table(list(found.paths), [list(row) for row in zip(*found.paths.values(), strict=True)]))
    put(folder / SAMPLE, table([x.name for x in found.inputs], found.values.tolist()))
    put(folder / FOUND, envelope.text(as_object(found, seed)))


def as_object(found: Calibrated, seed: int) -> envelope.Json:
    """The JSON object of the command: the envelope, and ``calibration``."""
    status = envelope.FAILED if found.lost else envelope.DONE
    return envelope.envelope(COMMAND, seed=seed, status=status, calibration=as_json(found))


def table(head: list[str], rows: list[list[float]]) -> str:
    """Rows as CSV; whole numbers without a point."""
    return csv_text([head, *([f"{x:.6g}" for x in row] for row in rows)])


def _owner(spec: Calibration, scenario: Scenario) -> dict[str, Any]:
    """What runs depend on: all of the file but its texts, the scenario and the program."""
    said = spec.model_dump_json(exclude={"name", "description", "source", "note"})
    return {
        "command": COMMAND,
        "rarechain": envelope.version(),
        "code": saved.CODE,
        "scenario": fingerprint(scenario),
        "calibration": hashlib.sha256(said.encode()).hexdigest()[:16],
    }


def _stored(x: float) -> float | str | None:
    if math.isnan(x):
        return None
    return saved.NEVER if math.isinf(x) else x


def _numbers(found: list[Any]) -> list[float]:
    return [math.nan if x is None else math.inf if x == saved.NEVER else float(x) for x in found]
