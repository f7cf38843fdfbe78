"""A bar on the terminal while replications run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

Told = Callable[..., None]
"""To be told how many of how many are done, and how many of them failed if that is known."""


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "", style="dim")


class _Failed(ProgressColumn):
    def render(self, task: Task) -> Text:
        failed = task.fields["failed"]
        return Text(f"{failed:,} failed" if failed else "", style="red")


@contextmanager
def bar(title: str, total: int, console: Console, *, shown: bool = True) -> Iterator[Told]:
    """A function to be told of progress; draws nothing if ``console`` is no terminal."""
    counts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    columns = (*counts, _Rate(), TimeRemainingColumn(), _Failed())
    drawn = shown and console.is_terminal
    # no thread redraws the bar: worker processes are forked while it stands
    with Progress(*columns, console=console, transient=True, disable=not drawn, auto_refresh=False) as drawing:
        task = drawing.add_task(title, total=total, failed=0)

        def told(done: int, _: int, failed: int = 0) -> None:
            drawing.update(task, completed=done, failed=failed, refresh=True)

        yield told
