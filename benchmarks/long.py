"""The comparison that the program exists for, with as many replications as a result deserves."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time

from .rows import Row, Target
from .timing import spread

RUNS = 200


def rows(repeats: int) -> list[Row]:
    what = f"rarechain compare embargo-2010 licensing-2025 -n {RUNS} --jobs 2"
    return [Row(what, spread([_seconds(what) for _ in range(max(repeats // 3, 1))]), "s", Target(60))]


def _seconds(command: str) -> float:
    with tempfile.TemporaryDirectory() as out:
        asked = [sys.executable, "-m", "simulation", *command.split()[1:], "--seed", "1", "--quiet", "--out", out]
        began = time.perf_counter()
        subprocess.run(asked, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - began
