"""The command ``rarechain``: one small function a command. What is heavy is imported where it is used."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.errors import InputError, Mistake, wrong

if TYPE_CHECKING:
    from rich.console import Console

    from simulation.report.tables import Sheet
    from simulation.results.ensemble import Ensemble
    from simulation.scenario.schema import Scenario

DONE, WRONG_INPUT, RUNS_FAILED, INTERRUPTED = 0, 2, 3, 130
"""Exit codes."""
ERRORS_NAMED = 3
"""Of the failed replications of a scenario, how many are named."""
SCORED = "licensing-2025"
"""The scenario that is scored if none is named."""
FACTS = "facts.json"
"""Where ``score --out`` stores what it found."""
PLAIN_WIDTH = 120
"""[characters] Width of tables that go to a file or a pipe."""

Asked = argparse.Namespace
Show = Callable[[Asked, "list[Ensemble]", str], None]
"""Puts finished ensembles on the screen."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    asked = _parser().parse_args(argv)
    try:
        return int(asked.act(asked))
    except InputError as error:
        return _refuse(asked, error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


# -- what can be asked -------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rarechain",
        description="Simulates disruptions of the rare-earth supply chain: who runs short, when, and for how long.",
        epilog="Exit codes: 0 done, 2 the input is wrong, 3 some runs failed, 130 interrupted.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, dest="command")
    for name, act, summary in (
        ("list", list_shipped, "show the scenarios that come with the program"),
        ("check", check, "say what is wrong with scenario files, or what is in them"),
        ("run", run, "simulate one scenario many times"),
        ("compare", compare, "simulate several scenarios with the same luck and show them side by side"),
        ("score", score, "set what is recorded beside what a scenario gives"),
        ("schema", schema, "write the JSON Schema with which editors complete scenario files"),
        ("new", new, "start a scenario file of one's own"),
    ):
        command = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        command.set_defaults(act=act)
        _OPTIONS[name](command)
        command.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    return parser


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        from simulation.results.envelope import version

        parser.exit(message=f"rarechain {version()}\n")


def _check_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="a file, or the name of a shipped scenario")


def _run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO", help="a file, or the name of a shipped scenario")
    _common_options(parser)


def _compare_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenarios", nargs="+", metavar="SCENARIO", help="files, or names of shipped scenarios")
    _common_options(parser)


def _score_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("scenarios", nargs="*", default=[SCORED], metavar="SCENARIO", help=f"files or names (default: {SCORED})")
    add("--drivers", action="store_true", help="also show which inputs decide each fact")
    add("--at-modes", action="store_true", help="every input at its mode or median instead of drawn")
    _common_options(parser)


def _schema_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="FILE", help="write it there, not to the screen")


def _new_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the file will be called NAME.yaml")


_OPTIONS = {
    "list": lambda parser: None,
    "check": _check_options,
    "run": _run_options,
    "compare": _compare_options,
    "score": _score_options,
    "schema": _schema_options,
    "new": _new_options,
}


def _common_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("-n", "--replications", type=_at_least(1), default=100, metavar="N", help="how many runs (default: 100)")
    add("--seed", type=_at_least(0), default=1, metavar="N", help="the same seed gives the same results (default: 1)")
    add("--jobs", type=_at_least(1), default=_cores(), metavar="N", help="runs at a time (default: number of cores)")
    add("--out", type=Path, metavar="DIR", help="write results there; taken up again if interrupted")
    add("--set", action="append", default=[], metavar="PATH=VALUE", help="change a value of every scenario; repeatable")
    add("--ledger", type=_numbers, default=(), metavar="K,...", help="replications (from 0) whose events are kept")
    add("--at", type=_date, action="append", default=[], metavar="DAY", help="also give values of that day; repeatable")
    add("--quiet", action="store_true", help="no progress and no messages")


def _at_least(least: int) -> Any:
    def whole(text: str) -> int:
        if not text.isascii() or not text.isdigit() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text} is not a whole number from {least}")
        return int(text)

    return whole


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(_at_least(0)(part.strip()) for part in text.split(","))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date like 2025-06-04") from None


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# -- commands ----------------------------------------------------------------------------------------------------------


