"""Prints the table of ``leakage-2014.md``: under which inputs 40,000 t of smuggled exports in 2014 would be true.

Run it as ``python docs/make_leakage_2014.py``; about five minutes on two cores. It does not print the words.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np

import simulation as rc
from simulation.results.ensemble import Ensemble
from simulation.scenario.numbers import Distribution, highest, lowest
from simulation.scenario.schema import Scenario
from simulation.scenario.sites import Industry, Lines

REPLICATIONS = 8
JOBS = 2
YEAR = "2014"
CLAIMED = 40_000
OFFICIAL, LEAKED, SUPPLY = "rare_earth_exports_gross_t", "leaked_exports_gross_t", "illicit_supply_t"

Changes = Mapping[str, object]


def shares(scenario: Scenario, factor: float) -> Changes:
    """Every illicit route at the upper end of its share, times a factor, and of its capacity and price response."""
    return {
        f"leakage.{name}.{field}": value
        for name, route in scenario.leakage.items()
        for field, value in (
            ("demand_share", factor * highest(route.demand_share)),
            ("capacity_gross_t_per_year", highest(route.capacity_gross_t_per_year)),
            ("price_response", highest(route.price_response)),
        )
    }


def demand(scenario: Scenario, factor: float) -> Changes:
    """Users abroad use more from 2013 on."""
    abroad = [
        name
        for name, site in scenario.sites.items()
        if isinstance(site, (Lines, Industry)) and site.region != scenario.origin
    ]
    grows = {"date": date(2013, 1, 1), "measure": "demand_change", "standing": True, "sites": abroad, "factor": factor}
    return {"timeline.more-demand-abroad": grows}


def variants(scenario: Scenario) -> dict[str, Changes]:
    return {
        "as shipped": {},
        "every route at the upper end of its priors": shares(scenario, 1.0),
        "the same, and shares half as high again": shares(scenario, 1.5),
        "shipped routes, users abroad take half as much again": demand(scenario, 1.5),
        "both of these ends": {**shares(scenario, 1.0), **demand(scenario, 1.5)},
    }


def in_year(ensemble: Ensemble, series: str, year: str = YEAR) -> np.ndarray:
    return ensemble.yearly(series)[:, ensemble.whole_years.index(year)]


def leaked_share(ensemble: Ensemble, year: str) -> np.ndarray:
    legal, leaked = (in_year(ensemble, series, year) for series in (OFFICIAL, LEAKED))
    return leaked / (legal + leaked)


def row(what: str, ensemble: Ensemble) -> str:
    legal, leaked, supply = (in_year(ensemble, series) for series in (OFFICIAL, LEAKED, SUPPLY))
    figures = " | ".join(map(middle, (legal, leaked, legal + leaked, supply)))
    before = np.median(leaked_share(ensemble, "2010"))
    return f"| {what} | {figures} | {before:.0%} | {np.mean(leaked >= CLAIMED):.0%} |"


def middle(values: np.ndarray) -> str:
    low, mid, high = np.quantile(values, [0.05, 0.5, 0.95])
    return f"{round(mid):,} ({round(low):,} to {round(high):,})"


def ends(number: float | Distribution) -> tuple[float, float]:
    return lowest(number), highest(number)


def routes(scenario: Scenario) -> None:
    print("| route | share of demand | capacity, gross t a year |\n|---|---|---|")
    for name, route in scenario.leakage.items():
        share = "{:.0%} to {:.0%}".format(*ends(route.demand_share))
        capacity = "{:,.0f} to {:,.0f}".format(*ends(route.capacity_gross_t_per_year))
        print(f"| `{name}` | {share} | {capacity} |")


if __name__ == "__main__":
    shipped = rc.load("embargo-2010")
    told = variants(shipped)
    scenarios = [shipped.with_(dict(changes)) for changes in told.values()]
    ensembles = rc.compare(*scenarios, replications=REPLICATIONS, seed=1, jobs=JOBS)
    print("# 40,000 t in 2014\n\nTables printed by `python docs/make_leakage_2014.py`.\n")
    print(f"`embargo-2010` in {YEAR}, gross t unless REO; {REPLICATIONS} replications, median (5 to 95 %).\n")
    print("| inputs | official | leaked | both | illicit supply, t REO | leaked share in 2010 | 40,000 t |")
    print("|---|---|---|---|---|---|---|")
    print("| recorded | 27,769 | | | 40,000 | about 33% | |")
    for what, ensemble in zip(told, ensembles, strict=True):
        print(row(what, ensemble), flush=True)
    print("\nWhat the routes can carry, priors of `baseline-2010`:\n")
    routes(shipped)
