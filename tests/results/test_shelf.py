"""Replications on disk."""

import math
import pickle
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from simulation.results import shelf
from simulation.results.ensemble import Ensemble
from simulation.results.measures import Summary
from simulation.results.shelf import Shelf

MOST_BYTES = 10_000_000
"""What memory may grow by from 10 replications to 1,000."""


def summary(i: int, **more: np.ndarray) -> Summary:
    """As large as one of a big scenario: 80 numbers and 30 kB of series."""
    region = {f"measure_{k}": i + 0.1 * k for k in range(8)}
    return Summary(
        measures={"days_to_first_stop": math.inf, "time_to_recover_days": math.nan, "vehicles_lost": float(i)},
        by_region={f"region_{r}": dict(region) for r in range(9)},
        by_industry={"electronics": {"unmet_demand_t": 2.0 * i}},
        monthly={f"monthly_{k}": np.arange(27.0) + i for k in range(10)} | more,
        weekly={f"weekly_{k}": np.arange(117.0) * i for k in range(30)},
        dated={"backlog": {"154": 1.0 + i}},
    )


def same(a: Summary, b: Summary) -> bool:
    return pickle.dumps(a) == pickle.dumps(b)


@pytest.fixture
def mixed() -> Shelf:
    """Replication 1 has a series that the others lack; they were entered out of order."""
    return Shelf({2: summary(2), 0: summary(0), 1: summary(1, extra=np.ones(27))})


def test_what_is_put_there_comes_back_with_every_digit(pair):
    for i, there in pair[1].runs.items():
        assert same(Shelf({i: there})[i], there)
    assert same(Shelf({4: summary(4)})[4], summary(4))


def test_replications_are_in_order_whatever_the_order_of_entry(mixed):
    assert list(mixed) == [0, 1, 2]
    np.testing.assert_array_equal(mixed.rows("measures", "vehicles_lost")[:, 0], [0, 1, 2])


def test_a_replication_can_be_put_there_anew_or_taken_away(mixed):
    mixed[1] = summary(7)
    del mixed[0]
    np.testing.assert_array_equal(mixed.rows("measures", "vehicles_lost")[:, 0], [7, 2])
    assert 0 not in mixed
    assert len(mixed) == 2


def test_a_series_that_some_lack_is_named_and_nan_for_them(mixed):
    assert "extra" in mixed.names("monthly")
    np.testing.assert_array_equal(mixed.rows("monthly", "extra")[:, 3], [math.nan, 1.0, math.nan])
    with pytest.raises(KeyError, match="gold"):
        mixed.rows("monthly", "gold")


@pytest.mark.parametrize("block", [1, 3, 10, 10**6])
def test_blocks_are_the_columns_whatever_their_size(mixed, monkeypatch, block):
    monkeypatch.setattr(shelf, "BLOCK", block)
    blocks = list(mixed.blocks("weekly", "weekly_3"))
    assert max(values.size for values in blocks) <= max(block, len(mixed))
    np.testing.assert_array_equal(np.hstack(blocks), mixed.rows("weekly", "weekly_3"))


def test_fans_do_not_depend_on_the_size_of_blocks(pair, monkeypatch):
    whole = pair[1].weekly_fan("licence_backlog"), pair[1].measures["monthly"]
    monkeypatch.setattr(shelf, "BLOCK", 1)
    np.testing.assert_array_equal(pair[1].weekly_fan("licence_backlog"), whole[0])
    assert pair[1].measures["monthly"] == whole[1]


def test_a_shelf_is_pickled_with_what_is_on_it(mixed):
    again = pickle.loads(pickle.dumps(mixed))
    assert all(same(again[i], mixed[i]) for i in range(3))


def test_the_file_has_no_name_and_lies_in_the_folder(tmp_path):
    there = Shelf({0: summary(0)}, tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert Shelf({0: summary(0)}, tmp_path).rows("measures", "vehicles_lost").shape == (1, 1)
    with pytest.raises(FileNotFoundError):
        Shelf(there, tmp_path / "nowhere")


def test_memory_does_not_grow_with_replications(pair):
    """Of the process that keeps them, figures and fans included."""
    grown: Ensemble = replace(pair[1], runs=Shelf())
    one = summary(1)

    def enter(first: int, last: int) -> int:
        for i in range(first, last):
            grown.runs[i] = one
        assert len(grown.measures["monthly"]) == 10
        assert grown.weekly_fan("weekly_3").shape == (5, 117)
        return tracemalloc.get_traced_memory()[1]

    grown.scenario = pair[1].scenario.model_copy(update={"end": pair[1].scenario.start.replace(year=2027, month=3)})
    tracemalloc.start()
    try:
        few = enter(0, 10)
        most = enter(10, 1000)
    finally:
        tracemalloc.stop()
    assert most - few < MOST_BYTES
