"""``score``: the record beside what scenarios give."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.errors import InputError, Mistake, wrong

from .command import Asked, Command
from .live import live
from .options import ensemble_options
from .scenarios import file_name, load_all
from .screen import say, show

if TYPE_CHECKING:
    from simulation.history.observations import Observation
    from simulation.history.question import Finding
    from simulation.history.scorecard import Judgement
    from simulation.history.series import Recorded
    from simulation.report.sheet import Sheet
    from simulation.results.ensemble import Ensemble
    from simulation.scenario.schema import Scenario

SCORED = ("licensing-2025", "embargo-2010")
"""The scenarios that are scored if none is named."""
FACTS = "facts.json"
"""Where ``--out`` stores what was found."""


def score(asked: Asked) -> int:
    """``rarechain score [SCENARIO...]``"""
    if asked.forward and asked.drivers:
        raise wrong("--drivers is about the facts of the record, which --forward does not show; ask for one of them")
    scenarios = load_all(asked.scenarios, asked.set)
    own = _observations(asked, scenarios)
    if not own:
        _refuse_unrecorded(scenarios)
    files = [file_name(name) for name in asked.scenarios]
    ensembles = [_prepared(asked, s, file) for s, file in zip(scenarios, files, strict=True)]
    return live(asked, ensembles, partial(_show, own))


def _options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    default = " and ".join(SCORED)
    add("scenarios", nargs="*", default=list(SCORED), metavar="SCENARIO", help=f"files or names (default: {default})")
    add("--drivers", action="store_true", help="also show which inputs decide each fact")
    add("--forward", action="store_true", help="show the months after those that are used to fit, and not the record")
    add("--observations", type=Path, metavar="FILE", help="score own observations too: a CSV of series, month, value")
    add("--at-modes", action="store_true", help="every input at its mode or median instead of drawn")
    ensemble_options(parser)


def _observations(asked: Asked, scenarios: Sequence[Scenario]) -> tuple[Observation, ...]:
    from simulation.history import observations

    return observations.read(asked.observations, scenarios) if asked.observations else ()


def _refuse_unrecorded(scenarios: Sequence[Scenario]) -> None:
    """Raises InputError if nothing is recorded of a scenario's shock."""
    from simulation.history.scorecard import questions

    unknown = [s for s in scenarios if not questions(s)]
    if unknown:
        raise InputError(tuple(Mistake(f"{s.name}: no facts are recorded for a shock on {s.shock}") for s in unknown))


def _prepared(asked: Asked, scenario: Scenario, file: str) -> Ensemble:
    """Each scenario is asked about days of its own."""
    from simulation.history.scorecard import days_asked
    from simulation.scenario.distributions import at_modes
    from simulation.study.ensemble import prepare

    if asked.at_modes:
        scenario = at_modes(scenario)
    days = sorted({*asked.at, *days_asked(scenario)})
    (ensemble,) = prepare([scenario], asked.replications, asked.seed, ledger=asked.ledger, at=days, files=[file])
    return ensemble


def _show(own: Sequence[Observation], asked: Asked, ensembles: list[Ensemble], status: str) -> None:
    from simulation.results import envelope, files

    scores = [_scored(asked, own, ensemble) for ensemble in ensembles if ensemble.runs]
    facts = [s.facts for s in scores]
    found = envelope.text({**envelope.of_ensembles(asked.command, ensembles, status), "facts": facts})
    if asked.out is not None:
        files.put(asked.out / FACTS, found)
        _draw(asked, ensembles, scores)
    if asked.json:
        print(found, end="")
        return
    if not scores:
        say(asked, "No run is finished, so there is nothing to show.")
        return
    show(_sheets(scores))


@dataclass
class Score:
    """What is found of one scenario: as it goes into the JSON, its verdicts and tables to show, and its series."""

    ensemble: Ensemble
    facts: dict[str, Any]
    judgements: list[Judgement]
    sheets: list[Sheet]
    series: list[Recorded]


def _scored(asked: Asked, own: Sequence[Observation], ensemble: Ensemble) -> Score:
    from simulation.history import forecast, observations, scorecard
    from simulation.history.series import recorded_series
    from simulation.report import score as report

    scenario = ensemble.scenario
    found = [*scorecard.findings(ensemble), *scorecard.answers(observations.questions(own, scenario), ensemble)]
    series = [*recorded_series(scenario), *observations.recorded(own, scenario)]
    forecasts = forecast.forecasts(ensemble, series)
    facts = {"scenario": scenario.name, **scorecard.as_json(found), "series": forecast.as_json(forecasts)}
    if asked.forward:
        return Score(ensemble, facts, [], _outlook(ensemble, facts), series)
    sheets = [report.facts_sheet(ensemble, found)]
    if forecasts:
        sheets.append(report.forecasts_sheet(ensemble, forecasts))
    if asked.drivers:
        sheets.append(_drivers(ensemble, found, facts))
    return Score(ensemble, facts, scorecard.judgements(found), sheets, series)


def _outlook(ensemble: Ensemble, facts: dict[str, Any]) -> list[Sheet]:
    """The tables of the months after the record; enters them into ``facts`` too."""
    from simulation.history import outlook
    from simulation.report.outlook import outlook_sheets

    found = outlook.outlooks(ensemble)
    facts["outlook"] = outlook.as_json(found)
    return outlook_sheets(ensemble, found)


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


def _draw(asked: Asked, ensembles: Sequence[Ensemble], scores: Sequence[Score]) -> None:
    """Figures of the record on the fan, into the folder of each scenario."""
    from simulation.report.recorded import write_record_figures
    from simulation.results import store

    home = dict(zip(map(id, ensembles), store.folders(asked.out, ensembles), strict=True))
    for found in scores:
        write_record_figures(home[id(found.ensemble)], found.ensemble, found.series)
    say(asked, f"The record on each fan is in {asked.out}/*/record-*.png and .svg, own observations in observed-*.")


def _sheets(scores: Sequence[Score]) -> list[Sheet]:
    """The verdicts on every fact first, then the details of each scenario."""
    from simulation.report.score import verdicts_sheet

    verdicts = verdicts_sheet([(s.ensemble, s.judgements) for s in scores])
    return [*([verdicts] if verdicts.rows else []), *(sheet for s in scores for sheet in s.sheets)]


SCORE = Command("score", "set what is recorded beside what a scenario gives", score, _options)
