"""Runs the commands named in the markers of ``validation.md`` and puts what they print between them.

Run it as ``python docs/make_validation.py``; the text around the markers is left as it is. The page is read anew for
each output, so that what others write in the meantime stays. Replications are kept in ``out/validation``: a second run
of the same code takes over what is there, and all commands share them.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

PAGE = Path(__file__).with_name("validation.md")
ROOT = PAGE.parents[1]
BLOCK = re.compile(r"(<!-- begin: rarechain (?P<asked>[^\n]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def printed(asked: str) -> str:
    """What a command prints today. Raises CalledProcessError if it fails."""
    began = time.perf_counter()
    # Ensembles of the priors, or with inputs at their modes, are others under the same name.
    kind = "at-modes" if "--at-modes" in asked else "priors" if "posterior.remove" in asked else "drawn"
    kept = ROOT / "out" / "validation" / kind
    command = [sys.executable, "-m", "simulation", *asked.split(), "--quiet", "--out", str(kept)]
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    print(f"rarechain {asked}: {time.perf_counter() - began:.0f} s", flush=True)
    return "\n".join(line.rstrip() for line in ran.stdout.strip("\n").splitlines())


def put(asked: str, output: str) -> None:
    """Write the output of a command into its block."""

    def filled(block: re.Match[str]) -> str:
        return f"{block[1]}```text\n{output}\n```\n{block[3]}" if block["asked"] == asked else block[0]

    part = PAGE.with_suffix(".part")
    part.write_text(BLOCK.sub(filled, PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    os.replace(part, PAGE)


if __name__ == "__main__":
    for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        put(block["asked"], printed(block["asked"]))
