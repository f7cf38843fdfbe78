"""``sensitivity``: which inputs of a sweep decide its measures, and in which boxes of inputs a shortage comes."""

from __future__ import annotations

import argparse
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.errors import InputError, Mistake, lacking

from .boxes import SHORTAGE, SOON, case, discover_in_folder, findings_of
from .command import Asked, Command, ending
from .findings import Findings, show, write
from .options import at_least, worker_options
from .screen import say
from .sweep import run_live, tell_failures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulation.results.boxes import Discovery
    from simulation.results.envelope import Json
    from simulation.results.outcome import Outcome
    from simulation.results.sensitivity import Analysis, Points
    from simulation.results.swept import Swept
    from simulation.study.sensitivity import Plan
    from simulation.study.sweep_file import LoadedSweep

MEASURES = ("days_to_shortage", "vehicles_lost")
"""What is explained if neither the file nor the user names measures."""
POINTS = 400
"""Points of the main stage, if neither the file nor the user says how many."""
EXTRAS = {"sensitivity": ("SALib", "sklearn", "threadpoolctl"), "discovery": ("ema_workbench",)}
"""What must be installed: the second for boxes only."""
INDICES = "indices.csv"


def sensitivity(asked: Asked) -> int:
    """``rarechain sensitivity SWEEP``"""
    from simulation.results.store import refuse_others
    from simulation.study.sensitivity import analyse

    _need(asked)
    if asked.out is not None:
        refuse_others(asked.out, {"command": asked.command})
    if Path(asked.sweep).is_dir():
        return discover_in_folder(asked)
    loaded, measures = _load(asked)
    lives = _Lives(asked, loaded, measures)
    analysis = analyse(tuple(loaded.sweep.factors), lives, _plan(asked, loaded))
    boxes = _boxes(asked, lives, analysis)
    findings = _findings(asked, loaded, analysis, boxes)
    status, code = _ending(True, list(lives.stages.values()))
    found = _as_json(lives, analysis, boxes, status)
    write(asked, findings, found)
    show(asked, findings, found)
    if asked.out is not None:
        say(asked, f"Results are in {asked.out}; the runs of each stage are in a folder of their own.")
    for swept in lives.stages.values():
        tell_failures(swept)
    return code


def _options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "sweep",
        metavar="SWEEP",
        help="a file or the name of a shipped sweep, whose factors are the inputs; with "
        "--discover also the folder of a sweep that was run",
    )
    add("-n", "--replications", type=at_least(1), metavar="N", help="runs at each point (default: as the file says)")
    add("--points", type=at_least(20), metavar="N", help=f"points of the main stage (default: the file's, or {POINTS})")
    add("--trajectories", type=at_least(2), default=10, metavar="N", help="Morris trajectories (default: 10)")
    add("--measure", action="append", default=[], metavar="NAME", help="what is explained; repeatable")
    add("--method", choices=("runs", "emulator"), help="where indices come from (default: real runs if points suffice)")
    add("--discover", type=at_least(0), nargs="?", const=SOON, metavar="DAY",
        help=f"also look for boxes of inputs in which a shortage comes by that day (default: {SOON})")  # fmt: skip
    add("--seed", type=at_least(0), metavar="N", help="the same seed gives the same results (default: the file's)")
    worker_options(parser)
    add("--out", type=Path, metavar="DIR", help="write results there as they come; taken up again if interrupted")
    add("--set", action="append", default=[], metavar="PATH=VALUE", help="change a value of the scenario; repeatable")
    add("--quiet", action="store_true", help="no progress and no messages")


# -- what is asked -----------------------------------------------------------------------------------------------------


def _need(asked: Asked) -> None:
    """Refuse at once what would fail for want of a package after an hour of runs."""
    for name, packages in EXTRAS.items():
        if name == "sensitivity" or asked.discover is not None:
            missing = [package for package in packages if find_spec(package) is None]
            if missing:
                raise lacking(missing[0], name)


