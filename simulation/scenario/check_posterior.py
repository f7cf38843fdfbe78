"""Checks that the columns of a posterior are inputs of the scenario and that every draw is allowed there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pydantic import ValidationError

from .allowed import allowed_at
from .fields import Fault
from .measures import Amend
from .nearest import did_you_mean
from .numbers import SHAPES, Distribution
from .paths import NothingThere, Path, placed, value_at
from .posterior import Posterior
from .read import Steps, dotted
from .schema import Scenario


def check_posterior(scenario: Scenario) -> Iterator[Fault]:
    """Columns that are no input, and draws that the input does not allow."""
    posterior = scenario.posterior
    if posterior is None:
        return
    if not posterior.draws and posterior.file is None:
        yield Fault.at(("posterior",), "names no file and writes out no draws")
    data = scenario.model_dump(exclude={"posterior"})
    wrong = False
    for path, values in posterior.draws.items():
        for text in _column(scenario, data, path, values):
            wrong = True
            yield Fault(("posterior", "draws", path), text)
    if not wrong:
        yield from _out_of_order(scenario, posterior)


def _column(scenario: Scenario, data: object, path: str, values: tuple[float, ...]) -> Iterator[str]:
    steps = tuple(path.split("."))
    try:
        there = value_at(scenario, steps)
    except NothingThere as error:
        lost, known = error.args
        yield f"{path}: there is no {dotted(lost)} in this scenario{did_you_mean(lost[-1], known, 'there are')}"
        return
    if isinstance(there, Distribution) and there.per != "replication":
        inner = next(shape for shape in SHAPES if getattr(there, shape) is not None)
        example = f"{path}.{inner}.{'median' if inner == 'lognormal' else '0'}"
        yield f"{path}: is drawn per {there.per}; a posterior gives one number per replication, such as {example}"
        return
    allowed = allowed_at(_of_target(scenario, steps), data)
    if allowed is None or allowed.sort not in ("number", "whole"):
        yield f"{path}: is not a number, so nothing can be drawn for it"
        return
    for row, value in enumerate(values, start=1):
        low = value > allowed.low if allowed.above else value >= allowed.low
        if not (low and value <= allowed.high) or (allowed.sort == "whole" and value != round(value)):
            wanted = f"{replace(allowed, drawn=False)}{allowed.unit_and_sentence()}"
            yield f"{path}: {value:g} in draw {row} is not {wanted}"
            return


def _of_target(scenario: Scenario, path: tuple[str, ...]) -> Steps:
    """The path of the field itself: a change of an amendment is a field of the measure that it changes."""
    steps: Steps = tuple(int(step) if step.isdigit() else step for step in path)
    measure = scenario.timeline.get(path[1]) if path[0] == "timeline" and len(path) > 1 else None
    return ("timeline", measure.target, *steps[2:]) if isinstance(measure, Amend) else steps


def _out_of_order(scenario: Scenario, posterior: Posterior) -> Iterator[Fault]:
    """Draws that turn a distribution upside down; only columns inside of distributions can."""
    columns = _columns_inside(scenario, posterior)
    for k in range(posterior.size if columns else 0):
        try:
            for distribution, inside in columns:
                placed(distribution, {rest: posterior.draws[path][k] for path, rest in inside.items()})
        except ValidationError as error:
            reason = str(error.errors()[0].get("ctx", {}).get("error", error.errors()[0]["msg"]))
            yield Fault(("posterior", "draws", next(iter(columns[0][1]))), f"posterior: draw {k + 1}: {reason}")
            return


def _columns_inside(scenario: Scenario, posterior: Posterior) -> list[tuple[Distribution, dict[str, str]]]:
    """Distributions with the columns that lie inside of each: their paths, and what of these leads on from there."""
    found: dict[Path, tuple[Distribution, dict[str, str]]] = {}
    for path in posterior.draws:
        steps = tuple(path.split("."))
        for n in range(1, len(steps)):
            there = value_at(scenario, steps[:n])
            if isinstance(there, Distribution):
                found.setdefault(steps[:n], (there, {}))[1][path] = ".".join(steps[n:])
    return list(found.values())
