"""How well figures are known, and the rule that stops when that is enough."""

import math
from dataclasses import replace

import numpy as np
import pytest

from simulation.errors import InputError
from simulation.results.precision import FIRST_LOOK, Rule, half_width, rule_for
from simulation.results.shelf import Shelf


def ensemble(pair, **measures):
    """Made runs: a value a replication of each measure."""
    n = len(next(iter(measures.values())))
    runs = {i: replace(pair[1].runs[0], measures={name: x[i] for name, x in measures.items()}) for i in range(n)}
    return replace(pair[1], replications=n, runs=Shelf(runs))


def wish(pair, name):
    return rule_for({name: 1.0}, 100, [pair[1].scenario]).wishes[0]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("any_stop", (None, "any_stop", "mean")),
        ("days_to_shortage", (None, "days_to_shortage", "p50")),
        ("europe.days_to_first_stop.p95", ("europe", "days_to_first_stop", "p95")),
        ("vehicles_lost.mean", (None, "vehicles_lost", "mean")),
    ],
)
def test_a_name_is_a_region_a_measure_and_a_statistic(pair, name, parts):
    found = wish(pair, name)
    assert (found.region, found.measure, found.statistic) == parts


def test_every_mistake_in_a_wish_is_told(pair):
    with pytest.raises(InputError) as refused:
        rule_for({"days_to_shortge": 1.0, "any_stop": 0.0, "any_stop.p50": 0.1}, 100, [pair[1].scenario])
    width, measure, statistic = (m.text for m in refused.value.mistakes)
    assert width == "any_stop: a half-width is a number above 0, not 0"
    assert measure == "Tiny has no measure days_to_shortge; did you mean days_to_shortage?"
    assert statistic.startswith("Tiny has no measure any_stop.p50; did you mean any_stop")


@pytest.mark.parametrize("at_most", [1, FIRST_LOOK, 100, 1000])
def test_looks_are_fixed_and_end_with_the_last_replication(at_most):
    looks = list(Rule((), at_most).looks())
    assert looks == sorted(set(looks))
    assert looks[-1] == at_most
    assert looks[0] == min(FIRST_LOOK, at_most)
    assert looks[:-1] == list(Rule((), 10**6).looks())[: len(looks) - 1]


def test_days_that_are_mostly_never_are_known_and_those_on_the_edge_are_not(pair):
    never, edge, often = (np.array([50.0 + i % 7 for i in range(k)] + [math.inf] * (60 - k)) for k in (5, 30, 55))
    days = wish(pair, "days_to_shortage")
    assert half_width(ensemble(pair, days_to_shortage=never), days, 60) == 0.0
    assert half_width(ensemble(pair, days_to_shortage=edge), days, 60) == math.inf
    assert half_width(ensemble(pair, days_to_shortage=often), days, 60) == pytest.approx(1.0, abs=0.6)


def test_a_chance_is_known_by_its_wilson_interval(pair):
    made = ensemble(pair, any_stop=np.array([0.0, 1.0] * 50))
    assert half_width(made, wish(pair, "any_stop"), 100) == pytest.approx(0.0962, abs=1e-4)
    assert half_width(made, wish(pair, "any_stop"), 50) > 0.13


def test_what_does_not_exist_is_not_known(pair):
    made = ensemble(pair, time_to_recover_days=np.full(40, math.nan))
    assert half_width(made, wish(pair, "time_to_recover_days"), 40) == math.inf


def test_the_answer_says_when_it_was_looked_at_and_what_was_reached(pair):
    made = ensemble(pair, any_stop=np.array([0.0, 1.0] * 19), days_to_shortage=np.full(38, math.nan))
    rule = rule_for({"any_stop": 0.2, "days_to_shortage": 2.0}, 100, [made.scenario])
    said = rule.as_json(made)
    assert (said["at_most"], said["looks"], said["met"]) == (100, [30, 38], False)
    chance, days = said["half_widths"]
    assert chance == {
        "measure": "any_stop",
        "statistic": "mean",
        "wished": 0.2,
        "met": True,
        **{"reached": chance["reached"]},
    }
    assert 0.14 < chance["reached"] < 0.16
    assert (days["reached"], days["met"]) == (None, False)
