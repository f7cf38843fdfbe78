"""The command ``rarechain``: what can be asked, and how it ends. Each command stands in ``simulation/commands/``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from simulation.commands import calibrate, inspect, score, sensitivity, simulate, sweep
from simulation.commands.command import DONE, INTERRUPTED, WRONG_INPUT, Asked, Command
from simulation.commands.screen import print_json
from simulation.errors import InputError, StorageError

COMMANDS: tuple[Command, ...] = (
    inspect.LIST,
    inspect.CHECK,
    simulate.RUN,
    simulate.COMPARE,
    sweep.SWEEP,
    sensitivity.SENSITIVITY,
    score.SCORE,
    calibrate.CALIBRATE,
    inspect.SCHEMA,
    inspect.NEW,
)
"""In the order of ``--help``."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    asked = _parser().parse_args(argv)
    try:
        return int(asked.act(asked))
    except InputError as error:
        return _refuse(asked, error)
    except StorageError as error:
        return _stop(asked, error)
    except KeyboardInterrupt:
        return _interrupt(asked)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rarechain",
        description="Simulates disruptions of the rare-earth supply chain: who runs short, when, and for how long.",
        epilog="Exit codes: 0 done, 2 the input is wrong, 3 some runs failed, 130 interrupted.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, dest="command")
    for command in COMMANDS:
        command.join(commands)
    return parser


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        from simulation.results.envelope import version

        parser.exit(message=f"rarechain {version()}\n")


def _refuse(asked: Asked, error: InputError) -> int:
    from simulation.results import envelope

    print(error, file=sys.stderr)
    if asked.json:
        print_json(asked.command, status=envelope.REFUSED, mistakes=error.mistakes)
    return WRONG_INPUT


def _stop(asked: Asked, error: StorageError) -> int:
    print(f"{error}. What was finished before is kept; the same command goes on with the rest.", file=sys.stderr)
    return _ended_early(asked)


def _interrupt(asked: Asked) -> int:
    """Outside the runs, whose command tells how far they got: while results are written or figures drawn, say."""
    folder = getattr(asked, "out", None)
    print("Interrupted" + (f"; the same command goes on with what is in {folder}." if folder else "."), file=sys.stderr)
    return _ended_early(asked)


def _ended_early(asked: Asked) -> int:
    from simulation.results import envelope

    if asked.json:
        print_json(asked.command, status=envelope.INTERRUPTED)
    return INTERRUPTED