def list_shipped(asked: Asked) -> int:
    """``rarechain list``"""
    from simulation.scenario.catalogue import shipped

    entries = shipped()
    if asked.json:
        scenarios = [{"name": e.title, "file": f"{e.name}.yaml", "description": e.description} for e in entries]
        return _print_json("list", scenarios)
    from rich.table import Table

    table = Table("Scenario", "Description", box=None, pad_edge=False, header_style="bold")
    for entry in entries:
        table.add_row(entry.name, entry.description)
    _screen().print(table)
    return DONE


def check(asked: Asked) -> int:
    """``rarechain check FILE...``"""
    checked = [(name, *_checked(name)) for name in asked.files]
    mistakes = [m for _, _, found in checked for m in found]
    if asked.json:
        _print_json("check", [facts for _, facts, _ in checked if facts], mistakes=mistakes)
    else:
        for name, facts, found in checked:
            print(*found, sep="\n") if found else print(f"{name}: ok, {_in_words(facts)}")
    return WRONG_INPUT if mistakes else DONE


def run(asked: Asked) -> int:
    """``rarechain run SCENARIO``"""
    return _simulate(asked, [asked.scenario])


def compare(asked: Asked) -> int:
    """``rarechain compare SCENARIO...``"""
    return _simulate(asked, asked.scenarios)


def score(asked: Asked) -> int:
    """``rarechain score [SCENARIO...]``"""
    from simulation.history.scorecard import days_asked, questions
    from simulation.scenario.distributions import at_modes
    from simulation.study.ensemble import prepare

    scenarios = _load(asked.scenarios, asked.set)
    unknown = [s for s in scenarios if not questions(s)]
    if unknown:
        raise InputError(tuple(Mistake(f"{s.name}: no facts are recorded for a shock on {s.shock}") for s in unknown))
    if asked.at_modes:
        scenarios = [at_modes(s) for s in scenarios]
    at = sorted({*asked.at, *(day for s in scenarios for day in days_asked(s))})
    files = [_file_name(name) for name in asked.scenarios]
    ensembles = prepare(scenarios, asked.replications, asked.seed, ledger=asked.ledger, at=at, files=files)
    return _live(asked, ensembles, _show_score)


def schema(asked: Asked) -> int:
    """``rarechain schema``"""
    from simulation.results.envelope import text
    from simulation.scenario.jsonschema import json_schema

    if asked.out is not None:
        _write(asked.out, text(json_schema()))
    if asked.json:
        return _print_json("schema", json_schema=json_schema(), written=_name_of(asked.out))
    print(f"{asked.out} is written." if asked.out else text(json_schema()), end="\n" if asked.out else "")
    return DONE


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
    _write(file, template(file.stem))
    if asked.json:
        return _print_json("new", written=_name_of(file))
    print(f"{file} is written. Edit it, then try: rarechain check {file}")
    return DONE


# -- scenarios ---------------------------------------------------------------------------------------------------------


def _checked(name: str) -> tuple[dict[str, Any], tuple[Mistake, ...]]:
    """Facts of a scenario, or the mistakes in it."""
    from simulation.scenario.compose import load
    from simulation.scenario.write import fingerprint

    try:
        scenario = load(name)
        facts = _facts(scenario)
    except InputError as error:
        return {}, error.mistakes
    return {"name": scenario.name, "file": _file_name(name), "hash": fingerprint(scenario), **facts}, ()


def _facts(scenario: Scenario) -> dict[str, int]:
    from simulation.engine.draw import settle
    from simulation.engine.network import lay
    from simulation.randomness import Streams

    streams = Streams(1, 0)
    network = lay(settle(scenario, streams), streams)
    firms = len(network.mines) + len(network.processes) + len(network.lines) + len(network.users)
    days = (scenario.end - scenario.start).days + 1
    counts = {"sites": len(scenario.sites), "firms": firms, "links": len(network.links)}
    return {**counts, "measures": len(scenario.timeline), "days": days}


def _in_words(facts: dict[str, Any]) -> str:
    counts = {key: n for key, n in facts.items() if isinstance(n, int)}
    return ", ".join(f"{n:,} {key.removesuffix('s') if n == 1 else key}" for key, n in counts.items())


