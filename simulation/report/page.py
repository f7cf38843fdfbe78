"""The report of a run folder."""

from pathlib import Path

REPORT = "report.html"


def write(folder: Path, ensembles: object, status: str) -> None:
    pass
