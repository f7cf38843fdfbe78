"""``list``, ``check``, ``schema`` and ``new``: files of scenarios and sweeps, without running them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.errors import InputError, Mistake, wrong

from .command import DONE, WRONG_INPUT, Asked, Command
from .scenarios import file_name
from .screen import name_of, print_json, screen, write

if TYPE_CHECKING:
    from simulation.scenario.catalogue import Entry
    from simulation.scenario.schema import Scenario


# -- list --------------------------------------------------------------------------------------------------------------


def list_shipped(asked: Asked) -> int:
    """``rarechain list``"""
    from simulation.scenario.catalogue import SWEEP, shipped

    scenarios, sweeps = shipped(), shipped(SWEEP)
    if asked.json:
        print_json("list", [_as_json(e) for e in scenarios], sweeps=[_as_json(e) for e in sweeps])
        return DONE
    _show_shipped("Scenario", scenarios)
    if sweeps:
        print()
        _show_shipped("Sweep", sweeps)
    return DONE


def _as_json(entry: Entry) -> dict[str, str]:
    return {"name": entry.title, "file": f"{entry.name}.yaml", "description": entry.description}


def _show_shipped(heading: str, entries: list[Entry]) -> None:
    from rich.table import Table

    table = Table(heading, "Description", box=None, pad_edge=False, header_style="bold")
    for entry in entries:
        table.add_row(entry.name, entry.description)
    screen().print(table)


LIST = Command("list", "show the scenarios and sweeps that come with the program", list_shipped)


# -- check -------------------------------------------------------------------------------------------------------------


def check(asked: Asked) -> int:
    """``rarechain check FILE...``"""
    from simulation.study.sweep_file import is_sweep

    sweeps = {name for name in asked.files if is_sweep(name)}
    checked = {name: (_checked_sweep if name in sweeps else _checked)(name) for name in asked.files}
    mistakes = [m for _, found in checked.values() for m in found]
    if asked.json:
        right = {name: facts for name, (facts, found) in checked.items() if not found}
        scenarios = [facts for name, facts in right.items() if name not in sweeps]
        print_json("check", scenarios, sweeps=[right[name] for name in right if name in sweeps], mistakes=mistakes)
    else:
        for name, (facts, found) in checked.items():
            print(*found, sep="\n") if found else print(f"{name}: ok, {_in_words(facts)}")
    return WRONG_INPUT if mistakes else DONE


def _check_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="a file, or the name of a shipped scenario or sweep")


def _checked(name: str) -> tuple[dict[str, Any], tuple[Mistake, ...]]:
    """Facts of a scenario, or the mistakes in it."""
    from simulation.scenario.compose import load
    from simulation.scenario.write import fingerprint

    try:
        scenario = load(name)
        facts = _facts(scenario)
    except InputError as error:
        return {}, error.mistakes
    return {"name": scenario.name, "file": file_name(name), "hash": fingerprint(scenario), **facts}, ()


def _checked_sweep(name: str) -> tuple[dict[str, Any], tuple[Mistake, ...]]:
    """Facts of a sweep, or the mistakes in it and in its scenario."""
    from simulation.study.sweep_file import load_sweep

    try:
        loaded = load_sweep(name)
    except InputError as error:
        return {}, error.mistakes
    sweep, points = loaded.sweep, loaded.how_many
    counts = {"factors": len(sweep.factors), "points": points, "runs": points * sweep.replications}
    return {"name": loaded.name, "file": loaded.file, "scenario": sweep.scenario, **counts}, ()


def _facts(scenario: Scenario) -> dict[str, Any]:
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


def _in_words(facts: dict[str, Any]) -> str:
    counts = {key: n for key, n in facts.items() if isinstance(n, int)}
    said = ", ".join(f"{n:,} {key.removesuffix('s') if n == 1 else key}" for key, n in counts.items())
    sample = facts.get("posterior")
    return said if sample is None else f"{said}; {len(sample['inputs'])} inputs from {sample['draws']} joint draws"


CHECK = Command("check", "say what is wrong with scenarios and sweeps, or what is in them", check, _check_options)


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
    print(f"{file} is written. Edit it, then try: rarechain check {file}")
    return DONE


def _new_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the file will be called NAME.yaml")


NEW = Command("new", "start a scenario file of one's own", new, _new_options)
