"""What customs abroad book, and when: delays worked by hand, and the books of a run against its exports."""

import numpy as np
import pytest

from simulation.engine.bookings import booked, spread_over_days
from simulation.scenario.numbers import Distribution


def test_a_fixed_delay_is_one_day_and_a_spread_one_several():
    assert spread_over_days(3.0).tolist() == [0.0, 0.0, 0.0, 1.0]
    assert spread_over_days(0.0).tolist() == [1.0]
    # Uniform from 0.5 to 2.5 days, in whole days: half on day 1, half on day 2.
    share = spread_over_days(Distribution(uniform=(0.5, 2.5), per="shipment"))
    assert share == pytest.approx([0.0, 0.5, 0.5], abs=0.002)


def test_arrivals_of_a_day_are_booked_over_several_as_far_as_the_run_lasts():
    arrived = np.zeros((2, 4, 1))  # two lanes, four days, one region
    arrived[0, 2] = 8.0
    arrived[1, :2] = 1.0
    books = booked(arrived, [np.array([0.0, 0.25, 0.75]), np.eye(6)[5]])
    assert books[:, 0].tolist() == [0.0, 0.0, 0.0, 2.0]
