"""What a reader asks of the whole world outside the origin, the measure that answers, and how it is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from simulation.results.ensemble import Ensemble
from simulation.results.statistics import Figures

from .wording import (
    amounts,
    capital,
    chance,
    goods_called,
    has_lines,
    makers_called,
    outside,
    percent,
    percents,
    ratios,
    waiting,
    worst,
)

Say = Callable[[Figures], str]
Chapter = tuple[str, list[tuple[str, str, Say]]]
"""Heading, and rows: the question, the measure, how its figures are said."""


def chapters(ensembles: Sequence[Ensemble]) -> list[Chapter]:
    """All questions, in the words of the first scenario."""
    makers, goods = makers_called(ensembles), goods_called(ensembles)
    return [
        *(_of_lines(ensembles[0]) if any(has_lines(e.scenario) for e in ensembles) else ()),
        (
            f"{capital(makers)} {outside(ensembles[0])}",
            [
                (f"First stop among {makers}, day", "days_to_first_parts_stop", waiting),
                (f"{capital(makers)} that stop at least once", "parts_makers_stopped_share", percents),
            ],
        ),
        (
            "Trade",
            [
                (f"{capital(goods)} exports missing, legal and illicit", "effective_cut", percents),
                ("Share of exports that leave illicitly", "leaked_share_of_exports", percents),
                ("Imports booked abroad / exports booked at home", "mirror_ratio", ratios),
            ],
        ),
    ]


def _of_lines(first: Ensemble) -> list[Chapter]:
    """Questions of worlds in which cars are built."""
    threshold, abroad = percent(first.scenario.shortage_threshold), outside(first)
    return [
        (
            f"Car lines {abroad}",
            [
                ("Chance that any line stops", "any_stop", chance),
                ("First line stops, day", "days_to_first_stop", waiting),
                ("Lines that stop at least once", "lines_stopped_share", percents),
                ("Output down on the worst day", "output_stopped_share", percents),
            ],
        ),
        (
            f"Shortage of cars built {abroad}",
            [
                (f"{threshold} of output is down, day", "days_to_shortage", waiting),
                ("1 % of output is down, day", "days_to_shortage_1pct", waiting),
                ("5 % of output is down, day", "days_to_shortage_5pct", waiting),
                (f"Chance that {threshold} is down by day 60", "shortage_within_60_days", chance),
                ("Output back at 95 % for four weeks, day", "time_to_recover_days", _recovery),
                ("Vehicles not built", "vehicles_lost", amounts),
                ("Vehicles not built, mean of the worst 5 % of runs", "vehicles_lost", worst),
            ],
        ),
    ]


def by_measure(ensembles: Sequence[Ensemble]) -> dict[str, tuple[str, Say]]:
    """Each measure with the first question that it answers, and how its figures are said."""
    asked: dict[str, tuple[str, Say]] = {}
    for _, rows in chapters(ensembles):
        for question, measure, say in rows:
            asked.setdefault(measure, (question, say))
    return asked


def _recovery(figures: Figures) -> str:
    return "never below" if figures.get("never") is None else waiting(figures, "not in the window")
