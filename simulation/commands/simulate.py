"""``run`` and ``compare``: ensembles of one scenario, or of several with the same luck."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .command import Asked, Command
from .live import live
from .options import ensemble_options, until_option
from .scenarios import file_name, load_all
from .screen import say, show

if TYPE_CHECKING:
    from simulation.results.ensemble import Ensemble


def run(asked: Asked) -> int:
    """``rarechain run SCENARIO``"""
    return _simulate(asked, [asked.scenario])


def compare(asked: Asked) -> int:
    """``rarechain compare SCENARIO...``"""
    return _simulate(asked, asked.scenarios)


def _run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO", help="a file, or the name of a shipped scenario")
    ensemble_options(parser)
    until_option(parser)


def _compare_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenarios", nargs="+", metavar="SCENARIO", help="files, or names of shipped scenarios")
    ensemble_options(parser)
    until_option(parser)


def _simulate(asked: Asked, names: Sequence[str]) -> int:
    """Run the replications, keep them, show and write what they gave."""
    from simulation.study.ensemble import prepare

    scenarios = load_all(names, asked.set)
    files = [file_name(name) for name in names]
    ensembles = prepare(
        scenarios,
        asked.replications,
        asked.seed,
        ledger=asked.ledger,
        at=asked.at,
        files=files,
        precision=dict(asked.until),
    )
    return live(asked, ensembles, _show)


def _show(asked: Asked, ensembles: list[Ensemble], status: str) -> None:
    from simulation.report.narrative import paragraphs
    from simulation.report.page import pictures
    from simulation.report.tables import sheets
    from simulation.results import envelope

    if asked.json:
        print(envelope.text(envelope.of_ensembles(asked.command, ensembles, status)), end="")
        return
    if not any(e.runs for e in ensembles):
        say(asked, "No run is finished, so there is nothing to show.")
        return
    show(sheets(ensembles), paragraphs(ensembles))
    for picture in pictures(asked.out) if asked.out is not None else ():
        print(picture)


RUN = Command("run", "simulate one scenario many times", run, _run_options)
COMPARE = Command(
    "compare", "simulate several scenarios with the same luck and show them side by side", compare, _compare_options
)
