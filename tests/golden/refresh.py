"""Stores the numbers of small ensembles, deliberately.

Run it when numbers are meant to change, and say why in CHANGELOG.
"""

import json
from pathlib import Path

from simulation.scenario.compose import load
from simulation.study.ensemble import compare

GOLDEN = {"tiny": 20, "baseline-2024": 2, "licensing-2025": 2}
"""Scenarios and their replications."""
HERE = Path(__file__).parent


def figures(name: str) -> dict[str, object]:
    """What is stored of one ensemble: every figure of the JSON."""
    return compare(load(name), replications=GOLDEN[name], seed=1)[0].measures


if __name__ == "__main__":
    for scenario in GOLDEN:
        (HERE / f"{scenario}.json").write_text(json.dumps(figures(scenario), indent=1) + "\n")
        print(f"stored {scenario}")
