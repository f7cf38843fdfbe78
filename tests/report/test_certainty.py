"""How well the figures are known, in words."""

import math
from dataclasses import replace

import numpy as np

from simulation.report import certainty
from simulation.results.precision import rule_for
from simulation.results.shelf import Shelf

NEVER = math.inf


def made(pair, days, **more):
    """As many runs as ``days`` has entries, with these first days of a shortage."""
    run = pair[1].runs[0]
    runs = {i: replace(run, measures=run.measures | {"days_to_shortage": day}) for i, day in enumerate(days)}
    return replace(pair[1], replications=len(runs), runs=Shelf(runs), **more)


def rows(ensembles, n=0):
    return {row[0]: row[1:] for row in certainty.sheets(ensembles)[n].rows}


def test_medians_have_their_intervals_and_never_is_an_end(pair):
    days = np.arange(40.0, 60.0)
    sure = made(pair, days)
    late = made(pair, [*days[:10], *[NEVER] * 9])
    never = made(pair, [50.0, *[NEVER] * 19])
    few = made(pair, days[:5])
    (said,) = [cells for name, cells in rows([sure, late, never, few]).items() if name.startswith("0.5 %")]
    assert said == ("50 (45 to 54)", "49 (44 to never)", "never", "-")


def test_without_enough_runs_there_is_no_table(pair):
    assert certainty.sheets([pair[0]]) == []


def test_wishes_are_told_with_what_was_reached(pair):
    rule = rule_for({"days_to_shortage": 6.0, "europe.any_stop": 0.01}, 20, [pair[1].scenario])
    ensemble = made(pair, np.arange(40.0, 60.0), rule=rule)
    assert rows([ensemble], 1) == {
        "days_to_shortage": ("4.5 (wished: 6)",),
        "europe.any_stop": (f"{0.0806:.3g} (wished: 0.01)",),
    }
    assert certainty.sheets([ensemble])[1].title == "Not as well known as wished after 20 replications"
    easy = replace(ensemble, rule=rule_for({"days_to_shortage": 6.0}, 20, [pair[1].scenario]))
    assert certainty.sheets([easy])[1].title == "As well known as wished"
    assert "20 replications were enough. Looked at after 20 replications." in certainty.sheets([easy])[1].note
