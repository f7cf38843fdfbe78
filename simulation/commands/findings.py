"""What a study found out, in every form in which it is told: tables, words, figures, files and JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import screen
from .command import Asked

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulation.report.sheet import Sheet
    from simulation.results.envelope import Json
    from simulation.results.files import Table


@dataclass
class Findings:
    """Parts of a report; those of several parts of a study are told one after the other."""

    sheets: list[Sheet] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    """By the name of their CSV file."""
    figures: dict[str, Figure] = field(default_factory=dict)
    """By the name of their file, without its ending."""

    def __add__(self, other: Findings) -> Findings:
        return Findings(
            self.sheets + other.sheets,
            self.said + other.said,
            self.tables | other.tables,
            self.figures | other.figures,
        )


def write(asked: Asked, findings: Findings, found: Json) -> None:
    """Write the findings into the folder that was asked for, if one was; ``found`` is the command's JSON object."""
    from simulation.report.canvas import put_figures
    from simulation.results import envelope
    from simulation.results.files import csv_text, put
    from simulation.results.store import MEASURES

    if asked.out is None:
        return
    asked.out.mkdir(parents=True, exist_ok=True)
    put(asked.out / MEASURES, envelope.text(found))
    for name, rows in findings.tables.items():
        put(asked.out / name, csv_text(rows))
    put_figures(asked.out, findings.figures)


def show(asked: Asked, findings: Findings, found: Json) -> None:
    """Print the findings, or the JSON object alone if that is asked for."""
    from simulation.results import envelope

    if asked.json:
        print(envelope.text(found), end="")
        return
    screen.show(findings.sheets, findings.said)
