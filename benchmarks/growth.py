"""With which power time grows in sites, lines, days and replications."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from simulation.engine.run import simulate
from simulation.scenario.compose import load
from simulation.scenario.schema import Scenario
from simulation.scenario.sites import AnySite, Industry, Lines, Plant
from simulation.study.ensemble import run

from .rows import Row, Target
from .timing import Act, growth, in_turn

AT_MOST = Target(1.1)
TIMES = (1, 2, 4)
REPLICATIONS = (4, 8, 16, 32)
DAYS = 365


def rows(repeats: int) -> list[Row]:
    world, tiny = load("licensing-2025"), load("tiny")
    baseline = load("baseline-2024")
    return [
        _row("firms and lines", [(k, _living(with_more(world, k, k))) for k in TIMES], repeats),
        _row("lines alone", [(k, _living(with_more(world, 1, k))) for k in TIMES], repeats),
        _row("days", [(k, _living(lasting(baseline, k * DAYS))) for k in TIMES], repeats),
        _row("replications (tiny)", [(n, lambda n=n: run(tiny, n)) for n in REPLICATIONS], repeats),
    ]


def _row(what: str, acts: Sequence[tuple[int, Act]], repeats: int) -> Row:
    seconds = in_turn({str(size): act for size, act in acts}, repeats)
    sizes = [size for size, _ in acts]
    return Row(f"exponent of time in {what}", growth(sizes, [seconds[str(s)] for s in sizes]), target=AT_MOST)


def _living(scenario: Scenario) -> Act:
    return lambda: simulate(scenario, 1, 0)


def with_more(scenario: Scenario, firms: int, lines: int) -> Scenario:
    """The same world split finer: so many times the firms of every works and industry, and the lines."""

    def split(site: AnySite) -> AnySite:
        match site:
            case Plant() | Industry():
                return site.model_copy(update={"count": site.count * firms})
            case Lines():
                return site.model_copy(update={"count": {k: n * lines for k, n in site.count.items()}})
            case _:
                return site

    return scenario.model_copy(update={"sites": {name: split(site) for name, site in scenario.sites.items()}})


def lasting(scenario: Scenario, days: int) -> Scenario:
    """The same world for so many days."""
    return scenario.model_copy(update={"end": scenario.start + timedelta(days=days - 1)})
