"""The scorecard as tables: each recorded fact beside its simulated band, and the inputs that decide it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Protocol

from simulation.history.facts_2025 import MOST_RAN
from simulation.history.forecast import Forecast
from simulation.history.question import Fact, Finding, Question, Unit
from simulation.history.scorecard import Judgement
from simulation.results.ensemble import Ensemble
from simulation.results.statistics import Figures

from .sheet import Sheet
from .wording import NOTHING, amount, amounts, day, percent, percents, place, ratios, to, waiting


class Decides(Protocol):
    """An input and its rank correlation with the outcome, whoever worked it out."""

    @property
    def input(self) -> str: ...
    @property
    def rank_correlation(self) -> float: ...


SIMULATED: dict[Unit, Callable[[Figures], str]] = {
    "day": waiting, "days": amounts, "t": amounts, "share": percents, "ratio": ratios,
}  # fmt: skip
NUMBER: dict[Unit, Callable[[float], str]] = {
    "day": "{:.0f}".format, "days": amount, "t": amount, "share": percent, "ratio": "{:.2f}".format,
}  # fmt: skip
EXACT = NUMBER | {"t": lambda x: f"{x:,.0f}" if x > 100 else amount(x)}
"""Recorded figures keep all their digits."""
SHORT = {"median off": "off", "too wide": "wide"}
HOW_TO_READ = (
    "Simulated: median (5 to 95 % of runs). Inside: the record meets that band, or the median a bound. Reproduced: the "
    "median lies in the accepted range too (else: off), and the band is narrow enough to mean something or keeps the "
    "bound as a whole (else: wide); docs/validation.md says why. "
)
ROLES = "Fit: may be used to calibrate; own test and score: never; input: put into the scenario; shown: no verdict."


def verdicts_sheet(judged: Sequence[tuple[Ensemble, Sequence[Judgement]]]) -> Sheet:
    """One verdict for each fact."""
    lines = [(j, ensemble.scenario.name) for ensemble, judgements in judged for j in judgements]
    return Sheet(
        title="The facts, one by one",
        columns=("Fact", "Scenario", "Role", "Inside", "Reproduced", "Verdict"),
        rows=tuple(
            (
                _named(j.fact),
                name,
                ", ".join(j.roles),
                _of(j.inside, j),
                _of(j.reproduced, j),
                j.verdict,
            )
            for j, name in sorted(lines, key=lambda line: line[0].fact.number or math.inf)
        ),
        note="Inside and reproduced: how many of the figures with a verdict. In part: some of them are reproduced.",
    )


def _of(n: int, judged: Judgement) -> str:
    return f"{n} of {judged.answers}" if judged.answers else NOTHING


def facts_sheet(ensemble: Ensemble, findings: Sequence[Finding]) -> Sheet:
    """Every question with its answer, under the fact that it belongs to."""
    n = len(ensemble.runs)
    return Sheet(
        title=f"The record and {ensemble.scenario.name}, {n} run{'' if n == 1 else 's'}",
        columns=("", "Role", "Recorded", "Accepted", "Simulated", "Verdict"),
        rows=_headed(
            [
                (f, (f.question.role, _recorded(f.question), _accepted(f.question), _simulated(f), _verdict(f)))
                for f in findings
            ]
        ),
        note=(
            f"{HOW_TO_READ}Days count from {day(ensemble.scenario.shock)}; amounts are tonnes, a month's if a month is "
            f"named, of product weight but for REO, quotas and what is mined. {ROLES}"
        ),
    )


def forecasts_sheet(ensemble: Ensemble, forecasts: Sequence[Forecast]) -> Sheet:
    """Whole series beside the naive forecasts."""
    rows: list[tuple[str, ...]] = []
    for series, found in groupby(forecasts, key=lambda f: f.series):
        rows.append((series,))
        rows += [_scores(f) for f in found]
    return Sheet(
        title=f"Recorded series and {ensemble.scenario.name}",
        columns=("Forecast", "Role", "Months", "Mean error", "In the band", "Interval score"),
        rows=tuple(rows),
        note=(
            "Mean error: mean absolute percentage error of the median, months that round to zero left out. Interval "
            "score: width of the 90 % band plus 20 times what it misses, mean of the months, in units of the series, "
            "the less the better; a naive forecast has no band, which costs it 20 times its error. It is made only for "
            "months that have a recorded month to go by."
        ),
    )


def _scores(f: Forecast) -> tuple[str, ...]:
    error, score = (NOTHING if math.isnan(x) else say(x) for x, say in ((f.error, percent), (f.interval_score, amount)))
    covered = NOTHING if f.covered is None else f"{f.covered} of {len(f.months)}"
    return f.name, f.role, str(len(f.months)), error, covered, score


def drivers_sheet(
    findings: Sequence[Finding], deciding: Sequence[Sequence[Decides]], ranked: int, unranked: int, floor: float
) -> Sheet:
    """The strongest inputs of each question that stands for its fact; ``deciding`` goes with ``findings``."""
    above = [[x for x in inputs if abs(x.rank_correlation) >= floor] for inputs in deciding]
    keys = [(f, inputs) for f, inputs in zip(findings, above, strict=True) if f.question.key]
    return Sheet(
        title="Which inputs decide",
        columns=("", "Input", "Rank correlation"),
        rows=_headed([(f, (_lines(_names(inputs)), _lines(_correlations(inputs)))) for f, inputs in keys]),
        note=(
            f"Spearman correlation over the runs between the outcome and {ranked} inputs drawn once a run, if above "
            f"the noise floor of {floor:.2f}; of {ranked} idle inputs, about {ranked / 20:.0f} would be. {unranked} "
            "inputs are drawn firm by firm or file by file: they have no single value a run and cannot be ranked this "
            "way, however much they decide. Inputs of the timeline stand under the name of their measure."
        ),
    )


def _headed(lines: Sequence[tuple[Finding, tuple[str, ...]]]) -> tuple[tuple[str, ...], ...]:
    """The rows, with a row of one cell before those of each fact."""
    rows: list[tuple[str, ...]] = []
    for fact, found in groupby(lines, key=lambda line: line[0].question.fact):
        rows.append((_named(fact),))
        rows += [(_what(finding.question), *cells) for finding, cells in found]
    return tuple(rows)


def _named(fact: Fact) -> str:
    return f"{fact.number}. {fact.name}" if fact.number else fact.name


def _what(question: Question) -> str:
    region, colon, rest = question.what.partition(": ")
    return f"{place(region)}: {rest}" if colon else question.what


def _recorded(question: Question) -> str:
    if question.recorded is None:
        return NOTHING
    if question.recorded == MOST_RAN:
        return "most ran"
    if question.recorded == (0.0, 0.0) and question.bound:
        return "none"
    return _range(question, *question.recorded, EXACT)


def _accepted(question: Question) -> str:
    accepted = question.accepted or (question.recorded if question.bound else None)
    if accepted is None:
        return NOTHING
    return _range(question, *accepted, NUMBER)


def _range(question: Question, low: float, high: float, numbers: dict[Unit, Callable[[float], str]]) -> str:
    """10 to 42, 1.31, by 61, at least 0.80."""
    say = numbers[question.unit]
    if math.isinf(high):
        return f"at least {say(low)}"
    least, most = say(low), say(high)
    if least == most:
        return most
    if low > 0:
        return to(least, most)
    return f"by {most}" if question.unit == "day" else f"{most} at most"


def _simulated(finding: Finding) -> str:
    return SIMULATED[finding.question.unit](finding.simulated)


def _verdict(finding: Finding) -> str:
    said = [SHORT[m] for m in finding.missed if m in SHORT and finding.inside]
    return NOTHING if finding.verdict is None else ", ".join([finding.verdict, *said])


def _names(inputs: Sequence[Decides]) -> list[str]:
    return [x.input.removeprefix("timeline.") for x in inputs]


def _correlations(inputs: Sequence[Decides]) -> list[str]:
    return [f"{x.rank_correlation:+.2f}" for x in inputs]


def _lines(said: list[str]) -> str:
    return "\n".join(said) or NOTHING
