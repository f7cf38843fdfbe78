"""What a command of the command line is, and how it may end."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

DONE, WRONG_INPUT, RUNS_FAILED, INTERRUPTED = 0, 2, 3, 130
"""Exit codes."""

Asked = argparse.Namespace


def ending(*, whole: bool, failed: bool) -> tuple[str, int]:
    """The status of results and the exit code: not ``whole`` if the user interrupted, ``failed`` if any run did."""
    from simulation.results import envelope

    if not whole:
        return envelope.INTERRUPTED, INTERRUPTED
    return (envelope.FAILED, RUNS_FAILED) if failed else (envelope.DONE, DONE)


def no_options(parser: argparse.ArgumentParser) -> None:
    """For a command that has none of its own."""


@dataclass(frozen=True)
class Command:
    """One command: its name, a summary for ``--help``, what it does (giving the exit code) and its own options."""

    name: str
    summary: str
    act: Callable[[Asked], int]
    options: Callable[[argparse.ArgumentParser], None] = no_options

    def join(self, commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        """Make the command known to the command line."""
        description = f"{self.summary[0].upper()}{self.summary[1:]}."
        parser = commands.add_parser(self.name, help=self.summary, description=description)
        parser.set_defaults(act=self.act)
        self.options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
