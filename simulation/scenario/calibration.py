"""The calibration: which inputs of a scenario are searched for, and which recorded figures may be used to find them."""

from __future__ import annotations

from datetime import date as Date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from .numbers import Count, Distribution, Finite, Frozen, PlainNumber


class Line(Frozen):
    """How a value of the scenario follows from an input: ``plus`` + ``times`` x input."""

    plus: Finite = 0.0
    """[as the value] What it is where the input is 0."""
    times: Finite = 1.0
    """[as the value per unit of the input] How it goes with the input."""


class Input(Frozen):
    """One number that is searched for: a value of the scenario, or what drives several of them."""

    path: str | None = None
    """[path] The value of the scenario, as for --set: timeline.licences.officers."""
    sets: dict[str, Line] = {}
    """[by path] In place of ``path``: several values that follow from the input."""
    prior: Distribution | None = None
    """[distribution] What is known without the record; without it, what the scenario says at ``path``."""
    label: str | None = None
    """[text] What tables and figures call it, with its unit."""
    note: str | None = None
    """[text] What a reader should know."""

    @model_validator(mode="after")
    def _one_place(self) -> Input:
        if (self.path is None) == (not self.sets):
            raise ValueError("an input has a path, or sets several; one of the two")
        if self.sets and self.prior is None:
            raise ValueError("an input that sets several values needs a prior of its own")
        if self.prior is not None and self.prior.per != "replication":
            raise ValueError(f"the prior of an input is per replication, not per {self.prior.per}")
        if self.prior is not None and not self.prior.assumed and self.prior.source is None:
            raise ValueError("a prior says where it comes from: source: ..., or assumed: true")
        return self


class Target(Frozen):
    """A recorded figure, and how far off the best model could be: a question of the scorecard, or a monthly value."""

    fact: Count | None = None
    """[number] The fact of the scorecard; its role and its recorded figure stand there."""
    what: str | None = None
    """[text] Which of its figures, in the words of the scorecard."""
    series: str | None = None
    """[series] In place of ``fact``: a monthly series."""
    month: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")] | None = None
    """[YYYY-MM] Its month."""
    recorded: Finite | None = None
    """[as the series] The recorded value."""
    csv: str | None = None
    """[path] In place of ``recorded``: a CSV file beside this one, with columns ``month`` and ``value``."""
    role: Literal["fit", "own test", "score"]
    """[role] Only ``fit`` is used for fitting; the others are shown."""
    scale: Literal["linear", "log"] = "linear"
    """[rule] log: errors are shares of the figure, and count by factors."""
    observation_error: PlainNumber = 0.0
    """[as the figure, or share of it] Standard deviation of what the record may be off."""
    discrepancy: PlainNumber = 0.0
    """[as the figure, or share of it] Standard deviation of what the model may be off with the best inputs."""
    note: str | None = None
    """[text] Where the errors come from."""

    @model_validator(mode="after")
    def _one_figure(self) -> Target:
        if (self.fact is None) == (self.series is None):
            raise ValueError("a target is a fact of the scorecard, or a series in a month; one of the two")
        if self.fact is not None and self.what is None:
            raise ValueError("a fact has several figures: what says which")
        if self.series is not None and (self.month is None or (self.recorded is None) == (self.csv is None)):
            raise ValueError("a series needs a month, and what is recorded in it or a csv that says so")
        if self.role == "fit" and self.observation_error == 0 and self.discrepancy == 0:
            raise ValueError("nothing is met exactly: a target to fit has an observation_error or a discrepancy")
        return self


class Budget(Frozen):
    """How many runs there are."""

    waves: Count = 2
    """[waves] Waves of history matching."""
    points: Annotated[int, Field(ge=8)] = 256
    """[points] Points of a wave."""
    replications: Annotated[int, Field(ge=2)] = 2
    """[runs] Runs at each point; two or more, for the luck of a run to be seen."""
    draws: Annotated[int, Field(ge=100)] = 2000
    """[runs] Runs of the second stage."""
    predictive: Count = 100
    """[runs] Runs of the whole time with the priors, and as many with the posterior."""
    rows: Count = 400
    """[draws] Rows of the posterior that is written."""


class Calibration(Frozen):
    """What is searched for in a scenario, and against what."""

    name: str | None = None
    """[text] Shown in tables and figures."""
    description: str | None = None
    """[text] What the calibration asks, in one or two sentences."""
    scenario: str
    """[scenario] A shipped name or a path relative to this file."""
    inputs: Annotated[dict[str, Input], Field(min_length=1)]
    """[by name] What is searched for."""
    targets: Annotated[dict[str, Target], Field(min_length=1)]
    """[by name] Recorded figures."""
    fit_until: Date
    """[date] Last day of the runs that are fitted; they need go no further than the last target to fit."""
    predict_until: Date | None = None
    """[date] Last day of the runs that show the other targets; without it, the end of the scenario."""
    budget: Budget = Budget()
    """[block] How many runs there are."""
    seed: Annotated[int, Field(ge=0)] = 1
    """[number] The same seed gives the same results."""
    source: str | None = None
    """[text] Where the figures come from."""
    note: str | None = None
    """[text] What a reader should know."""
