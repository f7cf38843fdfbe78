"""A bar on the terminal while replications run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "", style="dim")


@contextmanager
def bar(title: str, total: int, console: Console, *, shown: bool = True) -> Iterator[Callable[[int, int], None]]:
    """A function to be told how many of how many are done; draws nothing if ``console`` is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    drawn = shown and console.is_terminal
    # no thread redraws the bar: worker processes are forked while it stands
    with Progress(*columns, console=console, transient=True, disable=not drawn, auto_refresh=False) as progress:
        task = progress.add_task(title, total=total)
        yield lambda done, _: progress.update(task, completed=done, refresh=True)
