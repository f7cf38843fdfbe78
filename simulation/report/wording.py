"""How figures are put into words: one way for terminal, page and plots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from simulation.results.ensemble import Ensemble
from simulation.results.statistics import Figures
from simulation.scenario.schema import Scenario

SPELT = {"ndpr": "NdPr", "leds": "LEDs"}
"""Words that are spelt in a way of their own."""
NOTHING = "-"
"""Stands where a figure does not exist."""


def place(region: str) -> str:
    """A region as a reader calls it: ``united_states`` is United States."""
    return region.replace("_", " ").title().replace(" Of ", " of ")


def in_prose(region: str) -> str:
    """A region within a sentence: the United States, the rest of the world, Japan."""
    return {"united_states": "the United States", "rest_of_world": "the rest of the world"}.get(region, place(region))


def makers_called(of: Sequence[Ensemble]) -> str:
    """What the makers before the final users are called: parts makers."""
    names = list(dict.fromkeys(e.scenario.reporting.makers_called for e in of))
    # "magnet or parts makers" stands for "parts makers" as well
    return listed([name for name in names if not any(name != other and name in other for other in names)])


def goods_called(of: Sequence[Ensemble]) -> str:
    """The goods that are reported: magnet; gallium and germanium."""
    return listed(list(dict.fromkeys(in_text(good) for e in of for good in e.scenario.reporting.goods)))


def customs_classes(of: Sequence[Ensemble]) -> str:
    """What customs book as one class, in the plural: rare earths."""
    return listed([f"{in_text(c)}s" for c in dict.fromkeys(e.scenario.reporting.customs_class for e in of)])


def outside(ensemble: Ensemble) -> str:
    """Where users are whom a control can hurt: outside China."""
    return f"outside {place(ensemble.scenario.origin)}"


def has_lines(scenario: Scenario) -> bool:
    """Whether cars are built in this world."""
    return any(site.kind == "lines" for site in scenario.sites.values())


def day(moment: date) -> str:
    """A date, the same on every machine: 4 Apr 2025."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def amount(x: float) -> str:
    """A number with three digits at most: 1.24 million, 15,300, 412, 35, 3.5, 0."""
    if abs(x) >= 999_500:
        return f"{x / 1e6:,.3g} million" if abs(x) < 999.5e6 else f"{x / 1e6:,.0f} million"
    if abs(x) >= 9.95:
        return f"{float(f'{x:.3g}'):,.0f}"
    text = f"{x:.1f}".removesuffix(".0")
    return "0" if text in ("-0", "0") else text


def words(name: str) -> str:
    """A name as a reader writes it: ``air_conditioning`` is Air conditioning, ``ndpr_oxide`` NdPr oxide."""
    return capital(in_text(name))


def in_text(name: str) -> str:
    """A name within a sentence: ``air_conditioning`` is air conditioning."""
    return " ".join(SPELT.get(word, word) for word in name.replace("-", "_").split("_"))


def capital(text: str) -> str:
    """A text as a sentence begins."""
    return text[:1].upper() + text[1:]


def percent(share: float) -> str:
    """A share: 0 %, <0.1 %, 0.4 %, 37 %, 99.6 %, 100 %."""
    x = 100 * share
    if 0 < x < 0.05:
        return "<0.1 %"
    fine = 0.05 <= abs(x) < 0.95 or 99 < x < 99.95
    text = f"{x:.1f}" if fine else f"{x:.0f}"
    return f"{'0' if text == '-0' else text} %"


def chance(figures: Figures) -> str:
    """A probability with its 95 % interval: 97 % (92 to 99 %)."""
    mean, low, high = (figures.get(key) for key in ("mean", "low", "high"))
    if mean is None or low is None or high is None:
        return NOTHING
    return f"{percent(mean)} ({to(percent(low), percent(high))})"


def waiting(figures: Figures, never: str = "never") -> str:
    """A time until something happens, in days, with the share of runs in which it does not: 52 (41 to 77)."""
    share, early, middle, late = (figures.get(key) for key in ("never", "p05", "p50", "p95"))
    if share is None:
        return NOTHING
    if early is None:
        return never if share == 1 else f"{never} in {percent(share)} of runs"
    if middle is None:
        return f"{never} in {percent(share)} of runs, else from {early:.0f}"
    if late is None:
        return f"{middle:.0f} (from {early:.0f}); {never} in {percent(share)}"
    span = f"{middle:.0f}" if early == late else f"{middle:.0f} ({early:.0f} to {late:.0f})"
    return f"{span}; {never} in {percent(share)}" if share else span


def amounts(figures: Figures) -> str:
    """Median and 5 to 95 %: 15,300 (9,100 to 22,000)."""
    return _spread(figures, amount)


def percents(figures: Figures) -> str:
    """The same for shares: 12 % (8 to 19 %)."""
    return _spread(figures, percent)


def ratios(figures: Figures) -> str:
    """The same for ratios: 1.08 (1.02 to 1.15)."""
    return _spread(figures, "{:.2f}".format)


def days_of(figures: Figures) -> str:
    """The same for whole days: 54 (53 to 65)."""
    return _spread(figures, "{:.0f}".format)


def months_of(figures: Figures) -> str:
    """The same for months: 1.4 (1.1 to 2.0)."""
    return _spread(figures, "{:.1f}".format)


def worst(figures: Figures) -> str:
    """The mean of the worst 5 % of runs."""
    x = figures.get("cvar95")
    return NOTHING if x is None else amount(x)


def _spread(figures: Figures, say: Callable[[float], str]) -> str:
    low, middle, high = (figures.get(key) for key in ("p05", "p50", "p95"))
    if low is None or middle is None or high is None:
        return NOTHING
    return say(middle) if say(low) == say(high) else f"{say(middle)} ({to(say(low), say(high))})"


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them: Japan; Japan and Korea; Japan, Korea and India."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def to(low: str, high: str) -> str:
    """A range that names its unit once: 8 to 19 %, 1.9 to 19.2 million."""
    unit = high.rpartition(" ")[1:]
    return f"{low.removesuffix(''.join(unit))} to {high}" if unit[0] else f"{low} to {high}"
