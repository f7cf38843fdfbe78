"""Prints the tables of ``contrast.md``: what protected 2010, what each instrument does, and what leaked, year by year.

Run it as ``python docs/make_contrast.py``; about seven minutes on two cores. It does not print the words at the end.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

import simulation as rc
from simulation.results.ensemble import Ensemble

REPLICATIONS = 24
FEW = 16
JOBS = 2
TAKEN_AWAY = {
    "embargo-2010": "nothing: as recorded",
    "no-leakage-2010": "leakage",
    "no-loopholes-2010": "loopholes (alloys, Hong Kong)",
    "lean-stocks-2010": "stocks (those of 2024 instead)",
    "magnets-embargoed-2010": "the freedom of Chinese magnets",
    "everything-2010": "all four, and the embargo lasts a year",
    "embargo-for-a-year": "nothing, but for a year",
}
PROTECTIONS = {
    "leakage": "no-leakage-2010",
    "loopholes": "no-loopholes-2010",
    "stocks": "lean-stocks-2010",
    "magnets": "magnets-embargoed-2010",
}
"""Scenarios that take one away each; the last replaces what the embargo covers, so it comes after the loopholes."""
SHIPPED = Path(__file__).parents[1] / "scenarios" / "counterfactuals"
YEARS = [str(year) for year in range(2009, 2015)]
YEARLY = {
    "rare_earth_exports_gross_t": "official exports, gross t",
    "leaked_exports_gross_t": "leaked exports, gross t",
    "seized_gross_t": "seized, gross t",
    "illicit_supply_t": "illicit supply, t REO",
}


@dataclass
class Contrast:
    """One instrument on and off in a shipped scenario, and the figure that shows what it does."""

    instrument: str
    scenario: str
    figure: str
    value: Callable[[Ensemble], np.ndarray]
    removed: tuple[str, ...] = ()
    other: str | None = None
    changes: Mapping[str, object] = field(default_factory=dict)

    def pair(self) -> list[Ensemble]:
        """Ensembles with and without the instrument, on common random numbers."""
        on = rc.load(self.scenario).with_(dict(self.changes))
        without = {f"timeline.{name}": {"remove": True} for name in self.removed}
        off = rc.load(self.other) if self.other else on.with_(without)
        return rc.compare(on, off, replications=FEW, seed=1, jobs=JOBS)


def month(series: str, label: str) -> Callable[[Ensemble], np.ndarray]:
    return lambda e: e.monthly(series)[:, e.months.index(label)]


def year(series: str, label: str) -> Callable[[Ensemble], np.ndarray]:
    return lambda e: e.monthly(series)[:, [m.startswith(label) for m in e.months]].sum(axis=1)


MINING = tuple(f"mining-quota-{y}" for y in range(2009, 2015))
CONSOLIDATION = ("hundreds-of-producers", "mining-rights-halved", "ten-producers")
CONTRASTS = [
    Contrast("production quota", "baseline-2010", "mined in 2012, t REO", year("mined_t", "2012"), MINING),
    Contrast("imported ore in the quota", "licensing-2025",
             "separated in January 2026, t REO, with the quota of 2025 at the lower end of its prior",
             month("separated_t", "2026-01"), ("order-71", "order-71-in-2026"),
             changes={"timeline.order-71.batches.0.t.china_rare_earth": 106000.0}),
    Contrast("consolidation", "baseline-2010", "illicit supply in 2014, t REO", year("illicit_supply_t", "2014"),
             CONSOLIDATION),
    Contrast("tracking", "licensing-2025", "leaked in 2025, gross t", year("leaked_exports_gross_t", "2025"),
             ("magnet-tracking",)),
    Contrast("technology ban", "capacity-abroad-2030", "magnets exported by China in 2028, gross t",
             year("magnet_exports_gross_t", "2028"), ("technology-ban",)),
    Contrast("export quota", "baseline-2010", "official exports in 2012, gross t",
             year("rare_earth_exports_gross_t", "2012"), ("export-quotas", "alloys-in-the-quota")),
    Contrast("embargo", "embargo-2010", "Japan's imports from China, October 2010, gross t",
             month("rare_earth_imports_from_china_gross_t_japan", "2010-10"), ("embargo-on-japan",)),
    Contrast("licensing", "licensing-2025", "magnets exported in May 2025, gross t",
             month("magnet_exports_gross_t", "2025-05"), other="no-control"),
    Contrast("inspection", "licensing-2025", "magnets exported in May 2025, gross t",
             month("magnet_exports_gross_t", "2025-05"), ("inspection-of-look-alikes",)),
]  # fmt: skip


def middle(values: np.ndarray) -> str:
    low, mid, high = np.nanquantile(values, [0.05, 0.5, 0.95])
    return f"{round(mid):,} ({round(low):,} to {round(high):,})"


def protections() -> None:
    ensembles = rc.compare(*map(rc.load, TAKEN_AWAY), replications=REPLICATIONS, seed=1, jobs=JOBS)
    print("| taken away | scenario | a Japanese line stops | first stop, day | vehicles lost |\n|---|---|---|---|---|")
    for (scenario, what), ensemble in zip(TAKEN_AWAY.items(), ensembles, strict=True):
        print(f"| {what} | `{scenario}` | {' | '.join(of_japan(ensemble))} |")
    together()
    yearly(ensembles[0])


def together() -> None:
    """Two, three and all four of the protections taken away, in the embargo as long as it was."""
    sets = [names for size in (2, 3, 4) for names in combinations(PROTECTIONS, size)]
    embargo, without = rc.load("embargo-2010"), {name: taken_away(file) for name, file in PROTECTIONS.items()}
    changed = [embargo.with_({k: v for name in names for k, v in without[name].items()}) for names in sets]
    ensembles = rc.compare(*changed, replications=REPLICATIONS, seed=1, jobs=JOBS)
    print("\nTogether, in the embargo as it was:\n")
    print("| taken away | a Japanese line stops | first stop, day | vehicles lost |\n|---|---|---|---|")
    for names, ensemble in zip(sets, ensembles, strict=True):
        print(f"| {', '.join(names)} | {' | '.join(of_japan(ensemble))} |")


def taken_away(scenario: str) -> dict[str, object]:
    """What a counterfactual changes in the embargo, by dotted path."""
    written = YAML(typ="safe").load((SHIPPED / f"{scenario}.yaml").read_text(encoding="utf-8"))
    changes: dict[str, object] = {}
    for measure in written.get("timeline", ()):
        path = f"timeline.{measure['name']}"
        known = measure["name"] == "embargo-on-japan"
        changes |= {f"{path}.covers": measure["covers"]} if known else {path: measure}
    for region, stages in written.get("stocks", {}).items():
        changes |= {f"stocks.{region}.{stage}": cover for stage, cover in stages.items()}
    return changes


def of_japan(ensemble: Ensemble) -> tuple[str, str, str]:
    """The chance of a stop, the day of the first one, and the vehicles lost outside China."""
    figures = ensemble.measures["by_region"]["japan"]
    stop, first = figures["any_stop"], figures["days_to_first_stop"]
    when = "never" if first["p50"] is None else f"{first['p50']:.0f}"
    chance = f"{stop['mean']:.0%} ({stop['low']:.0%} to {stop['high']:.0%})"
    return chance, when, middle(ensemble.values("vehicles_lost"))


def yearly(embargo: Ensemble) -> None:
    print("\n## What left, and what was booked\n")
    print(
        f"`embargo-2010`, {REPLICATIONS} replications, median and 5 to 95 %. None of these figures is put in as such;"
    )
    print("the leaked share of 2009-10 and Japan's ratio of 2010 were fitted, 2014 was in sight (validation.md).\n")
    print("| | " + " | ".join(YEARS) + " |\n|---|" + "---|" * len(YEARS))
    for series, name in YEARLY.items():
        print(f"| {name} | " + " | ".join(middle(year(series, y)(embargo)) for y in YEARS) + " |")
    imports = "rare_earth_imports_from_china_gross_t_japan"
    ratio = [year(imports, y)(embargo) / exports_to_japan(embargo, y) for y in YEARS]
    print("| Japan's mirror ratio | " + " | ".join(f"{np.median(r):.2f}" for r in ratio) + " |")


def exports_to_japan(ensemble: Ensemble, label: str) -> np.ndarray:
    """Gross t that China booked to Japan, from the imports and the monthly mirror ratio."""
    imports, ratio = (
        ensemble.monthly(name)[:, [m.startswith(label) for m in ensemble.months]]
        for name in ("rare_earth_imports_from_china_gross_t_japan", "mirror_ratio_japan")
    )
    return np.sum(np.divide(imports, ratio, out=np.zeros_like(ratio), where=ratio > 0), axis=1)


def instruments() -> None:
    print("\n## What each instrument does\n")
    print(f"{FEW} replications with the instrument and without it, same draws; median and 5 to 95 %.\n")
    print("| instrument | scenario | figure | on | off | on less off, run by run |\n|---|---|---|---|---|---|")
    for contrast in CONTRASTS:
        on, off = contrast.pair()
        with_it, without = contrast.value(on), contrast.value(off)
        values = " | ".join(middle(x) for x in (with_it, without, with_it - without))
        print(f"| {contrast.instrument} | `{contrast.scenario}` | {contrast.figure} | {values} |", flush=True)


if __name__ == "__main__":
    print("# The contrast of 2010 and 2025\n\nPrinted by `python docs/make_contrast.py`.\n")
    print("## What protected car lines in 2010\n")
    print(f"{REPLICATIONS} replications, same draws; chances with 95 % intervals.\n")
    protections()
    instruments()
