"""Facts 7 to 12 of ``docs/validation.md``: what the record of 2010 asks of a scenario with the embargo of September."""

from __future__ import annotations

from datetime import date

import numpy as np

from simulation.chain.stock import Floats
from simulation.results.ensemble import Ensemble
from simulation.scenario.schema import Scenario

from . import record_2010
from .answers import in_month, in_year, mean_of, months_between, of_scenario, on_day, summed, yearly
from .facts import IMPORTS, LEAKAGE, MINED, NONE_STOPS, OVER_QUOTA, QUOTAS
from .inputs import dug, quota_of
from .question import Answer, Question, Range, Role, around

EMBARGO = date(2010, 9, 21)
"""Day 0: Chinese customs stop loading rare earths for Japan."""

EXPORTS, LEAKED = "rare_earth_exports_gross_t", "leaked_exports_gross_t"
TO_JAPAN, BY_JAPAN = "rare_earth_exports_to_japan_gross_t", "rare_earth_imports_from_china_gross_t_japan"
NONE: Range = (0.0, 0.0)
STOPPED_UNTIL = date(2011, 2, 28)
"""Until when nobody was heard of who stopped."""
IMPORT_ROLES: dict[str, Role] = {"2010-09": "fit", "2010-10": "fit", "2010-11": "own test"}
IMPORTS_OFF, EXPORTS_OFF, ILLICIT_OFF, EXPORTS_2014_OFF = 0.25, 0.1, 0.3, 0.2
"""[share] Medians may be off by it: Japan's imports of a month, exports of 2010, illicit supply and exports of 2014."""
A_THIRD: Range = (0.25, 0.42)
"""[share] Where the median of the leaked share may lie."""
MIRRORED: Range = (1.0, 1.16)
"""[ratio] Where the median of Japan's mirror ratio may lie."""
LEAK_YEARS, MIRROR_MONTHS = ("2009", "2010"), months_between("2010-01", "2010-09")


def questions(scenario: Scenario) -> tuple[Question, ...]:
    """Every recorded figure, in the order of the facts."""
    return (*_quotas(scenario), *_none_stops(), *_imports(), *_over_quota(), *_mined(scenario), *_leakage())


def _quotas(scenario: Scenario) -> list[Question]:
    return [
        Question(QUOTAS, "input", f"Mining, {year}", "t", (t, t), of_scenario(quota_of(scenario, "mine", year)))
        for year in range(2009, 2015)
        for t in (record_2010.mining_quota(str(year)),)
    ]


def _none_stops() -> list[Question]:
    series = {
        "japan: lines that stop by 28 Feb 2011": "lines_stopped_share_to_date_japan",
        "japan: magnet or parts makers that stop by then": "parts_makers_stopped_share_to_date_japan",
    }
    return [
        Question(
            NONE_STOPS,
            "score",
            what,
            "share",
            NONE,
            on_day(name, STOPPED_UNTIL),
            bound=True,
            key=True,
            day=STOPPED_UNTIL,
        )
        for what, name in series.items()
    ]


def _imports() -> list[Question]:
    before, recorded = record_2010.japan_imports_before(), record_2010.japan_imports()
    normal = sum(before.values()) / len(before)
    mean = Question(
        IMPORTS, "input", "January to August, mean", "t", (normal, normal), mean_of(BY_JAPAN, tuple(before))
    )
    return [mean, *(_imported_in(month, recorded[month], role) for month, role in IMPORT_ROLES.items())]


def _imported_in(month: str, t: float, role: Role) -> Question:
    accepted = around(t, IMPORTS_OFF)
    return Question(IMPORTS, role, month, "t", (t, t), in_month(BY_JAPAN, month), accepted, key=True)


def _over_quota() -> list[Question]:
    (low, high), quota = record_2010.rare_earth_exports_of("2010"), record_2010.export_quota("2010")
    ratio: Answer = lambda e: yearly(e, EXPORTS, "2010") / quota  # noqa: E731 (typed)
    exported = around(low, EXPORTS_OFF)
    over = (exported[0] / quota, exported[1] / quota)
    return [
        Question(OVER_QUOTA, "score", "2010", "t", (low, high), in_year(EXPORTS, "2010"), exported, key=True),
        Question(OVER_QUOTA, "score", "2010, over the quotas", "ratio", (low / quota, high / quota), ratio, over),
        *(_exports_shown(year) for year in ("2009", "2011")),
    ]


def _exports_shown(year: str) -> Question:
    return Question(OVER_QUOTA, "shown", year, "t", record_2010.rare_earth_exports_of(year), in_year(EXPORTS, year))


def _mined(scenario: Scenario) -> list[Question]:
    cap = record_2010.mining_quota("2010")
    return [
        Question(MINED, "input", "Mined, 2010", "t", record_2010.mined("2010"), of_scenario(dug(scenario))),
        Question(MINED, "input", "Cap, 2010", "t", (cap, cap), of_scenario(quota_of(scenario, "mine", 2010))),
    ]


def _leakage() -> list[Question]:
    mirror = record_2010.mirror_ratio()
    illicit, exports_2014 = record_2010.smuggled("2014"), record_2010.rare_earth_exports_of("2014")
    return [
        Question(LEAKAGE, "fit", "Share of all that left, 2009-10", "share", record_2010.leaked_share(), _leaked_share,
                 A_THIRD, key=True),
        Question(LEAKAGE, "fit", "Mirror ratio of Japan, Jan-Sep 2010", "ratio", (mirror, mirror), _mirror_ratio,
                 MIRRORED, key=True),
        Question(LEAKAGE, "score", "Illicit supply, 2014", "t", illicit, in_year("illicit_supply_t", "2014"),
                 around(illicit[0], ILLICIT_OFF), key=True),
        Question(LEAKAGE, "score", "Official exports, 2014", "t", exports_2014, in_year(EXPORTS, "2014"),
                 around(exports_2014[0], EXPORTS_2014_OFF)),
        Question(LEAKAGE, "shown", "Leaked exports, 2011", "t", record_2010.smuggled("2011"), in_year(LEAKED, "2011")),
        Question(LEAKAGE, "shown", "Leaked exports, 2014, REO", "t", illicit, in_year("leaked_exports_t", "2014")),
    ]  # fmt: skip


def _leaked_share(ensemble: Ensemble) -> Floats:
    """Leaked over leaked and legal exports; no magnets and no alloys are among either."""
    leaked, legal = (np.sum([yearly(ensemble, s, y) for y in LEAK_YEARS], axis=0) for s in (LEAKED, EXPORTS))
    share: Floats = leaked / (leaked + legal)
    return share


def _mirror_ratio(ensemble: Ensemble) -> Floats:
    booked, cleared = (summed(ensemble, series, MIRROR_MONTHS) for series in (BY_JAPAN, TO_JAPAN))
    return np.where(cleared > 0, booked / np.maximum(cleared, 1e-300), np.nan)
