"""Dask as an executor: workers on this machine or on a cluster, of which some may be lost while they work."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, TypeVar

from simulation.errors import extra, wrong
from simulation.results.saved import CODE

if TYPE_CHECKING:
    from distributed import Client

Given = TypeVar("Given")

ANSWER_SECONDS = 10
"""[s] In which a scheduler must answer."""
LOOK_SECONDS = 1.0
"""[s] Between looks whether the scheduler is still there."""
HERE: dict[str, Any] = {
    "processes": True,
    "threads_per_worker": 1,
    "memory_limit": 0,  # none
    "dashboard_address": ":0",  # wherever there is room
    "silence_logs": logging.CRITICAL,
    "preload": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n",  # interrupts are the command's business
}
"""Of a cluster on this machine."""
GONE = "the Dask scheduler is gone"


@contextmanager
def dask_executor(address: str | None = None, jobs: int = 1) -> Iterator[DaskExecutor]:
    """The workers of the scheduler at an address, or in its scheduler file; ``jobs`` of this machine without one.

    Raises InputError if Dask is not installed, no scheduler answers or its workers do not know this package.
    """
    with extra("dask"):
        import distributed
    if address is not None:
        with _client_at(address) as client, DaskExecutor(client) as executor:
            yield executor
        return
    with (
        distributed.LocalCluster(n_workers=jobs, **HERE) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
        DaskExecutor(client) as executor,
    ):
        yield executor


def _client_at(address: str) -> Client:
    from distributed import Client
    from distributed.comm import parse_address, parse_host_port

    where = {"scheduler_file": address} if Path(address).is_file() else {"address": address}
    try:
        if "address" in where:
            parse_host_port(parse_address(address)[1])  # with half an address a client would hang in its own end
        client = Client(**where, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise wrong(f"no Dask scheduler answers at {address}: {error}") from None
    try:
        client.run(import_module, _of_same_code.__module__)
    except ImportError as error:  # later, Dask would not say so but wait for ever
        client.close()
        raise wrong(f"a worker of {address} does not know rarechain: {error}") from None
    return client


class DaskExecutor(Executor):
    """The workers of a Dask client, for :func:`simulation.run` and its like.

    Dask runs again what a lost worker had; what loses a worker several times over (Dask's setting
    ``distributed.scheduler.allowed-failures``) fails as if the executor were broken, and costs nobody else. Dask's own
    executor (``Client.get_executor``) is not used: a result that is lost on its way and computed again becomes a
    TypeError there, and when the scheduler is gone its futures are never done.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._waiting: set[Future[Any]] = set()
        self._lock = Lock()
        self._closed = Event()
        Thread(target=self._watch, daemon=True).start()

    def place(self, thing: Any) -> Any:
        """Send a thing to the workers once, whoever needs it.

        It is handed in as a task: unlike scattered data, Dask makes it again when all who hold it are lost.
        """
        return self._client.submit(_itself, thing, pure=False) if self._reached() else thing

    def submit(self, act: Callable[..., Given], /, *args: Any, **kwargs: Any) -> Future[Given]:
        """Have a worker call ``act``. Raises BrokenExecutor when the scheduler is gone."""
        if not self._reached():
            raise BrokenExecutor(GONE)
        handed: Future[Given] = Future()
        with self._lock:
            self._waiting.add(handed)
        sent = self._client.submit(_of_same_code, CODE, act, *args, **kwargs, pure=False)
        sent.add_done_callback(partial(self._hand_over, handed))
        handed.add_done_callback(lambda future: sent.cancel() if future.cancelled() else None)
        return handed

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the workers; they stay, with whoever has opened the client."""
        self._closed.set()

    def _hand_over(self, handed: Future[Any], sent: Any) -> None:
        """Pass on how a task ended; one that is lost with its workers ends like a process that was killed."""
        from distributed import CancelledError, KilledWorker

        try:
            self._settle(handed, sent.result())
        except (KilledWorker, CancelledError) as error:
            self._settle(handed, None, BrokenExecutor(str(error)))
        except Exception as error:
            self._settle(handed, None, error)

    def _settle(self, handed: Future[Any], result: Any, error: Exception | None = None) -> None:
        with self._lock:
            if handed not in self._waiting:
                return
            self._waiting.remove(handed)
        if not handed.set_running_or_notify_cancel():  # nobody waits for it any more
            return
        if error is None:
            handed.set_result(result)
        else:
            handed.set_exception(error)

    def _watch(self) -> None:
        """When the scheduler is gone, so is everything that was sent."""
        while not self._closed.wait(LOOK_SECONDS):
            if not self._reached():
                for handed in list(self._waiting):
                    self._settle(handed, None, BrokenExecutor(GONE))

    def _reached(self) -> bool:
        """Whether the client has a line to its scheduler; waits while it is restoring one."""
        while self._client.status == "connecting" and not self._closed.wait(0.1):
            pass
        line = self._client.scheduler_comm
        return self._client.status == "running" and line is not None and not line.comm.closed()


def _itself(thing: Given) -> Given:
    return thing


def _of_same_code(code: str, act: Callable[..., Given], *args: Any, **kwargs: Any) -> Given:
    """On a worker: refuse to work for another version, whose numbers may differ."""
    if code != CODE:
        raise RuntimeError("the worker has another version of rarechain than the command")
    return act(*args, **kwargs)
