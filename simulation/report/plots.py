"""Every figure of one ensemble, or of several side by side. Most can be drawn into axes of one's own."""

from __future__ import annotations

from matplotlib.figure import Figure

from .canvas import Ensembles, several
from .prices import materials_that_move, prices
from .shortage import BACKLOG, backlog, cover, regions_that_may_stop, regions_with_cover, stops
from .sweep_map import sweep_map
from .trade import MAGNET_EXPORTS, booked_by, exports, imports, leakage, leaks

__all__ = ["backlog", "cover", "exports", "figures", "imports", "leakage", "prices", "stops", "sweep_map"]


def figures(ensembles: Ensembles) -> dict[str, Figure]:
    """Every figure that has something to show, by the name of its file."""
    of = [e for e in several(ensembles) if e.runs]
    if not of:
        return {}
    told = {
        "exports": (exports, any(e.monthly(MAGNET_EXPORTS).any() for e in of)),
        "imports": (imports, any(booked_by(e, "japan") in e.monthly_names for e in of)),
        "leakage": (leakage, any(leaks(e) for e in of)),
        "stops": (stops, bool(regions_that_may_stop(of))),
        "backlog": (backlog, any(e.weekly(BACKLOG).any() for e in of)),
        "cover": (cover, bool(regions_with_cover(of))),
        "prices": (prices, bool(materials_that_move(of))),
    }
    return {name: draw(of) for name, (draw, worth) in told.items() if worth}
