"""``python -m simulation`` is the command ``rarechain``."""

import sys

from simulation.cli import main

if __name__ == "__main__":
    sys.exit(main())
