"""Measures everything in one go, prints it and writes it between the markers of docs/performance.md.

``python -m benchmarks`` takes about ten minutes; ``--full`` (or BENCH_FULL=1) repeats more often and adds the long
comparison; ``--only`` measures some sections and leaves the page alone.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from . import desk, floors, growth, long, peers, side_by_side, startup, sweeps, where
from .machine import described
from .rows import Row, table

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- begin: make bench -->", "<!-- end -->"

Section = Callable[[int], list[Row]]
SECTIONS: dict[str, tuple[str, Section, int]] = {
    "floors": ("One run against floors", floors.rows, 15),
    "where": ("Where the time of one run goes", where.rows, 5),
    "side-by-side": ("Several worlds as one", side_by_side.rows, 5),
    "peers": ("One run against peers, on the common chain", peers.rows, 2),
    "desk": ("The licence desk", desk.rows, 15),
    "growth": ("Growth", growth.rows, 2),
    "sweeps": ("Many runs", sweeps.rows, 2),
    "startup": ("Start", startup.rows, 7),
}
"""Title, what measures it, and how often it repeats."""
LONG = ("The main comparison", long.rows, 1)


def main() -> None:
    asked = _arguments()
    sections = {name: SECTIONS[name] for name in asked.only or SECTIONS} | ({"long": LONG} if asked.full else {})
    text = f"{described()} Measured on {date.today():%Y-%m-%d}."
    print(text, flush=True)
    for title, rows, repeats in sections.values():
        began = time.perf_counter()
        part = f"### {title}\n\n{table(rows(3 * repeats if asked.full else repeats))}"
        print(f"\n{part}\n\n({time.perf_counter() - began:.0f} s)", flush=True)
        text += f"\n\n{part}"
    if not asked.only:
        write(text)


def write(text: str) -> None:
    """Put the figures between the markers of the page; the words around them stay."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the speed of rarechain.")
    parser.add_argument("--full", action="store_true", default=os.environ.get("BENCH_FULL") == "1",
                        help="repeat more often, and add the long comparison (as BENCH_FULL=1 does)")  # fmt: skip
    parser.add_argument("--only", nargs="+", choices=SECTIONS, metavar="SECTION", help=", ".join(SECTIONS))
    return parser.parse_args()


if __name__ == "__main__":
    main()
