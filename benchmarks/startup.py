"""How long a user waits before anything runs."""

from __future__ import annotations

import resource
import subprocess
import sys
import time

from simulation.scenario.catalogue import files
from simulation.scenario.compose import load

from .rows import Row, Target
from .timing import WALL, Act, in_turn, ratio, spread


def rows(repeats: int) -> list[Row]:
    ours, bare = "import simulation", "import simpy, numpy"
    imports = in_turn({ours: _python("-c", ours), bare: _python("-c", bare)}, repeats, children)
    largest = slowest_to_check()
    commands = {
        f"rarechain check {largest}": _rarechain("check", largest),
        "rarechain list": _rarechain("list"),
        "rarechain --help": _rarechain("--help"),
    }
    waits = in_turn(commands, repeats, WALL)
    return [
        Row(f"{ours} / {bare}", ratio(imports[ours], imports[bare]), target=Target(1.2)),
        *(Row(what, spread(times), "s", Target(1.0)) for what, times in waits.items()),
    ]


def slowest_to_check() -> str:
    """Of the shipped scenarios the one that takes longest to read and check: the largest."""

    def seconds(name: str) -> float:
        began = time.process_time()
        load(name)
        return time.process_time() - began

    return max(files(), key=seconds)


def children() -> float:
    """Processor seconds of all processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _python(*arguments: str) -> Act:
    return lambda: subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


def _rarechain(*arguments: str) -> Act:
    return _python("-m", "simulation", *arguments)
