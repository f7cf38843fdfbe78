"""Figures in words."""

from datetime import date
from types import SimpleNamespace

import pytest

from simulation.report import wording


@pytest.mark.parametrize(
    ("x", "said"),
    [(0, "0"), (-0.01, "0"), (3.46, "3.5"), (3, "3"), (35.4, "35"), (-14.3, "-14"), (412, "412"), (15_328, "15,300"),
     (1_240_000, "1.24 million"), (999_900, "1 million")],
)  # fmt: skip
def test_amounts_have_three_digits_at_most(x, said):
    assert wording.amount(x) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0 %"), (0.0001, "<0.1 %"), (0.004, "0.4 %"), (0.01, "1 %"), (0.374, "37 %"), (0.996, "99.6 %"), (1, "100 %"),
     (-0.0001, "0 %"), (0.9999, "100 %")],
)  # fmt: skip
def test_shares_are_whole_but_near_the_ends(share, said):
    assert wording.percent(share) == said


def test_a_time_says_how_often_it_never_comes():
    assert wording.waiting({"p05": 41, "p50": 52, "p95": 77, "never": 0.0}) == "52 (41 to 77)"
    assert wording.waiting({"p05": 41, "p50": 52, "p95": None, "never": 0.12}) == "52 (from 41); never in 12 %"
    assert wording.waiting({"p05": 41, "p50": 52, "p95": 77, "never": 0.02}) == "52 (41 to 77); never in 2 %"
    assert (
        wording.waiting({"p05": 41, "p50": None, "p95": None, "never": 0.62}) == "never in 62 % of runs, else from 41"
    )
    assert wording.waiting({"p05": None, "p50": None, "p95": None, "never": 0.98}) == "never in 98 % of runs"
    assert wording.waiting({"p05": None, "p50": None, "p95": None, "never": 1.0}) == "never"
    assert wording.waiting({"p05": None, "p50": None, "p95": None, "never": None}) == "-"


def test_a_range_names_its_unit_once():
    assert wording.chance({"mean": 0.97, "low": 0.92, "high": 0.99}) == "97 % (92 to 99 %)"
    assert wording.amounts({"p05": 1.2e6, "p50": 2e6, "p95": 3e6}) == "2 million (1.2 to 3 million)"
    assert wording.amounts({"p05": 900_000, "p50": 2e6, "p95": 3e6}) == "2 million (900,000 to 3 million)"
    assert wording.percents({"p05": 0.2, "p50": 0.2, "p95": 0.2}) == "20 %"


def test_names_and_dates_are_those_of_a_reader():
    assert wording.place("united_states") == "United States"
    assert wording.words("air_conditioning") == "Air conditioning"
    assert wording.day(date(2025, 4, 4)) == "4 Apr 2025"


def test_makers_that_a_wider_name_includes_are_not_named_twice():
    of = [
        SimpleNamespace(scenario=SimpleNamespace(reporting=SimpleNamespace(makers_called=name)))
        for name in ("magnet or parts makers", "parts makers", "lens makers")
    ]
    assert wording.makers_called(of) == "magnet or parts makers and lens makers"
    assert wording.makers_called(of[1:2]) == "parts makers"
