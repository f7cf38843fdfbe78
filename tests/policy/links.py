"""Tiny worlds for the border: a few links written out one by one."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import numpy as np

from simulation.policy.border import Traffic

REGIONS = ("china", "europe", "japan", "india")
MATERIALS = ("heavy_magnet", "standard_magnet", "dy_oxide", "motor")
SITES = ("big-maker", "small-maker", "customer")
LABELS = {"heavy_magnet": frozenset({"heavy", "magnet"}), "dy_oxide": frozenset({"heavy"})}


class Link(NamedTuple):
    """One trade relation; by default a European customer buys a tonne of heavy magnets a day in China."""

    destination: str = "europe"
    material: str = "heavy_magnet"
    rest: float = 1.0
    origin: str = "china"
    buyer: str = ""
    site: str = "big-maker"


def traffic_of(*links: Link) -> Traffic:
    return Traffic(
        material=np.array([MATERIALS.index(link.material) for link in links], dtype=np.int64),
        origin=np.array([REGIONS.index(link.origin) for link in links], dtype=np.int64),
        destination=np.array([REGIONS.index(link.destination) for link in links], dtype=np.int64),
        supplier_site=np.array([SITES.index(link.site) for link in links], dtype=np.int64),
        buyer=tuple(link.buyer or f"{link.destination}-customer/{row}" for row, link in enumerate(links)),
        supplier=tuple(f"{link.site}/0" for link in links),
        rest_t_per_day=np.array([link.rest for link in links]),
        gross_t_per_t_reo=np.ones(len(links)),
        material_names=MATERIALS,
        region_names=REGIONS,
        site_names=SITES,
        labels=LABELS,
    )


MONDAY = date(2025, 3, 31)
"""First simulated day of the tiny worlds, a Monday."""


def tonnes(*values: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array(values, dtype=float)
