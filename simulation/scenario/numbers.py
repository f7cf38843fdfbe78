"""Numbers of a scenario: plain, or distributions with the scope in which they are drawn.

Every distribution is used through its quantile function, so a swept median re-uses the draws of the run before
(common random numbers), and so that ``noise: {on: false}`` can stand each shipment at its median.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
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
        return values[np.minimum((u * len(values)).astype(int), len(values) - 1)]


SHAPES = ("lognormal", "uniform", "triangular", "choice")


def _triangular_quantile(u: Floats, low: float, mode: float, high: float) -> Floats:
    if high == low:
        return np.full_like(u, low)
    split = (mode - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u < split, rising, falling)


def _lowest(value: float | Distribution) -> float:
    return float(value.quantile(np.array(1e-9))) if isinstance(value, Distribution) else value


def _highest(value: float | Distribution) -> float:
    return float(value.quantile(np.array(1 - 1e-9))) if isinstance(value, Distribution) else value


def _within(low: float, high: float) -> Callable[[Any], Any]:
    """A check that a number, or every draw of a distribution, lies from ``low`` to ``high``."""

    def check(value: Any) -> Any:
        if isinstance(value, (int, float, Distribution)):
            smallest, largest = _lowest(value), _highest(value)
            if smallest < low - 1e-9 or largest > high + 1e-9:
                shown = f"{smallest:g}" if smallest < low else f"{largest:g}"
                raise ValueError(f"{shown} is outside what is allowed: {low:g} to {high:g}")
        return value

    return check


def _drawn_at_most(*scopes: Scope) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if isinstance(value, Distribution) and value.per not in scopes:
            raise ValueError(f"this number is drawn per {' or per '.join(scopes)}, not per {value.per}")
        return value

    return check




_Plain = Finite | Distribution
Number = Annotated[_Plain, AfterValidator(_within(0, math.inf)), AfterValidator(_drawn_at_most("replication"))]
Share = Annotated[_Plain, AfterValidator(_within(0, 1)), AfterValidator(_drawn_at_most("replication"))]
FirmNumber = Annotated[_Plain, AfterValidator(_within(0, math.inf)), AfterValidator(_drawn_at_most("replication", "firm"))]
FirmShare = Annotated[_Plain, AfterValidator(_within(0, 1)), AfterValidator(_drawn_at_most("replication", "firm"))]
ShipmentNumber = Annotated[
    _Plain, AfterValidator(_within(0, math.inf)), AfterValidator(_drawn_at_most("replication", "firm", "shipment"))
]
PlainShare = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
PlainNumber = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]


def median(value: float | Distribution) -> float:
    """The middle draw: what a number stands for where no draw is wanted."""
    return float(value.quantile(np.array(0.5))) if isinstance(value, Distribution) else float(value)
