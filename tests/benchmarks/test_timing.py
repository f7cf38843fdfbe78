import itertools

import pytest

from benchmarks.rows import Row, Target, table
from benchmarks.timing import Spread, growth, in_turn, ratio, spread


def test_acts_take_turns_and_the_first_turn_is_not_counted():
    done, ticks = [], itertools.count()
    seconds = in_turn({"a": lambda: done.append("a"), "b": lambda: done.append("b")}, 2, lambda: next(ticks))
    assert done == ["a", "b"] * 3
    assert seconds == {"a": [1, 1], "b": [1, 1]}


def test_a_ratio_is_taken_turn_by_turn():
    assert ratio([2.0, 20.0, 6.0], [1.0, 10.0, 2.0]) == Spread(2.0, 2.0, 3.0)


def test_time_that_grows_with_the_square_has_the_exponent_two():
    assert growth([1, 2, 4], [[1.0, 3.0], [4.0, 12.0], [16.0, 48.0]]).middle == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("target", "verdict"), [(Target(3.0), "met"), (Target(1.0), "missed"), (Target(3.0, at_least=True), "missed")]
)
def test_a_row_says_whether_the_median_keeps_its_target(target, verdict):
    assert verdict in table([Row("x", spread([1.9, 2.0, 2.1]), target=target)]).splitlines()[-1]
