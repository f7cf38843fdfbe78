"""Tables and words of a calibration: what was ruled out, what each input is left with, and how runs then compare."""

from __future__ import annotations

from collections.abc import Iterable

from simulation.results.calibration import IDENTIFIED, Band, Calibrated, Emulated, Learnt, Predicted

from .sensitivity import number
from .sheet import Sheet
from .wording import percent

PAIRS_NAMED = 5
"""Pairs of inputs that are named in words."""


def sheets(found: Calibrated) -> list[Sheet]:
    """All tables."""
    return [_waves(found), _inputs(found), _targets(found)]


def statements(found: Calibrated) -> list[str]:
    """What must be said beside the tables."""
    said = [
        f"The sample is worth {found.effective:.0f} independent draws: of {found.proposed:,} runs, those within "
        f"{found.reach:.1f} standard deviations of the record were kept and moved to it by regression."
    ]
    labels = {x.name: x.label for x in found.inputs}
    if found.not_identified:
        said.append(f"Not identified by the record: {_all(labels[x] for x in found.not_identified)}.")
    pairs = found.pairs[:PAIRS_NAMED]
    if pairs:
        tied = _all(f"{labels[a]} with {labels[b]} ({r:+.2f})" for a, b, r in pairs)
        said.append(f"Tied together, so that neither is known alone (rank correlation): {tied}.")
    if found.lost:
        said.append(f"{found.lost} runs failed and were left out.")
    return said


def _all(names: Iterable[str]) -> str:
    return "; ".join(names)


def _waves(found: Calibrated) -> Sheet:
    rows: list[tuple[str, ...]] = []
    for wave in found.waves:
        rows.append((f"Wave {wave.number}: {wave.runs:,} runs, after which {_share(wave.share)} of the prior is left",))
        rows += [_emulated(target) for target in wave.targets]
    return Sheet(
        title="What the record rules out",
        columns=("Target", "Emulator, Q2", "Its error", "Luck of a run", "Stated error"),
        rows=tuple(rows),
        note=(
            "Ruled out is what lies more than three standard deviations from the record for some target; the variance "
            "adds the emulator's, the luck of a run and the stated errors (observation and discrepancy). Q2 and error "
            "are of points that the emulator has not seen; a Q2 of 1 is perfect. Errors on a logarithmic scale are "
            "shares."
        ),
    )


def _share(share: float) -> str:
    return percent(share) if share >= 0.01 else f"{share:.2g}".replace("e-0", "e-")


def _emulated(target: Emulated) -> tuple[str, ...]:
    return (
        target.target,
        f"{target.q2:.2f}",
        number(target.error),
        number(target.luck),
        number(target.stated),
    )


def _inputs(found: Calibrated) -> Sheet:
    rows = [
        (x.label, _band(x.prior), _band(x.posterior), percent(max(x.contraction, 0.0)), x.verdict)
        for x in sorted(found.inputs, key=_by_contraction)
    ]
    return Sheet(
        title=f"What the record says of the inputs of {found.scenario}",
        columns=("Input", "Prior", "Posterior", "Contraction", "Verdict"),
        rows=tuple(rows),
        note=(
            "Median (5 to 95 %). Contraction: by how much the posterior's 90 % interval is narrower than the prior's, "
            f"in quantiles of the prior. Identified: by {percent(IDENTIFIED)} or more; narrowed: by less, but not by "
            "chance; not identified: the record says nothing, and the prior stays."
        ),
    )


def _by_contraction(x: Learnt) -> float:
    return -x.contraction


def _targets(found: Calibrated) -> Sheet:
    return Sheet(
        title=f"The record, and {found.scenario} with priors and with the posterior",
        columns=("Target", "Role", "Recorded", "Prior", "Posterior", "Inside"),
        rows=tuple(_predicted(t) for t in found.targets),
        note=(
            "Median (5 to 95 % of runs); the same luck in both. Only targets to fit were used for fitting, the others "
            "never. Inside: whether the record meets the 90 % band, or the median a bound, before and after."
        ),
    )


def _predicted(t: Predicted) -> tuple[str, ...]:
    low, high = t.recorded
    recorded = number(low) if low == high else f"{number(low)} to {number(high)}"
    inside = " and ".join("yes" if t.inside(band) else "no" for band in (t.prior, t.posterior))
    return t.name, t.role, recorded, _band(t.prior), _band(t.posterior), inside


def _band(band: Band) -> str:
    low, middle, high = (number(x) for x in band)
    return f"{middle} ({low} to {high})"
