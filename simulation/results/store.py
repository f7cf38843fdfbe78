"""The run folder: all that a command found out, in files that anyone can read without this program.

Every file is written beside its place and then moved there, so that a reader never meets half a file. The same
inputs give the same bytes, but for ``timings.csv``.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from itertools import chain, count
from pathlib import Path
from typing import Any

from simulation.calendar import date_of
from simulation.engine.recorder import Event
from simulation.errors import wrong
from simulation.scenario.compose import load
from simulation.scenario.write import dump, fingerprint

from . import envelope, saved
from .columns import flat
from .ensemble import Ensemble
from .files import Table, csv_text, number, put, versions
from .owner import Owner, refuse_other
from .precision import rule_for
from .shelf import Shelf
from .statistics import BANDS

MANIFEST, MEASURES, TIMINGS = "manifest.json", "measures.json", "timings.csv"
SCENARIO, SWEEP = "scenario.yaml", "sweep.yaml"
REPLICATIONS = "replications"


@dataclass(frozen=True)
class RunFolder:
    """What ``read`` gives back; for a comparison, ``scenarios`` holds the folder of each scenario by name."""

    manifest: dict[str, Any]
    measures: dict[str, Any]
    scenarios: dict[str, RunFolder] = field(default_factory=dict)


def read(folder: str | Path) -> RunFolder:
    """Manifest and measures of a run folder. Raises InputError if it is none."""
    top = Path(folder)
    if not (top / MANIFEST).is_file():
        raise wrong(f"{folder} is not a run folder: it has no {MANIFEST}")
    manifest = _object(top / MANIFEST)
    measures = top / MEASURES
    return RunFolder(
        manifest,
        _object(measures) if measures.is_file() else {},
        {name: read(top / name) for name in manifest.get("folders", ())},
    )


def _object(file: Path) -> dict[str, Any]:
    """Raises InputError if the file is none of ours."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:  # no text, or no JSON
        content = None
    if not isinstance(content, dict):
        raise wrong(f"{file} was not written by rarechain: it is no JSON object")
    return content


def ensembles(folder: str | Path) -> dict[str, Ensemble]:
    """The ensembles of a run folder with every finished replication, by the name of their scenario's file.

    Raises InputError if it is no run folder, or one of another version of the program.
    """
    found = read(folder)
    homes = [Path(folder) / name for name in found.scenarios] or [Path(folder)]
    of = [_ensemble(home, read(home).manifest) for home in homes]
    return {home.name if found.scenarios else Path(e.file).stem: e for home, e in zip(homes, of, strict=True)}


def _ensemble(home: Path, manifest: dict[str, Any]) -> Ensemble:
    scenario, who = load(home / SCENARIO), manifest["scenarios"][0]
    at = tuple(date.fromisoformat(day) for day in manifest["at"])
    replications, ledger = manifest["replications"], frozenset(manifest["ledger"])
    until = manifest.get("until")
    rule = None if until is None else rule_for(until["half_widths"], until["at_most"], [scenario])
    ensemble = Ensemble(scenario, manifest["seed"], replications, who["file"], fingerprint(scenario), at, ledger, rule)
    _take_up(home, ensemble)
    if len(ensemble.runs) < who["finished"]:
        raise wrong(f"{home} was written by another version of rarechain; run it again")
    return ensemble


def folders(out: Path, ensembles: Sequence[Ensemble]) -> list[Path]:
    """A subfolder for each scenario of a comparison, named after its file."""
    names: list[str] = []
    for ensemble in ensembles:
        slug = Path(ensemble.file).stem
        numbered = (f"{slug}-{i}" for i in count(2))
        free = (name for name in chain([slug], numbered) if name not in names)
        names.append(next(free))
    return [out / name for name in names]


def refuse_others(folder: Path, owner: Owner) -> None:
    """Raises InputError if the folder has a scenario or a sweep of the user's own, or results of another command, say.

    They would be overwritten. What this program writes has a manifest beside it.
    """
    if not (folder / MANIFEST).is_file():
        for own in (SCENARIO, SWEEP):
            if (folder / own).is_file():
                raise wrong(f"{folder / own} is no result and would be overwritten; choose another folder")
    else:
        found = read(folder).manifest
        whose = ", ".join(f"{who['name']} ({who['file']})" for who in found.get("scenarios", ()))
        refuse_other(folder, {**found, "scenario": whose}, owner)


def is_outdated(folder: Path, ensemble: Ensemble) -> bool:
    """Whether the folder has results of the scenario as it was before a change."""
    hashes = [who["hash"] for who in read(folder).manifest["scenarios"]] if (folder / MANIFEST).is_file() else []
    return bool(hashes) and ensemble.fingerprint not in hashes


