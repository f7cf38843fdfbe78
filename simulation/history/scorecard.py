"""The recorded facts beside what a scenario gives: each fact is a few questions that an ensemble answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from simulation.results.ensemble import Ensemble
from simulation.results.statistics import finite
from simulation.scenario.schema import Scenario

from . import facts_2010, facts_2023, facts_2025
from .facts_2010 import EMBARGO
from .facts_2023 import LICENCES
from .question import Fact, Finding, Question, Range, Role, answered
from .stops import SHOCK

RECORDS: dict[date, Callable[[Scenario], tuple[Question, ...]]] = {
    EMBARGO: facts_2010.questions,
    LICENCES: facts_2023.questions,
    SHOCK: facts_2025.questions,
}
"""By shock, what is asked of a scenario that lives through it."""


def questions(scenario: Scenario, role: Role | None = None) -> tuple[Question, ...]:
    """What the record asks of a scenario, or its part of one role (``fit``); nothing for shocks without a record."""
    ask = RECORDS.get(scenario.shock)
    return tuple(q for q in ask(scenario) if role in (None, q.role)) if ask else ()


def days_asked(scenario: Scenario) -> list[date]:
    """Days whose dated values the questions need, as far as they are simulated."""
    days = {q.day for q in questions(scenario) if q.day is not None}
    return sorted(d for d in days if scenario.start <= d <= scenario.end)


def findings(ensemble: Ensemble) -> list[Finding]:
    """Every question to the ensemble with its answer."""
    return answers(questions(ensemble.scenario), ensemble)


def answers(asked: Iterable[Question], ensemble: Ensemble) -> list[Finding]:
    """Each question with the ensemble's answer."""
    return [answered(q, ensemble) for q in asked]


# -- one verdict a fact ------------------------------------------------------------------------------------------------

FactVerdict = Literal["reproduced", "in part", "not reproduced", "input", "not answered"]


@dataclass(frozen=True)
class Judgement:
    """What the answers to a fact's questions come to; only questions with a verdict count."""

    fact: Fact
    roles: tuple[Role, ...]
    answers: int
    inside: int
    reproduced: int

    @property
    def verdict(self) -> FactVerdict:
        if not self.answers:
            return "input" if set(self.roles) <= {"input", "shown"} else "not answered"
        if self.reproduced == self.answers:
            return "reproduced"
        return "in part" if self.reproduced else "not reproduced"


def judgements(found: Sequence[Finding]) -> list[Judgement]:
    """One for each fact that is asked about, in the order of the questions."""
    return [_judged(fact, [f for f in found if f.question.fact == fact]) for fact in _facts(found)]


def _facts(found: Sequence[Finding]) -> list[Fact]:
    return list(dict.fromkeys(f.question.fact for f in found))


def _judged(fact: Fact, found: Sequence[Finding]) -> Judgement:
    verdicts = [f.verdict for f in found if f.verdict is not None]
    roles = tuple(dict.fromkeys(f.question.role for f in found))
    inside = sum(v != "outside" for v in verdicts)
    return Judgement(fact, roles, len(verdicts), inside, verdicts.count("reproduced"))


# -- JSON --------------------------------------------------------------------------------------------------------------


def as_json(found: Sequence[Finding]) -> dict[str, Any]:
    """Judgements and findings, as an entry of ``facts`` has them."""
    return {"verdicts": [_judgement(j) for j in judgements(found)], "findings": [_finding(f) for f in found]}


def _judgement(judged: Judgement) -> dict[str, Any]:
    return {
        "fact": judged.fact.number,
        "name": judged.fact.name,
        "roles": list(judged.roles),
        "figures": judged.answers,
        "inside": judged.inside,
        "reproduced": judged.reproduced,
        "verdict": judged.verdict,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    question = finding.question
    return {
        "fact": question.fact.number,
        "name": question.fact.name,
        "role": question.role,
        "what": question.what,
        "unit": question.unit,
        "recorded": _ends(question.recorded),
        "accepted": _ends(question.accepted),
        "simulated": finding.simulated,
        "median_off_by": None if finding.off_by is None else finite(finding.off_by),
        "inside": finding.inside,
        "verdict": finding.verdict,
        "missed": list(finding.missed),
    }


def _ends(ends: Range | None) -> dict[str, float | None] | None:
    return None if ends is None else {"low": finite(ends[0]), "high": finite(ends[1])}
