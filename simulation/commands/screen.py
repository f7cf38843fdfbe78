"""What commands put on the screen and into single files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.errors import wrong

from .command import Asked

if TYPE_CHECKING:
    from rich.console import Console

    from simulation.report.sheet import Sheet

PLAIN_WIDTH = 120
"""[characters] Width of tables that go to a file or a pipe, unless ``COLUMNS`` says another."""
ERRORS_NAMED = 3
"""Of the failed runs, how many are named."""


def print_json(command: str, scenarios: Sequence[Any] = (), **more: Any) -> None:
    """Print the JSON object of a command that ran no ensembles."""
    from simulation.results.envelope import envelope, text

    print(text(envelope(command, scenarios, **more)), end="")


def say(asked: Asked, message: str) -> None:
    """Tell the user something that is not the result; an empty message is nothing."""
    if message and not asked.quiet:
        print(message, file=sys.stderr)


def say_taken_over(asked: Asked, runs: int) -> None:
    """Tell how many runs an earlier command had finished, if any."""
    say(asked, f"{runs:,} finished runs are taken over from an earlier command." if runs else "")


def say_interrupted(asked: Asked, done: int, total: int, what: str = "runs") -> None:
    """Tell how far an interrupted command came, and how to go on."""
    rest = "; the same command goes on with the rest" if asked.out is not None else ""
    say(asked, f"Interrupted: {done:,} of {total:,} {what} are done{rest}.")


def name_failures(who: str, total: int, failures: Sequence[str]) -> None:
    """Name the first of the runs that failed, whether messages are wanted or not."""
    if failures:
        print(f"{who}: {len(failures)} of {total} runs failed:", file=sys.stderr)
    for failure in failures[:ERRORS_NAMED]:
        print(f"  {failure}", file=sys.stderr)
    if len(failures) > ERRORS_NAMED:
        print(f"  and {len(failures) - ERRORS_NAMED} more", file=sys.stderr)


def screen(*, error: bool = False) -> Console:
    """The terminal, or what stands for it when the output goes to a file or a pipe."""
    from rich.console import Console

    class Screen(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # whoever read it has seen enough, which is no failure of the command

    screen = Screen(stderr=error, highlight=False)
    told = screen.is_terminal or os.environ.get("COLUMNS", "").isdigit()
    return screen if told else Screen(stderr=error, highlight=False, width=PLAIN_WIDTH)


def show(sheets: Iterable[Sheet], paragraphs: Iterable[str] = ()) -> None:
    """Print tables, and what is said beside them."""
    from simulation.report import sheet

    console = screen()
    for table in sheets:
        sheet.show(console, table)
    for text in paragraphs:
        console.print(text, end="\n\n", markup=False)


def write(file: Path, text: str) -> None:
    """Write a file that the user named. Raises InputError if that is not possible."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise wrong(f"{file} cannot be written: {error.strerror}") from None


def name_of(file: Path | None) -> str | None:
    """A file as JSON has it."""
    return None if file is None else str(file)
