"""The scorecard as tables: each recorded fact beside its simulated band, and the inputs that decide it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Protocol

from simulation.history.scorecard import LINES_RAN_UNTIL, MOST_RAN, Finding, Forecast, Unit
from simulation.results.ensemble import Ensemble
from simulation.results.statistics import Figures

from .sheet import Sheet
from .wording import NOTHING, amount, amounts, day, percent, percents, place, waiting


class Decides(Protocol):
    """An input and its rank correlation with the outcome, whoever worked it out."""

    @property
    def input(self) -> str: ...
    @property
    def rank_correlation(self) -> float: ...


SIMULATED: dict[Unit, Callable[[Figures], str]] = {"day": waiting, "days": amounts, "t": amounts, "share": percents}
NUMBER: dict[Unit, Callable[[float], str]] = {"day": "{:.0f}".format, "days": amount, "t": amount, "share": percent}
UNIT: dict[Unit, str] = {"day": "days", "days": "days", "t": "t", "share": "points"}


def facts_sheet(ensemble: Ensemble, findings: Sequence[Finding]) -> Sheet:
    """Every question with its answer, under the fact that it belongs to."""
    n = len(ensemble.runs)
    return Sheet(
        title=f"The record and {ensemble.scenario.name}, {n} run{'' if n == 1 else 's'}",
        columns=("", "Role", "Recorded", "Simulated", "Median off by", "Verdict"),
        rows=_headed([(f, (f.question.role, _recorded(f), _simulated(f), _off(f), _verdict(f))) for f in findings]),
        note=(
            f"Simulated: median (5 to 95 % of runs). Days count from {day(ensemble.scenario.shock)}; exports are "
            "tonnes a month, magnets by product weight. Inside: the record meets the 5 to 95 % band; where it says no "
            'more than "most ran", the median must meet it. Lines count that stop at least once by '
            f"{day(LINES_RAN_UNTIL)}. Fit: may be used for fitting; own test and score: never."
        ),
    )


def forecasts_sheet(forecasts: Sequence[Forecast]) -> Sheet:
    """The export series as a whole beside the naive forecasts."""
    return Sheet(
        title="Magnet exports of China as a series",
        columns=("Forecast", "Role", "Months", "Mean error", "In the band", "Interval score, t"),
        rows=tuple(
            (f.name, f.role, str(len(f.months)), percent(f.error), _covered(f), amount(f.interval_score))
            for f in forecasts
        ),
        note=(
            "Mean error: mean absolute percentage error of the median. Interval score: width of the 90 % band plus 20 "
            "times what it misses, mean of the months, the less the better; a naive forecast has no band, which costs "
            "it 20 times its error. Months for which a naive forecast lacks a recorded month are left out."
        ),
    )


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
    headed = 0
    for finding, cells in lines:
        fact = finding.question.fact
        if fact.number != headed:
            rows.append((f"{fact.number}. {fact.name}",))
            headed = fact.number
        rows.append((_what(finding), *cells))
    return tuple(rows)


def _what(finding: Finding) -> str:
    region, colon, rest = finding.question.what.partition(": ")
    return f"{place(region)}: {rest}" if colon else finding.question.what


def _recorded(finding: Finding) -> str:
    question = finding.question
    if question.recorded is None:
        return NOTHING
    if question.recorded == MOST_RAN:
        return "most ran"
    low, high = (NUMBER[question.unit](x) for x in question.recorded)
    if low == high:
        return low
    return f"by {high}" if question.recorded[0] == 0 else f"{low} to {high}"


def _simulated(finding: Finding) -> str:
    return SIMULATED[finding.question.unit](finding.simulated)


def _off(finding: Finding) -> str:
    off, unit = finding.off_by, finding.question.unit
    if off is None:
        return NOTHING
    if math.isinf(off):
        return "never"
    said = amount(abs(off) * (100 if unit == "share" else 1))
    sign = "" if said == "0" else "-" if off < 0 else "+"
    return f"{sign}{said} {UNIT[unit]}"


def _verdict(finding: Finding) -> str:
    return {True: "inside", False: "outside", None: NOTHING}[finding.inside]


def _covered(forecast: Forecast) -> str:
    return NOTHING if forecast.covered is None else f"{forecast.covered} of {len(forecast.months)}"


def _names(inputs: Sequence[Decides]) -> list[str]:
    return [x.input.removeprefix("timeline.") for x in inputs]


def _correlations(inputs: Sequence[Decides]) -> list[str]:
    return [f"{x.rank_correlation:+.2f}" for x in inputs]


def _lines(said: list[str]) -> str:
    return "\n".join(said) or NOTHING
