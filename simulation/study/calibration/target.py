"""A target, resolved: what is recorded, how a run answers, and on which scale the two are compared."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.chain.stock import Floats
from simulation.history.answers import in_month
from simulation.history.question import Answer, Question, Range
from simulation.history.scorecard import questions
from simulation.scenario.calibration import Target
from simulation.scenario.schema import Scenario

from .problem import Aim


@dataclass(frozen=True)
class Figure:
    """One target by its name in the file, with what is recorded; it survives pickling."""

    name: str
    target: Target
    recorded: Range

    @property
    def is_fitted(self) -> bool:
        return self.target.role == "fit"

    def aim(self) -> Aim:
        """What is fitted: the middle of what is recorded, on the scale of the fit."""
        middle = float(np.mean(self.on_scale(np.array(self.recorded))))
        return Aim(self.name, middle, math.hypot(self.target.observation_error, self.target.discrepancy))

    def on_scale(self, values: Floats) -> Floats:
        """Values as they are compared; NaN for what has no logarithm."""
        if self.target.scale == "linear":
            return values
        return np.log(np.where(values > 0, values, np.nan))


def asked(target: Target, scenario: Scenario) -> Question | None:
    """The question of the scorecard that a target names, if there is one."""
    return next((q for q in questions(scenario) if q.fact.number == target.fact and q.what == target.what), None)


def is_bound(target: Target, scenario: Scenario) -> bool:
    """Whether the record of a target is no more than a bound."""
    question = asked(target, scenario)
    return question is not None and question.bound


def answers(figures: Sequence[Figure], scenario: Scenario) -> list[Answer]:
    """How an ensemble of the scenario answers each of the figures. Raises KeyError for what the scorecard lacks."""
    by_name = {(q.fact.number, q.what): q.answer for q in questions(scenario)}
    return [_answer(figure.target, by_name) for figure in figures]


def _answer(target: Target, by_name: dict[tuple[int, str], Answer]) -> Answer:
    if target.fact is not None and target.what is not None:
        return by_name[target.fact, target.what]
    assert target.series is not None and target.month is not None
    return in_month(target.series, target.month)
