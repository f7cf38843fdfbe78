"""What a calibration found: how much was ruled out, what is left of each prior, and what runs then give."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from simulation.chain.stock import Floats

from .statistics import finite

Band = tuple[float, float, float]
"""5, 50 and 95 % quantiles."""
Verdict = Literal["identified", "narrowed", "not identified"]

IDENTIFIED = 1 / 3
"""[share] From this contraction on an input counts as identified."""
TIED = 0.3
"""Rank correlation from which two inputs count as tied."""
SURPRISING = 1.63
"""[/ square root of the effective draws] Distance between two distributions that chance reaches once in a hundred
(Kolmogorov and Smirnov)."""


@dataclass(frozen=True)
class Emulated:
    """How well one target was emulated in one wave, on the scale of the fit."""

    target: str
    q2: float
    """1 - squared error / variance of the runs' means, cross-validated: 1 is perfect, 0 no better than their mean."""
    error: float
    """Root of the mean squared error, cross-validated."""
    luck: float
    """Standard deviation of a run about the mean at its point."""
    stated: float
    """Standard deviation of observation error and discrepancy."""


@dataclass(frozen=True)
class WaveFound:
    """One wave of history matching."""

    number: int
    runs: int
    share: float
    """Of the prior's probability, what is not ruled out after it."""
    targets: tuple[Emulated, ...]


@dataclass(frozen=True)
class Learnt:
    """What the record says of one input."""

    name: str
    label: str
    prior: Band
    posterior: Band
    contraction: float
    """1 - (distance of the 5 and 95 % quantiles) / (the same of the prior), both in quantiles of the prior."""
    distance: float
    """Largest difference between the distribution functions of posterior and prior."""
    effective: float
    """Independent draws that the posterior is worth."""

    @property
    def verdict(self) -> Verdict:
        """Narrowed: not by a third, but more than chance would."""
        if self.contraction >= IDENTIFIED:
            return "identified"
        return "narrowed" if self.distance > SURPRISING / math.sqrt(self.effective) else "not identified"


@dataclass(frozen=True)
class Predicted:
    """One target, as recorded and as runs give it with the priors and with the posterior."""

    name: str
    role: str
    recorded: tuple[float, float]
    prior: Band
    posterior: Band
    bound: bool = False
    """The record is no more than a bound ("most ran")."""

    def inside(self, band: Band) -> bool:
        """Whether the record meets the 90 % band, or the median a bound."""
        if self.bound:
            return self.recorded[0] <= band[1] <= self.recorded[1]
        return band[0] <= self.recorded[1] and self.recorded[0] <= band[2]


@dataclass(frozen=True)
class Calibrated:
    """All that a calibration found."""

    name: str
    scenario: str
    inputs: tuple[Learnt, ...]
    waves: tuple[WaveFound, ...]
    targets: tuple[Predicted, ...]
    quantiles: Floats
    """``[row, input]``: the sample, in quantiles of the priors."""
    values: Floats
    """``[row, input]``: the same in the units of the inputs."""
    paths: dict[str, tuple[float, ...]]
    """The sample by path of the scenario: the columns of ``posterior.csv``."""
    correlations: Floats
    """Rank correlations ``[input, input]`` of the posterior."""
    proposed: int
    """Runs of the second stage."""
    effective: float
    """Independent draws that they are worth."""
    reach: float
    """[standard deviations of a predicted observation] Distance from the record up to which draws were kept."""
    lost: int
    """Runs that failed."""

    @property
    def fitted(self) -> list[str]:
        """Targets that were fitted."""
        return [t.name for t in self.targets if t.role == "fit"]

    @property
    def not_identified(self) -> list[str]:
        """Inputs of which the record says nothing."""
        return [x.name for x in self.inputs if x.verdict == "not identified"]

    @property
    def pairs(self) -> list[tuple[str, str, float]]:
        """Inputs that the record ties together, with their rank correlation, the strongest first."""
        n = len(self.inputs)
        found = [
            (self.inputs[i].name, self.inputs[j].name, float(self.correlations[i, j]))
            for i in range(n)
            for j in range(i + 1, n)
            if abs(self.correlations[i, j]) >= TIED
        ]
        return sorted(found, key=lambda pair: -abs(pair[2]))


def as_json(found: Calibrated) -> dict[str, Any]:
    """The calibration as it goes into the JSON; the sample itself is in ``posterior.csv``."""
    return {
        "name": found.name,
        "scenario": found.scenario,
        "waves": [{**vars(wave), "targets": [vars(t) for t in wave.targets]} for wave in found.waves],
        "inputs": [_input(x) for x in found.inputs],
        "not_identified": found.not_identified,
        "pairs": [{"inputs": [a, b], "rank_correlation": r} for a, b, r in found.pairs],
        "targets": [_target(t) for t in found.targets],
        "draws": {"simulated": found.proposed, "effective": found.effective, "reach": found.reach},
        "failed": found.lost,
    }


def _input(x: Learnt) -> dict[str, Any]:
    return {
        "name": x.name,
        "label": x.label,
        "prior": _band(x.prior),
        "posterior": _band(x.posterior),
        "contraction": x.contraction,
        "distance": x.distance,
        "verdict": x.verdict,
    }


def _target(t: Predicted) -> dict[str, Any]:
    return {
        "name": t.name,
        "role": t.role,
        "recorded": dict(zip(("low", "high"), t.recorded, strict=True)),
        "prior": {**_band(t.prior), "inside": t.inside(t.prior)},
        "posterior": {**_band(t.posterior), "inside": t.inside(t.posterior)},
    }


def _band(band: Sequence[float]) -> dict[str, float | None]:
    return {name: finite(x) for name, x in zip(("p05", "p50", "p95"), band, strict=True)}
