"""Boxes of inputs in which a shortage comes early, among the points of an analysis or of any sweep that was run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulation.errors import wrong

from .command import DONE, Asked
from .findings import Findings, show, write
from .screen import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation.results.boxes import Discovery

SHORTAGE = "days_to_shortage"
"""What boxes are looked for: days of it."""
SOON = 60
"""[days] A shortage by then makes a case, if the user names no other day."""
PEELING = "peeling.csv"
RUN_OTHERWISE = {"replications": "-n", "points": "--points", "measure": "--measure", "method": "--method",
                 "seed": "--seed", "set": "--set"}  # fmt: skip
"""Options that would have the points of an analysis run otherwise."""


def discover_in_folder(asked: Asked) -> int:
    """``rarechain sensitivity FOLDER --discover``: look at runs that are there; none is added."""
    import pandas as pd

    from simulation.results import envelope, sensitivity_json
    from simulation.results.store import SWEEP
    from simulation.results.sweep_folder import RUNS
    from simulation.study.discovery import discover_in
    from simulation.study.stages import labels
    from simulation.study.sweep_file import load_sweep

    folder = Path(asked.sweep)
    if asked.discover is None:
        raise wrong(f"{folder} is a folder: runs that are there are good for boxes only; add --discover")
    idle = [option for name, option in RUN_OTHERWISE.items() if getattr(asked, name) not in (None, [])]
    if idle:
        raise wrong(f"{folder} holds runs that are there: {', '.join(idle)} would change nothing")
    if not (folder / RUNS).is_file():
        raise wrong(f"{folder} is not the folder of a sweep: it has no {RUNS}")
    loaded = load_sweep(folder / SWEEP)
    table = pd.read_csv(folder / RUNS)
    boxes = discover_in(table, list(loaded.sweep.factors), SHORTAGE, asked.discover)
    findings = findings_of(boxes, labels(loaded), asked.discover)
    discovery = sensitivity_json.boxes_as_json(boxes, case(asked.discover))
    found = envelope.envelope("sensitivity", seed=loaded.sweep.seed, sensitivity=None, discovery=discovery)
    write(asked, findings, found)
    show(asked, findings, found)
    if asked.out is not None:
        say(asked, f"Results are in {asked.out}.")
    return DONE


def findings_of(found: Discovery, names: Mapping[str, str], day: int) -> Findings:
    """Boxes as a table, a figure and a file, or in words why there are none."""
    from simulation.report import boxes
    from simulation.results.sensitivity_json import peeling_rows

    why_none = boxes.statement(found, case(day))
    return Findings(
        sheets=[boxes.sheet(found, names, case(day))] if found.boxes else [],
        said=[why_none] if why_none else [],
        tables={PEELING: peeling_rows(found)},
        figures={"boxes": boxes.peeling(found, case(day))} if len(found.trajectory) else {},
    )


def case(day: int) -> str:
    """What makes a point a case."""
    return f"a shortage comes by day {day} in at least half of the runs"
