"""``calibrate``: what recorded figures say of a scenario's inputs."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from .command import DONE, INTERRUPTED, RUNS_FAILED, Asked, Command
from .options import at_least, cores
from .screen import name_failures, say, say_interrupted, say_taken_over, screen, show

if TYPE_CHECKING:
    from simulation.results.calibration import Calibrated
    from simulation.study.calibration.runs import Runs


def calibrate(asked: Asked) -> int:
    """``rarechain calibrate SPEC``"""
    from simulation.study.calibration.runs import Runs
    from simulation.study.calibration.spec_file import load_calibration

    runs = Runs(load_calibration(asked.calibration, seed=asked.seed), jobs=asked.jobs)
    found = _found(asked, runs)
    if found is None:
        return INTERRUPTED
    pictures = [] if asked.out is None else _write(asked, runs, found)
    _show(asked, runs, found, pictures)
    failures = [f"{stage}, run {number}: {error}" for (stage, number), error in sorted(runs.lost.items())]
    name_failures(runs.loaded.name, runs.total, failures)
    return RUNS_FAILED if runs.lost else DONE


def _options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("calibration", metavar="SPEC", help="a file, or the name of a shipped calibration")
    add(
        "--seed", type=at_least(0), metavar="N", help="the same seed gives the same results (default: as the file says)"
    )
    add("--jobs", type=at_least(1), default=cores(), metavar="N", help="runs at a time (default: number of cores)")
    add("--out", type=Path, metavar="DIR", help="write results there; taken up again if interrupted")
    add("--quiet", action="store_true", help="no progress and no messages")


def _found(asked: Asked, runs: Runs) -> Calibrated | None:
    """What is found; None if the user interrupts it."""
    from simulation.report.progress import bar
    from simulation.results import calibration_folder
    from simulation.study.calibration.calibrate import calibrate as search

    with ExitStack() as stack:
        if asked.out is not None:
            journal, runs.known = calibration_folder.begin(asked.out, runs.loaded.spec, runs.loaded.scenario)
            stack.callback(journal.close)
            runs.keep = lambda *run: calibration_folder.keep(journal, *run)
            say_taken_over(asked, len(runs.known))
        title = f"Calibrating {runs.loaded.scenario.name}"
        runs.progress = stack.enter_context(bar(title, runs.total, screen(error=True), shown=not asked.quiet))
        try:
            return search(runs, lambda text: say(asked, text))
        except KeyboardInterrupt:
            say_interrupted(asked, runs.done, runs.total)
            return None


def _write(asked: Asked, runs: Runs, found: Calibrated) -> list[Path]:
    """Write the folder; gives its figures."""
    from simulation.report.calibration_plots import figures
    from simulation.report.canvas import put_figures
    from simulation.results import calibration_folder

    calibration_folder.finish(asked.out, found, runs.loaded.spec.seed)
    drawn = put_figures(asked.out, figures(found))
    say(asked, f"The posterior is in {asked.out / calibration_folder.POSTERIOR}; a scenario names it as its posterior.")
    return drawn


def _show(asked: Asked, runs: Runs, found: Calibrated, pictures: list[Path]) -> None:
    from simulation.report.calibration import sheets, statements
    from simulation.results import calibration_folder, envelope

    if asked.json:
        print(envelope.text(calibration_folder.as_object(found, runs.loaded.spec.seed)), end="")
        return
    show(sheets(found), statements(found))
    for picture in pictures:
        print(picture)


CALIBRATE = Command("calibrate", "say what recorded figures tell of a scenario's inputs", calibrate, _options)
