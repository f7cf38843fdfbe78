"""A sensitivity analysis and its boxes as JSON and as rows of a table; null for what does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from simulation.chain.stock import Floats

from .boxes import Discovery
from .envelope import Json
from .files import Cell, Table
from .sensitivity import HIGH, LOW, LUCK, VALUE, Analysis, Sensitivity
from .statistics import finite

COLUMNS = (
    "mu", "mu_star", "mu_star_half_width", "sigma", "s1", "s1_low", "s1_high", "st", "st_low", "st_high",
    "at_p05", "at_p05_low", "at_p05_high", "at_p95", "at_p95_low", "at_p95_high",
)  # fmt: skip
"""What is known of an input; empty for what was not computed."""


def as_json(analysis: Analysis) -> Json:
    """Under ``sensitivity`` of the command's object."""
    return {
        "inputs": list(analysis.inputs),
        "survivors": list(analysis.survivors),
        "indices_from": analysis.method,
        "saltelli_base": analysis.base,
        "points": analysis.points,
        "measures": {measure: _measure(found, analysis) for measure, found in analysis.measures.items()},
    }


def rows(analysis: Analysis) -> Table:
    """The header, then a row a measure and input, luck last."""
    yield ["measure", "input", "rank", "survives", *COLUMNS]
    for measure, found in analysis.measures.items():
        for name in (*analysis.inputs, LUCK):
            known = _of_input(found, name)
            rank = found.ranked.index(name) + 1 if name in found.ranked else ""
            cells: list[Cell] = [_cell(known.get(column)) for column in COLUMNS]
            yield [measure, name, rank, "" if name == LUCK else int(name in analysis.survivors), *cells]


def boxes_as_json(found: Discovery, what: str) -> Json:
    """Under ``discovery`` of the command's object; ``what`` says what a case is."""
    return {
        "case": what,
        "points": found.points,
        "cases": found.cases,
        "boxes": [
            {
                "coverage": box.coverage,
                "density": box.density,
                "mass": box.mass,
                "restricted_inputs": len(box.restrictions),
                "restrictions": [dict(vars(restriction)) for restriction in box.restrictions],
            }
            for box in found.boxes
        ],
    }


def peeling_rows(found: Discovery) -> Table:
    """The header, then a row a step of the peeling of the first box."""
    yield ["step", "coverage", "density", "restricted_inputs"]
    for step, (coverage, density, restricted) in enumerate(found.trajectory.tolist()):
        yield [step, coverage, density, int(restricted)]


def _measure(found: Sensitivity, analysis: Analysis) -> Json:
    fit = found.fit
    return {
        "varies": found.screening is not None,
        "value_if_constant": None if found.screening else finite(float(found.screened.means[0])),
        "window_days": found.screened.window_days,
        "censored_share": {
            "screening": found.screened.censored,
            "main": None if found.main is None else found.main.censored,
        },
        "ranked": [name for name in found.ranked if name != LUCK],
        "noise_floor": found.floor,
        "at_medians": None if found.tornado is None else finite(found.tornado.base),
        "inputs": {name: _of_input(found, name) for name in (*analysis.inputs, LUCK)},
        "pairs": list(_pairs(found)),
        "emulator": None if fit is None else dict(vars(fit)),
    }


def _of_input(found: Sensitivity, name: str) -> dict[str, float | None]:
    """What is known of one input, by column."""
    known: dict[str, float | None] = {}
    screening, indices, tornado = found.screening, found.indices, found.tornado
    if screening is not None:
        i = screening.inputs.index(name)
        effects = (screening.mean, screening.size, screening.size_half_width, screening.spread)
        known |= {key: finite(x[i]) for key, x in zip(COLUMNS, effects, strict=False)}
    if indices is not None and name in indices.inputs:
        i = indices.inputs.index(name)
        known |= _estimate("s1", indices.first[i]) | _estimate("st", indices.total[i])
    if tornado is not None and name in tornado.inputs:
        i = tornado.inputs.index(name)
        known |= _estimate("at_p05", tornado.low[i]) | _estimate("at_p95", tornado.high[i])
    return known


def _pairs(found: Sensitivity) -> Iterator[Json]:
    """Pairs of inputs, the strongest first."""
    indices = found.indices
    if indices is None:
        return
    known = [i for i, name in enumerate(indices.inputs) if name != LUCK]
    for i, j in sorted(combinations(known, 2), key=lambda pair: -indices.pairs[pair][VALUE]):
        yield {"inputs": [indices.inputs[i], indices.inputs[j]], **_estimate("s2", indices.pairs[i, j])}


def _estimate(name: str, estimate: Floats) -> dict[str, float | None]:
    return {
        name: finite(estimate[VALUE]),
        f"{name}_low": finite(estimate[LOW]),
        f"{name}_high": finite(estimate[HIGH]),
    }


def _cell(x: float | None) -> Cell:
    return "" if x is None else x
