"""Options that commands share."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path
from typing import Any

PROCESS, DASK = "process", "dask"
"""Who may do the runs."""


def ensemble_options(parser: argparse.ArgumentParser) -> None:
    """Options of every command that simulates ensembles."""
    add = parser.add_argument
    add("-n", "--replications", type=at_least(1), default=100, metavar="N", help="how many runs (default: 100)")
    add("--seed", type=at_least(0), default=1, metavar="N", help="the same seed gives the same results (default: 1)")
    worker_options(parser)
    add("--out", type=Path, metavar="DIR", help="write results there; taken up again if interrupted")
    add("--set", action="append", default=[], metavar="PATH=VALUE", help="change a value of every scenario; repeatable")
    add("--ledger", type=_numbers, default=(), metavar="K,...", help="replications (from 0) whose events are kept")
    add("--at", type=_date, action="append", default=[], metavar="DATE", help="also give values of a day; repeatable")
    add("--quiet", action="store_true", help="no progress and no messages")


def worker_options(parser: argparse.ArgumentParser) -> None:
    """Who does the runs."""
    add = parser.add_argument
    add("--jobs", type=at_least(1), default=cores(), metavar="N", help="runs at a time (default: number of cores)")
    add("--executor", choices=(PROCESS, DASK), help="who runs them: processes of this machine (default), or Dask")
    add("--scheduler", metavar="ADDRESS", help="of a Dask cluster, or its scheduler file (default: --jobs workers)")


def until_option(parser: argparse.ArgumentParser) -> None:
    """The option of commands that may stop before all replications are run."""
    parser.add_argument(
        "--until", type=_half_width, action="append", default=[], metavar="MEASURE<=WIDTH",
        help="run only until the 95 %% interval of a measure is at most so wide to either side, and -n at most; "
        "repeatable, all must be met: days_to_shortage<=2, japan.any_stop<=0.05, vehicles_lost.p95<=1e5",
    )  # fmt: skip


def at_least(least: int) -> Any:
    """An argument type: whole numbers from ``least``."""

    def whole(text: str) -> int:
        if not text.isascii() or not text.isdigit() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text} is not a whole number from {least}")
        return int(text)

    return whole


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(at_least(0)(part.strip()) for part in text.split(","))


def _half_width(text: str) -> tuple[str, float]:
    name, _, width = text.partition("<=")
    try:
        return name.strip(), float(width)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a measure and a half-width like days_to_shortage<=2") from None


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date like 2025-06-04") from None
