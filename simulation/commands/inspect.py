"""``list``, ``check``, ``schema`` and ``new``: files of scenarios and of studies of them, without running them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from simulation.errors import InputError, Mistake, wrong

from .command import DONE, WRONG_INPUT, Asked, Command
from .scenarios import file_name
from .screen import name_of, print_json, screen, write

if TYPE_CHECKING:
    from simulation.scenario.catalogue import Entry
    from simulation.scenario.schema import Scenario

Facts = dict[str, Any]
"""What is told of a file that is right."""


# -- list --------------------------------------------------------------------------------------------------------------


def list_shipped(asked: Asked) -> int:
    """``rarechain list``"""
    from simulation.scenario.catalogue import CALIBRATION, SWEEP, shipped

    scenarios, sweeps, calibrations = shipped(), shipped(SWEEP), shipped(CALIBRATION)
    if asked.json:
        found = [[_as_json(entry) for entry in entries] for entries in (scenarios, sweeps, calibrations)]
        print_json("list", found[0], sweeps=found[1], calibrations=found[2])
        return DONE
    _show_shipped("Scenario", scenarios)
    for heading, entries in (("Sweep", sweeps), ("Calibration", calibrations)):
        print()
        _show_shipped(heading, entries)
    return DONE


def _as_json(entry: Entry) -> dict[str, str]:
    return {"name": entry.title, "file": f"{entry.name}.yaml", "description": entry.description}


def _show_shipped(heading: str, entries: list[Entry]) -> None:
    from rich.table import Table

    table = Table(heading, "Description", box=None, pad_edge=False, header_style="bold")
    for entry in entries:
        table.add_row(entry.name, entry.description)
    screen().print(table)


LIST = Command("list", "show the scenarios, sweeps and calibrations that come with the program", list_shipped)


# -- check -------------------------------------------------------------------------------------------------------------


def check(asked: Asked) -> int:
    """``rarechain check FILE...``"""
    from simulation.scenario.catalogue import CALIBRATION, SCENARIO, SWEEP, sort_of

    facts_of = {SCENARIO: _facts_of_scenario, SWEEP: _facts_of_sweep, CALIBRATION: _facts_of_calibration}
    sorts = {name: sort_of(name) for name in asked.files}
    checked = {name: _checked(facts_of[sort], name) for name, sort in sorts.items()}
    mistakes = [m for _, found in checked.values() for m in found]
    if asked.json:
        right: dict[str, list[Facts]] = {sort: [] for sort in facts_of}
        for name, (facts, found) in checked.items():
            right[sorts[name]] += [] if found else [facts]
        print_json("check", right[SCENARIO], sweeps=right[SWEEP], calibrations=right[CALIBRATION], mistakes=mistakes)
    else:
        for name, (facts, found) in checked.items():
            told = found or [f"{name}: ok, {_in_words(facts)}", *facts.get("notes", ())]
            print(*told, sep="\n")
    return WRONG_INPUT if mistakes else DONE


def _check_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="a file, or the name of a shipped one")


def _checked(facts_of: Callable[[str], Facts], name: str) -> tuple[Facts, tuple[Mistake, ...]]:
    """Facts of a file, or the mistakes in it and in the scenario that it names."""
    try:
        return facts_of(name), ()
    except InputError as error:
        return {}, error.mistakes


def _facts_of_scenario(name: str) -> Facts:
    from simulation.scenario import catalogue
    from simulation.scenario.compose import load_placed
    from simulation.scenario.overruled import overruled
    from simulation.scenario.write import fingerprint

    loaded = load_placed(name)
    notes = [str(note) for note in overruled(loaded, catalogue.shown(catalogue.find(name)))]
    scenario = loaded.scenario
    who = {"name": scenario.name, "file": file_name(name), "hash": fingerprint(scenario)}
    return {**who, **_facts(scenario), "notes": notes}


def _facts_of_sweep(name: str) -> Facts:
    from simulation.study.sweep_file import load_sweep

    loaded = load_sweep(name)
    sweep, points = loaded.sweep, loaded.how_many
    counts = {"factors": len(sweep.factors), "points": points, "runs": points * sweep.replications}
    return {"name": loaded.name, "file": loaded.file, "scenario": sweep.scenario, **counts}


def _facts_of_calibration(name: str) -> Facts:
    from simulation.study.calibration.runs import Runs
    from simulation.study.calibration.spec_file import load_calibration

    loaded = load_calibration(name)
    counts = {"inputs": len(loaded.spec.inputs), "targets": len(loaded.figures), "runs": Runs(loaded).total}
    return {"name": loaded.name, "file": loaded.file, "scenario": loaded.spec.scenario, **counts}


def _facts(scenario: Scenario) -> Facts:
    from simulation.engine.draw import settle
    from simulation.engine.network import lay
    from simulation.randomness import Streams
    from simulation.results.envelope import posterior

    streams = Streams(1, 0)
    network = lay(settle(scenario, streams), streams)
    firms = len(network.mines) + len(network.processes) + len(network.lines) + len(network.users)
    days = (scenario.end - scenario.start).days + 1
    counts = {"sites": len(scenario.sites), "firms": firms, "links": len(network.links)}
    return {**counts, "measures": len(scenario.timeline), "days": days, "posterior": posterior(scenario)}


def _in_words(facts: Facts) -> str:
    counts = {key: n for key, n in facts.items() if isinstance(n, int)}
    said = ", ".join(f"{n:,} {key.removesuffix('s') if n == 1 else key}" for key, n in counts.items())
    sample = facts.get("posterior")
    return said if sample is None else f"{said}; {len(sample['inputs'])} inputs from {sample['draws']} joint draws"


CHECK = Command(
    "check", "say what is wrong in scenarios, sweeps and calibrations, or what they hold", check, _check_options
)


# -- schema ------------------------------------------------------------------------------------------------------------


def schema(asked: Asked) -> int:
    """``rarechain schema``"""
    from simulation.results.envelope import text
    from simulation.scenario.jsonschema import json_schema, sweep_schema

    found = sweep_schema() if asked.sweep else json_schema()
    if asked.out is not None:
        write(asked.out, text(found))
    if asked.json:
        print_json("schema", json_schema=found, written=name_of(asked.out))
        return DONE
    print(f"{asked.out} is written." if asked.out else text(found), end="\n" if asked.out else "")
    return DONE


def _schema_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sweep", action="store_true", help="the schema of sweep files")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write it there, not to the screen")


SCHEMA = Command("schema", "write the JSON Schema with which editors complete files", schema, _schema_options)


# -- new ---------------------------------------------------------------------------------------------------------------


def new(asked: Asked) -> int:
    """``rarechain new NAME``"""
    from simulation.scenario import catalogue
    from simulation.scenario.write import template

    name = asked.name.removesuffix(".yaml")
    file = Path(f"{name}.yaml")
    if file.exists():
        raise wrong(f"{file} is there already; choose another name")
    if name in catalogue.files():
        raise wrong(f"{name} is the name of a shipped scenario; choose another name")
    write(file, template(file.stem))
    if asked.json:
        print_json("new", written=name_of(file))
        return DONE
    print(f"{file} is written. Edit it, then try: rarechain check {quote(str(file))}")
    return DONE


def _new_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the file will be called NAME.yaml")


NEW = Command("new", "start a scenario file of one's own", new, _new_options)
