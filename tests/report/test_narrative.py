"""What a comparison says, from ensembles made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.report.narrative import LEGEND, contrast, describe, paragraphs
from simulation.results.shelf import Shelf

NEVER = np.inf


@pytest.fixture
def made(pair):
    """An ensemble of one run a given day of the first stop; ``measures`` and series are the same in every run."""

    def make(name, *first_stops, regions=None, series=None, weekly=None, **measures):
        run = pair[1].runs[0]
        scenario = pair[1].scenario.model_copy(update={"name": name})
        calm = dict.fromkeys(run.by_region["europe"], 0.0)
        runs = {
            i: replace(
                run,
                measures=run.measures
                | {"days_to_first_stop": day, "days_to_shortage": day, "vehicles_lost": 0.0}
                | {"leaked_share_of_exports": 0.0, "output_stopped_share": 0.25}
                | {key: np.broadcast_to(x, len(first_stops))[i] for key, x in measures.items()},
                by_region={r: calm | {"days_to_first_stop": days[i]} for r, days in (regions or {}).items()},
                monthly={"magnet_exports_gross_t": np.zeros(8)} | (series or {}),
                weekly=weekly or {},
            )
            for i, day in enumerate(first_stops)
        }
        return replace(pair[1], scenario=scenario, runs=Shelf(runs))

    return make


def _plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_what_never_happens_is_said_with_what_is_known_of_its_chance(made):
    said = describe(made("Calm", *[NEVER] * 8))
    assert said.startswith(
        "Calm: no car line outside China stops in any of 8 runs (95 % interval of the chance: 0 to 32 %). "
        "No vehicle is lost within 140 days."
    )
    assert "first" not in said


def test_what_always_happens_has_a_day_and_a_range(made):
    said = describe(made("Shock", 50, 60, 70, regions={"europe": [50, 60, 70]}, vehicles_lost=[1e3, 2e3, 3e3]))
    assert "car lines outside China stop in all 3 runs (95 % interval of the chance: 44 to 100 %)" in said
    assert "the first on day 60 (51 to 69)." in said
    assert "0.5 % of the output outside China is first down on day 60 (51 to 69); on the worst day it is 25 %." in said
    assert "against the same run without the shock: 2,000 (1,100 to 2,900), 3,000 on average" in said


def test_what_happens_sometimes_is_dated_by_the_runs_in_which_it_does(made):
    said = describe(made("Risk", NEVER, NEVER, NEVER, 80, regions={"europe": [NEVER, NEVER, NEVER, 80]}))
    assert "car lines outside China stop in 1 of 4 runs" in said
    assert "; where they do, the first on day 80." in said
    assert "is first down in 1 of 4 runs, there on day 80;" in said


@pytest.mark.parametrize(
    ("days", "said"),
    [([NEVER], "no car line outside China stops in the one run."), ([40], "stop in the one run, the first on day 40."),
     ([NEVER, NEVER], "stops in either run ("), ([40, 40], "stop in both runs (")],
)  # fmt: skip
def test_one_run_and_two_have_a_grammar_of_their_own(made, days, said):
    assert said in describe(made("Few", *days))


def test_regions_stand_in_the_order_of_chance_and_time(made):
    regions = {"europe": [60, NEVER], "japan": [55, 57], "united_states": [50, 52], "korea": [NEVER, NEVER]}
    said = describe(made("Shock", 50, 52, regions=regions))
    assert (
        "First stops by region: the United States in both runs, on day 51 (50 to 52); Japan in both runs, "
        "on day 56 (55 to 57); Europe in 1 of 2 runs, on day 60; none in Korea."
    ) in said


def test_what_leaks_is_a_share_or_nothing(made):
    assert "Nothing leaves on illicit routes." in describe(made("Tight", NEVER))
    assert "Illicit routes carry 32 % of exports." in describe(made("Leaky", NEVER, leaked_share_of_exports=0.32))
    assert "llicit" not in describe(made("Unknown", NEVER, leaked_share_of_exports=np.nan))


def test_the_hole_is_told_in_months_of_trade_and_the_stock_in_days_of_use(made):
    exports = np.array([100.0, 100, 100, 50, 0, 50, 150, 100])
    cover = np.r_[np.full(14, 40.0), np.linspace(40, 12, 21)]
    hit = made("Hit", 50, series={"magnet_exports_gross_t": exports}, weekly={"parts_cover_days_europe": cover})
    said = describe(hit)
    assert (
        "Up to day 90 the worst months in a row lack, in mean months of the year before, 2.0 of magnet exports." in said
    )
    assert "Parts makers in Europe are left with least: stocks for 40 days of use on day 0, for" in said


def test_scenarios_are_set_side_by_side_in_their_order(made):
    said = contrast([made("Calm", NEVER, NEVER), made("Shock", 50, NEVER, vehicles_lost=2e3)])
    assert said.startswith("A car line stops in 0 of 2 runs of Calm and 1 of 2 runs of Shock. In the same order, ")
    assert "vehicles lost are 0 and 2,000; illicit routes carry 0 % and 0 % of exports" in said
    assert "parts makers" not in said


def test_a_comparison_has_a_paragraph_each_and_one_for_all(made):
    said = paragraphs([made("Calm", NEVER, NEVER), made("Shock", 50, 60)])
    assert [_plain(p).split(":")[0] for p in said[:2]] == ["Calm", "Shock"]
    assert (len(said), _plain(said[3])) == (4, LEGEND)
    assert len(paragraphs([made("Calm", NEVER)])) == 1
    assert paragraphs([replace(made("Calm", NEVER), runs=Shelf())]) == []
