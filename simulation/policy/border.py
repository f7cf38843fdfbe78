"""The border as a chain of controls over links.

A *link* is one trade relation: one buyer firm, one supplier firm, one material. Each day the border takes the tonnes
that reach it, by link, and every control in turn passes them on, keeps them waiting or refuses them. Nothing gets
lost: for each link and control, held before + flow = passes + refused + held after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulation.randomness import Floats
from simulation.scenario.measures import Coverage

from .spell import Instrument

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Traffic:
    """What the border knows of the links: one entry per link in every array and in ``buyer`` and ``supplier``."""

    material: Ints
    """Index into ``material_names``."""
    origin: Ints
    """Region of the supplier, index into ``region_names``."""
    destination: Ints
    """Region of the buyer, index into ``region_names``."""
    supplier_site: Ints
    """Entry of ``sites`` that the supplier belongs to, index into ``site_names``."""
    buyer: tuple[str, ...]
    """Name of the buyer firm, e.g. ``europe-traction/3``."""
    supplier: tuple[str, ...]
    """Name of the supplier firm."""
    rest_t_per_day: Floats
    """Flow of the world at rest, t REO a day."""
    gross_t_per_t_reo: Floats
    """Product weight of a tonne of REO."""
    material_names: tuple[str, ...]
    region_names: tuple[str, ...]
    site_names: tuple[str, ...]
    labels: dict[str, frozenset[str]]
    """Labels by material name."""

    @property
    def links(self) -> int:
        return len(self.material)

    def of_links(self, links: Ints) -> Traffic:
        """The same of some of the links only."""
        return replace(
            self,
            material=self.material[links],
            origin=self.origin[links],
            destination=self.destination[links],
            supplier_site=self.supplier_site[links],
            buyer=tuple(self.buyer[link] for link in links),
            supplier=tuple(self.supplier[link] for link in links),
            rest_t_per_day=self.rest_t_per_day[links],
            gross_t_per_t_reo=self.gross_t_per_t_reo[links],
        )

    def of_regions(self, region: Ints, names: Sequence[str]) -> Bools:
        """Where the regions ``region[link]`` are among ``names``."""
        wanted: Bools = np.array([name in names for name in self.region_names], dtype=bool)
        return np.take(wanted, region)

    def of_materials(self, names: Sequence[str]) -> Bools:
        """Links of the materials in ``names``, which may also be labels."""
        wanted: Bools = np.array([self.is_of(material, names) for material in self.material_names], dtype=bool)
        return np.take(wanted, self.material)

    def is_of(self, material: str, names: Sequence[str]) -> bool:
        """Whether a material is among ``names`` or bears one of them as a label."""
        return material in names or not self.labels.get(material, frozenset()).isdisjoint(names)


def covered(traffic: Traffic, control: Coverage, origin: str) -> Bools:
    """Links under a control, as ``mask[link]``; trade within a region crosses no border and is never covered.

    ``origin`` is the scenario's: where controlled goods leave from when the control does not say.
    """
    mask: Bools = traffic.of_materials(control.covers) & (traffic.origin != traffic.destination)
    mask &= traffic.of_regions(traffic.origin, control.origins or (origin,))
    if control.destinations:
        mask &= traffic.of_regions(traffic.destination, control.destinations)
    return mask


class Control(Instrument, Protocol):
    """One control at the border. When it ends, the next ``passes`` lets go of all that it holds."""

    held: Floats
    """t REO by link that wait at this control."""
    refused: Floats | None
    """t REO by link that this day's ``passes`` gave back to the suppliers; orders are cancelled. None: nothing."""
    barred: Floats | None
    """Share of each link's trade that is refused for good; None where nothing is."""

    @property
    def idle(self) -> bool:
        """Whether everything passes and nothing is held."""
        ...

    def passes(self, day: int, flow: Floats) -> Floats:
        """What goes on today, t REO by link, of ``flow`` that reaches the control today and of what it held.

        The answer may be ``flow`` itself, so whoever called must change neither.
        """
        ...


class Gate:
    """What all controls share: before ``begin`` all passes, and after ``end`` what was held is let go of."""

    def __init__(self, name: str, links: int) -> None:
        self.name = name
        self.in_force = False
        self.held = np.zeros(links)
        self.refused: Floats | None = None
        self.barred: Floats | None = None
        self._lets_go = False  # once, after its end

    @property
    def idle(self) -> bool:
        """Whether everything passes and nothing is held."""
        return not self.in_force and not self._lets_go

    def begin(self, day: int) -> None:
        self.in_force = True

    def end(self, day: int) -> None:
        self.in_force, self._lets_go = False, True

    def passes(self, day: int, flow: Floats) -> Floats:
        self.refused = None
        if self.in_force:
            return self._decide(day, flow)
        return self._empty(flow) if self._lets_go else flow

    def _decide(self, day: int, flow: Floats) -> Floats:
        """What goes on while the control is in force; sets ``held`` and ``refused``."""
        return flow

    def _empty(self, flow: Floats) -> Floats:
        out = flow + self.held
        self.held, self._lets_go = np.zeros_like(out), False
        return out


class Border:
    """Controls in a row: what one lets go reaches the next on the same day."""

    def __init__(self, controls: Sequence[Control], links: int) -> None:
        self.controls = list(controls)
        self.refused: Floats | None = None
        """t REO by link that the last ``passes`` gave back to the suppliers; None where nothing was."""
        self._links = links

    @property
    def held(self) -> Floats:
        """t REO by link that wait at any control."""
        return sum((control.held for control in self.controls), np.zeros(self._links))

    @property
    def held_t(self) -> float:
        """t REO that wait at any control."""
        return float(sum(control.held.sum() for control in self.controls if not control.idle))

    @property
    def barred(self) -> Floats | None:
        """Share of each link's trade that any control refuses for good; None where nothing is."""
        shares = [control.barred for control in self.controls if control.barred is not None]
        return 1.0 - np.prod([1.0 - share for share in shares], axis=0) if shares else None

    def passes(self, day: int, flow: Floats) -> Floats:
        """What crosses the border today, t REO by link; ``refused`` has what goes back to the suppliers."""
        self.refused = None
        for control in self.controls:
            if not control.idle:
                flow = control.passes(day, flow)
                if control.refused is not None and np.count_nonzero(control.refused):
                    self.refused = control.refused if self.refused is None else self.refused + control.refused
        return flow
