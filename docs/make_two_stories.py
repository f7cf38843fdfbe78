"""Prints the tables of ``two-stories.md``: two stories of 2025 and the model's own, each beside the recorded facts.

Run it as ``python docs/make_two_stories.py``; about three minutes on two cores. It does not print the words at the end.
"""

from collections.abc import Iterator

import numpy as np

import simulation as rc
from simulation.history.scorecard import Finding, days_asked, findings
from simulation.report.score import NUMBER, SIMULATED
from simulation.report.wording import NOTHING, percents
from simulation.results.ensemble import Ensemble
from simulation.results.statistics import spread
from simulation.study.ensemble import compare

REPLICATIONS = 40
JOBS = 2
STORIES = ("licensing-2025-pooled", "licensing-2025-dispersed", "licensing-2025")


def told(finding: Finding) -> str:
    """What a scenario gives, and whether the record lies inside."""
    if np.isnan(finding.values).all():
        return NOTHING
    verdict = {True: "inside", False: "**outside**", None: ""}[finding.inside]
    return f"{SIMULATED[finding.question.unit](finding.simulated)} {verdict}".strip()


def recorded(finding: Finding) -> str:
    if finding.question.recorded is None:
        return NOTHING
    number = NUMBER[finding.question.unit]
    low, high = map(number, finding.question.recorded)
    return low if low == high else f"{low} to {high}"


def facts(ensembles: list[Ensemble]) -> Iterator[str]:
    """A row for each question that the record asks, headed by its fact."""
    head = None
    for row in zip(*(findings(e) for e in ensembles), strict=True):
        question = row[0].question
        if question.fact is not head:
            head = question.fact
            yield f"| **{head.name}** |" + " |" * (len(ensembles) + 1)
        yield f"| {question.what} | {recorded(row[0])} | " + " | ".join(told(f) for f in row) + " |"


def stopped_together(ensemble: Ensemble) -> str:
    """Of all line stops abroad, the share that begins in the month in which most of them do."""
    series = [n for n in ensemble.monthly_names if n.startswith("line_stops_begun_") and not n.endswith("_china")]
    begun = sum(ensemble.monthly(name) for name in series)
    total = begun.sum(axis=1)
    return percents(spread(np.where(total > 0, begun.max(axis=1) / np.maximum(total, 1), np.nan)))


def spread_of_stops(ensembles: list[Ensemble]) -> None:
    print("\n## How much stops, and how much of it at once\n")
    print("| over the 360 days | " + " | ".join(f"`{name}`" for name in STORIES) + " |\n|---|" + "---|" * len(STORIES))
    rows = {
        "lines abroad that stop at least once": [percents(spread(e.values("lines_stopped_share"))) for e in ensembles],
        "output abroad down on the worst day": [percents(spread(e.values("output_stopped_share"))) for e in ensembles],
        "stops that begin in the month with most of them": [stopped_together(e) for e in ensembles],
    }
    for what, values in rows.items():
        print(f"| {what} | " + " | ".join(values) + " |")


if __name__ == "__main__":
    scenarios = [rc.load(name) for name in STORIES]
    found = compare(*scenarios, replications=REPLICATIONS, seed=1, jobs=JOBS, at=days_asked(scenarios[0]))
    print("# The two stories of 2025\n\nPrinted by `python docs/make_two_stories.py`.\n")
    print(f"## Against the record\n\n{REPLICATIONS} replications, same draws: median (5 to 95 % of runs).\n")
    print("| | recorded | " + " | ".join(f"`{name}`" for name in STORIES) + " |\n|---|---|" + "---|" * len(STORIES))
    print("\n".join(facts(found)))
    spread_of_stops(found)
