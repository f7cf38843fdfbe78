"""Statistics over replications. What never happened is +inf on the way in and null on the way out."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtri

from simulation.chain.stock import Floats

Z975 = float(ndtri(0.975))
TAIL = 0.05
"""Share of the worst outcomes that CVaR95 averages."""

BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of a fan."""

Figures = dict[str, float | None]


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
        return {"p05": None, "p50": None, "p95": None}
    return {f"p{round(100 * q):02d}": finite(quantile(known, q)) for q in (0.05, 0.5, 0.95)}


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
    return {**spread(values), "mean": finite(float(values.mean())), "cvar95": finite(cvar(values))}


def cvar(values: Floats) -> float:
    """min over z of z + E[(L - z)+] / 0.05, attained at the 95 % quantile."""
    z = float(np.quantile(values, 1 - TAIL, method="inverted_cdf"))
    return z + float(np.maximum(values - z, 0.0).mean()) / TAIL
