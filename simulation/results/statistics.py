"""Statistics over replications. What never happened is +inf on the way in and null on the way out."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import bdtr, ndtri, stdtrit

from simulation.chain.stock import Floats

Z975 = float(ndtri(0.975))
TAIL = 0.05
"""Share of the worst outcomes that CVaR95 averages."""

QUANTILES = {"p05": 0.05, "p50": 0.5, "p95": 0.95}
"""What is told of a spread, by name."""
OUTSIDE = 0.025
"""[probability] That a 95 % interval misses on one side."""

BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of a fan."""

Figures = dict[str, float | None]
Interval = tuple[float, float]


def finite(x: float) -> float | None:
    """A number for JSON: null for what does not exist or never happens."""
    return float(x) if math.isfinite(x) else None


def quantile(values: Floats, share: float) -> float:
    """The empirical quantile, interpolated; +inf where it falls among runs in which nothing happened."""
    ordered = np.sort(values)
    place = share * (len(ordered) - 1)
    low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
    if low == high or not math.isfinite(low):
        return float(low)
    return float(low + (high - low) * (place - math.floor(place))) if math.isfinite(high) else math.inf


def spread(values: Floats) -> Figures:
    """5, 50 and 95 % quantiles of the runs in which the value exists."""
    known = values[~np.isnan(values)]
    if not len(known):
        return dict.fromkeys(QUANTILES)
    return {name: finite(quantile(known, share)) for name, share in QUANTILES.items()}


def margins(values: Floats) -> Figures:
    """95 % intervals of the quantiles of :func:`spread`, as ``p50_low`` and ``p50_high``.

    Null is an open end: too few runs, or runs in which nothing happens.
    """
    ends: Figures = {}
    for name, share in QUANTILES.items():
        low, high = quantile_interval(values, share)
        ends |= {f"{name}_low": finite(low), f"{name}_high": finite(high)}
    return ends


def quantile_interval(values: Floats, share: float) -> Interval:
    """A 95 % interval of a quantile: two of the ordered values, whatever they are distributed like (Conover 1999, 3.2).

    The number of values below the quantile is binomial. An end is -inf or +inf where there are too few values for it,
    and +inf where it falls among runs in which nothing happens.
    """
    known = np.sort(values[~np.isnan(values)])
    n = len(known)
    at_most = bdtr(np.arange(n + 1), n, share)  # P(so many values or fewer lie below the quantile)
    low, high = int((at_most <= OUTSIDE).sum()), int((at_most < 1 - OUTSIDE).sum())
    return (float(known[low - 1]) if low > 0 else -math.inf, float(known[high]) if high < n else math.inf)


def mean_interval(values: Floats) -> Interval:
    """A 95 % interval of a mean, by Student's t; open where fewer than two values exist."""
    known = values[~np.isnan(values)]
    n = len(known)
    if n < 2:
        return -math.inf, math.inf
    middle, half = float(known.mean()), float(-stdtrit(n - 1, OUTSIDE) * known.std(ddof=1)) / math.sqrt(n)
    return middle - half, middle + half


def bands(values: Floats) -> Floats:
    """``[quantile, column]`` of ``values[replication, column]``, by ``BANDS``; NaN where no run has a value."""
    fan = np.full((len(BANDS), values.shape[1]), math.nan)
    known = ~np.isnan(values).all(axis=0)
    fan[:, known] = np.nanquantile(values[:, known], BANDS, axis=0)
    return fan


def waiting_time(values: Floats) -> Figures:
    """Quantiles of a time until something happens, and the share of runs in which it never does."""
    known = values[~np.isnan(values)]
    never = float(np.mean(np.isinf(known))) if len(known) else math.nan
    return {**spread(values), "never": finite(never)}


def probability(happened: Floats) -> Figures:
    """Share of runs in which something happened, with its 95 % interval (Wilson 1927)."""
    known = happened[~np.isnan(happened)]
    n = len(known)
    if n == 0:
        return {"mean": None, "low": None, "high": None}
    p = float(known.mean())
    middle = (p + Z975**2 / (2 * n)) / (1 + Z975**2 / n)
    half = Z975 / (1 + Z975**2 / n) * math.sqrt(p * (1 - p) / n + Z975**2 / (4 * n**2))
    return {"mean": p, "low": middle - half if p > 0 else 0.0, "high": middle + half if p < 1 else 1.0}


def loss(values: Floats) -> Figures:
    """Quantiles, mean and CVaR95: the mean of the worst 5 % (Rockafellar and Uryasev 2000)."""
    known = values[~np.isnan(values)]
    if not len(known):
        return {**spread(known), "mean": None, "cvar95": None}
    return {**spread(known), "mean": finite(float(known.mean())), "cvar95": finite(cvar(known))}


def cvar(values: Floats) -> float:
    """min over z of z + E[(L - z)+] / 0.05, attained at the 95 % quantile."""
    z = float(np.quantile(values, 1 - TAIL, method="inverted_cdf"))
    return z + float(np.maximum(values - z, 0.0).mean()) / TAIL
