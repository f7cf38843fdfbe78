"""Scenario discovery: boxes of inputs in which something happens, by the patient rule induction method (PRIM).

Friedman and Fisher (1999) peel the inputs' ranges little by little; Bryant and Lempert (2010) read the result as
scenarios, with coverage, density and quasi-p-values.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.chain.stock import Bools, Floats
from simulation.errors import extra, wrong
from simulation.results.boxes import Box, Discovery, Restriction
from simulation.results.swept import DONE

if TYPE_CHECKING:
    import pandas as pd

BOXES = 3
"""How many boxes are looked for, each among the points that those before it leave."""
SIGNIFICANT = 0.05
"""Quasi-p-value up to which a restriction stays."""
SMALLEST = 0.05
"""Share of all points that a box holds at least."""
ANY = 1e-9
"""Density that a box must reach for the library to show how it was peeled: any; we choose from the trajectory."""


def discover(values: Mapping[str, Sequence[float] | Floats], case: Bools) -> Discovery:
    """Boxes of ``values[input][point]`` for ``case[point]``. No box if all points are cases, or none is."""
    with extra("discovery"), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of optional packages that it looks for
        import pandas as pd
        from ema_workbench.analysis.prim import Prim

    points, cases = len(case), int(case.sum())
    if cases in (0, points):
        return Discovery(points, cases, (), np.zeros((0, 3)))
    table = pd.DataFrame({name: np.asarray(x, dtype=np.float64) for name, x in values.items()})
    search = Prim(table, np.array(case), threshold=ANY, mass_min=SMALLEST)
    boxes: list[Box] = []
    trajectories: list[Floats] = []
    while len(boxes) < BOXES and sum(box.coverage for box in boxes) < 1 - 0.5 / cases:
        found = search.find_box()
        trajectories.append(found.peeling_trajectory[["coverage", "density", "res_dim"]].to_numpy(dtype=np.float64))
        box = _box(found, _chosen(found))
        if not box.restrictions or box.density <= cases / points:
            break
        boxes.append(box)
    return Discovery(points, cases, tuple(boxes), trajectories[0])


def discover_in(table: pd.DataFrame, inputs: Sequence[str], measure: str, day: int) -> Discovery:
    """Boxes of those ``inputs`` that take numbers, from the tidy table of a sweep (``runs.csv``).

    A point is a case if in at least half of its finished runs something happens by a day. Raises InputError if the
    measure was not kept, or no run is finished.
    """
    if measure not in table.columns:
        raise wrong(f"the runs have no {measure}, by which boxes are looked for; run the sweep with it")
    done = table[table["status"] == DONE]
    if done.empty:
        raise wrong("no run is finished, so there is nothing to look for boxes in")
    points = done.assign(case=done[measure] <= day).groupby("point")
    values = points[list(inputs)].first().select_dtypes("number")
    case = points["case"].mean().to_numpy() >= 0.5
    return discover({name: values[name].to_numpy(dtype=np.float64) for name in values.columns}, case)


def _chosen(found: Any) -> int:
    """The step with the largest harmonic mean of coverage and density, without the restrictions that are of no use."""
    steps = found.peeling_trajectory
    step = int((steps["coverage"] * steps["density"] / (steps["coverage"] + steps["density"])).argmax())
    while useless := _least_useful(found.qp[step]):
        found.drop_restriction(useless, step)
        step = len(found.peeling_trajectory) - 1
    found.select(step)  # the next box is looked for outside it
    return step


def _least_useful(quasi_p: dict[str, list[float]]) -> str | None:
    """The restricted input with the largest quasi-p-value of its better side, if that is too large."""
    better = {name: min(p for p in sides if p >= 0) for name, sides in quasi_p.items()}
    return max((name for name, p in better.items() if p > SIGNIFICANT), key=better.__getitem__, default=None)


def _box(found: Any, step: int) -> Box:
    restrictions = [
        Restriction(name, *_closed(found.box_lims[step][name], sides), *_closed(sides, sides))
        for name, sides in found.qp[step].items()
    ]
    restrictions.sort(key=lambda r: min(p for p in (r.low_quasi_p, r.high_quasi_p) if p is not None))
    coverage, density, mass = (float(found.peeling_trajectory[key][step]) for key in ("coverage", "density", "mass"))
    return Box(coverage, density, mass, tuple(restrictions))


def _closed(values: Iterable[float], quasi_p: Sequence[float]) -> tuple[float | None, float | None]:
    """A value for the lower and the upper side; None for a side that is open, which the library marks by -1."""
    low, high = (None if p < 0 else float(x) for x, p in zip(values, quasi_p, strict=True))
    return low, high
