"""The function by which sensitivity analyses are tested, with its indices (Ishigami and Homma 1990; a = 7, b = 0.1)."""

import numpy as np

FIRST = np.array([0.3139, 0.4424, 0.0])
TOTAL = np.array([0.5576, 0.4424, 0.2437])
INPUTS = ("one", "two", "three", "inert")


def ishigami(quantiles):
    """``outcome[point]`` of ``quantiles[point, input]``; inputs beyond the third decide nothing."""
    x = np.pi * (2 * quantiles[:, :3] - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
