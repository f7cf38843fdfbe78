"""Car lines in worlds of one or two lines, with answers worked by hand."""

import numpy as np
import pytest

from simulation.chain.lines import Lines
from simulation.chain.stock import Stocks


def world(levels, need, **habits):
    """One line with one stock a part; ``levels`` and ``need`` in t REO (a day)."""
    stocks = Stocks()
    parts = [stocks.add(f"part {i}", 0) for i in range(len(levels))]
    stocks.close()
    stocks.level[1:] = levels
    habit = {"restart_cover_days": 1.0, "overtime_share": 0.0, "slow_below_cover_days": 0.0} | habits
    lines = Lines(
        names=["line"],
        region=np.array([0]),
        vehicles_per_day=np.array([100.0]),
        part=np.array(parts)[:, None],
        need=np.array(need)[:, None],
        **{name: np.array([value]) for name, value in habit.items()},
    )
    return stocks, lines


NORMAL = np.ones(1)


def test_a_line_builds_until_its_scarcest_part_is_gone():
    # 3.5 days of one part and 10 of the other: three full days, half a day, then nothing.
    stocks, lines = world([7.0, 10.0], [2.0, 1.0])
    built = []
    for _ in range(5):
        lines.build(stocks, NORMAL, NORMAL)
        built.append(lines.built[0])
    assert built == pytest.approx([100, 100, 100, 50, 0])
    assert stocks.level[1:] == pytest.approx([0.0, 6.5])


def test_a_stop_is_reported_once_on_the_day_it_begins():
    stocks, lines = world([2.0], [1.0])
    begun = []
    for _ in range(5):
        lines.build(stocks, NORMAL, NORMAL)
        begun.append(bool(lines.stopped_today[0]))
    assert begun == [False, False, True, False, False]


def test_a_stopped_line_waits_for_its_restart_cover():
    stocks, lines = world([0.0], [1.0], restart_cover_days=3.0)
    lines.build(stocks, NORMAL, NORMAL)
    built = []
    for arrival in (1.0, 1.0, 1.0):
        stocks.level[1] += arrival
        lines.build(stocks, NORMAL, NORMAL)
        built.append(lines.built[0])
    assert built == pytest.approx([0, 0, 100])


def test_a_line_catches_up_lost_vehicles_with_overtime_and_no_more():
    # One day lost; at 25 % overtime it is caught up in four days.
    stocks, lines = world([0.0], [1.0], overtime_share=0.25)
    lines.build(stocks, NORMAL, NORMAL)
    stocks.level[1] = 100.0
    built = []
    for _ in range(6):
        lines.build(stocks, NORMAL, NORMAL)
        built.append(lines.built[0])
    assert built == pytest.approx([125, 125, 125, 125, 100, 100])


def test_a_line_that_saves_parts_slows_down_with_its_cover():
    # 5 of 10 days of cover: half speed.
    stocks, lines = world([5.0], [1.0], slow_below_cover_days=10.0)
    lines.build(stocks, NORMAL, NORMAL)
    assert lines.built[0] == pytest.approx(50.0)
    assert lines.running[0]
