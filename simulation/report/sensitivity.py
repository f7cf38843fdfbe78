"""Tables of a sensitivity analysis: which inputs were looked at, what each decides, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from simulation.chain.stock import Floats
from simulation.results.outcome import FAR, Outcome
from simulation.results.sensitivity import HIGH, LOW, LUCK, VALUE, Analysis, Sensitivity

from .sheet import Sheet
from .wording import NOTHING, amount, listed, percent, place, words

Names = Mapping[str, str]
"""What a reader calls an input."""
LONG_TAIL = 0.5
"""Share of the variance from which the few points that bring it are worth a word; a normal outcome has 0.28."""
NOISE_FLOOR = "Luck (noise floor)"


def sheets(analysis: Analysis, names: Names) -> list[Sheet]:
    """All tables: for each measure the screening, the shares of variance and each input on its own."""
    return [sheet for measure, found in analysis.measures.items() for sheet in _of(measure, found, analysis, names)]


def statements(analysis: Analysis) -> list[str]:
    """What must be said beside the tables: what does not vary, what was censored, and how indices were found."""
    said = [text for measure, found in analysis.measures.items() for text in _of_measure(measure, found)]
    if not analysis.survivors:
        return [*said, "No input stands out from luck, so that no shares of variance were computed."]
    return [*said, _how(analysis)]


def title(measure: str) -> str:
    """A measure as a reader calls it: ``japan.any_stop`` is Japan: any stop."""
    of, _, name = measure.rpartition(".")
    return f"{place(of)}: {words(name).lower()}" if of else words(name)


def in_prose(measure: str) -> str:
    """The same within a sentence."""
    text = title(measure)
    return text if "." in measure else f"{text[0].lower()}{text[1:]}"


def named(name: str, names: Names) -> str:
    """An input, or luck, as a reader calls it."""
    return NOISE_FLOOR if name == LUCK else names.get(name, name)


# -- screening ---------------------------------------------------------------------------------------------------------


def _of(measure: str, found: Sensitivity, analysis: Analysis, names: Names) -> Iterator[Sheet]:
    if found.screening is not None:
        yield _screening(measure, found, analysis, names)
    if found.indices is not None:
        yield _shares(measure, found, analysis, names)
    if found.tornado is not None and found.screened.varies:
        yield _tornado(measure, found, names)


def _screening(measure: str, found: Sensitivity, analysis: Analysis, names: Names) -> Sheet:
    screening = found.screening
    assert screening is not None
    order = sorted(range(len(screening.inputs)), key=lambda i: -screening.size[i])
    return Sheet(
        title=f"Screening of {in_prose(measure)}",
        columns=("Input", "Effect, mu*", "Half of its 95 % interval", "Sigma", "Then"),
        rows=tuple(
            (
                named(screening.inputs[i], names),
                number(screening.size[i]),
                number(screening.size_half_width[i]),
                number(screening.spread[i]),
                _then(screening.inputs[i], analysis),
            )
            for i in order
        ),
        note=(
            f"Morris, {len(found.screened.runs) // (len(screening.inputs) + 1)} trajectories. Effect: mean size of the "
            "change while an input goes from its 5 % to its 95 % quantile, in the measure's unit; sigma: its standard "
            "deviation from place to place, that is interactions and bends. Dropped is what lies below luck, which is "
            "another set of runs at the same inputs, with its whole interval for every measure; it then stays at its "
            "median."
        ),
    )


def _then(name: str, analysis: Analysis) -> str:
    if name == LUCK:
        return NOTHING
    return "kept" if name in analysis.survivors else "dropped"


# -- shares of variance ------------------------------------------------------------------------------------------------


def _shares(measure: str, found: Sensitivity, analysis: Analysis, names: Names) -> Sheet:
    indices = found.indices
    assert indices is not None
    rows = []
    rank = 0
    for name in found.ranked:
        i = indices.inputs.index(name)
        rank += name != LUCK
        rows.append(
            (
                named(name, names) if name == LUCK else f"{rank}. {named(name, names)}",
                _estimate(indices.first[i]),
                _estimate(indices.total[i]),
                _strongest_pair(found, i, names),
            )
        )
    return Sheet(
        title=f"What decides {in_prose(measure)}",
        columns=("Rank and input", "Alone, S1", "With others, ST", "Strongest pair, S2"),
        rows=tuple(rows),
        note=f"Shares of variance with 95 % intervals. {_method(found, analysis)} Inputs below the noise floor decide "
        "no more than luck.",
    )


def _strongest_pair(found: Sensitivity, i: int, names: Names) -> str:
    """The other input with which an input brings most that neither brings alone, if the interval is above 0."""
    indices = found.indices
    assert indices is not None
    pairs = [(indices.pair(i, j), name) for j, name in enumerate(indices.inputs) if j != i]
    sure = [(pair, name) for pair, name in pairs if pair[LOW] > 0 and LUCK not in (name, indices.inputs[i])]
    if not sure:
        return NOTHING
    pair, name = max(sure, key=lambda found: float(found[0][VALUE]))
    return f"{pair[VALUE]:.2f} with {named(name, names)}"


def _method(found: Sensitivity, analysis: Analysis) -> str:
    if found.fit is None:
        return f"Sobol indices of real runs (Saltelli sample, base {analysis.base}); luck is part of the variance."
    poor = " It explains too little for them to mean much." if found.fit.is_poor else ""
    return (
        f"Sobol indices of an emulator, not of runs; intervals hold its error; luck is no part of the variance.{poor}"
    )


# -- one input at a time -----------------------------------------------------------------------------------------------


def _tornado(measure: str, found: Sensitivity, names: Names) -> Sheet:
    tornado = found.tornado
    assert tornado is not None
    order = sorted(
        range(len(tornado.inputs)), key=lambda i: -max(abs(tornado.low[i, VALUE]), abs(tornado.high[i, VALUE]))
    )
    return Sheet(
        title=f"{title(measure)}, one input at a time",
        columns=("Input", "At its 5 % quantile", "At its 95 % quantile"),
        rows=tuple(
            (named(tornado.inputs[i], names), _difference(tornado.low[i]), _difference(tornado.high[i])) for i in order
        ),
        note=f"Change from {number(tornado.base)}, the mean with every input at its median, in the measure's unit; "
        "real runs with the same luck, 95 % intervals of the paired difference.",
    )


# -- statements --------------------------------------------------------------------------------------------------------


def _of_measure(measure: str, found: Sensitivity) -> Iterator[str]:
    if found.screening is None:
        value = number(float(found.screened.means[0]))
        n = len(found.screened.runs)
        yield f"{title(measure)} does not vary: it is {value} at all {n} points of the screening. Nothing decides it."
    elif found.main is not None and found.indices is None:
        yield f"{title(measure)} does not vary at the points of the main stage. Nothing that was kept decides it."
    if found.main is not None and found.main.tail > LONG_TAIL:
        tail, far = percent(found.main.tail), percent(FAR)
        yield (
            f"{title(measure)}: {tail} of the variance comes from the {far} of points farthest from the mean. Its "
            "indices say what decides such exceptions."
        )
    yield from _censoring(measure, [x for x in (found.screened, found.main) if x is not None])
    if found.fit is not None:
        yield _quality(measure, found)


def _censoring(measure: str, outcomes: Sequence[Outcome]) -> Iterator[str]:
    if not any(x.censored for x in outcomes):
        return
    stages = [f"{percent(x.censored)} of the runs of the {s}" for x, s in zip(outcomes, ("screening", "main stage"))]  # noqa: B905
    days = outcomes[0].window_days
    yield f"{title(measure)}: what did not happen in the window counts as day {days}, its last: {listed(stages)}."


def _quality(measure: str, found: Sensitivity) -> str:
    fit = found.fit
    assert fit is not None
    text = f"{title(measure)}: the emulator explains Q2 = {fit.q2:.2f} of the variance of points that it has not seen"
    text += f" (cross-validated; root mean squared error {number(fit.error)})"
    if fit.is_poor:
        text += ", too little for its indices to mean much: take more points, or more runs at each"
    if fit.is_overconfident:
        text += (
            f". Its squared errors are {fit.surprise:.1f} times what it foresees, so that the intervals are too narrow"
        )
    if fit.noise is None or fit.best_q2 is None:
        return f"{text}. With one run a point, the noise of runs is unknown."
    noise = f"The means of the runs are noisy themselves, by {number(fit.noise)}"
    return f"{text}. {noise}, so that no emulator could pass Q2 = {fit.best_q2:.2f}."


def _how(analysis: Analysis) -> str:
    kept = f"{len(analysis.survivors)} of {len(analysis.inputs)} inputs were kept"
    if analysis.method == "runs":
        return f"{kept}; their indices are those of real runs. {analysis.points} points were run in all."
    return (
        f"{kept}; their indices are those of an emulator (Gaussian process) of the runs at {len(analysis.main or ())} "
        f"points. {analysis.points} points were run in all."
    )


# -- numbers -----------------------------------------------------------------------------------------------------------


def number(x: float) -> str:
    """Three digits, also below 10: 0.0123, 4.56, 78.9, 1,230."""
    if not math.isfinite(x):
        return NOTHING
    if abs(x) < 1e-9:  # rounding
        return "0"
    return amount(x) if abs(x) >= 100 else f"{float(f'{x:.3g}'):g}"


def _estimate(estimate: Floats) -> str:
    return f"{estimate[VALUE] + 0.0:.2f} ({estimate[LOW] + 0.0:.2f} to {estimate[HIGH] + 0.0:.2f})".replace(
        "-0.00", "0.00"
    )


def _difference(estimate: Floats) -> str:
    value = f"{'+' if estimate[VALUE] > 0 else ''}{number(estimate[VALUE])}"
    if not math.isfinite(estimate[LOW]):
        return value
    return f"{value} ({number(estimate[LOW])} to {number(estimate[HIGH])})"
