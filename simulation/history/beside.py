"""What is recorded of the trade that an ensemble simulates; nothing for a world of another size, such as a toy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from simulation.results.ensemble import Ensemble

from . import record, record_2010

MAGNET, MAGNET_EXPORTS = "magnet", "magnet_exports_gross_t"
RARE_EARTH_EXPORTS = "rare_earth_exports_gross_t"
JAPANS_IMPORTS = "rare_earth_imports_from_china_gross_t_japan"
RECORDED_ORIGIN = "china"
MIDDLE = 2
"""Row of the median in a fan."""


def exports(ensemble: Ensemble, good: str) -> dict[str, float]:
    """[gross t] What China exported of a good in the simulated months; only magnets are recorded month by month."""
    return _magnet_exports(ensemble) if good == MAGNET else {}


def _magnet_exports(ensemble: Ensemble) -> dict[str, float]:
    simulated = _medians(ensemble, MAGNET_EXPORTS)
    recorded = {m: t for m, t in record.magnet_exports().items() if m in simulated}
    calm = {m: t for m, t in recorded.items() if m < f"{ensemble.scenario.shock:%Y-%m}"}
    return recorded if _of_one_size(ensemble, simulated, calm) else {}


def japan_imports(ensemble: Ensemble) -> dict[str, float]:
    """[gross t] Rare earths that Japan booked from China in the simulated months."""
    simulated = _medians(ensemble, JAPANS_IMPORTS) if japan_imports_before(ensemble) else {}
    return {m: t for m, t in record_2010.japan_imports().items() if m in simulated}


def japan_imports_before(ensemble: Ensemble) -> dict[str, float]:
    """[gross t] The same for January to August 2010, of which only the mean is known."""
    simulated = _medians(ensemble, JAPANS_IMPORTS)
    before = {m: t for m, t in record_2010.japan_imports_before().items() if m in simulated}
    return before if _of_one_size(ensemble, simulated, before) else {}


def rare_earth_exports(ensemble: Ensemble) -> list[tuple[str, float]]:
    """[gross t] Official exports of rare earths in the years that are simulated whole; a disputed year comes twice."""
    years = ensemble.whole_years
    if not years or RARE_EARTH_EXPORTS not in ensemble.monthly_names:
        return []
    simulated = dict(zip(years, ensemble.yearly_fan(RARE_EARTH_EXPORTS)[MIDDLE].tolist(), strict=True))
    recorded = [(y, t) for y, t in _official_years() if y in simulated]
    return recorded if _of_one_size(ensemble, simulated, dict(recorded)) else []


def _official_years() -> Sequence[tuple[str, float]]:
    later = [(year, t) for year, t in record.rare_earth_exports().items() if len(year) == len("2024")]
    return [*record_2010.rare_earth_exports(), *later]


def _medians(ensemble: Ensemble, series: str) -> dict[str, float]:
    if series not in ensemble.monthly_names:
        return {}
    return dict(zip(ensemble.months, ensemble.monthly_fan(series)[MIDDLE].tolist(), strict=True))


def _of_one_size(ensemble: Ensemble, simulated: Mapping[str, float], recorded: Mapping[str, float]) -> bool:
    """Whether simulated and recorded figures differ by less than a factor of two as a rule."""
    if not recorded or ensemble.scenario.origin != RECORDED_ORIGIN:
        return False
    return 0.5 < median(simulated[x] for x in recorded) / median(recorded.values()) < 2
