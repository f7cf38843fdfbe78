"""Ctrl-C while workers work: held back, and raised only where it does no harm.

Python raises KeyboardInterrupt wherever the program stands. Inside a pool that starts its processes, or between taking
a lock and giving it back, it leaves behind what waits for ever.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread

_held_back: list[int] = []
"""Interrupts that came in: a process has one handler of them, whoever waits for its workers."""


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """Stands around work of others; when that is done an interrupt comes through. A caller's own handler stays."""
    if current_thread() is not main_thread() or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, lambda number, _: _held_back.append(number))
    try:
        yield
        let_interrupts_through()
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _held_back.clear()


def let_interrupts_through() -> None:
    """Raises KeyboardInterrupt if one is held back."""
    if _held_back:
        raise KeyboardInterrupt