def begin(folder: Path, ensemble: Ensemble, command: str) -> None:
    """Make the folder, and enter the replications that are stored there already into the ensemble."""
    try:
        (folder / REPLICATIONS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise wrong(f"{folder}: cannot be made a run folder: {error.strerror}") from None
    ensemble.runs = Shelf(ensemble.runs, folder / REPLICATIONS)
    _take_up(folder, ensemble)
    put(folder / MANIFEST, envelope.text(_manifest(command, [ensemble], envelope.RUNNING)))
    put(folder / SCENARIO, dump(ensemble.scenario))


def keep(folder: Path, ensemble: Ensemble, replication: int) -> None:
    """Store one finished replication; a failed one is not stored, so that it is tried again."""
    if replication in ensemble.runs:
        put(_file_of(folder, replication), saved.text(ensemble, replication))


def finish(folder: Path, ensemble: Ensemble, command: str, status: str) -> None:
    """Write the results of one scenario."""
    put(folder / "runs.csv", csv_text(_runs(ensemble)))
    put(folder / "bands.csv", csv_text(_bands(ensemble)))
    put(folder / "events.csv", csv_text(_events(ensemble)))
    put(folder / TIMINGS, csv_text(_timings(ensemble)))
    put(folder / MEASURES, envelope.text(envelope.of_ensembles(command, [ensemble], status)))
    put(folder / MANIFEST, envelope.text(_manifest(command, [ensemble], status)))


def finish_comparison(out: Path, ensembles: Sequence[Ensemble], command: str, status: str) -> None:
    """Write what the scenarios have in common."""
    names = [folder.name for folder in folders(out, ensembles)]
    put(out / MEASURES, envelope.text(envelope.of_ensembles(command, ensembles, status)))
    put(out / MANIFEST, envelope.text({**_manifest(command, ensembles, status), "folders": names}))


def _manifest(command: str, ensembles: Sequence[Ensemble], status: str) -> dict[str, Any]:
    first = ensembles[0]
    return {
        "schema": envelope.SCHEMA,
        "versions": versions(),
        "command": command,
        "status": status,
        "seed": first.seed,
        "replications": first.replications,
        "at": [day.isoformat() for day in first.at],
        "ledger": sorted(first.ledger),
        "until": None if first.rule is None else {"at_most": first.rule.at_most, "half_widths": first.rule.asked},
        "scenarios": [envelope.identity(e) for e in ensembles],
    }


def _file_of(folder: Path, replication: int) -> Path:
    return folder / REPLICATIONS / f"{replication:06d}.json"


def _take_up(folder: Path, ensemble: Ensemble) -> None:
    timings = _old_timings(folder)
    for replication in range(ensemble.replications):
        file = _file_of(folder, replication)
        if file.is_file() and saved.enter(file.read_text(encoding="utf-8"), ensemble, replication):
            ensemble.seconds[replication] = timings.get(replication, 0.0)


def _old_timings(folder: Path) -> dict[int, float]:
    file = folder / TIMINGS
    if not file.is_file():
        return {}
    rows = list(csv.reader(StringIO(file.read_text(encoding="utf-8"))))[1:]
    return {int(replication): float(seconds) for replication, seconds in rows}


def _runs(ensemble: Ensemble) -> Table:
    """A row a replication."""
    names = list(dict.fromkeys(name for i in ensemble.runs for name in flat(ensemble.runs[i])))
    yield ["replication", "error", *names]
    for i in sorted({*ensemble.runs, *ensemble.failures}):
        row = flat(ensemble.runs[i]) if i in ensemble.runs else {}
        error = "" if i in ensemble.runs else ensemble.failures[i]
        yield [i, error, *(number(row[n]) if n in row else "" for n in names)]


def _bands(ensemble: Ensemble) -> Table:
    """A row a series and week: the quantiles of all replications."""
    yield ["series", "week", *(f"p{round(100 * share):02d}" for share in BANDS)]
    for series in ensemble.weekly_names:
        fan = ensemble.weekly_fan(series)
        for week, quantiles in zip(ensemble.weeks, fan.T.tolist(), strict=True):
            yield [series, week, *map(number, quantiles)]


def _events(ensemble: Ensemble) -> Table:
    """The ledgers, a row an event; days count from the shock."""
    yield ["replication", "date", "day", "event", "who", "detail"]
    start = ensemble.scenario.start
    for i in sorted(ensemble.events):
        for e in sorted(ensemble.events[i], key=_moment):
            day = e.day - (ensemble.scenario.shock - start).days
            yield [i, date_of(int(e.day), start).isoformat(), round(float(day), 3), e.event, e.who, e.detail]


def _moment(event: Event) -> float:
    return event.day


def _timings(ensemble: Ensemble) -> Table:
    yield ["replication", "seconds"]
    yield from ([i, round(ensemble.seconds[i], 4)] for i in sorted(ensemble.seconds))
