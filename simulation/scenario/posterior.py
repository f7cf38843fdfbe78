"""A joint sample of inputs: what a calibration leaves of their priors, dependence among them included.

Each column is a dotted path of the scenario, as ``--set`` takes it; each row is one draw of all of them. A replication
draws one row, in place of what the scenario says at these paths.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from .numbers import Finite, Frozen


class Posterior(Frozen):
    """Equally likely joint draws of some inputs, which take the place of what the scenario says of each alone."""

    file: str | None = None
    """[path] A CSV file beside the scenario, a column an input (its dotted path in the head), a row a draw."""
    draws: dict[str, Annotated[tuple[Finite, ...], Field(min_length=1)]] = {}
    """[as the field, by dotted path] The same written out: the k-th values of all inputs belong together."""
    fitted_to: str | None = None
    """[text] The recorded facts that the sample was fitted to."""
    source: str | None = None
    """[text] Where the sample comes from."""

    @model_validator(mode="after")
    def _as_many_values_of_each(self) -> Posterior:
        lengths = {path: len(values) for path, values in self.draws.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"every input has as many values; here are {_in_words(lengths)}")
        return self

    @property
    def size(self) -> int:
        """[draws] Rows of the sample."""
        return len(next(iter(self.draws.values()), ()))

    def row(self, u: float) -> dict[str, float]:
        """The draw at a uniform in (0, 1): one value for each input."""
        k = min(int(u * self.size), self.size - 1)
        return {path: values[k] for path, values in self.draws.items()}


def _in_words(lengths: dict[str, int]) -> str:
    few, most = min(lengths, key=lambda p: lengths[p]), max(lengths, key=lambda p: lengths[p])
    return f"{lengths[few]} of {few} and {lengths[most]} of {most}"
