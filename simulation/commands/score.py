"""``score``: the record beside what scenarios give."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulation.errors import InputError, Mistake

from .command import Asked, Command
from .live import live
from .options import ensemble_options
from .scenarios import file_name, load_all
from .screen import say, screen

if TYPE_CHECKING:
    from simulation.history.question import Finding
    from simulation.history.scorecard import Judgement
    from simulation.report.sheet import Sheet
    from simulation.results.ensemble import Ensemble
    from simulation.scenario.schema import Scenario

SCORED = ("licensing-2025", "embargo-2010")
"""The scenarios that are scored if none is named."""
FACTS = "facts.json"
"""Where ``--out`` stores what was found."""


def score(asked: Asked) -> int:
    """``rarechain score [SCENARIO...]``"""
    scenarios = _scenarios(asked)
    files = [file_name(name) for name in asked.scenarios]
    return live(asked, [_prepared(asked, s, file) for s, file in zip(scenarios, files, strict=True)], _show)


def _options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    default = " and ".join(SCORED)
    add("scenarios", nargs="*", default=list(SCORED), metavar="SCENARIO", help=f"files or names (default: {default})")
    add("--drivers", action="store_true", help="also show which inputs decide each fact")
    add("--at-modes", action="store_true", help="every input at its mode or median instead of drawn")
    ensemble_options(parser)


def _scenarios(asked: Asked) -> list[Scenario]:
    """Raises InputError if nothing is recorded of a scenario's shock."""
    from simulation.history.scorecard import questions
    from simulation.scenario.distributions import at_modes

    scenarios = load_all(asked.scenarios, asked.set)
    unknown = [s for s in scenarios if not questions(s)]
    if unknown:
        raise InputError(tuple(Mistake(f"{s.name}: no facts are recorded for a shock on {s.shock}") for s in unknown))
    return [at_modes(s) for s in scenarios] if asked.at_modes else scenarios


def _prepared(asked: Asked, scenario: Scenario, file: str) -> Ensemble:
    """Each scenario is asked about days of its own."""
    from simulation.history.scorecard import days_asked
    from simulation.study.ensemble import prepare

    days = sorted({*asked.at, *days_asked(scenario)})
    (ensemble,) = prepare([scenario], asked.replications, asked.seed, ledger=asked.ledger, at=days, files=[file])
    return ensemble


def _show(asked: Asked, ensembles: list[Ensemble], status: str) -> None:
    from simulation.report.sheet import show
    from simulation.results import envelope, store

    scores = [_scored(asked, ensemble) for ensemble in ensembles if ensemble.runs]
    found = envelope.text(
        {**envelope.of_ensembles(asked.command, ensembles, status), "facts": [s.facts for s in scores]}
    )
    if asked.out is not None:
        store.put(asked.out / FACTS, found)
    if asked.json:
        print(found, end="")
        return
    if not scores:
        say(asked, "No run is finished, so there is nothing to show.")
        return
    for sheet in _sheets(scores):
        show(screen(), sheet)


@dataclass
class Score:
    """What is found of one scenario: as it goes into the JSON, its verdicts, and its tables."""

    ensemble: Ensemble
    facts: dict[str, Any]
    judgements: list[Judgement]
    sheets: list[Sheet]


def _scored(asked: Asked, ensemble: Ensemble) -> Score:
    from simulation.history import forecast, scorecard, series
    from simulation.report import score as report

    found = scorecard.findings(ensemble)
    forecasts = forecast.forecasts(ensemble, series.recorded_series(ensemble.scenario))
    facts = {"scenario": ensemble.scenario.name, **scorecard.as_json(found), "series": forecast.as_json(forecasts)}
    sheets = [report.facts_sheet(ensemble, found), report.forecasts_sheet(ensemble, forecasts)]
    if asked.drivers:
        sheets.append(_drivers(ensemble, found, facts))
    return Score(ensemble, facts, scorecard.judgements(found), sheets)


def _drivers(ensemble: Ensemble, found: list[Finding], facts: dict[str, Any]) -> Sheet:
    """The table of what decides; enters it into ``facts`` too."""
    from simulation.report import score as report
    from simulation.study import drivers

    drew = drivers.inputs(ensemble.scenario, ensemble.seed, sorted(ensemble.runs))
    deciding = [drivers.strongest(drew, finding.values) for finding in found]
    floor = drivers.noise_floor(len(ensemble.runs))
    facts["drivers"] = drivers.as_json(drew, floor)
    for entry, inputs in zip(facts["findings"], deciding, strict=True):
        entry["drivers"] = [vars(driver) for driver in inputs]
    return report.drivers_sheet(found, deciding, len(drew.values), len(drew.unranked), floor)


def _sheets(scores: Sequence[Score]) -> list[Sheet]:
    """The verdicts on every fact first, then the details of each scenario."""
    from simulation.report.score import verdicts_sheet

    verdicts = verdicts_sheet([(s.ensemble, s.judgements) for s in scores])
    return [verdicts, *(sheet for s in scores for sheet in s.sheets)]


SCORE = Command("score", "set what is recorded beside what a scenario gives", score, _options)
