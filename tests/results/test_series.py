"""Series over replications: whole years, and what single runs lack."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from simulation.results.ensemble import Ensemble
from simulation.results.shelf import Shelf

MOMENT = date(2025, 6, 4)
SHARE = "licence_approved_share_europe"


def spanning(ensemble: Ensemble, start: date, end: date) -> Ensemble:
    """The same runs, as if they had been simulated from ``start`` to ``end``."""
    return replace(ensemble, scenario=ensemble.scenario.model_copy(update={"start": start, "end": end}))


def changed(ensemble: Ensemble, replication: int, part: str, **series: object) -> Ensemble:
    """The same runs, one of them with other series (None: without them)."""
    run = ensemble.runs[replication]
    kept = {name: x for name, x in {**getattr(run, part), **series}.items() if x is not None}
    return replace(ensemble, runs=Shelf({**ensemble.runs, replication: replace(run, **{part: kept})}))


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (date(2024, 1, 1), date(2025, 12, 31), ["2024", "2025"]),
        (date(2024, 1, 2), date(2025, 12, 31), ["2025"]),
        (date(2024, 1, 1), date(2025, 12, 30), ["2024"]),
        (date(2024, 6, 1), date(2025, 6, 1), []),
    ],
)
def test_a_year_is_whole_from_new_year_to_the_last_of_december(pair, start, end, years):
    assert spanning(pair[1], start, end).whole_years == years


def test_tonnes_of_a_region_add_up_over_a_year_and_ratios_do_not(pair):
    named = {name: np.ones(12) for name in ("sold_gross_t_europe", "sold_t_china", "sold_t", "share_europe", "a_t_x")}
    whole = spanning(pair[1], date(2025, 1, 1), date(2025, 12, 31))
    whole.runs = Shelf({i: replace(run, monthly=named) for i, run in whole.runs.items()})
    assert set(whole.measures["annual"]) == {"sold_gross_t_europe", "sold_t_china", "sold_t"}
    assert whole.measures["annual"]["sold_t_china"]["2025"]["p50"] == 12.0


@pytest.mark.parametrize("lacking", [0, 2])
def test_a_series_that_a_run_lacks_is_kept_for_the_others(pair, lacking):
    ensemble = changed(pair[1], lacking, "monthly", **{SHARE: None})
    values = ensemble.monthly(SHARE)
    others = [i for i in range(4) if i != lacking]
    assert SHARE in ensemble.monthly_names
    assert np.isnan(values[lacking]).all()
    np.testing.assert_array_equal(values[others], pair[1].monthly(SHARE)[others])
    assert ensemble.measures["monthly"][SHARE]["2025-08"]["p50"] is not None


@pytest.mark.parametrize("lacking", [0, 2])
def test_a_dated_value_that_a_run_lacks_is_kept_for_the_others(pair, lacking):
    ensemble = changed(pair[1], lacking, "dated", **{SHARE: None})
    assert np.isnan(ensemble.dated(SHARE, MOMENT)[lacking])
    assert ensemble.measures["dated"][SHARE][MOMENT.isoformat()]["p50"] is not None


def test_a_series_that_no_run_has_is_told(pair):
    with pytest.raises(KeyError, match="gold"):
        pair[1].monthly("gold")
    with pytest.raises(KeyError, match="gold"):
        pair[1].dated("gold", MOMENT)


def test_an_ensemble_without_runs_has_no_values(pair):
    assert replace(pair[1], runs=Shelf()).monthly(SHARE).size == 0
