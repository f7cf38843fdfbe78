"""Simulates disruptions of the rare-earth supply chain.

In a notebook: ``import simulation as rc``, then ``rc.compare(rc.load("baseline-2024"), rc.load("licensing-2025"))``
and ``rc.plot.exports(...)``. Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import simulation.report.plots as plot
    from simulation.report.narrative import paragraphs
    from simulation.results.store import ensembles, read
    from simulation.scenario.compose import load
    from simulation.study.ensemble import compare, run
    from simulation.study.sweep import sweep

    __version__: str

__all__ = ["__version__", "compare", "ensembles", "load", "paragraphs", "plot", "read", "run", "sweep"]

_HOMES = {
    "compare": "simulation.study.ensemble",
    "ensembles": "simulation.results.store",
    "load": "simulation.scenario.compose",
    "paragraphs": "simulation.report.narrative",
    "read": "simulation.results.store",
    "run": "simulation.study.ensemble",
    "sweep": "simulation.study.sweep",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name == "plot":
        return import_module("simulation.report.plots")
    if name == "__version__":
        return import_module("simulation.results.envelope").version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
