"""What scenario discovery found, as a table and as a figure of how the first box was peeled."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulation.results.boxes import Box, Discovery, Restriction

from .canvas import FAINT, INK, figure_of, frame, in_style, picture
from .sensitivity import Names, named, number
from .sheet import Sheet
from .wording import percent


def sheet(found: Discovery, names: Names, what: str) -> Sheet:
    """The boxes, one under the other; ``what`` says in words what a case is."""
    rows: list[tuple[str, ...]] = []
    for i, box in enumerate(found.boxes, start=1):
        rows.append((_headline(i, box),))
        rows += [_restriction(r, names) for r in box.restrictions]
    return Sheet(
        title=f"Where {what}",
        columns=("Input", "From", "To", "Quasi-p-value"),
        rows=tuple(rows),
        note=(
            f"PRIM over {found.points} points, {found.cases} of them cases. Coverage: share of the cases that a box "
            "holds; density: share of cases among its points. Among the steps of the peeling the one with the largest "
            "harmonic mean of both, without restrictions whose quasi-p-value is above 0.05; a quasi-p-value is the "
            "chance to do as well without the limit."
        ),
    )


def statement(found: Discovery, what: str) -> str | None:
    """What is said in the place of boxes, if there are none."""
    if found.boxes:
        return None
    if found.cases in (0, found.points):
        return f"{'No' if found.cases == 0 else 'Every'} point is one where {what}: there is no box to look for."
    return f"In {found.cases} of {found.points} points {what}, but no range of inputs tells them from the others."


def _headline(i: int, box: Box) -> str:
    n = len(box.restrictions)
    return (
        f"Box {i}: coverage {percent(box.coverage)}, density {percent(box.density)}, holds {percent(box.mass)} of the "
        f"points, restricts {n} input{'' if n == 1 else 's'}"
    )


def _restriction(r: Restriction, names: Names) -> tuple[str, ...]:
    sides = [p for p in (r.low_quasi_p, r.high_quasi_p) if p is not None]
    return (named(r.input, names), _limit(r.low), _limit(r.high), " and ".join(f"{p:.1g}" for p in sides))


def _limit(x: float | None) -> str:
    return "any" if x is None else number(x)


@in_style
def peeling(found: Discovery, what: str, ax: Axes | None = None) -> Figure:
    """Coverage against density along the peeling of the first box, and the boxes that were chosen."""
    axes = picture(4.2).subplots() if ax is None else ax
    coverage, density, restricted = found.trajectory.T
    dots = axes.scatter(coverage, density, c=restricted, cmap="viridis_r", s=26, zorder=3)
    for i, box in enumerate(found.boxes, start=1):
        axes.plot(box.coverage, box.density, "o", markersize=11, markerfacecolor="none", markeredgecolor=INK, zorder=4)
        axes.annotate(f"box {i}", (box.coverage, box.density), xytext=(9, 5), textcoords="offset points", color=INK)
    share = found.cases / found.points
    axes.axhline(share, color=FAINT, linewidth=1, linestyle=(0, (4, 3)))
    axes.annotate(f"all points: {percent(share)}", (0, share), xytext=(4, 4), textcoords="offset points", color=FAINT)
    axes.set(xlim=(0, 1.05), ylim=(0, 1.08), xlabel="coverage: share of cases inside", ylabel="density: share inside")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda x, _: percent(x)))
    bar = figure_of(axes).colorbar(dots, ax=axes, pad=0.02, ticks=MaxNLocator(integer=True))
    bar.set_label("restricted inputs")
    bar.outline.set_visible(False)
    if ax is None:
        caption = (
            "Dots: steps of the peeling of the first box, from all points (right) to fewer. Rings: chosen boxes; later "
            "ones hold cases that those before leave out."
        )
        frame(figure_of(axes), f"Boxes in which {what}", caption)
    return figure_of(axes)
