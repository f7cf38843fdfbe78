"""Notes of some weeks add up to what each day would have added by itself."""

import numpy as np
import pytest

from simulation.engine.notes import DAYS_NOTED, Notes, add_by_month, by_day
from simulation.engine.run import finish, pass_days
from simulation.engine.world import build


def test_full_notes_begin_anew():
    notes = Notes(2)
    for day in range(DAYS_NOTED + 3):
        notes.row(day)[:] = day, 2 * day
    assert notes.of(slice(DAYS_NOTED, DAYS_NOTED + 2)).tolist() == [[28.0, 56.0], [29.0, 58.0]]
    assert notes.of(slice(DAYS_NOTED + 2, DAYS_NOTED + 3)).tolist() == [[30.0, 60.0]]
    assert notes.weighed(slice(DAYS_NOTED + 1, DAYS_NOTED + 3), np.array([1.0, 10.0])).tolist() == [609.0, 630.0]


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


def test_a_record_that_was_closed_in_between_goes_on(tiny):
    stopped, whole = build(tiny, 1, 0), finish(build(tiny, 1, 0))
    finish(stopped, last=DAYS_NOTED + 12)
    run = finish(stopped, DAYS_NOTED + 12)
    assert np.array_equal(run.vehicles, whole.vehicles)
    assert np.array_equal(run.exported_gross, whole.exported_gross)
    assert run.exported == pytest.approx(whole.exported)
    assert run.mined == pytest.approx(whole.mined)


def test_what_a_day_weighs_does_not_depend_on_how_many_are_noted():
    numbers, weights = np.random.default_rng(1).random((2, DAYS_NOTED, 50)), np.random.default_rng(2).random((50, 3))
    few, many = Notes(50), Notes(50)
    for day in range(DAYS_NOTED):
        many.row(day)[:] = numbers[0, day]
        few.row(day)[:] = numbers[0 if day < 5 else 1, day]
    assert np.array_equal(few.weighed(slice(0, 5), weights), many.weighed(slice(0, DAYS_NOTED), weights)[:5])
