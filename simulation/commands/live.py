"""Running ensembles for a command: what is stored is taken over, the rest is run, all is written and shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .command import Asked, ending
from .screen import name_failures, say, say_interrupted, say_taken_over, screen
from .workers import workers

if TYPE_CHECKING:
    from simulation.results.ensemble import Ensemble

Show = Callable[[Asked, "list[Ensemble]", str], None]
"""Puts ensembles and how they ended on the screen."""


def live(asked: Asked, ensembles: list[Ensemble], show: Show) -> int:
    """Run what is not stored yet, write and show it; gives the exit code."""
    _refuse_folders(asked, ensembles)
    whole = _fill(asked, ensembles)
    status, code = ending(whole=whole, failed=any(e.failures for e in ensembles))
    if asked.out is not None:
        _write_folder(asked, ensembles, status)
    show(asked, ensembles, status)
    _tell_failures(ensembles)
    return code


def _fill(asked: Asked, ensembles: list[Ensemble]) -> bool:
    """Run what is not stored yet; False if the user interrupts it."""
    from simulation.report.progress import bar
    from simulation.results import store
    from simulation.study.ensemble import fill

    home = dict(zip(ensembles, _folders(asked, ensembles), strict=False))
    for ensemble, folder in home.items():
        if store.is_outdated(folder, ensemble):
            say(asked, f"{ensemble.scenario.name} has changed since the results in {folder}; they are replaced.")
        store.begin(folder, ensemble, asked.command)
    say_taken_over(asked, sum(len(e.runs) for e in ensembles))
    title = " and ".join(e.scenario.name for e in ensembles)

    def keep(ensemble: Ensemble, replication: int) -> None:
        if ensemble in home:
            store.keep(home[ensemble], ensemble, replication)

    drawn = bar(title, asked.replications, screen(error=True), shown=not asked.quiet)
    try:
        with workers(asked) as executor, drawn as progress:
            fill(ensembles, jobs=asked.jobs, executor=executor, keep=keep, progress=progress)
    except KeyboardInterrupt:
        say_interrupted(asked, min(len(e.runs) for e in ensembles), asked.replications, "replications")
        return False
    return True


def _folders(asked: Asked, ensembles: list[Ensemble]) -> list[Path]:
    """Where the results of each scenario go; nowhere without ``--out``."""
    from simulation.results import store

    if asked.out is None:
        return []
    return [asked.out] if asked.command == "run" else store.folders(asked.out, ensembles)


def _refuse_folders(asked: Asked, ensembles: list[Ensemble]) -> None:
    """Raises InputError before anything runs if results of something else would be overwritten."""
    from simulation.results import store

    owner = {"command": asked.command, "seed": asked.seed}
    names = [f"{ensemble.scenario.name} ({ensemble.file})" for ensemble in ensembles]
    if asked.out is not None:  # a scorecard may grow scenario by scenario, a comparison is one of given scenarios
        store.refuse_others(asked.out, owner if asked.command == "score" else {**owner, "scenario": ", ".join(names)})
    for folder, name in zip(_folders(asked, ensembles), names, strict=False):
        store.refuse_others(folder, {**owner, "scenario": name})


def _write_folder(asked: Asked, ensembles: list[Ensemble], status: str) -> None:
    from simulation.report import page
    from simulation.results import store

    for folder, ensemble in zip(_folders(asked, ensembles), ensembles, strict=True):
        store.finish(folder, ensemble, asked.command, status)
        page.write(folder, [ensemble], status, compared=False)
    if asked.command != "run":
        store.finish_comparison(asked.out, ensembles, asked.command, status)
        page.write(asked.out, ensembles, status, compared=True)
    say(asked, f"Results are in {asked.out}; to read them, open {asked.out / page.REPORT}.")


def _tell_failures(ensembles: list[Ensemble]) -> None:
    for ensemble in ensembles:
        failures = [f"replication {i}: {error}" for i, error in sorted(ensemble.failures.items())]
        name_failures(ensemble.scenario.name, ensemble.replications, failures)