def _load(asked: Asked) -> tuple[LoadedSweep, tuple[str, ...]]:
    """The sweep whose factors are the inputs, and the measures to explain."""
    from simulation.scenario.compose import settings
    from simulation.study.sweep_file import load_sweep

    loaded = load_sweep(
        asked.sweep,
        settings(asked.set),
        replications=asked.replications,
        seed=asked.seed,
        measures=asked.measure or None,
    )
    _refuse_factors(loaded)
    return loaded, loaded.sweep.measures or MEASURES


def _refuse_factors(loaded: LoadedSweep) -> None:
    from simulation.results.sensitivity import LUCK

    if len(loaded.sweep.factors) < 2:
        text = "inputs are compared with each other: there must be two factors or more"
        raise InputError((Mistake(text, loaded.file),))
    if LUCK in loaded.sweep.factors:
        text = f"factors.{LUCK}: choose another name, for this one stands for the noise floor"
        raise InputError((Mistake(text, loaded.file),))


def _plan(asked: Asked, loaded: LoadedSweep) -> Plan:
    from simulation.study.sensitivity import Plan

    points = asked.points or loaded.sweep.points or POINTS
    return Plan(asked.trajectories, points, asked.method, loaded.sweep.seed)


class _Lives:
    """Lives through the points of each stage, in a folder of its own if there is one, and keeps its runs."""

    def __init__(self, asked: Asked, loaded: LoadedSweep, measures: tuple[str, ...]) -> None:
        self.asked = asked
        self.loaded = loaded
        self.measures = measures
        self.stages: dict[str, Swept] = {}

    def __call__(self, name: str, points: Points) -> Mapping[str, Outcome]:
        """Raises KeyboardInterrupt if the user interrupts; what was done by then is stored."""
        from simulation.results import sweep_folder
        from simulation.study.stages import outcomes_of, stage

        also = [] if self.asked.discover is None or SHORTAGE in self.measures else [SHORTAGE]
        swept = self.stages[name] = stage(self.loaded, name, points, [*self.measures, *also])
        out = None if self.asked.out is None else self.asked.out / name
        whole = run_live(self.asked, swept, out)
        if out is not None:
            sweep_folder.finish(out, swept, _ending(whole, [swept])[0])
        if not whole:
            raise KeyboardInterrupt
        return outcomes_of(swept, self.measures)


def _boxes(asked: Asked, lives: _Lives, analysis: Analysis) -> Discovery | None:
    """Boxes among the points of the main stage, if they are asked for and there was one."""
    from simulation.study.discovery import discover_in
    from simulation.study.sensitivity import MAIN

    if asked.discover is None or MAIN not in lives.stages:
        return None
    return discover_in(lives.stages[MAIN].table, analysis.survivors, SHORTAGE, asked.discover)


# -- what is told ------------------------------------------------------------------------------------------------------


def _findings(asked: Asked, loaded: LoadedSweep, analysis: Analysis, boxes: Discovery | None) -> Findings:
    from simulation.report import sensitivity as report
    from simulation.report.sensitivity_plots import figures
    from simulation.results.sensitivity_json import rows
    from simulation.study.stages import labels

    names = labels(loaded)
    findings = Findings(
        sheets=report.sheets(analysis, names),
        said=report.statements(analysis),
        tables={INDICES: rows(analysis)},
        figures=figures(analysis, names) if asked.out is not None else {},
    )
    return findings if boxes is None else findings + findings_of(boxes, names, asked.discover)


def _as_json(lives: _Lives, analysis: Analysis, boxes: Discovery | None, status: str) -> Json:
    from simulation.results import envelope, sensitivity_json
    from simulation.results.sweep_folder import identity

    loaded, runs = lives.loaded, list(lives.stages.values())
    return envelope.envelope(
        "sensitivity",
        [identity(runs)],
        seed=loaded.sweep.seed,
        replications=loaded.sweep.replications,
        status=status,
        sensitivity={"name": loaded.name, "file": loaded.file, **sensitivity_json.as_json(analysis)},
        discovery=None if boxes is None else sensitivity_json.boxes_as_json(boxes, case(lives.asked.discover)),
    )


def _ending(whole: bool, stages: Sequence[Swept]) -> tuple[str, int]:
    return ending(whole=whole, failed=any(swept.errors for swept in stages))


SENSITIVITY = Command(
    "sensitivity", "say which inputs of a sweep decide its measures, and how sure that is", sensitivity, _options
)
