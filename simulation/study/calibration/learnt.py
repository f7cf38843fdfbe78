"""What a weighted sample says of each input, beside its prior."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.chain.stock import Floats

BAND = (0.05, 0.5, 0.95)


def weighted_quantiles(values: Floats, weights: Floats, shares: Sequence[float] = BAND) -> Floats:
    """The values up to which the given shares of the weight lie."""
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weights[order]) / weights.sum()
    places = np.searchsorted(cumulated, shares)
    found: Floats = values[order][np.minimum(places, len(values) - 1)]
    return found


def contraction(quantiles: Floats, weights: Floats) -> float:
    """1 - (distance of the 5 and 95 % quantiles) / 0.9, for quantiles of the prior: 0 learns nothing, 1 all."""
    low, _, high = weighted_quantiles(quantiles, weights)
    return float(1 - (high - low) / (BAND[2] - BAND[0]))


def distance(quantiles: Floats, weights: Floats) -> float:
    """Largest difference between the weighted distribution function and that of the prior, which is uniform."""
    order = np.argsort(quantiles, kind="stable")
    above = np.cumsum(weights[order]) / weights.sum()
    below = above - weights[order] / weights.sum()
    return float(max(np.abs(above - quantiles[order]).max(), np.abs(below - quantiles[order]).max()))


def rank_correlations(points: Floats, weights: Floats) -> Floats:
    """Weighted Spearman correlations ``[input, input]`` of ``points[draw, input]``."""
    from scipy.stats import rankdata

    ranks = rankdata(points, axis=0)
    covariance = np.atleast_2d(np.cov(ranks, rowvar=False, aweights=weights))
    sizes = np.sqrt(np.maximum(covariance.diagonal(), 1e-300))
    correlations: Floats = covariance / np.outer(sizes, sizes)
    return correlations
