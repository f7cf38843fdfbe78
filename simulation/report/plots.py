"""Every figure of one ensemble, or of several side by side. Most can be drawn into axes of one's own."""

from __future__ import annotations

from matplotlib.figure import Figure

from simulation.results.trade import booked_by

from .canvas import Ensembles, several
from .prices import materials_that_move, prices
from .shortage import (
    BACKLOG,
    backlog,
    cover,
    industries_that_lack,
    regions_that_may_stop,
    regions_with_cover,
    stops,
    unmet,
)
from .sweep_map import sweep_map
from .trade import exports, goods_exported, imports, leakage, leaks

__all__ = ["backlog", "cover", "exports", "figures", "imports", "leakage", "prices", "stops", "sweep_map", "unmet"]


def figures(ensembles: Ensembles) -> dict[str, Figure]:
    """Every figure that has something to show, by the name of its file."""
    of = [e for e in several(ensembles) if e.runs]
    if not of:
        return {}
    told = {
        "exports": (exports, bool(goods_exported(of))),
        "imports": (imports, any(booked_by(e.scenario, "japan") in e.monthly_names for e in of)),
        "leakage": (leakage, any(leaks(e) for e in of)),
        "stops": (stops, bool(regions_that_may_stop(of))),
        "unmet": (unmet, bool(industries_that_lack(of))),
        "backlog": (backlog, any(e.weekly(BACKLOG).any() for e in of)),
        "cover": (cover, bool(regions_with_cover(of))),
        "prices": (prices, bool(materials_that_move(of))),
    }
    return {name: draw(of) for name, (draw, worth) in told.items() if worth}
