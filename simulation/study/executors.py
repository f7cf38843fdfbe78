"""Working off many tasks on one process, on processes of this machine or on any executor: results as they come.

A study gives an act and its tasks, and enters each outcome when it arrives; who does the work is decided here alone.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import connection, parent_process
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from .interrupts import interrupts_held_back, let_interrupts_through

Task = TypeVar("Task")
Result = TypeVar("Result")

CHUNK_SECONDS = 0.25
"""[s] Work that is sent at a time: sending costs milliseconds, and whoever is killed loses no more than this."""
LARGEST_CHUNK = 500
"""[tasks] Sent at a time at most."""
ELSEWHERE = 256
"""[chunks] In flight at a time on an executor of the caller, whose number of workers is not known."""
LOOK_SECONDS = 0.2
"""[s] Between looks whether the user has interrupted the work."""


@runtime_checkable
class Places(Protocol):
    """An executor that brings what many tasks need to its workers once."""

    def place(self, thing: Any) -> Any:
        """Put a thing there; gives what stands for it among the arguments of ``submit``."""


@dataclass(frozen=True)
class Lost:
    """What stands for the result of a task that gave none."""

    reason: str


ENDED = Lost("the process that ran it was ended from outside")

Outcome = tuple[Task, "Result | Lost"]


def outcomes(
    act: Callable[..., Result],
    tasks: Iterable[Task],
    *,
    given: tuple[Any, ...] = (),
    jobs: int = 1,
    executor: Executor | None = None,
    in_flight: int = ELSEWHERE,
) -> Generator[Outcome[Task, Result], None, None]:
    """Each task with what ``act(task, *given)`` makes of it, in the order in which they are finished.

    ``jobs`` processes on this machine, or any ``executor`` with up to ``in_flight`` chunks of tasks at a time. ``act``
    is a function of a module, and tasks and what is given survive pickling; ``tasks`` are taken one after the other as
    they are needed, and what is ``given`` goes to each worker once, if the executor :class:`Places` things there.
    A task that raises or whose process is killed is :class:`Lost` and costs no other. After an interrupt
    processes of this machine end the chunks that they are at, whose results are dropped; an executor is not waited for.
    """
    if executor is None and jobs <= 1:
        yield from ((task, _attempt(act, task, given)) for task in tasks)
        return
    queue = _Queue(iter(tasks))
    with interrupts_held_back():
        if executor is None:
            yield from _on_processes(jobs, act, queue, given)
        else:
            placed = tuple(map(executor.place, given)) if isinstance(executor, Places) else given
            yield from _on_executor(executor, in_flight, act, queue, placed)


# -- what is sent ------------------------------------------------------------------------------------------------------


@dataclass
class _Queue(Generic[Task]):
    """The tasks that are left, and how many of them make a chunk: one at first, then as many as the time allows."""

    tasks: Iterator[Task]
    at_most: int = LARGEST_CHUNK
    _done: int = field(default=0, init=False)
    _seconds: float = field(default=0.0, init=False)

    def chunk(self) -> list[Task]:
        """The next tasks; none when all are taken."""
        return list(islice(self.tasks, self._size()))

    def note(self, tasks: int, seconds: float) -> None:
        """Learn from a chunk that came back."""
        if seconds > 0:
            self._done += tasks
            self._seconds += seconds

    def _size(self) -> int:
        if not self._done:
            return 1
        return max(1, min(self.at_most, int(CHUNK_SECONDS * self._done / max(self._seconds, 1e-9))))


@dataclass(frozen=True)
class _Worked(Generic[Result]):
    """What a worker sends back."""

    results: list[Result | Lost]
    seconds: float


def _work(act: Callable[..., Result], chunk: list[Task], *given: Any) -> _Worked[Result]:
    began = time.perf_counter()
    return _Worked([_attempt(act, task, given) for task in chunk], time.perf_counter() - began)


def _attempt(act: Callable[..., Result], task: Task, given: tuple[Any, ...]) -> Result | Lost:
    try:
        return act(task, *given)
    except Exception as error:  # whatever one task raises must not cost the others
        return Lost(f"{type(error).__name__}: {error}")


# -- who does the work -------------------------------------------------------------------------------------------------


def _on_executor(
    executor: Executor, in_flight: int, act: Callable[..., Result], queue: _Queue[Task], given: tuple[Any, ...]
) -> Iterator[Outcome[Task, Result]]:
    """What does not come back may only have waited behind a task that ends its workers: it runs again after the rest.

    Each alone then, with nothing else in flight, so that whoever is lost a second time is at fault. An executor of the
    caller cannot be replaced: when it breaks, all that it has not finished is lost.
    """
    lost = yield from _in_flight(executor, in_flight, act, queue, given)
    suspects = _Queue(iter([task for task, _ in lost]), at_most=1)
    yield from (yield from _in_flight(executor, 1, act, suspects, given))


def _in_flight(
    executor: Executor, in_flight: int, act: Callable[..., Result], queue: _Queue[Task], given: tuple[Any, ...]
) -> Generator[Outcome[Task, Result], None, list[tuple[Task, Lost]]]:
    """Work off the queue, up to ``in_flight`` chunks at a time; gives back what did not come back, and why."""
    running: dict[Future[_Worked[Result]], list[Task]] = {}
    lost: list[tuple[Task, Lost]] = []
    try:
        while True:
            while len(running) < in_flight and (chunk := queue.chunk()):
                running[_submitted(executor, _work, act, chunk, *given)] = chunk
            if not running:
                return lost
            for future in _finished(running):
                chunk = running.pop(future)
                worked = _worked(future)
                if isinstance(worked, Lost):
                    lost += [(task, worked) for task in chunk]
                    continue
                queue.note(len(chunk), worked.seconds)
                yield from zip(chunk, worked.results, strict=True)
    finally:
        for future in running:
            future.cancel()


def _submitted(
    executor: Executor, work: Callable[..., _Worked[Result]], act: Callable[..., Result], chunk: list[Task], *given: Any
) -> Future[_Worked[Result]]:
    try:
        return executor.submit(work, act, chunk, *given)
    except BrokenExecutor as error:
        broken: Future[_Worked[Result]] = Future()
        broken.set_exception(error)
        return broken


def _finished(running: dict[Future[_Worked[Result]], list[Task]]) -> list[Future[_Worked[Result]]]:
    """Wait for one or more; those that finished together in the order in which they were sent."""
    done: set[Future[_Worked[Result]]] = set()
    while not done:
        let_interrupts_through()
        done = wait(running, LOOK_SECONDS, FIRST_COMPLETED).done
    return [future for future in running if future in done]


def _worked(future: Future[_Worked[Result]]) -> _Worked[Result] | Lost:
    """What a chunk gave, or why it did not come back."""
    try:
        return future.result()
    except BrokenExecutor:
        return ENDED
    except Exception as error:  # what could not be sent, or whatever else befalls an executor
        return Lost(f"{type(error).__name__}: {error}")


def _on_processes(
    jobs: int, act: Callable[..., Result], queue: _Queue[Task], given: tuple[Any, ...]
) -> Iterator[Outcome[Task, Result]]:
    """A killed process breaks its pool: what was in flight runs again, one task at a time, then the rest.

    Whoever is in flight at a second break, alone this time, is at fault and is lost.
    """
    while True:
        suspects = yield from _in_pool(jobs, act, queue, given)
        if not suspects:
            return
        again = _Queue(iter(suspects), at_most=1)
        while guilty := (yield from _in_pool(1, act, again, given)):
            yield from ((task, ENDED) for task in guilty)


def _in_pool(
    jobs: int, act: Callable[..., Result], queue: _Queue[Task], given: tuple[Any, ...]
) -> Generator[Outcome[Task, Result], None, list[Task]]:
    """Work off the queue until it is empty or the pool breaks; gives back the tasks that were in flight then."""
    running: dict[Future[_Worked[Result]], list[Task]] = {}
    lost: list[Task] = []
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=given) as pool:
        while True:
            while not lost and len(running) < jobs and (chunk := queue.chunk()):
                running[_submitted(pool, _work_with_what_is_given, act, chunk)] = chunk
            if not running:
                return lost
            for future in _finished(running):
                chunk = running.pop(future)
                worked = _worked(future)
                if worked is ENDED:
                    lost += chunk
                    continue
                if isinstance(worked, Lost):
                    yield from ((task, worked) for task in chunk)
                    continue
                queue.note(len(chunk), worked.seconds)
                yield from zip(chunk, worked.results, strict=True)


_given: tuple[Any, ...] = ()
"""In a worker process: what was given when it began."""


def _work_with_what_is_given(act: Callable[..., Result], chunk: list[Task]) -> _Worked[Result]:
    return _work(act, chunk, *_given)


def _begin(*given: Any) -> None:
    """In a worker: interrupts are the parent's business, and when the parent is gone there is nothing left to do."""
    global _given  # noqa: PLW0603 (a process of a pool keeps nothing else from one task to the next)
    _given = given
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_the_parent, daemon=True).start()


def _leave_with_the_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
