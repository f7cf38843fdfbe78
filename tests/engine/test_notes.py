"""Notes of some weeks add up to what each day would have added by itself."""

import numpy as np
import pytest

from simulation.engine.notes import DAYS_NOTED, Notes, add_by_month, by_day
from simulation.engine.run import finish, pass_days
from simulation.engine.world import build


def test_notes_keep_a_row_a_day_of_the_columns_that_they_are_for():
    notes = Notes(np.array([2, 0]))
    notes.take(0, np.array([1.0, 2.0, 3.0]))
    notes.take(1, np.array([4.0, 5.0, 6.0]))
    assert notes.of(slice(0, 2)).tolist() == [[3.0, 1.0], [6.0, 4.0]]


def test_full_notes_begin_anew():
    notes = Notes(1)
    for day in range(DAYS_NOTED + 2):
        notes.take(day, np.array([float(day)]))
    assert notes.of(slice(DAYS_NOTED, DAYS_NOTED + 2)).tolist() == [[DAYS_NOTED], [DAYS_NOTED + 1.0]]


def test_sums_by_day():
    noted = np.array([[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]])
    assert by_day(noted, np.array([1, 0, 1]), 3).tolist() == [[2.0, 5.0, 0.0], [16.0, 40.0, 0.0]]
    assert by_day(np.zeros((2, 0)), np.zeros(0, dtype=np.int64), 3).tolist() == [[0.0] * 3] * 2


def test_sums_by_month_add_to_what_the_month_has():
    table = np.ones((3, 2, 2))
    noted = np.array([[1.0, 2.0], [4.0, 8.0], [16.0, 32.0]])
    add_by_month(table, np.array([0, 2, 2]), noted, np.array([3, 0]))
    assert table.tolist() == [[[3.0, 1.0], [1.0, 2.0]], [[1.0, 1.0], [1.0, 1.0]], [[41.0, 1.0], [1.0, 21.0]]]


@pytest.mark.parametrize("days", [DAYS_NOTED, DAYS_NOTED + 10])
def test_a_run_that_ends_early_has_recorded_all_its_days_and_no_other(tiny, days):
    run, whole = finish(build(tiny, 1, 0), last=days), finish(build(tiny, 1, 0))
    assert (run.vehicles[:days] == whole.vehicles[:days]).all()
    assert run.vehicles[:days].all(axis=0).any()
    assert not run.vehicles[days:].any()
    assert run.exported_gross[:days] == pytest.approx(whole.exported_gross[:days])


def test_what_mines_dug_in_all_is_what_was_noted(tiny):
    world = build(tiny, 1, 0)
    pass_days(world, 0, 100)
    assert world.recorder.close().mined.sum() == pytest.approx(world.mines.dug.sum())
