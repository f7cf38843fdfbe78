"""``score``: the record beside what scenarios give."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from simulation.errors import InputError, Mistake

from .command import Asked, Command
from .live import live
from .options import ensemble_options
from .scenarios import file_name, load_all
from .screen import say, screen

if TYPE_CHECKING:
    from simulation.report.sheet import Sheet
    from simulation.results.ensemble import Ensemble

SCORED = "licensing-2025"
"""The scenario that is scored if none is named."""
FACTS = "facts.json"
"""Where ``--out`` stores what was found."""


def score(asked: Asked) -> int:
    """``rarechain score [SCENARIO...]``"""
    from simulation.history.scorecard import days_asked, questions
    from simulation.scenario.distributions import at_modes
    from simulation.study.ensemble import prepare

    scenarios = load_all(asked.scenarios, asked.set)
    unknown = [s for s in scenarios if not questions(s)]
    if unknown:
        raise InputError(tuple(Mistake(f"{s.name}: no facts are recorded for a shock on {s.shock}") for s in unknown))
    if asked.at_modes:
        scenarios = [at_modes(s) for s in scenarios]
    at = sorted({*asked.at, *(day for s in scenarios for day in days_asked(s))})
    files = [file_name(name) for name in asked.scenarios]
    ensembles = prepare(scenarios, asked.replications, asked.seed, ledger=asked.ledger, at=at, files=files)
    return live(asked, ensembles, _show)


def _options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("scenarios", nargs="*", default=[SCORED], metavar="SCENARIO", help=f"files or names (default: {SCORED})")
    add("--drivers", action="store_true", help="also show which inputs decide each fact")
    add("--at-modes", action="store_true", help="every input at its mode or median instead of drawn")
    ensemble_options(parser)


def _show(asked: Asked, ensembles: list[Ensemble], status: str) -> None:
    from simulation.report.sheet import show
    from simulation.results import envelope, store

    scores = [_score(asked, ensemble) for ensemble in ensembles if ensemble.runs]
    facts = [facts for facts, _ in scores]
    found = envelope.text({**envelope.of_ensembles(asked.command, ensembles, status), "facts": facts})
    if asked.out is not None:
        store.put(asked.out / FACTS, found)
    if asked.json:
        print(found, end="")
        return
    if not scores:
        say(asked, "No run is finished, so there is nothing to show.")
    console = screen()
    for sheet in (sheet for _, sheets in scores for sheet in sheets):
        show(console, sheet)


def _score(asked: Asked, ensemble: Ensemble) -> tuple[dict[str, Any], list[Sheet]]:
    """The facts of one scenario, as they go into the JSON and as tables."""
    from simulation.history import scorecard
    from simulation.report import score as report
    from simulation.study import drivers

    found, series = scorecard.findings(ensemble), scorecard.forecasts(ensemble)
    facts = scorecard.as_json(ensemble, found, series)
    sheets = [report.facts_sheet(ensemble, found), report.forecasts_sheet(series)]
    if asked.drivers:
        drew = drivers.inputs(ensemble.scenario, ensemble.seed, sorted(ensemble.runs))
        deciding = [drivers.strongest(drew, finding.values) for finding in found]
        floor = drivers.noise_floor(len(ensemble.runs))
        facts["drivers"] = drivers.as_json(drew, floor)
        for entry, inputs in zip(facts["findings"], deciding, strict=True):
            entry["drivers"] = [vars(driver) for driver in inputs]
        sheets.append(report.drivers_sheet(found, deciding, len(drew.values), len(drew.unranked), floor))
    return facts, sheets


SCORE = Command("score", "set what is recorded beside what a scenario gives", score, _options)
