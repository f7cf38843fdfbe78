"""Who does the runs of a command: processes of this machine, or the workers of Dask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from simulation.errors import wrong

from .command import Asked
from .options import DASK, PROCESS

if TYPE_CHECKING:
    from concurrent.futures import Executor


@contextmanager
def workers(asked: Asked) -> Iterator[Executor | None]:
    """The executor that was asked for; None for processes. Raises InputError if there is no such cluster."""
    if asked.executor == PROCESS and asked.scheduler is not None:
        raise wrong("--scheduler names a Dask cluster, but --executor asks for processes")
    if asked.executor != DASK and asked.scheduler is None:
        yield None
        return
    from simulation.study.cluster import dask_executor

    with dask_executor(asked.scheduler, asked.jobs) as executor:
        yield executor
