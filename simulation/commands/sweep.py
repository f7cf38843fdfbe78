"""``sweep``: one scenario at many planned values of its inputs."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from .command import Asked, Command, ending
from .options import at_least, worker_options
from .screen import name_failures, say, say_interrupted, say_taken_over, screen, show
from .workers import workers

if TYPE_CHECKING:
    from simulation.results.swept import Swept


def sweep(asked: Asked) -> int:
    """``rarechain sweep SWEEP``"""
    from simulation.results import sweep_folder
    from simulation.scenario.compose import settings
    from simulation.study.sweep import prepare
    from simulation.study.sweep_file import load_sweep

    if asked.parquet:
        sweep_folder.need_parquet()
    changes = settings(asked.set)
    swept = prepare(load_sweep(asked.sweep, changes, replications=asked.replications, seed=asked.seed))
    whole = run_live(asked, swept, asked.out)
    status, code = ending(whole=whole, failed=bool(swept.errors))
    pictures = [] if asked.out is None else _write(asked, swept, status)
    _show(asked, swept, status, pictures)
    tell_failures(swept)
    return code


def _options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("sweep", metavar="SWEEP", help="a file, or the name of a shipped sweep")
    add("-n", "--replications", type=at_least(1), metavar="N", help="runs at each point (default: as the file says)")
    add("--seed", type=at_least(0), metavar="N", help="another seed gives other luck (default: as the file says)")
    worker_options(parser)
    add("--out", type=Path, metavar="DIR", help="write results there as they come; taken up again if interrupted")
    add("--set", action="append", default=[], metavar="PATH=VALUE", help="change a value of the scenario; repeatable")
    add("--parquet", action="store_true", help="also write runs.parquet (needs the extra parquet)")
    add("--quiet", action="store_true", help="no progress and no messages")


def run_live(asked: Asked, swept: Swept, out: Path | None) -> bool:
    """Run what is not stored yet; False if the user interrupts it."""
    from simulation.report.progress import bar
    from simulation.results import sweep_folder
    from simulation.study.sweep import fill

    with ExitStack() as stack:
        keep = None
        if out is not None:
            journal = sweep_folder.begin(out, swept)
            stack.callback(journal.close)

            def keep(place: tuple[int, int]) -> None:
                sweep_folder.keep(journal, swept, place)

        say_taken_over(asked, int(swept.done.sum()))
        progress = stack.enter_context(bar(swept.name, swept.total, screen(error=True), shown=not asked.quiet))
        try:
            with workers(asked) as executor:
                fill(swept, jobs=asked.jobs, executor=executor, keep=keep, progress=progress)
        except KeyboardInterrupt:
            say_interrupted(asked, int(swept.done.sum()), swept.total)
            return False
    return True


def _write(asked: Asked, swept: Swept, status: str) -> list[Path]:
    """Write the folder; gives its figures."""
    from simulation.results import sweep_folder

    sweep_folder.finish(asked.out, swept, status, parquet=asked.parquet)
    say(asked, f"Results are in {asked.out}; every run is a row of {asked.out / sweep_folder.RUNS}.")
    if swept.sweep.map is None or not swept.done.any():
        return []
    from simulation.report.canvas import put_figures
    from simulation.report.sweep_map import sweep_map

    return put_figures(asked.out, {"map": sweep_map(swept)})


def _show(asked: Asked, swept: Swept, status: str, pictures: list[Path]) -> None:
    from simulation.results import envelope, sweep_folder

    if asked.json:
        print(envelope.text(sweep_folder.as_json(swept, status)), end="")
        return
    if not swept.done.any():
        say(asked, "No run is finished, so there is nothing to show.")
        return
    from simulation.report.sweep import effects

    show([effects(swept)])
    print(*pictures, sep="\n", end="\n" if pictures else "")


def tell_failures(swept: Swept) -> None:
    """Name the first of the runs that failed."""
    failures = [
        f"point {point}, replication {swept.replication((point, run))}: {error}"
        for (point, run), error in sorted(swept.errors.items())
    ]
    name_failures(swept.name, swept.total, failures)


SWEEP = Command("sweep", "simulate one scenario at many planned values of its inputs", sweep, _options)