def _load(names: Sequence[str], changes: Sequence[str]) -> list[Scenario]:
    """All scenarios with the changes. Raises InputError with all mistakes of all of them."""
    from simulation.scenario.compose import load, settings

    values: dict[str, object] = {}
    scenarios: list[Scenario] = []
    mistakes: list[Mistake] = []
    for change in changes:
        try:
            values |= settings([change])
        except InputError as error:
            mistakes += error.mistakes
    for name in names:
        try:
            scenarios.append(load(name, values))
        except InputError as error:
            mistakes += error.mistakes
    if mistakes:
        raise InputError(tuple(dict.fromkeys(mistakes)))
    return scenarios


def _file_name(name: str) -> str:
    """The file of a scenario without its folder; for a shipped one, its name."""
    from simulation.scenario import catalogue

    file = catalogue.find(name)
    shipped = {path: entry for entry, path in catalogue.files().items()}
    return f"{shipped[file]}.yaml" if file in shipped else file.name


# -- simulation --------------------------------------------------------------------------------------------------------


def _simulate(asked: Asked, names: Sequence[str]) -> int:
    """Run the replications, keep them, show and write what they gave."""
    from simulation.study.ensemble import prepare

    scenarios = _load(names, asked.set)
    files = [_file_name(name) for name in names]
    ensembles = prepare(scenarios, asked.replications, asked.seed, ledger=asked.ledger, at=asked.at, files=files)
    return _live(asked, ensembles, _show)


def _live(asked: Asked, ensembles: list[Ensemble], show: Show) -> int:
    """Run what is not stored yet, write and show it; gives the exit code."""
    from simulation.results import envelope

    whole = _fill(asked, ensembles)
    failed = any(e.failures for e in ensembles)
    status = (envelope.FAILED if failed else envelope.DONE) if whole else envelope.INTERRUPTED
    if asked.out is not None:
        _write_folder(asked, ensembles, status)
    show(asked, ensembles, status)
    _tell_failures(ensembles)
    return (RUNS_FAILED if failed else DONE) if whole else INTERRUPTED


def _fill(asked: Asked, ensembles: list[Ensemble]) -> bool:
    """Run what is not stored yet; False if the user interrupts it."""
    from simulation.report.progress import bar
    from simulation.results import store
    from simulation.study.ensemble import fill

    home = dict(zip(ensembles, _folders(asked, ensembles), strict=False))
    for ensemble, folder in home.items():
        store.begin(folder, ensemble, asked.command)
    _say(asked, _stored(ensembles))
    title = " and ".join(e.scenario.name for e in ensembles)

    def keep(ensemble: Ensemble, replication: int) -> None:
        if ensemble in home:
            store.keep(home[ensemble], ensemble, replication)

    try:
        with bar(title, asked.replications, _screen(error=True), shown=not asked.quiet) as progress:
            fill(ensembles, jobs=asked.jobs, keep=keep, progress=progress)
    except KeyboardInterrupt:
        done = min(len(e.runs) for e in ensembles)
        rest = "; the same command goes on with the rest" if asked.out is not None else ""
        _say(asked, f"Interrupted: {done} of {asked.replications} replications are done{rest}.")
        return False
    return True


def _folders(asked: Asked, ensembles: list[Ensemble]) -> list[Path]:
    """Where the results of each scenario go; nowhere without ``--out``."""
    from simulation.results import store

    if asked.out is None:
        return []
    return [asked.out] if asked.command == "run" else store.folders(asked.out, ensembles)


def _stored(ensembles: list[Ensemble]) -> str:
    n = sum(len(e.runs) for e in ensembles)
    return f"{n} finished runs are taken over from an earlier command." if n else ""


def _write_folder(asked: Asked, ensembles: list[Ensemble], status: str) -> None:
    from simulation.report import page
    from simulation.results import store

    for folder, ensemble in zip(_folders(asked, ensembles), ensembles, strict=True):
        store.finish(folder, ensemble, asked.command, status)
        page.write(folder, [ensemble], status, compared=False)
    if asked.command != "run":
        store.finish_comparison(asked.out, ensembles, asked.command, status)
        page.write(asked.out, ensembles, status, compared=True)
    _say(asked, f"Results are in {asked.out}; to read them, open {asked.out / page.REPORT}.")


