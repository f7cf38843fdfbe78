"""Numbers of a scenario: plain, or distributions with the scope in which they are drawn.

Every distribution is used through its quantile function, so a swept median re-uses the draws of the run before
(common random numbers), and so that ``noise: {on: false}`` can stand each shipment at its median.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from scipy.special import ndtri  # the normal quantile function; scipy.stats would cost half a second to import

Floats = NDArray[np.float64]

Z95 = float(ndtri(0.95))


class Frozen(BaseModel):
    """What the user wrote: checked once, never changed, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


Finite = Annotated[float, Field(allow_inf_nan=False)]
Scope = Literal["replication", "firm", "shipment"]


class Lognormal(Frozen):
    """Lognormal by its median and its 95th percentile."""

    median: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    """[as the field] Half of the draws lie below."""
    p95: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    """[as the field] One draw in twenty lies above."""

    @model_validator(mode="after")
    def _ordered(self) -> Lognormal:
        if self.p95 < self.median:
            raise ValueError(f"p95 ({self.p95:g}) lies below the median ({self.median:g})")
        return self

    def quantile(self, u: Floats) -> Floats:
        sigma = math.log(self.p95 / self.median) / Z95
        return self.median * np.exp(sigma * ndtri(u))


class Distribution(Frozen):
    """One of ``lognormal``, ``uniform``, ``triangular`` or ``choice``, with the scope in which it is drawn."""

    lognormal: Lognormal | None = None
    """[as the field] Median and 95th percentile."""
    uniform: tuple[Finite, Finite] | None = None
    """[as the field] Lowest and highest value."""
    triangular: tuple[Finite, Finite, Finite] | None = None
    """[as the field] Lowest value, mode and highest value."""
    choice: Annotated[tuple[Finite, ...], Field(min_length=1)] | None = None
    """[as the field] Equally likely values."""
    per: Scope = "replication"
    """[scope] Drawn once per replication, once per firm, or once per shipment or file."""
    low: Finite | None = None
    """[as the field] Draws below are set to this value."""
    high: Finite | None = None
    """[as the field] Draws above are set to this value."""
    assumed: bool = False
    """[flag] No recorded figure exists: a prior of this project."""
    calibrated: str | None = None
    """[text] What the value was fitted to, where it was."""
    source: str | None = None
    """[text] Where the figures come from."""

    @model_validator(mode="after")
    def _one_shape_in_order(self) -> Distribution:
        shapes = [n for n in SHAPES if getattr(self, n) is not None]
        if len(shapes) != 1:
            raise ValueError(f"a distribution has exactly one of {', '.join(SHAPES)}; this one has {len(shapes)}")
        ends = self.uniform or self.triangular
        if ends is not None and list(ends) != sorted(ends):
            raise ValueError(f"{shapes[0]} takes its values from lowest to highest, not {list(ends)}")
        return self

    def quantile(self, u: Floats) -> Floats:
        """Values at the uniforms ``u`` (any shape)."""
        x = self._shape_quantile(np.asarray(u, dtype=float))
        return x if self.low is None and self.high is None else np.clip(x, self.low, self.high)

    def _shape_quantile(self, u: Floats) -> Floats:
        if self.lognormal is not None:
            return self.lognormal.quantile(u)
        if self.uniform is not None:
            low, high = self.uniform
            return low + (high - low) * u
        if self.triangular is not None:
            return _triangular_quantile(u, *self.triangular)
        assert self.choice is not None
        values = np.asarray(self.choice, dtype=float)
        chosen: Floats = values[np.minimum((u * len(values)).astype(int), len(values) - 1)]
        return chosen


SHAPES = ("lognormal", "uniform", "triangular", "choice")


def _triangular_quantile(u: Floats, low: float, mode: float, high: float) -> Floats:
    if high == low:
        return np.full_like(u, low)
    rises = u < (mode - low) / (high - low)
    from_end = np.sqrt(np.where(rises, u * (high - low) * (mode - low), (1 - u) * (high - low) * (high - mode)))
    return np.where(rises, low + from_end, high - from_end)


def lowest(value: float | Distribution) -> float:
    return float(value.quantile(np.array(1e-9))) if isinstance(value, Distribution) else value


def highest(value: float | Distribution) -> float:
    return float(value.quantile(np.array(1 - 1e-9))) if isinstance(value, Distribution) else value


@dataclass(frozen=True)
class Within:
    """A check that a number, or every draw of a distribution, lies from ``low`` to ``high``."""

    low: float
    high: float

    def __call__(self, value: Any) -> Any:
        smallest, largest = lowest(value), highest(value)
        if smallest < self.low - 1e-9 or largest > self.high + 1e-9:
            outside = smallest if smallest < self.low - 1e-9 else largest
            raise ValueError(f"{outside:g} is outside what is allowed: {self.low:g} to {self.high:g}")
        return value


@dataclass(frozen=True)
class DrawnPer:
    """A check that a distribution is drawn in a scope that this number knows."""

    scopes: tuple[Scope, ...]

    def __call__(self, value: Any) -> Any:
        if isinstance(value, Distribution) and value.per not in self.scopes:
            raise ValueError(f"this number is drawn per {' or per '.join(self.scopes)}, not per {value.per}")
        return value


NUMBER_TAG, DISTRIBUTION_TAG = "<number>", "<distribution>"


def _number_or_distribution(value: Any) -> str:
    """Which of the two a value is meant to be, so that a mistake in it is told once and not for both."""
    return DISTRIBUTION_TAG if isinstance(value, (Mapping, Distribution)) else NUMBER_TAG


_Plain = Annotated[
    Annotated[Finite, Tag(NUMBER_TAG)] | Annotated[Distribution, Tag(DISTRIBUTION_TAG)],
    Discriminator(_number_or_distribution),
]
_REPLICATION: tuple[Scope, ...] = ("replication",)
_FIRM: tuple[Scope, ...] = ("replication", "firm")
_SHIPMENT: tuple[Scope, ...] = ("replication", "firm", "shipment")
Number = Annotated[_Plain, AfterValidator(Within(0, math.inf)), AfterValidator(DrawnPer(_REPLICATION))]
Share = Annotated[_Plain, AfterValidator(Within(0, 1)), AfterValidator(DrawnPer(_REPLICATION))]
FirmNumber = Annotated[_Plain, AfterValidator(Within(0, math.inf)), AfterValidator(DrawnPer(_FIRM))]
FirmShare = Annotated[_Plain, AfterValidator(Within(0, 1)), AfterValidator(DrawnPer(_FIRM))]
ShipmentNumber = Annotated[_Plain, AfterValidator(Within(0, math.inf)), AfterValidator(DrawnPer(_SHIPMENT))]
PlainShare = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
PlainNumber = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]


def median(value: float | Distribution) -> float:
    """The middle draw: what a number stands for where no draw is wanted."""
    return float(value.quantile(np.array(0.5))) if isinstance(value, Distribution) else float(value)
