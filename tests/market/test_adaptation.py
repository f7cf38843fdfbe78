"""One adaptation, worked by hand."""

import numpy as np
import pytest

from simulation.market.adaptation import Changes


def test_a_change_is_decided_by_price_starts_after_its_delay_and_is_not_taken_back():
    # Decided on day 7 at 1.6 times the price; first product 30 days later, all of the 20 % after 40 more.
    change = Changes(np.array([1.5]), np.array([30.0]), np.array([40.0]), np.array([0.2]))
    change.decide(0, np.array([1.4]))
    assert change.replaced(365)[0] == 0.0
    change.decide(7, np.array([1.6]))
    change.decide(14, np.array([1.0]))
    assert [change.replaced(day)[0] for day in (36, 37, 57, 77, 400)] == pytest.approx([0, 0, 0.1, 0.2, 0.2])