def _show(asked: Asked, ensembles: list[Ensemble], status: str) -> None:
    from simulation.report.narrative import paragraphs
    from simulation.report.page import pictures
    from simulation.report.tables import sheets, show
    from simulation.results import envelope

    if asked.json:
        print(envelope.text(envelope.of_ensembles(asked.command, ensembles, status)), end="")
        return
    if not any(e.runs for e in ensembles):
        _say(asked, "No run is finished, so there is nothing to show.")
        return
    console = _screen()
    for sheet in sheets(ensembles):
        show(console, sheet)
    for paragraph in paragraphs(ensembles):
        console.print(paragraph, end="\n\n", markup=False)
    for picture in pictures(asked.out) if asked.out is not None else ():
        print(picture)


def _show_score(asked: Asked, ensembles: list[Ensemble], status: str) -> None:
    from simulation.report.tables import show
    from simulation.results import envelope, store

    scores = [_score(asked, ensemble) for ensemble in ensembles if ensemble.runs]
    facts = [facts for facts, _ in scores]
    found = envelope.text({**envelope.of_ensembles(asked.command, ensembles, status), "facts": facts})
    if asked.out is not None:
        store.put(asked.out / FACTS, found)
    if asked.json:
        print(found, end="")
        return
    if not scores:
        _say(asked, "No run is finished, so there is nothing to show.")
    console = _screen()
    for sheet in (sheet for _, sheets in scores for sheet in sheets):
        show(console, sheet)


def _score(asked: Asked, ensemble: Ensemble) -> tuple[dict[str, Any], list[Sheet]]:
    """The facts of one scenario, as they go into the JSON and as tables."""
    from simulation.history import scorecard
    from simulation.report import score as report
    from simulation.study import drivers

    found, series = scorecard.findings(ensemble), scorecard.forecasts(ensemble)
    facts = scorecard.as_json(ensemble, found, series)
    sheets = [report.facts_sheet(ensemble, found), report.forecasts_sheet(series)]
    if asked.drivers:
        drew = drivers.inputs(ensemble.scenario, ensemble.seed, sorted(ensemble.runs))
        deciding = [drivers.strongest(drew, finding.values) for finding in found]
        floor = drivers.noise_floor(len(ensemble.runs))
        facts["drivers"] = drivers.as_json(drew, floor)
        for entry, inputs in zip(facts["findings"], deciding, strict=True):
            entry["drivers"] = [vars(driver) for driver in inputs]
        sheets.append(report.drivers_sheet(found, deciding, len(drew.values), len(drew.unranked), floor))
    return facts, sheets


def _tell_failures(ensembles: list[Ensemble]) -> None:
    for ensemble in ensembles:
        failures = sorted(ensemble.failures.items())
        if failures:
            print(f"{ensemble.scenario.name}: {len(failures)} of {ensemble.replications} runs failed:", file=sys.stderr)
        for replication, error in failures[:ERRORS_NAMED]:
            print(f"  replication {replication}: {error}", file=sys.stderr)
        if len(failures) > ERRORS_NAMED:
            print(f"  and {len(failures) - ERRORS_NAMED} more", file=sys.stderr)


# -- screen ------------------------------------------------------------------------------------------------------------


def _refuse(asked: Asked, error: InputError) -> int:
    from simulation.results import envelope

    print(error, file=sys.stderr)
    if asked.json:
        _print_json(asked.command, status=envelope.REFUSED, mistakes=error.mistakes)
    return WRONG_INPUT


def _print_json(command: str, scenarios: Sequence[Any] = (), **more: Any) -> int:
    from simulation.results.envelope import envelope, text

    print(text(envelope(command, scenarios, **more)), end="")
    return DONE


def _say(asked: Asked, message: str) -> None:
    if message and not asked.quiet:
        print(message, file=sys.stderr)


def _screen(*, error: bool = False) -> Console:
    from rich.console import Console

    console = Console(stderr=error, highlight=False)
    return console if console.is_terminal else Console(stderr=error, highlight=False, width=PLAIN_WIDTH)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise wrong(f"{file} cannot be written: {error.strerror}") from None


def _name_of(file: Path | None) -> str | None:
    return None if file is None else str(file)
