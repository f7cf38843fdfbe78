"""Runs the commands named in the markers of ``validation.md`` and puts what they print between them.

Run it as ``python docs/make_validation.py``; the text around the markers is left as it is.
"""

import re
import subprocess
import sys
import time
from pathlib import Path

PAGE = Path(__file__).with_name("validation.md")
BLOCK = re.compile(r"(<!-- begin: rarechain (?P<asked>[^\n]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(block: re.Match[str]) -> str:
    """A block with the output of its command of today."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "simulation", *block["asked"].split(), "--quiet"]
    ran = subprocess.run(command, cwd=PAGE.parents[1], stdout=subprocess.PIPE, text=True, check=True)
    print(f"rarechain {block['asked']}: {time.perf_counter() - began:.0f} s")
    lines = "\n".join(line.rstrip() for line in ran.stdout.strip("\n").splitlines())
    return f"{block[1]}```text\n{lines}\n```\n{block[3]}"


if __name__ == "__main__":
    PAGE.write_text(BLOCK.sub(filled, PAGE.read_text(encoding="utf-8")), encoding="utf-8")
